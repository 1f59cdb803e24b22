/** The database of a data folder, ready for migrations: the embedded server, or an ordinary PostgreSQL by its URL. */
import pg from 'pg';
import { type Cluster, startCluster } from './cluster.ts';
import { SUPERUSER } from './clusterFolder.ts';
import { openExternal } from './external.ts';
import type { Log } from './log.ts';
import './platform.errors.ts';
import { APP, createRoleSql, JOBS, OWNER, prepareDatabase, prepareQueue, roleExists } from './roles.ts';

export interface HomeOptions {
  readonly home: string;
  readonly databaseUrl?: string | undefined;
  /** Serve the home alone until `stop` (`huikuan start`); otherwise visit it for one command. */
  readonly exclusive?: boolean;
  /** Throwaway and not durable: for tests. */
  readonly fast?: boolean;
  readonly log: Log;
}

export interface HomeDatabase {
  /** Owns the schemas: migrations only. */
  readonly owner: pg.ClientConfig;
  /** Owns nothing, subject to row-level security: everything the product does. */
  readonly app: pg.ClientConfig;
  /** Owns the job queue's schema. */
  readonly jobs: pg.ClientConfig;
  readonly embedded: boolean;
  readonly serverVersion: string;
  /** Where the data lies, to tell the person who backs it up: a folder, or host and database. */
  readonly place: string;
  stop(): Promise<void>;
  /** Called once when the embedded server is gone for good: the program must stop. */
  onLost(callback: (reason: Error) => void): void;
}

export const DATABASE = 'huikuan';

async function connected(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  await client.connect();
  return client;
}

async function withClient<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connected(config);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Roles and the database, by the superuser, who does nothing else in this program. Returns the server's version. */
export async function bootstrapCluster(cluster: Cluster, database: string): Promise<string> {
  const version = await withClient(cluster.config(SUPERUSER, 'postgres'), async (client) => {
    for (const role of [OWNER, APP, JOBS]) {
      if (!(await roleExists(client, role))) await client.query(createRoleSql(role));
    }
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    const name = client.escapeIdentifier(database);
    if (rowCount === 0) await client.query(`create database ${name} owner ${OWNER} template template0`);
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  });
  await withClient(cluster.config(SUPERUSER, database), async (client) => {
    await prepareDatabase(client, database);
    await prepareQueue(client, () => connected(cluster.config(JOBS, database)), database);
  });
  return version;
}

async function openEmbedded(options: HomeOptions): Promise<HomeDatabase> {
  const { home, log, exclusive = false, fast = false } = options;
  const cluster = await startCluster({ home, log, exclusive, fast });
  try {
    const serverVersion = await bootstrapCluster(cluster, DATABASE);
    return {
      owner: cluster.config(OWNER, DATABASE),
      app: cluster.config(APP, DATABASE),
      jobs: cluster.config(JOBS, DATABASE),
      embedded: true,
      serverVersion,
      place: cluster.folder,
      stop: () => cluster.stop(),
      onLost: (callback) => cluster.onLost(callback),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** @throws database.* and secrets.* faults whose text says what to do */
export const openDatabase = (options: HomeOptions): Promise<HomeDatabase> =>
  options.databaseUrl === undefined
    ? openEmbedded(options)
    : openExternal({ ...options, databaseUrl: options.databaseUrl });
