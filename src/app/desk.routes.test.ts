/** Customers, limits, notes, the worklist and the search box over HTTP. */
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, COMPANY, hire, PASSWORD } from '../../test/access/client.ts';
import { buildWorld, type World } from '../../test/build.ts';
import { newSetupToken } from '../access/setup.commands.ts';
import { silentLog } from '../platform/log.ts';
import { buildServer } from './server.ts';

let world: World;
let app: FastifyInstance;
let finance: Browser;
let rep: { id: string; browser: Browser };
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
  rep = await hire(finance, { email: 'lin@example.com', name: '林涛', roles: ['SALES_REP'] });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

describe('customers over HTTP', () => {
  it('creates, shows with limit and contacts, and changes by version', async () => {
    const created = await finance.post('/customers', {
      legal_name: '苏州明远精密机械有限公司',
      short_name: '明远精密',
      customer_type: 'LARGE_PRIVATE',
      tags: ['重点'],
      sales_owner_id: rep.id,
    });
    expect(created.status).toBe(201);
    customerId = created.body.id;
    expect(
      (
        await rep.browser.post(`/customers/${customerId}/contacts`, {
          name: '王敏',
          roles: ['AP_CLERK', 'PAYER'],
          is_primary: true,
        })
      ).status,
    ).toBe(201);
    expect(
      (
        await finance.send('PUT', `/customers/${customerId}/credit-limit`, {
          amount: '500000.00',
          currency: 'CNY',
          valid_from: '2026-01-01',
        })
      ).status,
    ).toBe(200);
    const file = (await rep.browser.get(`/customers/${customerId}`)).body;
    expect(file).toMatchObject({
      customer_no: 'C000001',
      name: '明远精密',
      sales_owner: { id: rep.id, name: '林涛' },
      tags: ['重点'],
      merged_into: null,
      version: 1,
      credit_limit: { amount: '500000.00', currency: 'CNY', valid_from: '2026-01-01', valid_to: null },
      contacts: [{ name: '王敏', roles: ['AP_CLERK', 'PAYER'], is_primary: true }],
      can: { edit: 'forbidden', add_contact: true, add_note: true, set_limit: 'forbidden' },
    });
    expect(
      (await finance.send('PATCH', `/customers/${customerId}`, { version: 1, address: '苏州工业园区' })).body,
    ).toEqual({ id: customerId, version: 2 });
    const late = await finance.send('PATCH', `/customers/${customerId}`, { version: 1, address: '别处' });
    expect([late.status, late.body.code]).toEqual([409, 'customer.changed_meanwhile']);
    expect((await finance.send('PATCH', `/customers/${customerId}`, { version: 2, owner: 'x' })).status).toBe(422);
  });

  it('lists by filter and pages, and shows a person only the own ones', async () => {
    await finance.post('/customers', { legal_name: '天津远洋物流有限公司', customer_no: 'TJ-1' });
    const names = async (browser: Browser, query: string): Promise<string[]> =>
      (await browser.get(`/customers?${query}`)).body.items.map((c: { name: string }) => c.name);
    expect(await names(finance, 'search=yuanyang')).toEqual(['天津远洋物流有限公司']);
    expect(await names(finance, 'tag=%E9%87%8D%E7%82%B9')).toEqual(['明远精密']);
    expect(await names(rep.browser, '')).toEqual(['明远精密']);
    const first = (await finance.get('/customers?limit=1&sort=number')).body;
    const second = (await finance.get(`/customers?limit=1&sort=number&cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...second.items].map((c: { customer_no: string }) => c.customer_no)).toEqual([
      'C000001',
      'TJ-1',
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await finance.get('/customers?cursor=bm9uc2Vuc2U')).body.code).toBe('cursor.invalid');
  });

  it('keeps every decision on a limit and answers as of a day', async () => {
    await finance.send('PUT', `/customers/${customerId}/credit-limit`, {
      amount: null,
      currency: 'CNY',
      valid_from: '2026-06-01',
      note: '改为现款',
    });
    const limit = async (day: string) =>
      (await finance.get(`/customers/${customerId}/credit-limit?as_of=${day}`)).body.credit_limit;
    expect([await limit('2025-12-31'), (await limit('2026-05-31')).amount, await limit('2026-06-01')]).toEqual([
      null,
      '500000.00',
      null,
    ]);
    expect((await finance.get(`/customers/${customerId}/credit-limit`)).body.history).toMatchObject([
      { limit: null, note: '改为现款', set_by: '方敏' },
      { limit: { amount: '500000.00' } },
    ]);
    const wrong = await finance.send('PUT', `/customers/${customerId}/credit-limit`, {
      amount: '1',
      currency: 'CNY',
      valid_from: '2026-06-02',
      valid_to: '2026-06-01',
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'limit.period']);
  });
});

describe('the timeline', () => {
  it('shows changes, documents and notes, newest first, page by page', async () => {
    await finance.post('/documents', {
      kind: 'INVOICE',
      number: 'MY-1',
      customer_id: customerId,
      currency: 'CNY',
      amount: '486500.00',
      doc_on: '2026-06-01',
      due_on: '2026-07-01',
    });
    await rep.browser.post(`/customers/${customerId}/notes`, { body: '财务王敏：周五付一半' });
    const items: {
      kind: string;
      text_code: string;
      body: string | null;
      params: Record<string, unknown>;
      actor: string;
    }[] = [];
    for (let cursor = ''; ;) {
      const page = (await rep.browser.get(`/customers/${customerId}/timeline?limit=2${cursor}`)).body;
      items.push(...page.items);
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(items.map((i) => i.text_code)).toEqual([
      'collections.add_note',
      'receivables.post_document',
      'credit.set_limit',
      'parties.edit_customer',
      'credit.set_limit',
      'parties.add_contact',
      'parties.create_customer',
    ]);
    expect(items[0]).toMatchObject({ kind: 'note', body: '财务王敏：周五付一半', actor: '林涛' });
    expect(items[1]?.params).toMatchObject({ number: 'MY-1', amount: { amount: '486500.00', currency: 'CNY' } });
    expect(items[3]?.params).toEqual({ fields: 'address' });
    expect(items[4]?.params).toMatchObject({ limit: { amount: '500000.00', currency: 'CNY' } });
  });

  it('refuses a note about the future', async () => {
    const answer = await finance.post(`/customers/${customerId}/notes?as_of=2026-11-24`, {
      body: '明天',
      happened_on: '2026-11-25',
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'activity.future']);
  });
});

describe('the worklist over HTTP', () => {
  it('names amounts, reasons, action and the parts of the score, which add up', async () => {
    const list = (await rep.browser.get('/worklist')).body;
    expect(list).toMatchObject({
      basis: 'amount_age_contact',
      totals: { customers: 1, overdue: [{ amount: '486500.00', currency: 'CNY' }] },
    });
    expect(list.items[0]).toMatchObject({
      customer: { id: customerId, name: '明远精密', owner: { name: '林涛' } },
      overdue: '486500.00',
      currency: 'CNY',
    });
    const cents = (amount: string): number => Math.round(Number(amount) * 100);
    const { value, parts } = list.items[0].score;
    expect(parts.reduce((sum: number, part: { value: { amount: string } }) => sum + cents(part.value.amount), 0)).toBe(
      cents(value.amount),
    );
    expect(list.views.find((v: { id: string }) => v.id === 'mine').count).toBe(1);
  });

  it('is empty for a person without customers, and not for administrators', async () => {
    const other = await hire(finance, { email: 'zhou@example.com', name: '周岚', roles: ['SALES_REP'] });
    expect((await other.browser.get('/worklist')).body).toMatchObject({
      items: [],
      totals: { customers: 0, overdue: [] },
    });
    const admin = await hire(finance, { email: 'zhao@example.com', name: '赵宇', roles: ['ADMIN'] });
    expect((await admin.browser.get('/worklist')).status).toBe(403);
  });
});

describe('the search box', () => {
  it('finds the customer by name, the receivable by number and by amount however it is written', async () => {
    const kinds = async (browser: Browser, q: string): Promise<string[]> =>
      (await browser.get(`/search?q=${encodeURIComponent(q)}`)).body.items.map(
        (i: { kind: string; title: string }) => `${i.kind} ${i.title}`,
      );
    expect(await kinds(rep.browser, 'szmy')).toEqual(['customer 苏州明远精密机械有限公司']);
    for (const q of ['my-1', 'ＭＹ-１', '486500', '486,500.00', '48.65万'])
      expect(await kinds(rep.browser, q)).toEqual(['receivable MY-1']);
    await finance.post('/receipts', {
      customer_id: customerId,
      received_on: '2026-08-01',
      amount: '1234.50',
      currency: 'CNY',
      number: 'IN-7',
    });
    expect(await kinds(finance, 'in-7')).toEqual(['receipt IN-7']);
    expect(await kinds(finance, '1234.5')).toEqual(['receipt IN-7']);
    expect(await kinds(rep.browser, '1234.5')).toEqual([]);
    expect(await kinds(finance, '不存在')).toEqual([]);
  });
});
