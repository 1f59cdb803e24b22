/** What a server is built from. */
import type { Db } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Route } from '../platform/route.ts';

export interface ServerOptions {
  readonly db: Db;
  readonly log: Log;
  /** The address people type; https makes cookies secure. */
  readonly publicUrl?: string | undefined;
  /** How many proxies stand in front. */
  readonly trustProxy?: number;
  /** The built web app; absent in tests of the API. */
  readonly webFolder?: string | undefined;
  readonly routes?: readonly Route[];
  /** Requests a minute from one network; generous, because a whole office may share one address. */
  readonly requestsPerMinute?: number;
  /** The same for routes open to anyone: set-up, sign-in, links. */
  readonly publicRequestsPerMinute?: number;
}

export const API = '/api/v1';
