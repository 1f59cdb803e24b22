import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../app/verify.ts';
import { postReceipt } from '../cash/cash.commands.ts';
import { day } from '../core/day.ts';
import { money } from '../core/money.ts';
import { createCustomer } from '../parties/parties.commands.ts';
import { runCommand } from '../platform/command.ts';
import { openDb, read } from '../platform/database.ts';
import { aging } from '../receivables/aging.routes.ts';
import { postDocument } from '../receivables/receivables.commands.ts';
import { buildCompany, buildCustomer, buildWorld, type Company, TEST_DAY, type World } from '../../test/build.ts';
import { checkFile, commitFile, importFile } from '../../test/imports.ts';
import { cancelImport, chooseMapping, commitImport, uploadImport } from './import.commands.ts';
import { advanceImport } from './importRun.ts';
import { undoImport } from './importUndo.commands.ts';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(async () => {
  await world.close();
});

const openNow = async (company: Company, asOf = TEST_DAY) => {
  const answer = await read(world.db, company.finance, asOf, (r) => aging(r, { by: 'due', group: 'none' }));
  return answer.currencies.map((c) => [c.currency, c.totals.open, c.totals.unapplied]);
};

async function expectSound(): Promise<void> {
  const owner = openDb(world.database.owner, { max: 1, onError: () => undefined });
  const { violations } = await verify({ owner });
  await owner.close();
  expect(violations).toEqual([]);
}

/** Everything booked for a company, without what differs between any two ways of posting: ids, events, instants, sources. */
async function bookedRows(company: Company) {
  const { orgId } = company;
  const documents = await world.asOwner(
    `select d.number, d.kind, d.number_key, c.customer_no, d.currency, d.amount_minor, d.doc_on, d.contract_no, d.order_no, d.note
    from receivables.document d join parties.customer c using (org_id) where c.id = d.customer_id and d.org_id = $1 order by d.number`,
    [orgId],
  );
  const receivables = await world.asOwner(
    `select d.number, r.instalment_no, r.amount_minor, r.doc_on, r.due_on, r.original_due_on, r.allocated_minor, r.credited_minor, r.open_minor
    from receivables.receivable r join receivables.document d on d.org_id = r.org_id and d.id = r.document_id where r.org_id = $1 order by 1, 2`,
    [orgId],
  );
  const credits = await world.asOwner(
    `select c.kind, c.number, c.number_key, d.number as document, c.currency, c.amount_minor, c.effective_on, c.applied_minor, c.refunded_minor, c.unapplied_minor
    from receivables.credit c left join receivables.document d on d.org_id = c.org_id and d.id = c.document_id where c.org_id = $1 order by 1, 2`,
    [orgId],
  );
  const receipts = await world.asOwner(
    `select c.number, p.received_on, p.instrument, p.reference from cash.receipt p join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id
    where p.org_id = $1 order by 1`,
    [orgId],
  );
  const postings = await world.asOwner(
    `select p.kind, p.debit_account, p.credit_account, d.number as document, c.number as credit, k.customer_no, p.currency, p.amount_minor, p.effective_on
    from receivables.posting p join parties.customer k on k.org_id = p.org_id and k.id = p.customer_id
    left join receivables.receivable r on r.org_id = p.org_id and r.id = p.receivable_id left join receivables.document d on d.org_id = p.org_id and d.id = r.document_id
    left join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id where p.org_id = $1 order by 1, 4, 5, p.amount_minor`,
    [orgId],
  );
  return { documents, receivables, credits, receipts, postings };
}

const HEAD = '单据编号,客户编号,客户名称,单据日期,到期日,价税合计,结清日期,合同号\n';

describe('a receivables file', () => {
  test('leaves exactly the rows that the ordinary commands would', async () => {
    const [byFile, byHand] = [await buildCompany(world), await buildCompany(world)];
    await importFile(byFile, {
      text: `${HEAD}AR-1,K1,华鑫材料有限公司,2026-08-01,2026-09-01,1000.00,,HT-7\nAR-2,K1,华鑫材料有限公司,2026-08-02,2026-09-02,200.50,2026-09-20,\nCN-1,K1,华鑫材料有限公司,2026-08-03,,-50.00,,\n`,
    });
    const options = { actor: byHand.finance, asOf: TEST_DAY };
    const { id } = await runCommand(
      world.db,
      createCustomer,
      { customerNo: 'K1', legalName: '华鑫材料有限公司' },
      options,
    );
    const base = { customerId: id, currency: 'CNY', orderNo: null, note: null };
    await runCommand(
      world.db,
      postDocument,
      {
        ...base,
        kind: 'INVOICE',
        number: 'AR-1',
        amountMinor: 100_000n,
        docOn: day('2026-08-01'),
        instalments: [{ dueOn: day('2026-09-01'), amountMinor: 100_000n }],
        contractNo: 'HT-7',
      },
      options,
    );
    const { documentId } = await runCommand(
      world.db,
      postDocument,
      {
        ...base,
        kind: 'INVOICE',
        number: 'AR-2',
        amountMinor: 20_050n,
        docOn: day('2026-08-02'),
        instalments: [{ dueOn: day('2026-09-02'), amountMinor: 20_050n }],
      },
      options,
    );
    await runCommand(
      world.db,
      postDocument,
      { ...base, kind: 'CREDIT_NOTE', number: 'CN-1', amountMinor: 5_000n, docOn: day('2026-08-03'), instalments: [] },
      options,
    );
    const [receivable] = await world.asOwner<{ id: bigint }>(
      'select id from receivables.receivable where org_id = $1 and document_id = $2',
      [byHand.orgId, documentId],
    );
    await runCommand(
      world.db,
      postReceipt,
      {
        customerId: id,
        receivedOn: day('2026-09-20'),
        amountMinor: 20_050n,
        currency: 'CNY',
        number: 'AR-2',
        instrument: 'OTHER',
        reference: 'AR-2',
        allocate: { mode: 'MANUAL', lines: [{ receivableId: receivable!.id, amountMinor: 20_050n }] },
      },
      options,
    );
    expect(await bookedRows(byFile)).toEqual(await bookedRows(byHand));
    expect(await openNow(byFile)).toEqual([['CNY', '1000.00', '50.00']]);
  });

  test('what is open decides how much was paid; a payment of unknown day counts from the day of the file', async () => {
    const company = await buildCompany(world);
    const { batch } = await importFile(company, {
      text: '发票号,客户名称,开票日期,到期日,应收金额,未收金额\nF1,甲公司,2026-01-05,2026-02-05,"1,000.00",250.00\nF2,甲公司,2026-01-06,2026-02-06,"2,000.00","2,000.00"\n',
    });
    expect(batch.result?.notes).toContainEqual({ code: 'paid-day-unknown', count: 1, detail: TEST_DAY });
    expect(await openNow(company)).toEqual([['CNY', '2250.00', '0.00']]);
    expect(await openNow(company, day('2026-11-23'))).toEqual([['CNY', '3000.00', '0.00']]);
  });

  test('a missing due day comes from the payment term, a missing currency from the company, and both are told', async () => {
    const company = await buildCompany(world, { currency: 'TWD' });
    await buildCustomer(company, { customerNo: 'T60', legalName: '台北電子股份有限公司', paymentTermDays: 60 });
    const { batch } = await importFile(company, {
      text: '單據號碼,客戶編號,客戶名稱,單據日期,金額\nA1,T60,台北電子股份有限公司,2026-01-01,500\nA2,T61,高雄鋼鐵股份有限公司,2026-01-01,700\n',
    });
    expect(batch.result?.notes).toEqual(
      expect.arrayContaining([
        { code: 'due-by-terms', count: 2, detail: '' },
        { code: 'company-currency', count: 2, detail: 'TWD' },
      ]),
    );
    const due = await world.asOwner('select r.due_on from receivables.receivable r where org_id = $1 order by r.id', [
      company.orgId,
    ]);
    expect(due).toEqual([{ due_on: '2026-03-02' }, { due_on: '2026-01-31' }]);
  });

  test('the same row twice counts once; one number with two contents counts not at all', async () => {
    const company = await buildCompany(world);
    const file = `${HEAD}D-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\nd-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\nD-2,K1,甲公司,2026-01-01,2026-02-01,70.00,,\nＤ-2,K1,甲公司,2026-01-01,2026-02-01,71.00,,\nD-3,K1,甲公司,2026-01-01,2026-02-01,5.00,,\n`;
    const checked = await checkFile(company, { text: file });
    expect(checked.batch.preview).toMatchObject({
      rows: 5,
      created: 2,
      skipped: 1,
      rejected: 2,
      matches: false,
      totalsLeftOut: [money(24_100n, 'CNY')],
    });
    expect(checked.issues.map((i) => [i.row_no, i.code, i.severity])).toEqual([
      [3, 'E_DUPLICATE_IN_FILE', 'warning'],
      [4, 'E_DUPLICATE_IN_FILE', 'error'],
      [5, 'E_DUPLICATE_IN_FILE', 'error'],
    ]);
    await expect(commitFile(company, checked.batch, 'all')).rejects.toMatchObject({ code: 'import.rows_wrong' });
    expect(await openNow(company)).toEqual([]);
    const { batch } = await commitFile(company, checked.batch, 'valid');
    expect(batch.status).toBe('DONE_PARTLY');
    expect(await openNow(company)).toEqual([['CNY', '105.00', '0.00']]);
  });

  test('instalments of one number are one document, and a spoilt one spoils it', async () => {
    const company = await buildCompany(world);
    const { batch, issues } = await importFile(
      company,
      {
        text: '单据号,期次,客户名称,单据日期,到期日,金额\nP-1,1,甲公司,2026-01-01,2026-02-01,30.00\nP-1,2,甲公司,2026-01-01,2026-03-01,70.00\nP-2,1,甲公司,2026-01-01,2026-02-01,10.00\nP-2,2,甲公司,2026-01-01,2026-03-01,x\n',
      },
      'valid',
    );
    expect(batch.result).toMatchObject({ rows: 4, created: 2, rejected: 2 });
    expect(issues.map((i) => [i.row_no, i.code])).toEqual([
      [4, 'E_TOTALS_MISMATCH'],
      [5, 'E_AMOUNT_INVALID'],
    ]);
    const documents = await world.asOwner('select number, amount_minor from receivables.document where org_id = $1', [
      company.orgId,
    ]);
    expect(documents).toEqual([{ number: 'P-1', amount_minor: 10_000n }]);
    const parts = await world.asOwner(
      'select instalment_no, amount_minor, due_on from receivables.receivable where org_id = $1 order by 1',
      [company.orgId],
    );
    expect(parts).toEqual([
      { instalment_no: 1, amount_minor: 3_000n, due_on: '2026-02-01' },
      { instalment_no: 2, amount_minor: 7_000n, due_on: '2026-03-01' },
    ]);
  });

  test("next week's file adds what is new, settles what was paid, leaves what is known, and never alters what is posted", async () => {
    const company = await buildCompany(world);
    await importFile(company, {
      text: `${HEAD}W-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\nW-2,K1,甲公司,2026-01-02,2026-02-02,200.00,,\nW-3,K1,甲公司,2026-01-03,2026-02-03,300.00,,\n`,
    });
    const next = await checkFile(company, {
      name: 'next.csv',
      text: `${HEAD}W-4,K2,乙公司,2026-01-04,2026-02-04,400.00,,\nW-3,K1,甲公司,2026-01-03,2026-02-03,999.00,,\nW-2,K1,甲公司,2026-01-02,2026-02-02,200.00,2026-02-20,HT-9\nW-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n`,
    });
    expect(next.batch.preview).toMatchObject({
      rows: 4,
      created: 1,
      updated: 1,
      unchanged: 1,
      rejected: 1,
      conflicts: 1,
      newCustomers: 1,
    });
    expect(next.issues.map((i) => [i.row_no, i.code])).toEqual([[3, 'E_CONFLICT_EXISTING']]);
    const { batch } = await commitFile(company, next.batch, 'valid');
    expect(await openNow(company)).toEqual([['CNY', '800.00', '0.00']]);
    const changes = await world.asOwner<{ before: unknown; after: unknown }>(
      'select before, after from connectors.import_change where org_id = $1',
      [company.orgId],
    );
    expect(changes).toEqual([
      {
        before: { currency: 'CNY', contract_no: null, open_minor: { $n: '20000' } },
        after: { currency: 'CNY', contract_no: 'HT-9', open_minor: { $n: '0' } },
      },
    ]);
    await runCommand(world.db, undoImport, { batchId: batch.id }, { actor: company.finance, asOf: TEST_DAY });
    expect(await openNow(company)).toEqual([['CNY', '600.00', '0.00']]);
    expect(await openNow(company, day('2026-02-21'))).toEqual([['CNY', '600.00', '0.00']]);
    const [text] = await world.asOwner<{ contract_no: string | null }>(
      "select contract_no from receivables.document where org_id = $1 and number = 'W-2'",
      [company.orgId],
    );
    expect(text?.contract_no).toBeNull();
  });

  test("a payment before its invoice counts as money received and is applied from the invoice's day", async () => {
    const company = await buildCompany(world);
    await importFile(company, { text: `${HEAD}V-1,K1,甲公司,2026-03-10,2026-04-10,100.00,2026-03-01,\n` });
    expect(await openNow(company, day('2026-03-05'))).toEqual([['CNY', '0.00', '100.00']]);
    expect(await openNow(company, day('2026-03-10'))).toEqual([]);
  });

  test("customers are found by number, else by one name; two of a name are nobody's guess", async () => {
    const company = await buildCompany(world);
    await buildCustomer(company, { customerNo: 'A1', legalName: '同名公司' });
    await buildCustomer(company, { customerNo: 'A2', legalName: '同名公司' });
    const known = await buildCustomer(company, { customerNo: 'A3', legalName: '独名（集团）公司' });
    const { batch, issues } = await importFile(
      company,
      {
        text: '单据号,客户名称,单据日期,到期日,金额\nN-1,同名公司,2026-01-01,2026-02-01,1.00\nN-2,独名(集团)公司,2026-01-01,2026-02-01,2.00\n',
      },
      'valid',
    );
    expect(issues.map((i) => [i.row_no, i.code])).toEqual([[2, 'E_VALUE_UNKNOWN']]);
    expect(batch.result).toMatchObject({ created: 1, rejected: 1, newCustomers: 0 });
    const documents = await world.asOwner('select customer_id from receivables.document where org_id = $1', [
      company.orgId,
    ]);
    expect(documents).toEqual([{ customer_id: known }]);
  });

  test('an address in the file becomes one contact of the customer', async () => {
    const company = await buildCompany(world);
    await importFile(company, {
      text: 'Invoice No,Customer No,Customer Name,Invoice Date,Due Date,Currency,Gross Amount,Customer Email\nE-1,C1,Acme,2026-01-01,2026-02-01,EUR,1.00,ap@example.com\nE-2,C1,Acme,2026-01-01,2026-02-01,EUR,2.00,AP@example.com\n',
    });
    const contacts = await world.asOwner('select email from parties.contact where org_id = $1', [company.orgId]);
    expect(contacts).toEqual([{ email: 'ap@example.com' }]);
  });
});

describe('the same file', () => {
  test('again is the same import and adds nothing', async () => {
    const company = await buildCompany(world);
    const text = `${HEAD}S-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n`;
    const first = await importFile(company, { text });
    const again = await checkFile(company, { text, name: 'other name.csv' });
    expect([again.already, again.batch.id, again.batch.status]).toEqual([true, first.batch.id, 'DONE']);
    const asked = await importFile(company, { text, again: true });
    expect(asked.batch.result).toMatchObject({ created: 0, unchanged: 1 });
    expect(await openNow(company)).toEqual([['CNY', '100.00', '0.00']]);
  });

  test('uploaded ten times at once is one import', async () => {
    const company = await buildCompany(world);
    const bytes = new TextEncoder().encode(`${HEAD}U-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n`);
    const upload = () =>
      runCommand(
        world.db,
        uploadImport(bytes),
        { fileName: 'a.csv', sha256: '', chosen: {}, auto: true, again: false, queue: false },
        { actor: company.finance, asOf: TEST_DAY },
      );
    const answers = await Promise.all(Array.from({ length: 10 }, upload));
    expect(new Set(answers.map((a) => a.batchId)).size).toBe(1);
    expect(answers.filter((a) => !a.already).length).toBe(1);
    const batchId = answers[0]?.batchId ?? 0n;
    const run = { db: world.db, actor: company.finance };
    await Promise.all([advanceImport(run, batchId), advanceImport(run, batchId)]);
    await runCommand(
      world.db,
      commitImport,
      { batchId, rows: 'all', queue: false },
      { actor: company.finance, asOf: TEST_DAY },
    );
    const [a, b] = await Promise.all([advanceImport(run, batchId), advanceImport(run, batchId)]);
    expect([a.status, b.status]).toEqual(['DONE', 'DONE']);
    expect(await openNow(company)).toEqual([['CNY', '100.00', '0.00']]);
  });

  test('in two files that overlap and are booked at once is booked once', async () => {
    const company = await buildCompany(world);
    const row = (n: number) => `O-${n},K1,甲公司,2026-01-01,2026-02-01,10.00,,\n`;
    const one = await checkFile(company, { text: HEAD + row(1) + row(2) });
    const two = await checkFile(company, { text: HEAD + row(2) + row(3) });
    const both = await Promise.all([commitFile(company, one.batch), commitFile(company, two.batch)]);
    for (const { batch } of both) if (batch.status === 'READY') await commitFile(company, batch);
    expect(await openNow(company)).toEqual([['CNY', '30.00', '0.00']]);
  });
});

describe('the way', () => {
  test("a person's columns are remembered under the headings", async () => {
    const company = await buildCompany(world);
    const file = (n: number) => `列甲,列乙,列丙,列丁,列戊\nM-${n},某公司,2026-01-01,2026-02-01,${n}.00\n`;
    const { batch } = await checkFile(company, { text: file(1), object: 'receivables' });
    expect(batch.status).toBe('REVIEW');
    const mapping = { '0': 'document_no', '1': 'customer_name', '2': 'doc_on', '3': 'due_on', '4': 'amount' } as const;
    await runCommand(
      world.db,
      chooseMapping,
      { batchId: batch.id, chosen: { object: 'receivables', mapping }, queue: false },
      { actor: company.finance, asOf: TEST_DAY },
    );
    const ready = await advanceImport({ db: world.db, actor: company.finance }, batch.id);
    expect([ready.status, ready.mappingFrom]).toEqual(['READY', 'person']);
    const second = await checkFile(company, { text: file(2), name: 'second.csv' });
    expect([second.batch.status, second.batch.mappingFrom, second.batch.preview?.created]).toEqual([
      'READY',
      'memory',
      1,
    ]);
  });

  test('cancelling before the booking leaves nothing and lets the file come again', async () => {
    const company = await buildCompany(world);
    const text = `${HEAD}X-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n`;
    const { batch } = await checkFile(company, { text });
    await runCommand(
      world.db,
      cancelImport,
      { batchId: batch.id, working: false },
      { actor: company.finance, asOf: TEST_DAY },
    );
    await expect(commitFile(company, batch)).rejects.toMatchObject({ code: 'import.not_ready' });
    expect(await openNow(company)).toEqual([]);
    expect((await importFile(company, { text })).batch.status).toBe('DONE');
  });

  test('cancelling while it is being booked rolls everything back', async () => {
    const company = await buildCompany(world);
    const { batch } = await checkFile(company, { text: `${HEAD}X-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n` });
    const options = { actor: company.finance, asOf: TEST_DAY };
    await runCommand(world.db, commitImport, { batchId: batch.id, rows: 'all', queue: false }, options);
    await runCommand(world.db, cancelImport, { batchId: batch.id, working: true, queue: false }, options);
    const ended = await advanceImport({ db: world.db, actor: company.finance }, batch.id);
    expect([ended.status, ended.errorCode]).toEqual(['CANCELLED', 'import.cancelled']);
    expect(await openNow(company)).toEqual([]);
  });

  test('staging lost in a crash is read again from the kept file', async () => {
    const company = await buildCompany(world);
    const { batch } = await checkFile(company, { text: `${HEAD}L-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n` });
    await world.asOwner('truncate connectors.staged_document');
    expect((await commitFile(company, batch)).batch.result).toMatchObject({ created: 1 });
    expect(await openNow(company)).toEqual([['CNY', '100.00', '0.00']]);
  });

  test('what was posted between preview and booking is seen, and a person looks again', async () => {
    const company = await buildCompany(world);
    const { batch } = await checkFile(company, { text: `${HEAD}Q-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n` });
    const customerId = await buildCustomer(company, { customerNo: 'K9' });
    await runCommand(
      world.db,
      postDocument,
      {
        kind: 'INVOICE',
        number: 'Q-1',
        customerId,
        currency: 'CNY',
        amountMinor: 1n,
        docOn: day('2026-01-01'),
        instalments: [{ dueOn: day('2026-02-01'), amountMinor: 1n }],
      },
      { actor: company.finance, asOf: TEST_DAY },
    );
    const { batch: after } = await commitFile(company, batch);
    expect([after.status, after.errorCode, after.preview?.conflicts]).toEqual(['READY', 'import.rows_wrong', 1]);
    expect(await openNow(company)).toEqual([['CNY', '0.01', '0.00']]);
  });
});

describe('undo', () => {
  test('takes back documents, payments and unused customers, and frees the numbers', async () => {
    const company = await buildCompany(world);
    const text = `${HEAD}Z-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\nZ-2,K1,甲公司,2026-01-02,2026-02-02,50.00,2026-02-10,\nZ-3,K2,乙公司,2026-01-03,,-20.00,,\n`;
    const { batch } = await importFile(company, { text });
    const undone = await runCommand(
      world.db,
      undoImport,
      { batchId: batch.id },
      { actor: company.finance, asOf: TEST_DAY },
    );
    expect(undone).toMatchObject({ postings: 5, customersArchived: 2, customersRemoved: 0 });
    for (const asOf of [TEST_DAY, day('2026-01-15'), day('2026-02-15')])
      expect(await openNow(company, asOf)).toEqual([]);
    await expect(
      runCommand(world.db, undoImport, { batchId: batch.id }, { actor: company.finance, asOf: TEST_DAY }),
    ).rejects.toMatchObject({ code: 'import.not_undoable' });
    expect((await importFile(company, { text })).batch.result).toMatchObject({ created: 3 });
    expect(await openNow(company)).toEqual([['CNY', '100.00', '20.00']]);
    const lists = await world.asOwner(
      'select customer_no, archived_at from parties.customer where org_id = $1 order by 1',
      [company.orgId],
    );
    expect(lists).toEqual([
      { customer_no: 'K1', archived_at: null },
      { customer_no: 'K2', archived_at: null },
    ]);
  });

  test('is refused as a whole when something was booked on it later, naming what', async () => {
    const company = await buildCompany(world);
    const { batch } = await importFile(company, { text: `${HEAD}Y-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\n` });
    const [receivable] = await world.asOwner<{ id: bigint; customer_id: bigint }>(
      'select id, customer_id from receivables.receivable where org_id = $1',
      [company.orgId],
    );
    await runCommand(
      world.db,
      postReceipt,
      {
        customerId: receivable!.customer_id,
        receivedOn: day('2026-03-01'),
        amountMinor: 4_000n,
        currency: 'CNY',
        allocate: { mode: 'MANUAL', lines: [{ receivableId: receivable!.id, amountMinor: 4_000n }] },
      },
      { actor: company.finance, asOf: TEST_DAY },
    );
    await expect(
      runCommand(world.db, undoImport, { batchId: batch.id }, { actor: company.finance, asOf: TEST_DAY }),
    ).rejects.toMatchObject({ code: 'import.undo_in_use', detail: { documents: ['Y-1'] } });
    expect(await openNow(company)).toEqual([['CNY', '60.00', '0.00']]);
  });
});

describe('other objects', () => {
  test('customers: new, changed before and after, unchanged; parents in the same file; undone as they were', async () => {
    const company = await buildCompany(world);
    const known = await buildCustomer(company, { customerNo: 'B1', legalName: '旧名有限公司', address: '旧址' });
    const file =
      '客户编号,客户名称,上级客户,地址,账期\nB1,旧名有限公司,,新址,月结60天\nB2,子公司甲,总部,,\nB3,总部,,,30\n';
    const { batch, issues } = await importFile(company, { text: file, object: 'customers' });
    expect(issues).toEqual([]);
    expect(batch.result).toMatchObject({ rows: 3, created: 2, updated: 1, rejected: 0 });
    const rows = await world.asOwner(
      'select c.customer_no, p.customer_no as parent, c.address, c.payment_term_days from parties.customer c left join parties.customer p on p.org_id = c.org_id and p.id = c.parent_id where c.org_id = $1 order by 1',
      [company.orgId],
    );
    expect(rows).toEqual([
      { customer_no: 'B1', parent: null, address: '新址', payment_term_days: 60 },
      { customer_no: 'B2', parent: 'B3', address: null, payment_term_days: null },
      { customer_no: 'B3', parent: null, address: null, payment_term_days: 30 },
    ]);
    expect((await importFile(company, { text: file, object: 'customers', again: true })).batch.result).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
    });
    const undone = await runCommand(
      world.db,
      undoImport,
      { batchId: batch.id },
      { actor: company.finance, asOf: TEST_DAY },
    );
    expect(undone).toMatchObject({ customersRemoved: 2 });
    const left = await world.asOwner('select id, address, payment_term_days from parties.customer where org_id = $1', [
      company.orgId,
    ]);
    expect(left).toEqual([{ id: known, address: '旧址', payment_term_days: null }]);
  });

  test('contacts belong to a customer that exists; the same person is known again', async () => {
    const company = await buildCompany(world);
    await buildCustomer(company, { customerNo: 'C1', legalName: '甲公司' });
    const file = '客户编号,姓名,角色,邮箱\nC1,王敏,应付会计,wang@example.com\nC9,李强,,li@example.com\n';
    const { batch, issues } = await importFile(company, { text: file, object: 'contacts' }, 'valid');
    expect(issues.map((i) => [i.row_no, i.code])).toEqual([[3, 'E_VALUE_UNKNOWN']]);
    expect(batch.result).toMatchObject({ created: 1, rejected: 1 });
    const again = await importFile(company, { text: file, object: 'contacts', again: true }, 'valid');
    expect(again.batch.result).toMatchObject({ created: 0, unchanged: 1, rejected: 1 });
    await runCommand(world.db, undoImport, { batchId: batch.id }, { actor: company.finance, asOf: TEST_DAY });
    expect(await world.asOwner('select from parties.contact where org_id = $1', [company.orgId])).toEqual([]);
  });

  test('receipts are set against the documents they name, the rest stays unapplied; two real payments alike are two', async () => {
    const company = await buildCompany(world);
    await importFile(company, {
      text: `${HEAD}R-1,K1,甲公司,2026-01-01,2026-02-01,100.00,,\nR-2,K1,甲公司,2026-01-02,2026-02-02,50.00,,\n`,
    });
    const file =
      '客户编号,收款日期,收款金额,核销单据\nK1,2026-03-01,120.00,R-1\nK1,2026-03-02,10.00,\nK1,2026-03-02,10.00,X-9\n';
    const { batch, issues } = await importFile(company, { text: file, object: 'receipts' });
    expect(issues.map((i) => [i.row_no, i.code, i.severity]).sort()).toEqual([
      [4, 'E_POSSIBLE_DUPLICATE', 'warning'],
      [4, 'E_VALUE_UNKNOWN', 'warning'],
    ]);
    expect(batch.result).toMatchObject({ created: 3, totalsBooked: [money(14_000n, 'CNY')] });
    expect(await openNow(company)).toEqual([['CNY', '50.00', '40.00']]);
    const again = await importFile(company, { text: file, object: 'receipts', again: true });
    expect(again.batch.result).toMatchObject({ created: 0, unchanged: 3 });
    await runCommand(world.db, undoImport, { batchId: batch.id }, { actor: company.finance, asOf: TEST_DAY });
    expect(await openNow(company)).toEqual([['CNY', '150.00', '0.00']]);
  });

  test('limits: a new decision where it differs, nothing where it is known', async () => {
    const company = await buildCompany(world);
    await buildCustomer(company, { customerNo: 'L1', legalName: '甲公司' });
    const file = (amount: string) => `客户编号,信用额度\nL1,${amount}\n`;
    expect((await importFile(company, { text: file('5000.00'), object: 'limits' })).batch.result).toMatchObject({
      created: 1,
    });
    expect(
      (await importFile(company, { text: file('5000.00'), object: 'limits', again: true })).batch.result,
    ).toMatchObject({ created: 0, unchanged: 1 });
    const raised = await importFile(company, { text: file('8000.00'), object: 'limits' });
    expect(raised.batch.result).toMatchObject({ created: 0, updated: 1 });
    await runCommand(world.db, undoImport, { batchId: raised.batch.id }, { actor: company.finance, asOf: TEST_DAY });
    const limits = await world.asOwner('select amount_minor from credit.limits_on($1, $2)', [company.orgId, TEST_DAY]);
    expect(limits).toEqual([{ amount_minor: 500_000n }]);
  });
});

test('who may not import is refused', async () => {
  const company = await buildCompany(world);
  for (const actor of [company.rep, company.manager, company.auditor, company.admin]) {
    const upload = runCommand(
      world.db,
      uploadImport(new Uint8Array([1])),
      { fileName: 'a', sha256: '', chosen: {}, auto: true, again: false, queue: false },
      { actor, asOf: TEST_DAY },
    );
    await expect(upload).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('after all this every invariant of the ledger holds', expectSound);
