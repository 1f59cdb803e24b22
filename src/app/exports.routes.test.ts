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
import { INSTRUMENTS, instrumentOf, instrumentText } from '../cash/receipt.rules.ts';
import { inspectFile, readRows } from '../connectors/readTable.ts';
import type { ParsedRow } from '../connectors/table.ts';
import { day } from '../core/day.ts';
import { applyContacts } from '../parties/contact.commands.ts';
import type { Actor } from '../platform/actor.ts';
import { defineCommand, runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { exportFile, type ExportFormat } from './exports.routes.ts';
import type { ExportObject, Language } from './exportTexts.ts';

let world: World;
let company: Company;
const FORMULA = '=HYPERLINK("http://x","点我")';

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  const mine = await buildCustomer(company, {
    legalName: FORMULA,
    customerNo: '+86-001',
    salesOwnerId: company.rep.userId,
    tags: ['重点', '政府'],
    paymentTermDays: 45,
    shortName: '@at',
    address: '-1 号',
  });
  const other = await buildCustomer(company, { legalName: '北京 华鑫（集团）', customerNo: '000123' });
  await buildInvoice(company, {
    customerId: mine,
    amountMinor: 1_234_50n,
    number: 'EX-1',
    docOn: day('2026-09-01'),
    contractNo: 'HT-1',
    note: '=1+1',
  });
  await buildInvoice(company, {
    customerId: mine,
    amountMinor: 500_00n,
    number: '00012',
    docOn: day('2026-09-02'),
    currency: 'USD',
  });
  await buildInvoice(company, {
    customerId: other,
    amountMinor: 300_00n,
    number: 'EX-3',
    docOn: day('2026-09-03'),
    instalments: [
      { dueOn: day('2026-10-01'), amountMinor: 100_00n },
      { dueOn: day('2026-12-01'), amountMinor: 200_00n },
    ],
  });
  await runCommand(
    world.db,
    postReceipt,
    {
      customerId: other,
      amountMinor: 150_00n,
      currency: 'CNY',
      receivedOn: day('2026-10-20'),
      instrument: 'BANK_ACCEPTANCE',
      reference: '=cmd|x',
      allocate: { mode: 'OLDEST_FIRST' },
    },
    { actor: company.finance, asOf: TEST_DAY },
  );
  const contact = defineCommand({
    name: 'test.contact',
    permission: 'contacts.write',
    run: (ctx) =>
      applyContacts(ctx, [
        { customerId: mine, name: '王五', roles: ['PAYER', 'AP_CLERK'], email: 'w@example.com', language: 'zh-TW' },
      ]),
  });
  await runCommand(world.db, contact, null, { actor: company.finance, asOf: TEST_DAY });
});
afterAll(() => world.close());

async function fileOf(
  object: ExportObject,
  format: ExportFormat,
  options: { query?: Record<string, unknown>; language?: Language; actor?: Actor } = {},
): Promise<{ bytes: Uint8Array; name: string }> {
  const actor = options.actor ?? company.finance;
  const language = options.language ?? 'zh-CN';
  const call = {
    actor,
    asOf: TEST_DAY,
    db: world.db,
    language,
    read: <T>(query: Parameters<typeof read<T>>[3]) => read(world.db, actor, TEST_DAY, query),
  };
  const { file, fileName } = await exportFile(call, { object, format, query: options.query ?? {}, language });
  return { bytes: file as Uint8Array, name: fileName };
}
async function csvOf(object: ExportObject, options: Parameters<typeof fileOf>[2] = {}): Promise<string[]> {
  const { bytes } = await fileOf(object, 'csv', options);
  return new TextDecoder().decode(bytes).trimEnd().split('\r\n');
}

interface Back {
  readonly object: string | null;
  readonly unknown: string[];
  readonly rows: ParsedRow[];
}
const known = new Map<string, Promise<Back>>();
/** Reading starts a process, so each file is read once. */
function readBack(object: ExportObject, format: ExportFormat, language: Language): Promise<Back> {
  const key = `${object}.${format} ${language}`;
  const back = known.get(key) ?? readFile(object, format, language);
  known.set(key, back);
  return back;
}
async function readFile(object: ExportObject, format: ExportFormat, language: Language): Promise<Back> {
  const { bytes, name } = await fileOf(object, format, {
    language,
    query: object === 'receivables' ? { status: 'all' } : {},
  });
  const inspection = await inspectFile(bytes, name, { defaultCurrency: 'CNY' });
  expect(inspection.errors).toEqual([]);
  const rows: ParsedRow[] = [];
  for await (const batch of readRows(bytes, name, inspection)) rows.push(...batch);
  return {
    object: inspection.object,
    unknown: inspection.columns.filter((c) => c.field === null).map((c) => c.header),
    rows,
  };
}

const ways = (['receivables', 'customers', 'contacts', 'receipts', 'limits'] as const).flatMap((object) =>
  [
    ['xlsx', 'zh-CN'],
    ['csv', 'zh-TW'],
    ['xlsx', 'en'],
  ].map(([format, language]) => ({ object, format: format as ExportFormat, language: language as Language })),
);

describe('what was exported', () => {
  it.each(ways.filter((w) => w.object !== 'limits'))(
    'is recognised when it comes back: $object, $format, $language',
    async ({ object, format, language }) => {
      const back = await readBack(object, format, language);
      expect(back.object).toBe(object);
      expect(back.unknown).toEqual([]);
      expect(back.rows.flatMap((row) => row.issues.filter((i) => i.severity === 'error'))).toEqual([]);
      expect(back.rows.filter((row) => row.skip === undefined).length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['xlsx', 'en'],
    ['csv', 'zh-TW'],
  ] as const)(
    'says the same in %s: amounts, days, numbers with leading zeros, names that look like formulas',
    async (format, language) => {
      const { rows } = await readBack('receivables', format, language);
      const byNumber = new Map(
        rows.map((row) => [`${row.values.document_no}/${row.values.instalment_no ?? ''}`, row.values]),
      );
      expect(byNumber.get('EX-1/')).toMatchObject({
        customer_no: '+86-001',
        customer_name: FORMULA,
        amount: { minor: 1_234_50n, currency: 'CNY' },
        open_amount: { minor: 1_234_50n },
        doc_on: '2026-09-01',
        contract_no: 'HT-1',
        note: '=1+1',
        kind: 'INVOICE',
      });
      expect(byNumber.get('00012/')).toMatchObject({ amount: { minor: 500_00n, currency: 'USD' }, currency: 'USD' });
      expect(byNumber.get('EX-3/1')).toMatchObject({
        amount: { minor: 100_00n },
        open_amount: { minor: 0n },
        settled_on: '2026-10-20',
      });
      expect(byNumber.get('EX-3/2')).toMatchObject({
        amount: { minor: 200_00n },
        open_amount: { minor: 150_00n },
        customer_no: '000123',
      });
      const receipts = (await readBack('receipts', format, language)).rows;
      expect(receipts[0]?.values).toMatchObject({
        amount: { minor: 150_00n },
        received_on: '2026-10-20',
        reference: '=cmd|x',
        instrument: instrumentText('BANK_ACCEPTANCE', language),
        document_nos: ['EX-3'],
      });
      const customers = (await readBack('customers', format, language)).rows;
      expect(customers.find((row) => row.values.customer_no === '+86-001')?.values).toMatchObject({
        customer_name: FORMULA,
        short_name: '@at',
        tags: ['重点', '政府'],
        payment_term: '45',
        address: '-1 号',
      });
      const contacts = (await readBack('contacts', format, language)).rows;
      expect(contacts[0]?.values).toMatchObject({
        name: '王五',
        roles: ['PAYER', 'AP_CLERK'],
        preferred_language: 'zh-TW',
      });
    },
  );

  it('never lets a spreadsheet run a text', async () => {
    const lines = await csvOf('receivables');
    expect(lines.join('\n')).toContain("'=HYPERLINK");
    for (const cell of lines.slice(1).flatMap((line) => line.split(','))) expect(cell).not.toMatch(/^"?[=@]/);
  });
});

describe('which rows', () => {
  it('are those of the filter', async () => {
    expect(await csvOf('receivables', { query: { status: 'open', currency: 'USD' } })).toHaveLength(2);
    expect(await csvOf('receivables', { query: { status: 'paid' } })).toHaveLength(2);
    expect(await csvOf('receipts', { query: { unapplied: 'true' } })).toHaveLength(1);
  });

  it('are those the caller may see', async () => {
    const lines = await csvOf('receivables', { actor: company.rep });
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('EX-3');
    expect(await csvOf('customers', { actor: company.otherRep })).toHaveLength(1);
    await expect(csvOf('receipts', { actor: company.rep })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are refused when the filter is unknown', async () => {
    await expect(csvOf('receivables', { query: { nonsense: '1' } })).rejects.toThrow(/nonsense/);
  });
});

describe('reports', () => {
  it('aging: heads its buckets in words and adds up', async () => {
    const lines = await csvOf('aging', { language: 'zh-TW' });
    expect(lines[0]?.replace('\ufeff', '')).toBe(
      '客戶編號,客戶名稱,業務負責人,幣別,未到期,1–30 天,31–60 天,61–90 天,91–180 天,181–365 天,365 天以上,應收餘額,逾期金額,未沖帳款,未結筆數,最早到期日',
    );
    expect(lines.find((l) => l.startsWith('000123'))).toBe(
      '000123,北京 华鑫（集团）,,CNY,150.00,0.00,0.00,0.00,0.00,0.00,0.00,150.00,0.00,0.00,1,2026-12-01',
    );
    expect(await csvOf('aging', { query: { group: 'none' }, language: 'en' })).toHaveLength(3);
  });

  it('worklist: says why in words', async () => {
    const lines = await csvOf('worklist', { language: 'en' });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toContain('Suggested action');
  });
});

it('every instrument is read back from its own words', () => {
  for (const instrument of INSTRUMENTS) {
    for (const language of ['zh-CN', 'zh-TW', 'en'] as const)
      expect(instrumentOf(instrumentText(instrument, language))).toBe(instrument);
  }
});
