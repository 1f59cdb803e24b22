/** The page of one customer, with its credit limit, and the decisions on that limit. */
import { z } from 'zod';
import type { Day } from '../core/day.ts';
import { parseId } from '../core/ids.ts';
import { money, parseMinor, toWire } from '../core/money.ts';
import { byId, readCustomerFile } from '../parties/parties.routes.ts';
import { customerFileShape, presentCustomerFile } from '../parties/parties.shapes.ts';
import { type Route, route } from '../platform/route.ts';
import { dayText, moneyShape } from '../platform/wire.ts';
import { setLimit } from './credit.commands.ts';
import { limitHistory, limitOn, type LimitRecord } from './credit.store.ts';

const limitShape = z.object({
  amount: z.string(),
  currency: z.string(),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
});
const presentLimit = (l: LimitRecord): z.input<typeof limitShape> => ({
  ...toWire(money(l.amount_minor, l.currency)),
  valid_from: l.valid_from_on,
  valid_to: l.valid_to_on,
});

export const getCustomerRoute = route({
  method: 'GET',
  path: '/customers/:id',
  permission: 'customers.read',
  scope: 'customer',
  summary: 'The file of one customer: record, contacts, merges, credit limit as of the day, and what the caller may do',
  params: byId,
  response: customerFileShape.extend({ credit_limit: limitShape.nullable() }),
  handle: (call) =>
    call.read(async (r) => {
      const id = parseId(call.params.id);
      const file = await readCustomerFile(r, id);
      const limit = call.actor.permissions.has('limits.read') ? await limitOn(r, id, call.asOf) : undefined;
      return { ...presentCustomerFile(file), credit_limit: limit === undefined ? null : presentLimit(limit) };
    }),
});

export const getLimitRoute = route({
  method: 'GET',
  path: '/customers/:id/credit-limit',
  permission: 'limits.read',
  scope: 'customer',
  summary: 'The credit limit as of the day and every decision on it, newest first',
  params: byId,
  response: z.object({
    credit_limit: limitShape.nullable(),
    history: z.array(
      z.object({
        id: z.string(),
        limit: moneyShape.nullable(),
        valid_from: z.string(),
        valid_to: z.string().nullable(),
        note: z.string().nullable(),
        set_at: z.string(),
        set_by: z.string().nullable(),
      }),
    ),
  }),
  handle: (call) =>
    call.read(async (r) => {
      const id = parseId(call.params.id);
      await readCustomerFile(r, id);
      const limit = await limitOn(r, id, call.asOf);
      const history = await limitHistory(r, id);
      return {
        credit_limit: limit === undefined ? null : presentLimit(limit),
        history: history.map((l) => ({
          id: l.id.toString(),
          limit: l.amount_minor === null ? null : toWire(money(l.amount_minor, l.currency)),
          valid_from: l.valid_from_on,
          valid_to: l.valid_to_on,
          note: l.note,
          set_at: l.set_at.toISOString(),
          set_by: l.set_by,
        })),
      };
    }),
});

const limitBody = z.strictObject({
  amount: z.string().nullable().describe('Decimal string; null takes the limit away from that day on'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  valid_from: dayText.optional().describe('Default: the day of the request'),
  valid_to: dayText.nullable().optional(),
  note: z.string().trim().max(2000).nullable().optional(),
});

export const setLimitRoute = route({
  method: 'PUT',
  path: '/customers/:id/credit-limit',
  permission: 'limits.write',
  scope: 'customer',
  summary: 'Set the credit limit from a day on; earlier decisions stay in the history',
  params: byId,
  body: limitBody,
  response: z.object({ id: z.string() }),
  handle: async (call) => {
    const { amount, currency, valid_from, valid_to, note } = call.body;
    const from: Day = valid_from ?? call.asOf;
    const amountMinor = amount === null ? null : parseMinor(amount, currency);
    const { id } = await call.run(setLimit, {
      customerId: parseId(call.params.id),
      amountMinor,
      currency,
      validFromOn: from,
      validToOn: valid_to,
      note,
    });
    return { id: id.toString() };
  },
});

export const creditRoutes: readonly Route[] = [getCustomerRoute, getLimitRoute, setLimitRoute];
