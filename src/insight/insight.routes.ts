/** GET /kpis: collection figures of a period, per currency, each with its formula and what went in. */
import { z } from 'zod';
import { addMonths, type Day, daysBetween, daysInMonth, startOfMonth } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import { formatMinor } from '../core/money.ts';
import { parseDecimal } from '../core/ratio.ts';
import type { Reading } from '../platform/database.ts';
import { route } from '../platform/route.ts';
import { dayText } from '../platform/wire.ts';
import './insight.errors.ts';
import { kpis, type KpiInputs } from './kpi.rules.ts';
import { dayBefore, dueInPeriod, flows, lateness, type MonthRow, openOn, salesByMonth } from './kpi.store.ts';

const kpiShape = z.object({
  id: z.string(),
  unit: z.enum(['percent', 'days', 'times', 'money']),
  value: z.string().nullable(),
  formula: z.string(),
  currency: z.string(),
  inputs: z.array(z.object({ name: z.string(), amount: z.string() })),
  flags: z.array(z.string()),
});
const kpisShape = z.object({
  from: z.string(),
  to: z.string(),
  days: z.number().int(),
  currencies: z.array(z.object({ currency: z.string(), kpis: z.array(kpiShape) })),
});

const MOST_DAYS = 3660;
const HISTORY_MONTHS = 24;

/** @throws kpi.period */
function period(
  query: { from?: Day | undefined; to?: Day | undefined },
  asOf: Day,
): { from: Day; to: Day; days: number } {
  const to = query.to ?? asOf;
  const from = query.from ?? startOfMonth(addMonths(to, -2));
  const days = daysBetween(from, to) + 1;
  if (days < 1 || days > MOST_DAYS) throw fault('kpi.period', { from, to });
  return { from, to, days };
}

export const getKpis = route({
  method: 'GET',
  path: '/kpis',
  permission: 'reports.read',
  scope: 'customer',
  summary:
    'Collection rates, DSO, effectiveness and turnover of a period; by default of the last three months, this ' +
    'one included',
  query: z.strictObject({
    from: dayText.optional(),
    to: dayText.optional(),
    cost_of_capital: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,2})?$/)
      .optional()
      .describe('Percent a year, for the carrying cost'),
  }),
  response: kpisShape,
  handle: async (call) => {
    const asked = period(call.query, call.asOf);
    const costOfCapital = call.query.cost_of_capital === undefined ? null : basisPoints(call.query.cost_of_capital);
    const inputs = await call.read((r) => kpiInputs(r, asked, costOfCapital));
    return {
      ...asked,
      currencies: inputs.map(({ currency, ...of }) => ({
        currency,
        kpis: kpis(of).map((k) => ({
          ...k,
          currency,
          value: typeof k.value === 'bigint' ? formatMinor(k.value, currency) : k.value,
          flags: [...k.flags],
          inputs: k.inputs.map((i) => ({ name: i.name, amount: formatMinor(i.minor, currency) })),
        })),
      })),
    };
  },
});

function basisPoints(percentText: string): bigint {
  const decimal = parseDecimal(percentText);
  return decimal === null ? 0n : decimal.digits * 10n ** BigInt(2 - decimal.decimals);
}

async function kpiInputs(
  r: Reading,
  { from, to, days }: { from: Day; to: Day; days: number },
  costOfCapital: bigint | null,
): Promise<(KpiInputs & { currency: string })[]> {
  const opening = await openOn(r, dayBefore(from));
  const closing = await openOn(r, to);
  const flow = await flows(r, from, to);
  const due = await dueInPeriod(r, from, to);
  const late = await lateness(r, from, to);
  const monthly = await salesByMonth(r, startOfMonth(addMonths(to, 1 - HISTORY_MONTHS)), to);
  const currencies = [...new Set([...opening, ...closing, ...flow, ...due, ...late].map((x) => x.currency))].sort();
  const of = <T extends { currency: string }>(list: readonly T[], currency: string): T | undefined =>
    list.find((x) => x.currency === currency);
  return currencies.map((currency) => ({
    currency,
    days,
    costOfCapital,
    openingOpen: BigInt(of(opening, currency)?.open ?? '0'),
    open: BigInt(of(closing, currency)?.open ?? '0'),
    notDue: BigInt(of(closing, currency)?.not_due ?? '0'),
    sales: BigInt(of(flow, currency)?.sales ?? '0'),
    receipts: BigInt(of(flow, currency)?.receipts ?? '0'),
    due: BigInt(of(due, currency)?.due ?? '0'),
    appliedToDue: BigInt(of(due, currency)?.applied ?? '0'),
    weightedDaysLate: BigInt(of(late, currency)?.weighted ?? '0'),
    paid: BigInt(of(late, currency)?.paid ?? '0'),
    months: monthsBack(
      monthly.filter((m) => m.currency === currency),
      to,
    ),
  }));
}

/**
 * Every month from the last of the period back to the first with sales; the running month counts the days it has had.
 */
function monthsBack(found: readonly MonthRow[], to: Day): KpiInputs['months'] {
  const first = found.at(-1)?.month;
  if (first === undefined) return [];
  const months: { salesMinor: bigint; days: number }[] = [];
  for (let month = startOfMonth(to); month >= first; month = addMonths(month, -1)) {
    const sales = found.find((m) => m.month === month)?.sales ?? '0';
    const running = month === startOfMonth(to);
    months.push({ salesMinor: BigInt(sales), days: running ? daysBetween(month, to) + 1 : daysInMonth(month) });
  }
  return months;
}

export const insightRoutes = [getKpis];
