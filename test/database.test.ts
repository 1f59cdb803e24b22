import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './database.ts';

let one: TestDatabase;
let two: TestDatabase;

beforeAll(async () => {
  [one, two] = await Promise.all([testDatabase(), testDatabase()]);
});

afterAll(async () => {
  await Promise.all([one.drop(), two.drop()]);
});

async function query<T extends object>(config: pg.ClientConfig, sql: string): Promise<T[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a clone holds every migration', async () => {
  const [row] = await query<{ n: number }>(one.owner, 'select count(*)::int4 as n from public.migration');
  expect(row!.n).toBeGreaterThan(0);
});

test('what one clone writes no other clone sees', async () => {
  await query(one.owner, 'create table public.mark (id int)');
  expect(await query(two.owner, "select from pg_tables where tablename = 'mark'")).toEqual([]);
});

test('the application owns nothing, makes nothing and bypasses nothing', async () => {
  const rows = await query(
    one.owner,
    "select rolname from pg_roles where rolname = 'huikuan_app' and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolinherit)",
  );
  expect(rows).toEqual([]);
  expect(await query(one.owner, "select from pg_class where relowner = 'huikuan_app'::regrole")).toEqual([]);
  await expect(query(one.app, 'create table public.mine (id int)')).rejects.toThrow(
    'permission denied for schema public',
  );
  await expect(query(one.app, 'create schema mine')).rejects.toThrow('permission denied for database');
  await expect(query(one.app, 'set role huikuan_owner')).rejects.toThrow('permission denied to set role');
});

test('the job role owns the queue, and may make no other schema', async () => {
  const owned = await query(one.jobs, "select nspname from pg_namespace where nspowner = 'huikuan_jobs'::regrole");
  expect(owned).toEqual([{ nspname: 'graphile_worker' }]);
  await expect(query(one.jobs, 'create schema mine')).rejects.toThrow('permission denied for database');
});

test('trigrams are found in Chinese', async () => {
  const [row] = await query<{ found: string[] }>(one.app, "select show_trgm('上海') as found");
  expect(row!.found).not.toHaveLength(0);
});
