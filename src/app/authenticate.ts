/** From a request to its caller: API key or session cookie, and whether a change really comes from one of our pages. */
import type { FastifyRequest } from 'fastify';
import '../access/access.errors.ts';
import { callerOfKey, callerOfSession, type Caller } from '../access/caller.store.ts';
import { csrfTokenOf, sameText } from '../access/token.ts';
import { fault } from '../core/errors.ts';
import { now } from '../platform/clock.ts';
import type { Db } from '../platform/database.ts';

/** `__Host-` makes the browser refuse a cookie set by another host, another path or over plain HTTP. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-huikuan' : 'huikuan');

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const changes = (method: string): boolean => !SAFE.has(method);

export interface Presented {
  /** An API key wins over a cookie: whoever sends one means it. */
  readonly apiKey: string | undefined;
  readonly sessionToken: string | undefined;
}

export function presented(request: FastifyRequest, secure: boolean): Presented {
  const { authorization } = request.headers;
  if (authorization !== undefined)
    return { apiKey: /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '', sessionToken: undefined };
  return { apiKey: undefined, sessionToken: request.cookies[cookieName(secure)] };
}

export async function callerOf(db: Db, { apiKey, sessionToken }: Presented): Promise<Caller | undefined> {
  if (apiKey !== undefined) return callerOfKey(db, apiKey, now());
  if (sessionToken !== undefined && sessionToken !== '') return callerOfSession(db, sessionToken, now());
  return undefined;
}

/** Other sites may not make a signed-in browser act: neither by form, nor by script. @throws session.csrf */
export function assertOwnPage(request: FastifyRequest, publicHost: string | undefined): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw fault('session.csrf');
  const { origin } = request.headers;
  if (origin === undefined) return;
  const host = URL.parse(origin)?.host;
  if (host === undefined || (host !== request.headers.host && host !== publicHost)) throw fault('session.csrf');
}

/** @throws session.csrf */
export function assertCsrfToken(request: FastifyRequest, sessionToken: string): void {
  const sent = request.headers['x-csrf-token'];
  if (typeof sent !== 'string' || !sameText(sent, csrfTokenOf(sessionToken))) throw fault('session.csrf');
}
