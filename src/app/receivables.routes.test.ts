/** The ledger over HTTP: what a person posts is what the list, the aging, the account and the statement say. */
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, COMPANY, PASSWORD } from '../../test/access/client.ts';
import { buildWorld, type World } from '../../test/build.ts';
import { newSetupToken } from '../access/setup.commands.ts';
import { silentLog } from '../platform/log.ts';
import { buildServer } from './server.ts';

let world: World;
let app: FastifyInstance;
let finance: Browser;
let customerId: string;
const invoice = (number: string, amount: string, docOn: string, dueOn: string) => ({
  kind: 'INVOICE',
  number,
  customer_id: customerId,
  currency: 'CNY',
  amount,
  doc_on: docOn,
  due_on: dueOn,
});

beforeAll(async () => {
  world = await buildWorld();
  app = await buildServer({ db: world.db, log: silentLog, publicRequestsPerMinute: 10_000 });
  finance = new Browser(app);
  const set = await finance.post('/setup', {
    token: (await newSetupToken(world.db)) ?? '',
    name: '方敏',
    email: 'fang@example.com',
    password: PASSWORD,
    company: COMPANY,
  });
  expect(set.status).toBe(200);
  await finance.open();
  customerId = (await finance.post('/customers', { legal_name: '北京华鑫材料有限公司' })).body.id;
});
afterAll(async () => {
  await app.close();
  await world.close();
});

describe('receivables over HTTP', () => {
  it('posts documents and lists what is open, oldest due first, page by page', async () => {
    expect((await finance.post('/documents', invoice('A-1', '1000.00', '2026-08-01', '2026-08-31'))).status).toBe(201);
    await finance.post('/documents', invoice('A-2', '250.50', '2026-07-01', '2026-07-31'));
    const parts = await finance.post('/documents', {
      kind: 'DEBIT_NOTE',
      number: 'A-3',
      customer_id: customerId,
      currency: 'CNY',
      amount: '100',
      doc_on: '2026-09-01',
      instalments: [
        { due_on: '2026-10-01', amount: '40' },
        { due_on: '2027-03-01', amount: '60' },
      ],
    });
    expect(parts.status).toBe(201);
    const numbers: string[] = [];
    for (let cursor = ''; ;) {
      const page = (await finance.get(`/receivables?limit=1&as_of=2026-11-24${cursor}`)).body;
      numbers.push(
        ...page.items.map(
          (i: { number: string; instalment_no: number; days_overdue: number }) =>
            `${i.number}/${i.instalment_no}/${i.days_overdue}`,
        ),
      );
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(numbers).toEqual(['A-2/1/116', 'A-1/1/85', 'A-3/1/54', 'A-3/2/0']);
  });

  it.each(['due', '-due', 'doc', '-doc', 'amount', '-amount', 'open', '-open', 'number'])(
    'pages in the order %s without a gap or a double',
    async (sort) => {
      const whole = (await finance.get(`/receivables?status=all&sort=${sort}`)).body.items.map(
        (i: { id: string }) => i.id,
      );
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { items: { id: string }[]; next_cursor: string | null } = (
          await finance.get(`/receivables?status=all&sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
        ).body;
        paged.push(...page.items.map((i) => i.id));
        cursor = page.next_cursor;
      }
      expect(paged).toHaveLength(4);
      expect(paged).toEqual(whole);
    },
  );

  it.each([
    ['as a JSON number', { amount: 1000 }, 422, 'request.invalid'],
    ['with more decimals than the currency', { amount: '1.005' }, 422, 'money.precision'],
    ['in an unknown currency', { currency: 'XXX' }, 422, 'currency.unknown'],
    ['with a number in use', { number: 'ａ-1' }, 409, 'document.number_taken'],
    ['for a customer that is not there', { customer_id: '999999' }, 404, 'not_found'],
  ])('refuses an amount %s', async (_what, wrong, status, code) => {
    const answer = await finance.post('/documents', {
      ...invoice('B-1', '5.00', '2026-08-01', '2026-08-31'),
      ...wrong,
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('ages by due day and by invoice day, as of today and of a past day', async () => {
    const due = (await finance.get('/aging?as_of=2026-11-24&buckets=30,60,90')).body;
    expect(due.buckets).toEqual(['CURRENT', 'D1_30', 'D31_60', 'D61_90', 'D90P']);
    expect(due.currencies[0].totals).toEqual({
      buckets: ['60.00', '0.00', '40.00', '1000.00', '250.50'],
      open: '1350.50',
      overdue: '1290.50',
      unapplied: '0.00',
      credits: '0.00',
      count: 4,
      oldest_due_on: '2026-07-31',
    });
    expect(due.currencies[0].groups[0]).toMatchObject({
      id: customerId,
      label: '北京华鑫材料有限公司',
      open: '1350.50',
      count: 4,
    });
    const past = (await finance.get('/aging?as_of=2026-07-15&by=invoice&group=none')).body;
    expect(past.currencies[0].totals).toMatchObject({
      buckets: ['250.50', '0.00', '0.00', '0.00', '0.00', '0.00'],
      open: '250.50',
      count: 1,
    });
    expect((await finance.get('/aging?buckets=30,20')).body.code).toBe('aging.buckets');
  });

  it('groups by owner, team and currency and finds customers by search', async () => {
    for (const group of ['owner', 'team', 'currency']) {
      const answer = (await finance.get(`/aging?as_of=2026-11-24&group=${group}`)).body;
      expect(answer.currencies[0].groups).toHaveLength(1);
      expect(answer.currencies[0].groups[0].open).toBe('1350.50');
    }
    expect((await finance.get('/aging?as_of=2026-11-24&search=huaxin')).body.currencies).toHaveLength(1);
    expect((await finance.get('/aging?as_of=2026-11-24&search=nobody')).body.currencies).toEqual([]);
    expect((await finance.get('/receivables?search=a-3')).body.items).toHaveLength(2);
  });

  it('takes a receipt off the oldest, shows it in the account, and the statement closes on it', async () => {
    const receipt = await finance.post('/receipts?as_of=2026-11-24', {
      customer_id: customerId,
      received_on: '2026-09-10',
      amount: '300.00',
      currency: 'CNY',
      allocate: { mode: 'OLDEST_FIRST' },
    });
    expect(receipt.status).toBe(201);
    const account = (await finance.get(`/customers/${customerId}/account?as_of=2026-11-24`)).body;
    expect(account.currencies[0]).toMatchObject({
      open: '1050.50',
      overdue: '990.50',
      unapplied: '0.00',
      paid_last_12m: '300.00',
      average_days_late: '41.00',
    });
    expect(account.habit).toEqual([
      {
        number: 'A-2',
        instalment_no: 1,
        due_on: '2026-07-31',
        paid_on: '2026-09-10',
        days_late: 41,
        amount: '250.50',
        currency: 'CNY',
      },
    ]);
    const statement = (await finance.get(`/customers/${customerId}/statement?from=2026-08-01&to=2026-11-24`)).body
      .currencies[0];
    expect(statement.opening).toBe('250.50');
    expect(
      statement.lines.map((l: { number: string; debit: string; credit: string; balance: string }) => [
        l.debit,
        l.credit,
        l.balance,
      ]),
    ).toEqual([
      ['1000.00', '0.00', '1250.50'],
      ['100.00', '0.00', '1350.50'],
      ['0.00', '300.00', '1050.50'],
    ]);
    expect(statement.closing).toBe('1050.50');
  });

  it('shows a document with its postings and why it cannot be reversed', async () => {
    const [paid] = (await finance.get('/receivables?status=paid&as_of=2026-11-24')).body.items;
    expect(paid).toMatchObject({ number: 'A-2', open: '0.00', allocated: '250.50', status: 'paid' });
    const detail = (await finance.get(`/receivables/${paid.id}`)).body;
    expect(detail.postings.map((p: { kind: string }) => p.kind)).toEqual(['INVOICE', 'ALLOCATION']);
    expect(detail.can).toEqual({ reverse: 'document.in_use' });
    expect((await finance.post(`/documents/${detail.id}/reverse`, { reason: 'x' })).body.code).toBe('document.in_use');
    const before = (await finance.get(`/receivables/${paid.id}?as_of=2026-09-09`)).body;
    expect(before.instalments[0]).toMatchObject({
      open: '250.50',
      allocated: '0.00',
      status: 'open',
      days_overdue: 40,
    });
  });

  it("takes the due day from the customer's term, else the company's, when none is given", async () => {
    const { due_on: _, ...undated } = invoice('T-1', '1.00', '2026-11-24', '');
    const company = await finance.post('/documents', undated);
    expect((await finance.get(`/documents/${company.body.document_id}`)).body.instalments[0].due_on).toBe('2026-12-24');
    const customer = await finance.post('/customers', { legal_name: '月结客户', payment_term_days: 60 });
    const own = await finance.post('/documents', { ...undated, number: 'T-2', customer_id: customer.body.id });
    expect((await finance.get(`/documents/${own.body.document_id}`)).body.instalments[0].due_on).toBe('2027-01-23');
    const both = {
      ...invoice('T-3', '1.00', '2026-11-24', '2026-11-25'),
      instalments: [{ due_on: '2026-12-01', amount: '1' }],
    };
    expect((await finance.post('/documents', both)).status).toBe(422);
    expect(
      (await finance.post('/documents', { ...undated, number: 'T-4', kind: 'CREDIT_NOTE', due_on: '2026-12-01' })).body
        .code,
    ).toBe('document.instalment_of_credit');
  });

  it('reverses a document, which then is open no more', async () => {
    const posted = await finance.post('/documents', invoice('C-1', '9.99', '2026-11-01', '2026-11-30'));
    expect(
      (await finance.post(`/documents/${posted.body.document_id}/reverse?as_of=2026-11-24`, { reason: '开错了' }))
        .status,
    ).toBe(200);
    const detail = (await finance.get(`/documents/${posted.body.document_id}?as_of=2026-11-24`)).body;
    expect(detail).toMatchObject({ reversed: true, open: '0.00', can: { reverse: 'document.already_reversed' } });
    expect(detail.instalments[0].status).toBe('reversed');
  });

  it('answers an unknown id like one of another company', async () => {
    for (const path of [
      '/receivables/999999',
      '/documents/999999',
      '/customers/999999/account',
      '/customers/999999/statement',
    ]) {
      expect((await finance.get(path)).status, path).toBe(404);
    }
  });
});
