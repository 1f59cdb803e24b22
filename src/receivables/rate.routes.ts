/** Exchange rates over HTTP: `from` is the base, `to` the quote. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { formatMinor, parseMinor } from '../core/money.ts';
import { cursorNumber, decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { route } from '../platform/route.ts';
import { dayText, listShape, moneyShape, pageQuery } from '../platform/wire.ts';
import { postRate } from './rate.commands.ts';
import { convert } from './rate.rules.ts';
import { listRates, rateOn } from './rate.store.ts';

const currency = z.string().length(3);
const rateShape = z.object({
  on: z.string(),
  from: z.string(),
  to: z.string(),
  rate: z.string().describe('Units of `to` for one unit of `from`'),
  source: z.string(),
});

export const getRates = route({
  method: 'GET',
  path: '/rates',
  permission: 'rates.read',
  scope: 'company',
  summary: 'Stored daily rates on or before the day, newest first',
  query: z.strictObject({ from: currency.optional(), to: currency.optional(), ...pageQuery }),
  response: listShape(rateShape),
  handle: async (call) => {
    const { from, to, limit, cursor } = call.query;
    const found = await call.read((r) => listRates(r, { base: from, quote: to, limit, cursor }));
    const start = cursor === undefined ? 0n : cursorNumber(decodeCursor(cursor, 1)[0]);
    return {
      items: found
        .slice(0, limit)
        .map((f) => ({ on: f.rateOn, from: f.base, to: f.quote, rate: f.rate, source: f.source })),
      next_cursor: found.length > limit ? encodeCursor([start + BigInt(limit)]) : null,
    };
  },
});

export const putRate = route({
  method: 'PUT',
  path: '/rates',
  permission: 'rates.write',
  scope: 'company',
  summary: 'Stores or corrects the rate of a day; one far from the last needs `confirmed`',
  body: z.strictObject({
    from: currency,
    to: currency,
    on: dayText,
    rate: z.string().max(30),
    source: z.string().trim().min(1).max(200),
    confirmed: z.boolean().optional(),
  }),
  response: z.object({ corrected: z.boolean() }),
  handle: (call) => {
    const { from, to, on, rate, source, confirmed } = call.body;
    return call.run(postRate, { base: from, quote: to, rateOn: on, rate, source, confirmed });
  },
});

export const getConversion = route({
  method: 'GET',
  path: '/rates/conversion',
  permission: 'rates.read',
  scope: 'company',
  summary: 'An amount in another currency by the newest stored rate on or before the day, which the answer names',
  query: z.strictObject({ amount: z.string().max(30), from: currency, to: currency }),
  response: z.object({ amount: moneyShape, converted: moneyShape, rate: rateShape }),
  handle: async (call) => {
    const { amount, from, to } = call.query;
    const minor = parseMinor(amount, from);
    const rate = await call.read((r) => rateOn(r, { base: from, quote: to, day: r.asOf }));
    if (rate === undefined) throw fault('rate.missing', { from, to, on: call.asOf });
    const converted = convert(minor, rate);
    return {
      amount: { amount: formatMinor(minor, from), currency: from },
      converted: { amount: formatMinor(converted.minor, to), currency: to },
      rate: { on: rate.rateOn, from: rate.base, to: rate.quote, rate: rate.rate, source: rate.source },
    };
  },
});
