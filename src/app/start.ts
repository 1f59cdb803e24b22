/** The whole product on one home: database, schema, jobs, server; and its end, in the opposite order. */
import fs from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { actorOfUser, systemActor } from '../access/caller.store.ts';
import { listCompanies } from '../access/company.store.ts';
import { forgetAttempts } from '../access/session.store.ts';
import { newSetupToken } from '../access/setup.commands.ts';
import { resumeImports } from '../connectors/importResume.ts';
import { fault } from '../core/errors.ts';
import { now } from '../platform/clock.ts';
import { projectFolder, type Config } from '../platform/config.ts';
import { openDb, type Db } from '../platform/database.ts';
import { openDatabase } from '../platform/home.ts';
import { prepareJobs, startJobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { openHeadLog } from '../platform/sealHeads.ts';
import { jobs } from './jobs.ts';
import { startSealer } from './sealer.ts';
import { buildServer } from './server.ts';
import { startWarming } from './warmWorklists.ts';

export interface StartOptions {
  readonly config: Config;
  readonly log: Log;
  /** A throwaway, not durable database: for tests. */
  readonly fast?: boolean;
}

export interface Product {
  /** Where a browser opens it. */
  readonly url: string;
  /** Only while nobody has an account. */
  readonly setupLink: string | undefined;
  readonly home: string;
  /** Where the data lies. */
  readonly place: string;
  readonly serverVersion: string;
  readonly db: Db;
  /** Calls back when the database is gone for good. */
  onLost(callback: (reason: Error) => void): void;
  stop(): Promise<void>;
}

/** Started things, stopped in the opposite order whatever happens to one of them. */
class Stack {
  readonly #steps: { name: string; stop: () => Promise<unknown> }[] = [];
  readonly #log: Log;
  constructor(log: Log) {
    this.#log = log;
  }
  push(name: string, stop: () => Promise<unknown>): void {
    this.#steps.push({ name, stop });
  }
  async unwind(): Promise<void> {
    for (const { name, stop } of this.#steps.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        this.#log.error({ err: error }, `stopping the ${name} failed`);
      }
    }
  }
}

/** @throws Fault with a text for the person who starts it; nothing is left running */
export async function startProduct(options: StartOptions): Promise<Product> {
  const stack = new Stack(options.log);
  try {
    return await startAll(options, stack);
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

async function startAll({ config, log, fast = false }: StartOptions, stack: Stack): Promise<Product> {
  const { home } = config;
  const database = await openDatabase({ home, databaseUrl: config.databaseUrl, exclusive: true, fast, log });
  stack.push('database', () => database.stop());
  const ran = await migrate(database.owner);
  if (ran.length > 0) log.info({ migrations: ran }, 'the schema was brought up to date');
  await prepareJobs(database.jobs, log);
  const onError = (error: Error): void => log.warn({ err: error }, 'a database connection was lost');
  const db = openDb(database.app, { onError, onCommit: (orgId) => sealer.nudge(orgId) });
  stack.push('connections', () => db.close());
  await forgetAttempts(db, new Date(now().getTime() - FORGET_ATTEMPTS_MS));
  const sealer = startSealer({ db, log, heads: openHeadLog(home) });
  stack.push('sealer', () => sealer.stop());
  const env = { db, log, systemActor, userActor: actorOfUser.bind(undefined, db) };
  const runner = await startJobs({ jobs: database.jobs, list: jobs, env });
  stack.push('jobs', () => runner.stop());
  const companies = await listCompanies(db);
  await resumeImports(
    db,
    companies.map((c) => ({ actor: systemActor(c.org_id), timeZone: c.time_zone })),
  );
  const warming = startWarming({ db, log });
  stack.push('worklists', () => warming.stop());
  const { publicUrl, trustProxy } = config;
  const server = await buildServer({ db, log, publicUrl, trustProxy, webFolder: webFolder() });
  const port = await listen(server, config);
  stack.push('server', () => server.close());
  const url = publicUrl ?? `http://${shownHost(config.host)}:${port}`;
  const token = await newSetupToken(db);
  log.info({ url, place: database.place, postgresql: database.serverVersion }, 'ready');
  return {
    url,
    home,
    db,
    place: database.place,
    serverVersion: database.serverVersion,
    setupLink: token === undefined ? undefined : `${url}/setup#${token}`,
    onLost: (callback) => database.onLost(callback),
    stop: () => stack.unwind(),
  };
}

/** Known places of sign-in are remembered for 90 days (access/throttle.rules.ts). */
const FORGET_ATTEMPTS_MS = 91 * 86_400_000;

function webFolder(): string | undefined {
  const folder = path.join(projectFolder, 'dist', 'web');
  return fs.existsSync(path.join(folder, 'index.html')) ? folder : undefined;
}

/** What to type into a browser for an address that means every address. */
const shownHost = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;

/** Answers the port, which the system chose when 0 was asked for. @throws server.port_taken, server.address */
async function listen(server: FastifyInstance, { host, port }: Config): Promise<number> {
  try {
    await server.listen({ host, port });
    const [address] = server.addresses();
    return typeof address === 'object' ? address.port : port;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'EADDRINUSE') throw fault('server.port_taken', { host, port });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND')
      throw fault('server.address', { host, port, reason: code });
    throw new Error(message, { cause: error });
  }
}
