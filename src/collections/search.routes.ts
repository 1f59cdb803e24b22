/** One box that finds customers, receivables and receipts by name, number or amount. */
import { z } from 'zod';
import { money, toWire } from '../core/money.ts';
import type { Reading } from '../platform/database.ts';
import { type Route, route } from '../platform/route.ts';
import { moneyShape } from '../platform/wire.ts';
import { amountInCurrencies, amountTyped } from './search.rules.ts';
import {
  findCustomers,
  findReceipts,
  findReceivablesByAmount,
  findReceivablesByNumber,
  type Found,
} from './search.store.ts';

const itemShape = z.object({
  kind: z.enum(['customer', 'receivable', 'receipt']),
  id: z.string(),
  title: z.string(),
  subtitle: z.string(),
  customer_id: z.string(),
  on: z.string().nullable().describe('Due day of a receivable, day of a receipt'),
  amount: moneyShape.nullable().describe('Open of a receivable, whole of a receipt'),
});
type Item = z.input<typeof itemShape>;

const EACH = 8;

export const searchRoute = route({
  method: 'GET',
  path: '/search',
  permission: 'search.use',
  scope: 'customer',
  summary:
    'Customers by name, number, pinyin; receivables and receipts by the beginning of their number or by amount (486500, 48.65万)',
  query: z.strictObject({ q: z.string().trim().min(1).max(100) }),
  response: z.object({ items: z.array(itemShape) }),
  handle: (call) => call.read((r) => search(r, call.query.q)).then((items) => ({ items })),
});

async function search(r: Reading, typed: string): Promise<Item[]> {
  const decimal = amountTyped(typed);
  const amounts = decimal === null ? [] : amountInCurrencies(decimal);
  const customers = await findCustomers(r, typed, EACH);
  const byNumber = await findReceivablesByNumber(r, typed, EACH);
  const byAmount = amounts.length === 0 ? [] : await findReceivablesByAmount(r, amounts, EACH);
  const receipts = r.actor.permissions.has('receipts.read') ? await findReceipts(r, typed, amounts, EACH) : [];
  const receivables = [...byNumber, ...byAmount.filter((found) => !byNumber.some((other) => other.id === found.id))];
  return [
    ...customers.map((found) => item('customer', found, found.customer_no)),
    ...receivables.map((found) => item('receivable', found, found.customer_name)),
    ...receipts.map((found) => item('receipt', found, found.customer_name)),
  ];
}

const item = (kind: Item['kind'], found: Found, subtitle: string): Item => ({
  kind,
  id: found.id.toString(),
  title: found.title,
  subtitle,
  customer_id: found.customer_id.toString(),
  on: found.on,
  amount:
    found.currency === null || found.amount_minor === null ? null : toWire(money(found.amount_minor, found.currency)),
});

export const searchRoutes: readonly Route[] = [searchRoute];
