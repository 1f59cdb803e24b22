/**
 * The figures that the ledger alone can feed, each with its formula and the numbers that went in (R109: "formula
 * shown").
 */
import { ratio } from '../core/ratio.ts';
import { collectionRateDue, collectionRatePool, collectionRateSales, pastDueRatio } from './collectionRate.rules.ts';
import { averageDaysDelinquent, bestPossibleDso, dsoCountback, dsoSimple, type MonthSales } from './dso.rules.ts';
import { carryingCost, collectionEffectiveness, turnover, turnoverDays } from './effectiveness.rules.ts';

/** Minor units of one currency. */
export interface KpiInputs {
  readonly openingOpen: bigint;
  readonly open: bigint;
  readonly notDue: bigint;
  readonly sales: bigint;
  readonly receipts: bigint;
  readonly due: bigint;
  readonly appliedToDue: bigint;
  readonly weightedDaysLate: bigint;
  readonly paid: bigint;
  readonly days: number;
  /** Latest first, ending with the period's last month. */
  readonly months: readonly MonthSales[];
  /** A year's cost of capital in basis points, when the asker gave one. */
  readonly costOfCapital: bigint | null;
}

export type InputName =
  | 'openingOpen'
  | 'open'
  | 'notDue'
  | 'overdue'
  | 'sales'
  | 'receipts'
  | 'due'
  | 'appliedToDue'
  | 'paid';

export interface Kpi {
  readonly id: string;
  readonly unit: 'percent' | 'days' | 'times' | 'money';
  /** Decimal string, except money: minor units. Null where the base is nothing or an input is missing. */
  readonly value: string | bigint | null;
  readonly formula: string;
  readonly inputs: readonly { readonly name: InputName; readonly minor: bigint }[];
  /** Conditions the reader must know, such as `insufficient_history`. */
  readonly flags: readonly string[];
}

export function kpis(i: KpiInputs): Kpi[] {
  const overdue = i.open - i.notDue;
  const amounts = { ...i, overdue };
  const kpi = (
    id: string,
    unit: Kpi['unit'],
    value: Kpi['value'],
    formula: string,
    names: readonly InputName[],
    flags: readonly string[] = [],
  ): Kpi => ({
    id,
    unit,
    value,
    formula,
    inputs: names.map((name) => ({ name, minor: amounts[name] })),
    flags,
  });
  const countback = dsoCountback(i.open, i.months);
  const cost =
    i.costOfCapital === null
      ? null
      : carryingCost({ open: i.open, sales: i.sales, days: i.days, rateBasisPoints: i.costOfCapital });
  return [
    kpi('collection_rate_sales', 'percent', collectionRateSales(i.receipts, i.sales), 'receipts / sales × 100', [
      'receipts',
      'sales',
    ]),
    kpi('collection_rate_due', 'percent', collectionRateDue(i.appliedToDue, i.due), 'appliedToDue / due × 100', [
      'appliedToDue',
      'due',
    ]),
    kpi(
      'collection_rate_pool',
      'percent',
      collectionRatePool(i.receipts, i.openingOpen, i.sales),
      'receipts / (openingOpen + sales) × 100',
      ['receipts', 'openingOpen', 'sales'],
    ),
    kpi('past_due_ratio', 'percent', pastDueRatio(overdue, i.open), 'overdue / open × 100', ['overdue', 'open']),
    kpi('dso', 'days', dsoSimple(i.open, i.sales, i.days), 'open / sales × days', ['open', 'sales']),
    kpi(
      'dso_countback',
      'days',
      countback.days,
      'months of sales that add up to open',
      ['open'],
      countback.insufficientHistory ? ['insufficient_history'] : [],
    ),
    kpi('best_possible_dso', 'days', bestPossibleDso(i.notDue, i.sales, i.days), 'notDue / sales × days', [
      'notDue',
      'sales',
    ]),
    kpi('average_days_delinquent', 'days', averageDaysDelinquent(overdue, i.sales, i.days), 'overdue / sales × days', [
      'overdue',
      'sales',
    ]),
    kpi('average_days_late', 'days', ratio(i.weightedDaysLate, i.paid), 'Σ paid × (paid on − due on) / Σ paid', [
      'paid',
    ]),
    kpi(
      'collection_effectiveness',
      'percent',
      collectionEffectiveness({
        openingOpen: i.openingOpen,
        sales: i.sales,
        closingOpen: i.open,
        closingNotDue: i.notDue,
      }),
      '(openingOpen + sales − open) / (openingOpen + sales − notDue) × 100',
      ['openingOpen', 'sales', 'open', 'notDue'],
    ),
    kpi('turnover', 'times', turnover(i.sales, i.openingOpen, i.open), 'sales / ((openingOpen + open) / 2)', [
      'sales',
      'openingOpen',
      'open',
    ]),
    kpi('turnover_days', 'days', turnoverDays(i.sales, i.openingOpen, i.open, i.days), 'days / turnover', [
      'sales',
      'openingOpen',
      'open',
    ]),
    kpi(
      'carrying_cost',
      'money',
      cost,
      'open × cost of capital × dso / 365',
      ['open', 'sales'],
      i.costOfCapital === null ? ['needs_cost_of_capital'] : [],
    ),
  ];
}
