/** One customer's money over HTTP: account summary and statement of account. */
import { z } from 'zod';
import { addDays, addMonths, type Day, daysBetween, earlier, startOfMonth } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import { type Id, parseId } from '../core/ids.ts';
import { formatMinor } from '../core/money.ts';
import { findCustomer } from '../parties/customer.store.ts';
import type { Reading } from '../platform/database.ts';
import { route } from '../platform/route.ts';
import { dayText, idText } from '../platform/wire.ts';
import { paidReceivables, receivedBetween } from './account.store.ts';
import { type AgingRow, agingRows } from './aging.store.ts';
import { bucketsOf } from './aging.rules.ts';
import { companyDefaults } from './companyDefaults.ts';
import { averageDaysLate } from './habit.rules.ts';
import { type StatementOfAccount, statementOf } from './statement.ts';

const onlyId = z.strictObject({ id: idText });
const amount = z.string();
const HABIT_ITEMS = 24;
const PAID_ITEMS = 5_000;

const accountShape = z.object({
  as_of: z.string(),
  buckets: z.array(z.string()),
  currencies: z.array(
    z.object({
      currency: z.string(),
      open: amount,
      overdue: amount,
      unapplied: amount,
      credits: amount.describe('The part of unapplied from credit notes'),
      buckets: z.array(amount),
      count: z.number().int(),
      oldest_due_on: z.string().nullable(),
      paid_last_12m: amount.describe('Receipts of twelve months, less reversed ones'),
      average_days_late: z
        .string()
        .nullable()
        .describe('Paid items of twelve months, weighted by amount; negative is early'),
    }),
  ),
  habit: z
    .array(
      z.object({
        number: z.string(),
        instalment_no: z.number().int(),
        due_on: z.string(),
        paid_on: z.string(),
        days_late: z.number().int(),
        amount,
        currency: z.string(),
      }),
    )
    .describe('The last paid items, latest first'),
});

/** @throws not_found */
async function assertVisible(r: Reading, id: Id): Promise<NonNullable<Awaited<ReturnType<typeof findCustomer>>>> {
  const customer = await findCustomer(r, id);
  if (customer === undefined) throw fault('not_found');
  return customer;
}

export const getAccount = route({
  method: 'GET',
  path: '/customers/:id/account',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'What a customer owes, how old it is, and how it used to pay',
  params: onlyId,
  response: accountShape,
  handle: (call) =>
    call.read(async (r) => {
      const customerId = parseId(call.params.id);
      await assertVisible(r, customerId);
      const buckets = bucketsOf('due', (await companyDefaults(r)).settings.aging_buckets);
      const yearAgo = addDays(addMonths(call.asOf, -12), 1);
      const aged = await agingRows(r, { basis: 'due', buckets, group: 'none', customerId });
      const received = await receivedBetween(r, customerId, yearAgo);
      const paid = await paidReceivables(r, customerId, { from: yearAgo, limit: PAID_ITEMS });
      const habit = await paidReceivables(r, customerId, { limit: HABIT_ITEMS });
      const currencies = [...new Set([...aged, ...received, ...paid].map((x) => x.currency))].sort();
      return {
        as_of: call.asOf,
        buckets: buckets.map((b) => b.code),
        currencies: currencies.map((currency) => ({
          ...sums(
            currency,
            aged.find((a) => a.currency === currency),
            buckets.length,
          ),
          paid_last_12m: formatMinor(BigInt(received.find((p) => p.currency === currency)?.minor ?? '0'), currency),
          average_days_late: averageDaysLate(
            paid
              .filter((p) => p.currency === currency)
              .map((p) => ({ dueOn: p.due_on, paidOn: p.paid_on, amountMinor: p.amount_minor })),
          ),
        })),
        habit: habit.map((h) => ({
          number: h.number,
          instalment_no: h.instalment_no,
          due_on: h.due_on,
          paid_on: h.paid_on,
          days_late: daysBetween(h.due_on, h.paid_on),
          amount: formatMinor(h.amount_minor, h.currency),
          currency: h.currency,
        })),
      };
    }),
});

function sums(currency: string, row: AgingRow | undefined, width: number) {
  const text = (minor: string | undefined): string => formatMinor(BigInt(minor ?? '0'), currency);
  return {
    currency,
    open: text(row?.open),
    overdue: text(row?.overdue),
    unapplied: text(row?.unapplied),
    credits: text(row?.credits),
    buckets: Array.from({ length: width }, (_, i) => text(row?.buckets[i])),
    count: row?.count ?? 0,
    oldest_due_on: row?.oldest_due_on ?? null,
  };
}

const statementShape = z.object({
  customer: z.object({ id: z.string(), customer_no: z.string(), name: z.string() }),
  company: z.object({ name: z.string() }),
  from: z.string(),
  to: z.string(),
  buckets: z.array(z.string()),
  currencies: z.array(
    z.object({
      currency: z.string(),
      opening: amount,
      closing: amount.describe('open less unapplied, on the last day'),
      lines: z.array(
        z.object({
          on: z.string(),
          kind: z.string(),
          reversed_kind: z.string().nullable(),
          number: z.string(),
          due_on: z.string().nullable(),
          debit: amount,
          credit: amount,
          balance: amount,
        }),
      ),
      aging: z.array(amount),
      open: amount,
      overdue: amount,
      unapplied: amount,
      credits: amount,
    }),
  ),
});

export const statementQuery = z.strictObject({ from: dayText.optional(), to: dayText.optional() });

/** The period asked for; by default the twelve months until the day. @throws statement.period */
export function statementPeriod(query: z.output<typeof statementQuery>, asOf: Day): { from: Day; to: Day } {
  const to = query.to ?? asOf;
  const from = query.from ?? earlier(startOfMonth(addMonths(to, -11)), to);
  if (from > to) throw fault('statement.period', { from, to });
  return { from, to };
}

export const getStatement = route({
  method: 'GET',
  path: '/customers/:id/statement',
  permission: 'receivables.read',
  scope: 'customer',
  summary:
    'Statement of account: opening balance, every movement, closing balance and what is open by age, per currency',
  params: onlyId,
  query: statementQuery,
  response: statementShape,
  handle: (call) =>
    call.read(async (r) => {
      const customer = await assertVisible(r, parseId(call.params.id));
      const statement = await statementOf(r, { customerId: customer.id, ...statementPeriod(call.query, call.asOf) });
      return {
        customer: { id: customer.id.toString(), customer_no: customer.customer_no, name: customer.legal_name },
        company: { name: statement.companyName },
        from: statement.from,
        to: statement.to,
        buckets: statement.buckets.map((b) => b.code),
        currencies: statement.currencies.map((s) => presentCurrency(s, statement.buckets.length)),
      };
    }),
});

function presentCurrency(s: StatementOfAccount['currencies'][number], width: number) {
  const text = (minor: bigint): string => formatMinor(minor, s.currency);
  const { buckets: aging, open, overdue, unapplied, credits } = sums(s.currency, s.aging ?? undefined, width);
  return {
    currency: s.currency,
    opening: text(s.openingMinor),
    closing: text(s.closingMinor),
    aging,
    open,
    overdue,
    unapplied,
    credits,
    lines: s.lines.map((l) => ({
      on: l.on,
      kind: l.kind,
      reversed_kind: l.reversedKind,
      number: l.number,
      due_on: l.dueOn,
      debit: text(l.debitMinor),
      credit: text(l.creditMinor),
      balance: text(l.balanceMinor),
    })),
  };
}
