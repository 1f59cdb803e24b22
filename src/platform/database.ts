/** Connections to PostgreSQL: how values cross the driver, pools, and read transactions under row-level security. */
import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely';
import pg from 'pg';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from './actor.ts';
import { faultPoint, faultsWanted } from './fault.ts';

// int8 and int8[] are bigint, never a float or a string that adds by gluing; a date stays the text YYYY-MM-DD, because
// the driver's default makes it local midnight and shifts it by a day east of Greenwich (house, convention 10).
pg.types.setTypeParser(20, (text) => BigInt(text));
pg.types.setTypeParser(1082, (text) => text);
const parseArray = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','));
// the driver's types list no array oids, though its parser table takes any
const setArrayParser = pg.types.setTypeParser as (oid: number, parse: (text: string) => unknown) => void;
setArrayParser(1016, (text) => parseArray(text).map((t) => BigInt(t)));
setArrayParser(1182, parseArray);

/** Tables are described where they are queried (each store types its own rows), so the schema type stays open. */
export type Schema = Record<never, never>;
export type Tx = Transaction<Schema>;

export interface Db {
  readonly kysely: Kysely<Schema>;
  readonly pool: pg.Pool;
  /** Told of the company after each committed command, for work that follows a commit. */
  readonly onCommit: (orgId: Id) => void;
  close(): Promise<void>;
}

export function openDb(config: pg.ClientConfig, options: { max?: number; onError: (error: Error) => void; onCommit?: (orgId: Id) => void }): Db {
  const pool = new pg.Pool({
    ...config,
    max: options.max ?? 12,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', options.onError);
  pool.on('connect', (client) => {
    client.on('error', options.onError);
    keepPlans(client);
  });
  // every statement is a place where a fault test may strike
  const log = faultsWanted ? { log: () => faultPoint('statement') } : {};
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), ...log });
  return { kysely, pool, onCommit: options.onCommit ?? (() => undefined), close: () => kysely.destroy() };
}

/** A statement that begins with this comment is parsed and planned once a connection: for the few that every booking runs. */
const KEPT = '/* kept */';

/** Half of a booking's time went into planning the same ten statements under their policies again and again. */
function keepPlans(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const names = new Map<string, string>();
  const named = (text: string): string => {
    const name = names.get(text) ?? `kept_${names.size.toString()}`;
    names.set(text, name);
    return name;
  };
  const kept = (...[text, values, ...rest]: unknown[]): unknown =>
    typeof text === 'string' && text.trimStart().startsWith(KEPT) ? query({ name: named(text), text, values }, ...rest) : query(text, values, ...rest);
  Object.assign(client, { query: kept });
}

/** What a store query needs: the transaction and who asks, as of which day. */
export interface Reading {
  readonly tx: Tx;
  readonly orgId: Id;
  readonly actor: Actor;
  readonly asOf: Day;
}

/** Select list that tells row-level security who asks. Local to the transaction, so it is safe in a pool. */
export const actorSettings = (actor: Actor): RawBuilder<unknown> => sql`
  set_config('app.org_id', ${actor.orgId.toString()}, true), set_config('app.user_id', ${actor.userId === null ? '' : actor.userId.toString()}, true),
  set_config('app.scope', ${actor.scope}, true), set_config('app.team_ids', ${`{${actor.teamIds.join(',')}}`}, true)`;

export async function applyActor(tx: Tx, actor: Actor): Promise<void> {
  await sql`select ${actorSettings(actor)}`.execute(tx);
}

/** Runs queries in one read-only snapshot as the actor. */
export function read<T>(db: Db, actor: Actor, asOf: Day, query: (reading: Reading) => Promise<T>): Promise<T> {
  return db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await applyActor(tx, actor);
      return query({ tx, orgId: actor.orgId, actor, asOf });
    });
}

/** Rows of a statement. */
export async function rows<T>(tx: Tx, statement: RawBuilder<T>): Promise<T[]> {
  return (await statement.execute(tx)).rows;
}

export async function firstRow<T>(tx: Tx, statement: RawBuilder<T>): Promise<T | undefined> {
  return (await statement.execute(tx)).rows[0];
}

/** Whether the database answers, and what it is. */
export async function askDatabase(db: Db): Promise<{ version: string; size: string }> {
  const { rows: found } = await db.pool.query<{ version: string; size: string }>(
    "select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size",
  );
  return found[0] ?? { version: '', size: '' };
}
