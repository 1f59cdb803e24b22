/** An ordinary PostgreSQL by its URL: checked before use, its roles made where the user may, and told in SQL where not. */
import pg from 'pg';
import { fault } from '../core/errors.ts';
import type { HomeDatabase } from './home.ts';
import { makeHome } from './homeFolder.ts';
import type { Log } from './log.ts';
import { APP, assertHarmless, createRoleSql, JOBS, prepareDatabase, prepareQueue, roleExists } from './roles.ts';
import { secret, secretsFile } from './secrets.ts';

const OLDEST = 150_000;
const CONNECT_PATIENCE = 10_000;
const DENIED = '42501';

const createDatabaseSql = (database: string): string =>
  `create database ${pg.escapeIdentifier(`${database}_utf8`)} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8';`;

/** The URL with another user; a URL without a host (socket) gets one, because only then it can carry a user. */
function asUser(databaseUrl: string, user: string, password: string): string {
  const url = new URL(databaseUrl.replace(/^(\w+:\/\/)(?=\/)/, '$1localhost'));
  url.username = user;
  url.password = password;
  return url.href;
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_PATIENCE });
  client.on('error', () => undefined); // the query in flight reports it
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function connectOwner(databaseUrl: string): Promise<pg.Client> {
  if (!/^postgres(ql)?:$/.test(URL.parse(databaseUrl)?.protocol ?? '')) {
    throw fault('config.invalid', {
      name: 'DATABASE_URL',
      value: '[hidden]',
      expected: 'postgres://user:password@host/database',
    });
  }
  try {
    return await connect(databaseUrl);
  } catch (error) {
    throw fault('database.unreachable', {
      reason: error instanceof Error ? error.message || error.name : String(error),
    });
  }
}

interface Facts {
  readonly version: number;
  readonly serverVersion: string;
  readonly encoding: string;
  readonly ctype: string;
  readonly database: string;
  readonly user: string;
  readonly owns: boolean;
}

async function readFacts(client: pg.Client): Promise<Facts> {
  const { rows } = await client.query<Facts>(`
    select current_setting('server_version_num')::int4 as version,
           current_setting('server_version') as "serverVersion",
           current_setting('server_encoding') as encoding,
           datcollate || ' / ' || datctype as ctype,
           datname as database,
           current_user as user,
           pg_has_role(datdba, 'usage') as owns
      from pg_database where datname = current_database()`);
  const [facts] = rows;
  if (!facts) throw fault('database.unreachable', { reason: 'the database is not listed' });
  return facts;
}

function assertUsable({ version, serverVersion, encoding, database }: Facts): void {
  if (version < OLDEST) throw fault('database.too_old', { found: serverVersion });
  if (encoding !== 'UTF8')
    throw fault('database.encoding', { database, found: encoding, sql: createDatabaseSql(database) });
}

/** With LC_CTYPE C no trigram is found in Chinese, and the search of names would be silently dead. */
async function assertChineseSearch(client: pg.Client, { database, ctype }: Facts): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>("select cardinality(show_trgm('上海')) > 0 as found");
  if (rows[0]?.found !== true)
    throw fault('database.no_trigrams', { database, found: ctype, sql: createDatabaseSql(database) });
}

/** Everything an administrator has to do once, as text that can be pasted. */
async function missingPieces(client: pg.Client, home: string, facts: Facts): Promise<string[]> {
  const pieces: string[] = [];
  if (!facts.owns) {
    pieces.push(`alter database ${pg.escapeIdentifier(facts.database)} owner to ${pg.escapeIdentifier(facts.user)};`);
  }
  for (const role of [APP, JOBS]) {
    if (!(await roleExists(client, role))) pieces.push(createRoleSql(role, secret(home, role)));
  }
  const { rowCount } = await client.query("select from pg_extension where extname = 'pg_trgm'");
  if (rowCount === 0) pieces.push('create extension pg_trgm;');
  return pieces;
}

async function makePieces(client: pg.Client, pieces: readonly string[], facts: Facts): Promise<void> {
  try {
    for (const sql of pieces) await client.query(sql);
  } catch (error) {
    if ((error as { code?: string }).code !== DENIED) throw error;
    const { user, database } = facts;
    throw fault('database.needs_rights', {
      user,
      database,
      action: 'make roles and extensions',
      sql: pieces.join('\n'),
    });
  }
}

/** The roles let us in with the passwords we keep; a role that another installation made is never taken from it. */
async function assertEntry(databaseUrl: string, home: string): Promise<void> {
  for (const role of [APP, JOBS]) {
    const password = secret(home, role);
    try {
      await (await connect(asUser(databaseUrl, role, password))).end();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== '28P01' && code !== '28000') throw error;
      const sql = `alter role ${role} password ${pg.escapeLiteral(password)};`;
      throw fault('database.foreign_role', { role, secrets: secretsFile(home), sql });
    }
  }
}

interface ExternalOptions {
  readonly home: string;
  readonly databaseUrl: string;
  readonly log: Log;
}

/** @throws database.*, secrets.* and config.invalid faults whose text says what to do */
export async function openExternal({ home, databaseUrl, log }: ExternalOptions): Promise<HomeDatabase> {
  makeHome(home);
  const client = await connectOwner(databaseUrl);
  try {
    const facts = await readFacts(client);
    assertUsable(facts);
    const pieces = await missingPieces(client, home, facts);
    await makePieces(client, pieces, facts);
    if (pieces.length > 0) log.info({ database: facts.database }, 'roles and extensions were made in the database');
    await assertChineseSearch(client, facts);
    await assertHarmless(client);
    await prepareDatabase(client, facts.database);
    await assertEntry(databaseUrl, home);
    const jobs = asUser(databaseUrl, JOBS, secret(home, JOBS));
    await prepareQueue(client, () => connect(jobs), facts.database);
    return {
      owner: { connectionString: databaseUrl },
      app: { connectionString: asUser(databaseUrl, APP, secret(home, APP)) },
      jobs: { connectionString: jobs },
      embedded: false,
      serverVersion: facts.serverVersion,
      place: `${client.host}:${client.port}/${facts.database}`,
      stop: () => Promise.resolve(),
      onLost: () => undefined,
    };
  } finally {
    await client.end();
  }
}
