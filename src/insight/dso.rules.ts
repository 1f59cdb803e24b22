/** Days sales outstanding and its family (rulebook 3.2). Days with two decimals; null where nothing was sold. */
import { divideHalfUp } from '../core/money.ts';
import { formatDecimal, ratio } from '../core/ratio.ts';

/** Open at the end of the period / credit sales of the period × days of the period. */
export const dsoSimple = (open: bigint, sales: bigint, days: number): string | null =>
  ratio(open * BigInt(days), sales);

/** Best possible DSO: only what is not yet due. */
export const bestPossibleDso = (notDue: bigint, sales: bigint, days: number): string | null =>
  ratio(notDue * BigInt(days), sales);

/** Average days delinquent: DSO less best possible DSO, which is the same for what is overdue. */
export const averageDaysDelinquent = (overdue: bigint, sales: bigint, days: number): string | null =>
  ratio(overdue * BigInt(days), sales);

export interface MonthSales {
  readonly salesMinor: bigint;
  readonly days: number;
}

export interface Countback {
  readonly days: string;
  /** The known months were used up and something was left: the days are at least so many. */
  readonly insufficientHistory: boolean;
}

/**
 * Takes the sales of each month, latest first, off what is open: full months count their days, the last one its share.
 */
export function dsoCountback(open: bigint, months: readonly MonthSales[]): Countback {
  let left = open;
  let hundredths = 0n;
  for (const { salesMinor, days } of months) {
    if (left <= 0n) break;
    const full = BigInt(days) * 100n;
    // a month that sold nothing is passed in full
    hundredths += salesMinor > left ? divideHalfUp(left * full, salesMinor) : full;
    left -= salesMinor > 0n ? salesMinor : 0n;
  }
  return { days: formatDecimal(hundredths, 2), insufficientHistory: left > 0n };
}
