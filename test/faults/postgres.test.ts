/**
 * F-02: PostgreSQL itself is killed at statements of an import and of an allocation, on a durable home. What was
 * acknowledged is still there, what was not is there wholly or not at all, and asking again completes it once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundCompanyAsOperator } from '../../src/access/setup.commands.ts';
import { verifyRows } from '../../src/app/verify.ts';
import { openDb, type Db } from '../../src/platform/database.ts';
import { type HomeDatabase, openDatabase } from '../../src/platform/home.ts';
import { silentLog } from '../../src/platform/log.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { makeTestFolder, removeTestFolder } from '../cluster.ts';
import type { Act } from './act.ts';
import { strike } from './strike.ts';

let home: HomeDatabase;
let folder: string;
let owner: Db;
let asker: pg.Pool;
const onError = (): void => undefined; // the server is killed on purpose
beforeAll(async () => {
  folder = makeTestFolder('postgres');
  home = await openDatabase({ home: folder, exclusive: true, log: silentLog });
  await migrate(home.owner);
  owner = openDb(home.owner, { max: 2, onError });
  asker = new pg.Pool({ ...home.owner, max: 1 });
  asker.on('error', onError).on('connect', (client) => client.on('error', onError));
});
afterAll(async () => {
  await owner.close();
  await asker.end();
  await home.stop();
  await removeTestFolder(folder);
});

const serverPid = (): string => readFileSync(path.join(home.place, 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';

/** The server restarts by itself after a kill: asks until it answers. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
const count = (sql: string, values: unknown[]): Promise<number> =>
  patiently(async () => (await asker.query<{ n: number }>(sql, values)).rows[0]?.n ?? -1);

async function booksHold(): Promise<void> {
  const report = await patiently(() => owner.kysely.transaction().setAccessMode('read only').execute(verifyRows));
  expect(report.violations).toEqual([]);
}

const ROWS = 30;
const DOCUMENTS = 'select count(*)::int as n from receivables.document where org_id = $1';

async function company(name: string): Promise<bigint> {
  const db = openDb(home.app, { max: 1, onError });
  try {
    return await foundCompanyAsOperator(db, { name, country: 'CN', currency: 'CNY', timeZone: 'Asia/Shanghai', language: 'zh-CN' }, 'test');
  } finally {
    await db.close();
  }
}

function ledgerAct(orgId: bigint, name: string): Act {
  const file = path.join(folder, `${name}.csv`);
  const lines = Array.from({ length: ROWS }, (_, i) => `${name}-${i},C${i % 5},客户${i % 5}有限公司,2026-01-10,2026-02-15,${i + 1}00.00`);
  writeFileSync(file, ['单据编号,客户编码,客户名称,单据日期,到期日,价税合计', ...lines].join('\n'));
  return { config: home.app, orgId: orgId.toString(), asOf: '2026-11-24', key: name, file };
}

test('PostgreSQL killed in the middle of an import: all rows or none, and the same file completes it', async () => {
  for (const place of ['import.after_documents', 'import.after_postings', 'command.before_commit']) {
    const orgId = await patiently(() => company(`kill at ${place}`));
    const act = ledgerAct(orgId, place.replaceAll('.', '-'));
    const struck = await strike(act, `${place}:1:${serverPid()}`);
    const booked = await count(DOCUMENTS, [orgId]);
    expect([0, ROWS]).toContain(booked);
    if (struck.acknowledged === 'DONE') expect(booked).toBe(ROWS);
    await patiently(async () => {
      expect(await strike(act)).toMatchObject({ killed: false, failed: undefined });
    });
    expect(await count(DOCUMENTS, [orgId])).toBe(ROWS);
    await booksHold();
  }
}, 300_000);

test('PostgreSQL killed in the middle of an allocation: booked once when asked again with the same key', async () => {
  const orgId = await patiently(() => company('allocation'));
  await strike(ledgerAct(orgId, 'ledger'));
  const { rows } = await asker.query<{ id: bigint; customer_id: bigint; open_minor: bigint }>(
    'select id, customer_id, open_minor from receivables.receivable where org_id = $1 order by id limit 2', [orgId]);
  for (const [i, place] of ['command.before_commit', 'command.after_commit'].entries()) {
    const r = rows[i];
    if (r === undefined) throw new Error('the ledger was not imported');
    const act: Act = {
      config: home.app, orgId: orgId.toString(), asOf: '2026-11-24', key: `kill-${place}`,
      receipt: { customerId: r.customer_id.toString(), receivableId: r.id.toString(), minor: r.open_minor.toString() },
    };
    await strike(act, `${place}:1:${serverPid()}`);
    await patiently(async () => {
      expect(await strike(act)).toMatchObject({ killed: false, failed: undefined });
    });
    const allocations = "select count(*)::int as n from receivables.posting where org_id = $1 and receivable_id = $2 and kind = 'ALLOCATION'";
    expect(await count(allocations, [orgId, r.id])).toBe(1);
    await booksHold();
  }
}, 300_000);
