/**
 * F-01, F-02 (app side) and F-03: the app is killed at statements of an import and of an allocation. After each kill the
 * books hold, nothing acknowledged is lost, nothing is half done, and the same request again gives one effect.
 * Every seventh place in the ordinary run; HUIKUAN_EVERY_PLACE=1 strikes at each one.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyRows } from '../../src/app/verify.ts';
import { openDb, type Db } from '../../src/platform/database.ts';
import { buildCompany, buildCustomer, buildInvoice, buildWorld, type Company, TEST_DAY, type World } from '../build.ts';
import { makeTestFolder, removeTestFolder } from '../cluster.ts';
import type { Act } from './act.ts';
import { strike, strikeUntilItPasses } from './strike.ts';

const every = process.env['HUIKUAN_EVERY_PLACE'] === '1';
let world: World;
let owner: Db;
let folder: string;
beforeAll(async () => {
  world = await buildWorld();
  owner = openDb(world.database.owner, { max: 2, onError: () => undefined });
  folder = makeTestFolder('strikes');
});
afterAll(async () => {
  await owner.close();
  await world.close();
  await removeTestFolder(folder);
});

const ROWS = 40;
function ledgerFile(name: string): string {
  const lines = Array.from({ length: ROWS }, (_, i) => `F${name}-${i},C${i % 7},客户${i % 7}有限公司,2026-0${(i % 8) + 1}-10,2026-1${i % 2}-15,${i + 1}00.50,${i % 3 === 0 ? '2026-10-20' : ''}`);
  const file = path.join(folder, `${name}.csv`);
  writeFileSync(file, ['单据编号,客户编码,客户名称,单据日期,到期日,价税合计,结清日期', ...lines].join('\n'));
  return file;
}

/** No invariant is broken, whatever happened. */
async function booksHold(): Promise<void> {
  const report = await owner.kysely.transaction().setAccessMode('read only').execute(verifyRows);
  expect(report.violations).toEqual([]);
}

const documentsOf = async (company: Company): Promise<number> =>
  (await world.asOwner<{ n: number }>('select count(*)::int as n from receivables.document where org_id = $1', [company.orgId]))[0]?.n ?? 0;

test('an import killed at any statement leaves nothing or all, and the same file again completes it', async () => {
  let company = await buildCompany(world);
  const struck = await strikeUntilItPasses({
    first: 1, step: every ? 1 : 7,
    act: async (n): Promise<Act> => {
      company = await buildCompany(world);
      return { config: world.database.app, orgId: company.orgId.toString(), asOf: TEST_DAY, key: `import-${n}`, file: ledgerFile(`n${n}`) };
    },
    after: async (_n, outcome, act) => {
      const booked = await documentsOf(company);
      expect([0, ROWS]).toContain(booked);
      if (outcome.acknowledged === 'DONE') expect(booked).toBe(ROWS);
      const again = await strike(act);
      expect(again).toMatchObject({ killed: false, failed: undefined });
      expect(await documentsOf(company)).toBe(ROWS);
      await booksHold();
    },
  });
  process.stdout.write(`import: ${struck} kills, 0 half imports\n`);
  expect(struck).toBeGreaterThanOrEqual(every ? 60 : 8);
}, 1_200_000);

test('a receipt killed at any statement, or just after its commit, is booked once when asked again with the same key', async () => {
  const company = await buildCompany(world);
  const customerId = await buildCustomer(company);
  const receivedOf = async (receivableId: bigint): Promise<{ allocated: string; receipts: number }> => {
    const [row] = await world.asOwner<{ allocated: string; receipts: number }>(
      `select r.allocated_minor::text as allocated, (select count(*)::int from receivables.posting p where p.org_id = r.org_id and p.receivable_id = r.id and p.kind = 'ALLOCATION') as receipts
       from receivables.receivable r where r.org_id = $1 and r.id = $2`, [company.orgId, receivableId]);
    return row ?? { allocated: '', receipts: -1 };
  };
  let receivableId = 0n;
  const act = async (key: string): Promise<Act> => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 10_000n });
    receivableId = receivableIds[0] ?? 0n;
    return {
      config: world.database.app, orgId: company.orgId.toString(), asOf: TEST_DAY, key,
      receipt: { customerId: customerId.toString(), receivableId: receivableId.toString(), minor: '10000' },
    };
  };
  const check = async (asked: Act): Promise<void> => {
    const again = await strike(asked);
    expect(again).toMatchObject({ killed: false, failed: undefined });
    expect(await receivedOf(receivableId)).toEqual({ allocated: '10000', receipts: 1 });
    await booksHold();
  };
  const struck = await strikeUntilItPasses({ first: 1, step: every ? 1 : 3, act: (n) => act(`receipt-${n}`), after: (_n, _s, asked) => check(asked) });
  for (let round = 0; round < (every ? 20 : 2); round += 1) {
    const asked = await act(`answer-lost-${round}`);
    expect(await strike(asked, 'command.after_commit:1')).toMatchObject({ killed: true, acknowledged: undefined });
    await check(asked);
  }
  process.stdout.write(`receipt: ${struck} kills at statements, 0 doubles, 0 lost\n`);
  expect(struck).toBeGreaterThanOrEqual(3);
}, 600_000);
