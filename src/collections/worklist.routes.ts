/** The worklist over HTTP: whom to contact first, why, and how that was computed. */
import { z } from 'zod';
import { money, toWire } from '../core/money.ts';
import { type Route, route } from '../platform/route.ts';
import { listShape, moneyShape, named, namedShape, pageQuery } from '../platform/wire.ts';
import { REASONS } from './weights.rules.ts';
import { readWorklist, type WorklistItem } from './worklist.ts';
import { WORKLIST_VIEWS } from './worklist.store.ts';

const paramShape = z.record(z.string(), z.union([z.string(), z.number(), z.null(), moneyShape]));
const partShape = z.object({
  code: z.enum(['AGE', 'DUE_SOON', 'CONTACT_GAP', 'HABIT', 'UNAPPLIED_CASH']),
  value: moneyShape,
  weight: z.string().describe('A share of an amount, 8%, or a factor on what stands before it, x1.2'),
  params: paramShape,
});
export const worklistItemShape = z.object({
  customer: z.object({
    id: z.string(),
    customer_no: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    owner: namedShape.nullable(),
  }),
  currency: z.string(),
  overdue: z.string(),
  open: z.string(),
  due_soon: z.string(),
  unapplied: z.string(),
  oldest_days: z.number().int().nullable(),
  buckets: z.array(z.object({ code: z.string(), amount: z.string() })),
  reasons: z.array(z.object({ code: z.enum(REASONS), params: paramShape })).max(2),
  action: z.object({
    code: z.enum(['ALLOCATE_CASH', 'WAIT', 'LEGAL_REVIEW', 'VISIT', 'CHECK_LIMIT', 'CALL', 'REMIND']),
  }),
  last_contact: z.object({ on: z.string(), kind: z.string() }).nullable(),
  score: z.object({ value: moneyShape, parts: z.array(partShape) }),
  comparable: z
    .boolean()
    .describe("False: no stored rate into the company's currency; ranked after the others, among its own currency"),
});

export const worklistRoute = route({
  method: 'GET',
  path: '/worklist',
  permission: 'worklist.read',
  scope: 'customer',
  summary:
    'Customers by the expected gain of a contact today, with two reasons, a suggested action and the parts of the score',
  query: z.strictObject({
    ...pageQuery,
    view: z.enum(WORKLIST_VIEWS).default('all'),
    search: z.string().max(100).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  }),
  response: listShape(worklistItemShape).extend({
    as_of: z.string(),
    basis: z.enum(['amount_age_contact', 'history']),
    weights: z.object({ version: z.string(), valid_from: z.string(), source: z.string(), note: z.string() }),
    totals: z.object({
      customers: z.number().int(),
      overdue: z.array(moneyShape),
      open: z.array(moneyShape),
      due_this_week: z.array(moneyShape),
    }),
    views: z.array(z.object({ id: z.enum(WORKLIST_VIEWS), count: z.number().int() })),
  }),
  handle: async (call) => {
    const list = await readWorklist(call.db, call.actor, call.asOf, call.query);
    const { version, valid_from, source, note } = list.weights;
    return {
      as_of: list.asOf,
      basis: 'amount_age_contact' as const,
      weights: { version, valid_from, source, note },
      totals: {
        customers: list.customers,
        overdue: list.overdue.map(toWire),
        open: list.open.map(toWire),
        due_this_week: list.dueSoon.map(toWire),
      },
      views: [...list.views],
      items: list.items.map((item) => presentWorklistItem(item, list.weights)),
      next_cursor: list.nextCursor,
    };
  },
});

/** A row of the worklist on the wire; the CLI prints the same. */
export function presentWorklistItem(
  { row, reasons, action, score, comparable }: WorklistItem,
  weights: { age_bands: readonly { code: string }[] },
): z.input<typeof worklistItemShape> {
  const amount = (minor: bigint): string => toWire(money(minor, row.currency)).amount;
  const params = (facts: Readonly<Record<string, string | number | bigint | null>>): z.input<typeof paramShape> =>
    Object.fromEntries(
      Object.entries(facts).map(([key, value]) => [
        key,
        typeof value === 'bigint' ? toWire(money(value, row.currency)) : value,
      ]),
    );
  return {
    customer: {
      id: row.customer_id.toString(),
      customer_no: row.customer_no,
      name: row.name,
      tags: row.tags,
      owner: named(row.owner_id, row.owner_name),
    },
    currency: row.currency,
    overdue: amount(row.overdue_minor),
    open: amount(row.open_minor),
    due_soon: amount(row.due_soon_minor),
    unapplied: amount(row.unapplied_minor),
    oldest_days: row.oldest_days,
    buckets: weights.age_bands.map((band, index) => ({ code: band.code, amount: amount(row.age_minor[index] ?? 0n) })),
    reasons: reasons.map((reason) => ({ code: reason.code, params: params(reason.params) })),
    action: { code: action },
    last_contact:
      row.last_contact_on === null ? null : { on: row.last_contact_on, kind: row.last_contact_kind ?? 'NOTE' },
    score: {
      value: toWire(money(score.gainMinor, row.currency)),
      parts: score.parts.map((part) => ({
        code: part.code,
        value: toWire(money(part.valueMinor, row.currency)),
        weight: part.weight,
        params: params(part.params),
      })),
    },
    comparable,
  };
}

export const worklistRoutes: readonly Route[] = [worklistRoute];
