/** Collection effectiveness, turnover and what outstanding money costs (rulebook 3.3). */
import { divideHalfUp } from '../core/money.ts';
import { percent, ratio } from '../core/ratio.ts';

export interface EffectivenessInputs {
  readonly openingOpen: bigint;
  /** Credit sales of the period. */
  readonly sales: bigint;
  readonly closingOpen: bigint;
  readonly closingNotDue: bigint;
  /** Sales of a period of several months count divided by their number (Credit Research Foundation). */
  readonly months?: number;
}

/** CEI: 100 when nothing is overdue at the end. */
export function collectionEffectiveness(i: EffectivenessInputs): string | null {
  const months = BigInt(i.months ?? 1);
  // multiplied out, so that the division by months rounds nothing
  const base = i.openingOpen * months + i.sales;
  return percent(base - i.closingOpen * months, base - i.closingNotDue * months);
}

/** Net credit sales / average open amount. */
export const turnover = (sales: bigint, openingOpen: bigint, closingOpen: bigint): string | null =>
  ratio(2n * sales, openingOpen + closingOpen);

/** Days that one turn takes: days of the period / turnover. */
export const turnoverDays = (sales: bigint, openingOpen: bigint, closingOpen: bigint, days: number): string | null =>
  ratio(BigInt(days) * (openingOpen + closingOpen), 2n * sales);

/**
 * Minor units a year's capital costs: open × rate × DSO / 365. The rate in basis points, the DSO as open × days /
 * sales.
 */
export function carryingCost(i: { open: bigint; sales: bigint; days: number; rateBasisPoints: bigint }): bigint | null {
  if (i.sales === 0n) return null;
  return divideHalfUp(i.open * i.rateBasisPoints * i.open * BigInt(i.days), 10_000n * 365n * i.sales);
}
