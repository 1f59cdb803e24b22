import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildCompany,
  buildCustomer,
  buildInvoice,
  buildWorld,
  TEST_DAY,
  type Company,
  type World,
} from '../../test/build.ts';
import { postReceipt } from '../cash/cash.commands.ts';
import { writeXlsx } from '../connectors/exportTable.ts';
import { day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { readAccount, statementPdf, statementSheets } from './statement.routes.ts';

let world: World;
let company: Company;
let customerId: Id;
const HOSTILE = '#panic("x") *粗* $1/0$ <a@b> \\u{0} #read("/etc/passwd") [[]] 北京“中科”';

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world, { name: '华东智造装备股份有限公司' });
  customerId = await buildCustomer(company, { legalName: HOSTILE, address: '臺北市 堃 喆 峯 龘' });
  for (let i = 1; i <= 60; i += 1) {
    await buildInvoice(company, {
      customerId,
      amountMinor: BigInt(i) * 1_234_56n,
      number: `ST-${i}`,
      docOn: day(`2026-0${1 + (i % 9)}-15`),
    });
  }
  await runCommand(
    world.db,
    postReceipt,
    {
      customerId,
      amountMinor: 698_500_50n,
      currency: 'CNY',
      receivedOn: day('2026-10-08'),
      allocate: { mode: 'OLDEST_FIRST' },
    },
    { actor: company.finance, asOf: TEST_DAY },
  );
  await buildInvoice(company, { customerId, amountMinor: 5_000n, currency: 'JPY', number: 'ST-JPY' });
});
afterAll(() => world.close());

const account = (asked: { from?: string; to?: string } = {}) =>
  read(world.db, company.finance, TEST_DAY, (r) =>
    readAccount(r, {
      id: String(customerId),
      from: asked.from === undefined ? undefined : day(asked.from),
      to: asked.to === undefined ? undefined : day(asked.to),
    }),
  );

const run = promisify(execFile);
const tools = await run('pdftotext', ['-v']).then(
  () => true,
  () => false,
);

async function textOf(pdf: Uint8Array): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'statement-'));
  try {
    await writeFile(path.join(folder, 's.pdf'), pdf);
    await run('pdftotext', ['-layout', 's.pdf', 's.txt'], { cwd: folder });
    return await readFile(path.join(folder, 's.txt'), 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the statement as PDF', () => {
  it('is the same to the byte when nothing changed', async () => {
    const a = await account();
    const [one, two] = [await statementPdf(a, 'zh-CN'), await statementPdf(await account(), 'zh-CN')];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    expect(Buffer.from(one.slice(0, 5)).toString()).toBe('%PDF-');
    expect(Buffer.from(one).toString('latin1')).toContain('pdfaid:part');
  });

  it('differs by language', async () => {
    const a = await account();
    const sizes = await Promise.all(
      (['zh-CN', 'zh-TW', 'en'] as const).map(async (l) => (await statementPdf(a, l)).length),
    );
    expect(new Set(sizes).size).toBe(3);
  });

  it.skipIf(!tools)(
    'prints a hostile name as it is written, on every page, with the heading repeated (needs pdftotext)',
    async () => {
      const text = await textOf(await statementPdf(await account(), 'zh-CN'));
      const pages = text.split('\f').filter((p) => p.trim() !== '');
      expect(pages.length).toBeGreaterThan(1);
      const joined = text.replaceAll(/\s+/g, '');
      expect(joined).toContain('#panic("x")*粗*$1/0$<a@b>\\u{0}#read("/etc/passwd")[[]]北京“中科”');
      expect(joined).toContain('臺北市堃喆峯龘');
      expect(
        pages.every((p) => p.replaceAll(/\s/g, '').includes('应收增加') && /第\s*\d\s*页\s*\/\s*共\s*\d\s*页/.test(p)),
        text,
      ).toBe(true);
    },
  );

  it.skipIf(!tools)('carries the sums of the ledger: closing is open less unapplied (needs pdftotext)', async () => {
    const a = await account();
    const cny = a.statement.currencies.find((c) => c.currency === 'CNY');
    const text = await textOf(await statementPdf(a, 'en'));
    expect(cny?.closingMinor).toBe(BigInt(cny?.aging?.open ?? '0') - BigInt(cny?.aging?.unapplied ?? '0'));
    expect(text).toContain('1,560,744.30'); // 1,234.56 x (1 + … + 60) - 698,500.50
    expect(text).toContain('5,000');
    expect(text).not.toContain('5,000.00');
  });

  it('of a customer without anything says so', async () => {
    const empty = await buildCustomer(company, { legalName: '新客户' });
    const a = await read(world.db, company.finance, TEST_DAY, (r) => readAccount(r, { id: String(empty) }));
    expect(a.statement.currencies).toEqual([]);
    expect((await statementPdf(a, 'zh-TW')).length).toBeGreaterThan(5_000);
  });

  it('does not exist for someone who may not see the customer', async () => {
    await expect(
      read(world.db, company.otherRep, TEST_DAY, (r) => readAccount(r, { id: String(customerId) })),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the statement as a workbook', () => {
  it('has one sheet a currency and ends in the closing balance', async () => {
    const sheets = statementSheets(await account(), 'zh-CN');
    expect(sheets.map((s) => s.name)).toEqual(['CNY', 'JPY']);
    const rows = [...(sheets[0]?.rows ?? [])];
    expect(rows.find((row) => row[2] === '期末余额')?.[6]).toEqual({ minor: 156_074_430n, currency: 'CNY' });
    expect((await writeXlsx(sheets)).length).toBeGreaterThan(1_000);
  });
});
