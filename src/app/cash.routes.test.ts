/** Money in over HTTP: the proposal is what gets booked, answers explain themselves, files download. */
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

beforeAll(async () => {
  world = await buildWorld();
  app = await buildServer({ db: world.db, log: silentLog, publicRequestsPerMinute: 10_000 });
  finance = new Browser(app);
  await finance.post('/setup', {
    token: (await newSetupToken(world.db)) ?? '',
    name: '方敏',
    email: 'fang@example.com',
    password: PASSWORD,
    company: COMPANY,
  });
  await finance.open();
  customerId = (await finance.post('/customers', { legal_name: '北京华鑫材料有限公司', customer_no: 'C-1' })).body.id;
  for (const [number, amount, due] of [
    ['A-1', '1000.00', '2026-01-31'],
    ['A-2', '250.50', '2026-02-28'],
    ['A-3', '99.99', '2036-12-31'],
  ]) {
    await finance.post('/documents', {
      kind: 'INVOICE',
      number,
      customer_id: customerId,
      currency: 'CNY',
      amount,
      doc_on: '2026-01-01',
      due_on: due,
    });
  }
});
afterAll(async () => {
  await app.close();
  await world.close();
});

describe('receipts over HTTP', () => {
  let receiptId: string;
  const money = (amount: string) => ({ amount, currency: 'CNY' });

  it('proposes what it then books, to the cent and with the same reasons', async () => {
    const asked = { customer_id: customerId, amount: '1100.25', currency: 'CNY', received_on: '2026-03-01' };
    const proposal = await finance.post('/receipts/propose', { ...asked, mode: 'STATUTORY_CN' });
    expect(proposal.status).toBe(200);
    expect(
      proposal.body.lines.map((l: { receivable: { number: string }; amount: unknown; reason: { code: string } }) => [
        l.receivable.number,
        l.amount,
        l.reason.code,
      ]),
    ).toEqual([
      ['A-1', money('1000.00'), 'EARLIER_DUE'],
      ['A-2', money('100.25'), 'DUE_FIRST'],
    ]);
    expect(proposal.body.explanation.text).toMatch(/民法典第560条/);
    const booked = await finance.post('/receipts', {
      ...asked,
      instrument: 'BANK_TRANSFER',
      reference: '货款',
      allocate: { mode: 'STATUTORY_CN' },
    });
    expect(booked.status).toBe(201);
    expect(
      booked.body.lines.map((l: { document_number: string; amount: unknown; reason: { code: string } }) => [
        l.document_number,
        l.amount,
        l.reason.code,
      ]),
    ).toEqual(
      proposal.body.lines.map((l: { receivable: { number: string }; amount: unknown; reason: { code: string } }) => [
        l.receivable.number,
        l.amount,
        l.reason.code,
      ]),
    );
    receiptId = booked.body.id;
  });

  it('shows the receipt with its history and what may be done', async () => {
    const { body } = await finance.get(`/receipts/${receiptId}`);
    expect(body).toMatchObject({
      number: 'R-2026-000001',
      status: 'APPLIED',
      unapplied: money('0.00'),
      can: { allocate: 'credit.nothing_left', reverse: true },
    });
    expect(body.allocations).toHaveLength(2);
    expect(body.allocations[0]).toMatchObject({
      document_number: 'A-1',
      mode: { code: 'STATUTORY_CN' },
      reversed: null,
      can: { reverse: true },
    });
    expect((await finance.get('/receipts?search=C-1')).body.items).toHaveLength(1);
    expect((await finance.get('/receipts?unapplied=true')).body.items).toHaveLength(0);
  });

  it('takes one allocation back, sets the money elsewhere, then takes the receipt back', async () => {
    const { body } = await finance.get(`/receipts/${receiptId}`);
    const posting = body.allocations[1].posting_id;
    expect((await finance.post(`/postings/${posting}/reverse`, { reason: '付错' })).status).toBe(200);
    const again = await finance.post(`/postings/${posting}/reverse`, { reason: '付错' });
    expect([again.status, again.body.code]).toEqual([409, 'posting.already_reversed']);
    const named = await finance.post(`/credits/${receiptId}/allocate`, {
      mode: 'BY_REMITTANCE',
      documents: [{ number: 'a-3', amount: '50' }],
    });
    expect(named.body).toMatchObject({
      lines: [{ document_number: 'A-3', amount: money('50.00') }],
      unapplied: money('50.25'),
    });
    expect((await finance.get('/receipts?unapplied=true')).body.items[0]).toMatchObject({
      status: 'PARTLY_APPLIED',
      unapplied: money('50.25'),
    });
    const back = await finance.post(`/receipts/${receiptId}/reverse`, { reason: '退票' });
    expect(back.body).toMatchObject({ id: receiptId, allocations_reversed: 2 });
    expect((await finance.get(`/receipts/${receiptId}`)).body).toMatchObject({
      status: 'REVERSED',
      unapplied: money('0.00'),
      can: { allocate: 'credit.reversed', reverse: 'receipt.already_reversed' },
    });
  });

  it('lists what is left to set against documents, credit notes too, and sets a credit note against an invoice', async () => {
    const note = { kind: 'CREDIT_NOTE', number: 'CN-1', customer_id: customerId, currency: 'CNY', amount: '20.00' };
    expect((await finance.post('/documents', { ...note, doc_on: '2026-02-01' })).status).toBe(201);
    const { body } = await finance.get(`/credits?customer_id=${customerId}`);
    expect(body.items).toMatchObject([
      { kind: 'CREDIT_NOTE', number: 'CN-1', unapplied: money('20.00'), can: { allocate: true } },
    ]);
    const asked = { mode: 'BY_REMITTANCE', documents: [{ number: 'A-3' }] };
    const done = await finance.post(`/credits/${body.items[0].id}/allocate`, asked);
    expect(done.body).toMatchObject({
      lines: [{ document_number: 'A-3', amount: money('20.00') }],
      unapplied: money('0.00'),
    });
    expect((await finance.get(`/credits?customer_id=${customerId}`)).body.items).toEqual([]);
  });

  it.each([
    ['as a JSON number', { amount: 5 }, 422, 'request.invalid'],
    ['with too many decimals', { amount: '1.001' }, 422, 'money.precision'],
    ['of zero', { amount: '0' }, 422, 'receipt.amount_not_positive'],
    ['in the future', { received_on: '2099-01-01' }, 422, 'receipt.in_future'],
    ['with an unknown field', { credit: '1' }, 422, 'request.invalid'],
    ['for a customer that is not there', { customer_id: '999999' }, 404, 'not_found'],
    [
      'with more than is open',
      { allocate: { mode: 'MANUAL', lines: [{ receivable_id: '1', amount: '99999' }] }, amount: '99999' },
      409,
      'allocation.exceeds_open',
    ],
  ])('refuses a receipt %s', async (_what, wrong, status, code) => {
    const answer = await finance.post('/receipts', {
      customer_id: customerId,
      amount: '10',
      currency: 'CNY',
      received_on: '2026-03-01',
      ...wrong,
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('files over HTTP', () => {
  const download = (url: string) =>
    app.inject({ method: 'GET', url: `/api/v1${url}`, headers: { cookie: finance.cookie ?? '' } });

  it('statement and exports are attachments with names in any script', async () => {
    const pdf = await download(`/customers/${customerId}/statement.pdf?from=2026-01-01&to=2026-11-24&language=zh-TW`);
    expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    expect(pdf.headers['content-disposition']).toContain(
      encodeURIComponent('對帳單 北京华鑫材料有限公司 2026-11-24.pdf'),
    );
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await download(`/customers/${customerId}/statement.xlsx`)).rawPayload.subarray(0, 2).toString()).toBe('PK');
    const csv = await download('/exports/receivables.csv?status=open&language=en');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.body).toContain('A-3');
    expect((await download('/exports/aging.xlsx?group=owner')).statusCode).toBe(200);
  });

  it('a filter that the list does not know is refused', async () => {
    expect((await download('/exports/receivables.csv?stat=open')).statusCode).toBe(422);
    expect((await download('/exports/receivables.csv?limit=5')).statusCode).toBe(422);
    expect((await download('/customers/999999/statement.pdf')).statusCode).toBe(404);
    expect((await download(`/customers/${customerId}/statement.pdf?from=2026-05-01&to=2026-01-01`)).statusCode).toBe(
      422,
    );
  });
});
