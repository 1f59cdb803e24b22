/** GET /aging: one answer for the aging page, the customers list, the command line and the exports. */
import { z } from 'zod';
import type { Day } from '../core/day.ts';
import { parseId } from '../core/ids.ts';
import { formatMinor } from '../core/money.ts';
import { CUSTOMER_TYPES } from '../parties/customer.rules.ts';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { route } from '../platform/route.ts';
import { idText, named, namedShape, textOrNull } from '../platform/wire.ts';
import { AGING_GROUPS, agingRows, type AgingRow } from './aging.store.ts';
import { bucketsOf, parseBoundaries } from './aging.rules.ts';
import { companyDefaults } from './companyDefaults.ts';

const amountText = z.string();
const sumsShape = {
  buckets: z.array(amountText).describe('One amount a bucket, in the order of `buckets`'),
  open: amountText,
  overdue: amountText,
  unapplied: amountText.describe('Receipts and credit notes not yet set against documents; never netted from open'),
  credits: amountText.describe('The part of unapplied that comes from credit notes'),
  count: z.number().int().describe('Open instalments'),
  oldest_due_on: z.string().nullable(),
};
const groupShape = z.object({
  id: z.string().nullable(),
  label: z.string().nullable(),
  customer_no: z.string().nullable(),
  owner: namedShape.nullable(),
  ...sumsShape,
});
export const agingShape = z.object({
  as_of: z.string(),
  by: z.enum(['due', 'invoice']),
  group: z.enum(AGING_GROUPS),
  buckets: z.array(z.string()),
  currencies: z.array(
    z.object({
      currency: z.string(),
      totals: z.object(sumsShape),
      groups: z.array(groupShape),
      group_count: z.number().int(),
      next_cursor: z.string().nullable(),
    }),
  ),
});
export type AgingAnswer = z.output<typeof agingShape>;

export const agingQuery = z.strictObject({
  by: z.enum(['due', 'invoice']).default('due'),
  buckets: z
    .string()
    .max(80)
    .optional()
    .describe("Upper ends in days, such as 30,60,90; default: the company's setting"),
  group: z.enum(AGING_GROUPS).default('customer'),
  currency: z.string().length(3).optional(),
  search: z.string().max(100).optional(),
  type: z.enum(CUSTOMER_TYPES).optional(),
  owner_id: idText.optional(),
  team_id: idText.optional(),
  tag: z.string().max(50).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional().describe('Groups a currency; all when absent'),
  cursor: z.string().max(500).optional(),
});

type Query = z.output<typeof agingQuery>;
type Sums = Record<'open' | 'overdue' | 'unapplied' | 'credits', bigint> & {
  buckets: bigint[];
  count: number;
  oldest: Day | null;
};

export const getAging = route({
  method: 'GET',
  path: '/aging',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'Open amounts by age as of a day, per currency and group; equal to the ledger to the cent',
  query: agingQuery,
  response: agingShape,
  handle: async (call) => ({ json: JSON.stringify(await call.read((r) => aging(r, call.query))) }),
});

/** The answer of GET /aging, also for exports. @throws aging.buckets */
export async function aging(r: Parameters<typeof agingRows>[0], query: Query): Promise<AgingAnswer> {
  const boundaries =
    query.buckets === undefined ? (await companyDefaults(r)).settings.aging_buckets : parseBoundaries(query.buckets);
  const buckets = bucketsOf(query.by, boundaries);
  const found = await agingRows(r, {
    basis: query.by,
    buckets,
    group: query.group,
    currency: query.currency,
    customers: customerFilter(query),
  });
  const currencies = [...Map.groupBy(found, (row) => row.currency)];
  return {
    as_of: r.asOf,
    by: query.by,
    group: query.group,
    buckets: buckets.map((b) => b.code),
    currencies: currencies.map(([currency, rows]) => ofCurrency(currency, rows, query, buckets.length)),
  };
}

function customerFilter(q: Query): Parameters<typeof agingRows>[1]['customers'] {
  if ([q.search, q.type, q.owner_id, q.team_id, q.tag].every((part) => part === undefined)) return undefined;
  const id = (text: string | undefined): bigint | undefined => (text === undefined ? undefined : parseId(text));
  return { search: q.search, type: q.type, ownerId: id(q.owner_id), teamId: id(q.team_id), tag: q.tag };
}

function ofCurrency(
  currency: string,
  rows: readonly AgingRow[],
  query: Query,
  width: number,
): AgingAnswer['currencies'][number] {
  const sums = rows.map(sumsOf);
  const start = query.cursor === undefined ? 0 : offsetOf(query.cursor);
  const end = query.limit === undefined ? rows.length : start + query.limit;
  const groups = query.group === 'none' ? [] : rows.slice(start, end);
  return {
    currency,
    totals: present(total(sums, width), currency),
    group_count: query.group === 'none' ? 0 : rows.length,
    groups: groups.map((row, i) => ({
      id: textOrNull(row.id),
      label: query.group === 'currency' ? currency : row.label,
      customer_no: row.customer_no,
      owner: named(row.owner_id, row.owner_name),
      ...present(sums[start + i] ?? sumsOf(row), currency),
    })),
    next_cursor: query.group !== 'none' && end < rows.length ? encodeCursor([BigInt(end)]) : null,
  };
}

/** @throws cursor.invalid */
const offsetOf = (cursor: string): number => Number.parseInt(decodeCursor(cursor, 1)[0] ?? '', 10) || 0;

const sumsOf = (row: AgingRow): Sums => ({
  buckets: row.buckets.map(BigInt),
  open: BigInt(row.open),
  overdue: BigInt(row.overdue),
  unapplied: BigInt(row.unapplied),
  credits: BigInt(row.credits),
  count: row.count,
  oldest: row.oldest_due_on,
});

function total(sums: readonly Sums[], width: number): Sums {
  const all: Sums = {
    buckets: Array.from({ length: width }, () => 0n),
    open: 0n,
    overdue: 0n,
    unapplied: 0n,
    credits: 0n,
    count: 0,
    oldest: null,
  };
  for (const s of sums) {
    for (const [i, amount] of s.buckets.entries()) all.buckets[i] = (all.buckets[i] ?? 0n) + amount;
    all.open += s.open;
    all.overdue += s.overdue;
    all.unapplied += s.unapplied;
    all.credits += s.credits;
    all.count += s.count;
    if (s.oldest !== null && (all.oldest === null || s.oldest < all.oldest)) all.oldest = s.oldest;
  }
  return all;
}

function present(s: Sums, currency: string): AgingAnswer['currencies'][number]['totals'] {
  const text = (minor: bigint): string => formatMinor(minor, currency);
  return {
    buckets: s.buckets.map(text),
    open: text(s.open),
    overdue: text(s.overdue),
    unapplied: text(s.unapplied),
    credits: text(s.credits),
    count: s.count,
    oldest_due_on: s.oldest,
  };
}
