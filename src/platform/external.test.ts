import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeTestFolder, removeTestFolder } from '../../test/cluster.ts';
import type { Fault } from '../core/errors.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { SUPERUSER } from './clusterFolder.ts';
import { serverPid } from './clusterProcess.ts';
import { openDatabase } from './home.ts';
import { silentLog } from './log.ts';
import { migrate } from './migrate.ts';

/** An ordinary server: it asks for passwords, and its administrator is not us. */
let cluster: Cluster;
let work: string;
let home: string;
let turn = 0;

async function administer(sql: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client(cluster.config(SUPERUSER, database));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const urlOf = (user: string, password: string, database: string): string =>
  `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(cluster.config(user, database).host ?? '')}`;

async function refusal(databaseUrl: string, at = home): Promise<Fault> {
  return openDatabase({ home: at, databaseUrl, log: silentLog }).then(
    () => expect.fail('it was not refused'),
    (error: Fault) => error,
  );
}

beforeAll(async () => {
  work = makeTestFolder('external');
  cluster = await startCluster({ home: path.join(work, 'server'), log: silentLog, fast: true, exclusive: true });
  const rules = 'local all postgres peer map=huikuan\nlocal all all scram-sha-256\n';
  fs.writeFileSync(path.join(cluster.folder, 'pg_hba.conf'), rules);
  process.kill(serverPid(cluster.folder) ?? 0, 'SIGHUP');
  await administer("create role sales login createrole password 'p@ss:w/rd'");
  await administer("create role plain login password 'plain'");
});

beforeEach(async () => {
  turn += 1;
  home = path.join(work, `home-${turn}`);
  await administer(`create database db_${turn} owner sales`);
});

afterAll(async () => {
  await cluster.stop();
  await removeTestFolder(work);
});

async function forgetRoles(...databases: string[]): Promise<void> {
  for (const database of databases) await administer('drop owned by huikuan_app, huikuan_jobs cascade', database);
  await administer('drop role huikuan_app, huikuan_jobs');
}

const sales = (database: string): string => urlOf('sales', encodeURIComponent('p@ss:w/rd'), database);

test('a user who may make roles needs nothing else: roles, extension, queue and migrations are made', async () => {
  const database = await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog });
  await migrate(database.owner);
  for (const [config, user] of [
    [database.owner, 'sales'],
    [database.app, 'huikuan_app'],
    [database.jobs, 'huikuan_jobs'],
  ] as const) {
    const client = new pg.Client(config);
    await client.connect();
    const { rows } = await client.query<{ user: string }>('select current_user as user');
    expect(rows[0]?.user).toBe(user);
    await client.end();
  }
  expect(fs.statSync(path.join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(database.embedded).toBe(false);
  expect(database.place).not.toContain('p@ss');

  const again = await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog });
  expect(again.app).toEqual(database.app);
  await forgetRoles(`db_${turn}`);
});

test('a user with few rights is told the SQL, and after an administrator ran it the start succeeds', async () => {
  const url = urlOf('plain', 'plain', `db_${turn}`);
  const fault = await refusal(url);
  expect(fault.code).toBe('database.needs_rights');
  await administer(String(fault.detail['sql']), `db_${turn}`);
  const database = await openDatabase({ home, databaseUrl: url, log: silentLog });
  await migrate(database.owner);
  await database.stop();
  await forgetRoles(`db_${turn}`);
});

test('roles of another installation are not taken from it', async () => {
  await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog });
  const other = path.join(work, 'other-home');
  const fault = await refusal(sales(`db_${turn}`), other);
  expect(fault.code).toBe('database.foreign_role');
  await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog }); // the first one still gets in

  fs.copyFileSync(path.join(home, 'secrets.json'), path.join(other, 'secrets.json'));
  await openDatabase({ home: other, databaseUrl: sales(`db_${turn}`), log: silentLog });
  await forgetRoles(`db_${turn}`);
});

test('a role that may bypass row-level security is refused', async () => {
  await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog });
  await administer('alter role huikuan_app bypassrls');
  const fault = await refusal(sales(`db_${turn}`));
  expect(fault.code).toBe('database.armed_role');
  await administer(String(fault.detail['sql']));
  await openDatabase({ home, databaseUrl: sales(`db_${turn}`), log: silentLog });
  await forgetRoles(`db_${turn}`);
});

test('a database that is not UTF8 is refused with the SQL for a better one', async () => {
  await administer(
    "create database latin owner sales template template0 encoding 'LATIN1' locale_provider libc locale 'C'",
  );
  const fault = await refusal(sales('latin'));
  expect(fault.code).toBe('database.encoding');
  expect(fault.detail['found']).toBe('LATIN1');
  await administer(String(fault.detail['sql']));
});

test('a database in which Chinese names cannot be searched is refused', async () => {
  await administer(
    "create database deaf owner sales template template0 encoding 'UTF8' locale_provider libc locale 'C'",
  );
  expect((await refusal(sales('deaf'))).code).toBe('database.no_trigrams');
  await forgetRoles('deaf');
});

test('a wrong password, an absent server and a wrong kind of address each have their word, and show no password', async () => {
  const wrong = await refusal(urlOf('sales', 'secret-guess', `db_${turn}`));
  expect(wrong.code).toBe('database.unreachable');
  const absent = await refusal('postgres://sales:secret-guess@127.0.0.1:9/huikuan');
  expect(absent.code).toBe('database.unreachable');
  const kind = await refusal('mysql://sales:secret-guess@127.0.0.1/huikuan');
  expect(kind.code).toBe('config.invalid');
  expect(JSON.stringify([wrong, absent, kind].map((fault) => fault.detail))).not.toContain('secret-guess');
});
