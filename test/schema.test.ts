/** What every table must keep, so that companies stay apart today and can be sharded tomorrow. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from './database.ts';
import { schemaText } from './schemaText.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client(database.superuser);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Tables that belong to the installation, not to a company; each with its reason. */
const global = new Map([
  ['access.user_account', 'a person may work for several companies'],
  ['access.session', 'belongs to a person'],
  ['access.one_time_link', 'is used before its reader is known'],
  ['access.sign_in_attempt', 'counts before anyone is known'],
]);

/** Keys that cannot start with the company; each with its reason. */
const globalKeys = new Map([
  ['access.api_key api_key_secret_hash_key', 'a key is looked up before its company is known'],
  ['access.membership membership_user_id_fkey', 'points at a person, who belongs to no company'],
]);

const OURS = `n.nspname in ('platform', 'access', 'parties', 'receivables', 'cash', 'credit', 'collections', 'connectors')`;

const names = async (sql: string): Promise<string[]> => (await client.query<{ name: string }>(sql)).rows.map((r) => r.name);

test('every table of a company begins with org_id, and so do its primary key, unique keys and foreign keys', async () => {
  const first = await names(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = 1 where ${OURS} and c.relkind = 'r' and a.attname <> 'org_id' order by 1`);
  expect(first.filter((n) => !global.has(n))).toEqual([]);
  const keys = await names(`select c.conrelid::regclass || ' ' || c.conname as name from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where ${OURS} and c.contype in ('p', 'u', 'f') and a.attname <> 'org_id' order by 1`);
  expect(keys.filter((n) => !global.has(n.split(' ')[0] ?? '') && !globalKeys.has(n))).toEqual([]);
});

test('every amount has its currency beside it, days end in _on, instants in _at', async () => {
  expect(await names(`select c.table_schema || '.' || c.table_name || '.' || c.column_name as name from information_schema.columns c
    join pg_namespace n on n.nspname = c.table_schema where ${OURS} and c.column_name like '%\\_minor'
      and not exists (select from information_schema.columns x where x.table_schema = c.table_schema and x.table_name = c.table_name and x.column_name like '%currency')`)).toEqual([]);
  expect(await names(`select c.table_schema || '.' || c.table_name || '.' || c.column_name as name from information_schema.columns c
    join pg_namespace n on n.nspname = c.table_schema where ${OURS}
      and ((c.data_type = 'date' and c.column_name not like '%\\_on') or (c.data_type like 'timestamp%' and c.column_name not like '%\\_at') or c.data_type = 'timestamp without time zone')`)).toEqual([]);
});

test('no amount is a float and no column is a plain timestamp', async () => {
  expect(await names(`select c.table_schema || '.' || c.table_name || '.' || c.column_name as name from information_schema.columns c
    join pg_namespace n on n.nspname = c.table_schema where ${OURS} and c.data_type in ('real', 'money') or (${OURS} and c.data_type = 'double precision' and c.column_name like '%minor%')`)).toEqual([]);
});

test('every table of a company has row-level security with a policy', async () => {
  const open = await names(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${OURS} and c.relkind = 'r' and (not c.relrowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid)) order by 1`);
  expect(open.filter((n) => !global.has(n))).toEqual([]);
});

test('views look with the eyes of who asks', async () => {
  expect(await names(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${OURS} and c.relkind = 'v' and not coalesce(c.reloptions::text like '%security_invoker=true%', false)`)).toEqual([]);
});

test("the app's role owns nothing and bypasses nothing", async () => {
  const { rows } = await client.query(`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'huikuan_app'`);
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false }]);
  expect(await names(`select c.relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'huikuan_app'`)).toEqual([]);
});

test('nobody may delete or rewrite what was posted', async () => {
  const { rows } = await client.query(`select table_name, privilege_type from information_schema.role_table_grants
    where grantee = 'huikuan_app' and table_schema = 'receivables' and privilege_type in ('DELETE', 'TRUNCATE', 'UPDATE')`);
  expect(rows).toEqual([]);
});

test('migrations/schema.sql is the schema the migrations make', async () => {
  const file = path.join(import.meta.dirname, '../migrations/schema.sql');
  const made = await schemaText(client);
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, made);
  expect(readFileSync(file, 'utf8'), 'UPDATE_SCHEMA=1 npx vitest run test/schema.test.ts writes it anew').toBe(made);
});
