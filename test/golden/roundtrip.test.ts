/** Every list leaves as a file and comes back: nothing new where it came from, the same list in an empty company. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFile, type ExportFormat } from '../../src/app/exports.routes.ts';
import type { ExportObject, Language } from '../../src/app/exportTexts.ts';
import { postReceipt } from '../../src/cash/cash.commands.ts';
import { commitImport, uploadImport } from '../../src/connectors/import.commands.ts';
import type { Batch } from '../../src/connectors/import.rules.ts';
import { listIssues } from '../../src/connectors/import.store.ts';
import { advanceImport } from '../../src/connectors/importRun.ts';
import type { ImportObject } from '../../src/connectors/table.ts';
import { addDays, day } from '../../src/core/day.ts';
import { setLimit } from '../../src/credit/credit.commands.ts';
import { applyContacts } from '../../src/parties/contact.commands.ts';
import { defineCommand, runCommand } from '../../src/platform/command.ts';
import { read } from '../../src/platform/database.ts';
import { buildCompany, buildCustomer, buildInvoice, buildWorld, TEST_DAY, type Company, type World } from '../build.ts';

let world: World;
let company: Company;

const as = (who: Company) => ({ actor: who.finance, asOf: TEST_DAY });

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  const customers: bigint[] = [];
  for (const [i, legalName] of [
    '北京 华鑫（集团）有限公司',
    '=SUM(A1)',
    'Müller & Söhne "GmbH"',
    '001 號店',
    '客户, 逗号；分号',
  ].entries()) {
    customers.push(
      await buildCustomer(company, {
        legalName,
        customerNo: `0${i}-+${i}`,
        tags: i === 0 ? ['重点', '政府'] : [],
        paymentTermDays: 30 * i,
        shortName: i === 1 ? '@短' : null,
        currency: i === 2 ? 'EUR' : null,
        customerType: i === 3 ? 'OVERSEAS' : 'SOE',
        address: '-1 号楼',
        phone: '+86 10 8888-0000',
      }),
    );
  }
  const people = defineCommand({
    name: 'test.contacts',
    permission: 'contacts.write',
    run: (ctx) =>
      applyContacts(
        ctx,
        customers.map((customerId, i) => ({
          customerId,
          name: `联系人${i}`,
          roles: ['PAYER', 'LEGAL'],
          email: `p${i}@example.com`,
          language: 'zh-TW',
        })),
      ),
  });
  await runCommand(world.db, people, null, as(company));
  for (const [i, customerId] of customers.entries()) {
    await runCommand(
      world.db,
      setLimit,
      {
        customerId,
        amountMinor: BigInt(i) * 1_000_050n,
        currency: 'CNY',
        validFromOn: day('2026-01-01'),
        validToOn: i === 1 ? day('2027-12-31') : null,
      },
      as(company),
    );
    for (let k = 0; k < 8; k += 1) {
      await buildInvoice(company, {
        customerId,
        amountMinor: BigInt(i * 1_000 + k * 37 + 1),
        number: `00${i}-${k}`,
        docOn: addDays(day('2026-03-01'), k * 20 + i),
        currency: k === 3 ? 'JPY' : 'CNY',
        contractNo: k === 1 ? '=HT-1' : null,
        note: k === 2 ? '多行\n备注, "引号"' : null,
      });
    }
    await runCommand(
      world.db,
      postReceipt,
      {
        customerId,
        amountMinor: BigInt(i * 2_000 + 50),
        currency: 'CNY',
        receivedOn: day('2026-09-15'),
        reference: '=cmd',
        payerName: '付款人',
        bankAccount: '0012 3456',
        instrument: 'CHEQUE',
        allocate: { mode: 'OLDEST_FIRST' },
      },
      as(company),
    );
  }
});
afterAll(() => world.close());

async function exported(
  from: Company,
  object: ExportObject,
  format: ExportFormat,
  language: Language = 'zh-CN',
): Promise<{ bytes: Uint8Array; name: string }> {
  const { actor, asOf } = as(from);
  const call = {
    actor,
    asOf,
    db: world.db,
    language,
    read: <T>(query: Parameters<typeof read<T>>[3]) => read(world.db, actor, asOf, query),
  };
  const answer = await exportFile(call, {
    object,
    format,
    language,
    query: object === 'receivables' ? { status: 'all' } : {},
  });
  return { bytes: answer.file as Uint8Array, name: answer.fileName };
}

async function imported(
  into: Company,
  file: { bytes: Uint8Array; name: string },
): Promise<{ batch: Batch; errors: string[] }> {
  const { batchId } = await runCommand(
    world.db,
    uploadImport(file.bytes),
    {
      fileName: file.name,
      sha256: '',
      chosen: {},
      auto: true,
      again: false,
      queue: false,
    },
    as(into),
  );
  const run = { db: world.db, actor: into.finance };
  const checked = await advanceImport(run, batchId);
  if (checked.status === 'READY')
    await runCommand(world.db, commitImport, { batchId, rows: 'valid', queue: false }, as(into));
  const batch = await advanceImport(run, batchId);
  const issues = await read(world.db, into.finance, TEST_DAY, (r) =>
    listIssues(r, batchId, { severity: 'any', limit: 100 }),
  );
  return { batch, errors: issues.filter((i) => i.severity === 'error').map((i) => `${i.row_no} ${i.code} ${i.value}`) };
}

const OBJECTS: readonly ImportObject[] = ['customers', 'contacts', 'limits', 'receivables', 'receipts'];

describe('back where it came from', () => {
  const ways = OBJECTS.flatMap((object) => [
    { object, format: 'xlsx' as const, language: 'zh-CN' as const },
    { object, format: 'csv' as const, language: 'en' as const },
  ]);
  it.each(ways)('$object as $format changes nothing', { timeout: 60_000 }, async ({ object, format, language }) => {
    const before = await exported(company, object, 'csv');
    const { batch, errors } = await imported(company, await exported(company, object, format, language));
    expect(errors).toEqual([]);
    expect(batch.object).toBe(object);
    expect(batch.result ?? batch.preview).toMatchObject({ created: 0, updated: 0, rejected: 0 });
    expect((batch.result ?? batch.preview)?.unchanged).toBe(object === 'receivables' ? 40 : 5);
    expect(Buffer.from((await exported(company, object, 'csv')).bytes).toString()).toBe(
      Buffer.from(before.bytes).toString(),
    );
  });
});

describe('into an empty company', () => {
  it('customers, contacts, limits and receivables make the same lists', { timeout: 120_000 }, async () => {
    const other = await buildCompany(world);
    for (const object of OBJECTS.slice(0, 4)) {
      const file = await exported(company, object, object === 'contacts' ? 'csv' : 'xlsx', 'zh-TW');
      const { batch, errors } = await imported(other, file);
      expect({ object, errors }).toEqual({ object, errors: [] });
      expect(batch.result?.rejected).toBe(0);
    }
    for (const object of OBJECTS.slice(0, 4)) {
      const [here, there] = [await exported(company, object, 'csv'), await exported(other, object, 'csv')];
      expect(Buffer.from(there.bytes).toString(), object).toBe(Buffer.from(here.bytes).toString());
    }
  });
});
