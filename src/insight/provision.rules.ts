/**
 * Roll rates and the provision matrix (rulebook 3.5; IFRS 9 simplified approach, CAS 22). Rates are parts per billion,
 * so
 * that products of several stay exact enough; amounts round half up once at the end.
 */
import { fault } from '../core/errors.ts';
import { divideHalfUp } from '../core/money.ts';
import { formatDecimal } from '../core/ratio.ts';

export const ONE = 1_000_000_000n;
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** A rate such as 22.5 % from its percent in hundredths: 2250n. */
export const fromBasisPoints = (basisPoints: bigint): bigint => (basisPoints * ONE) / 10_000n;
export const rateText = (rate: bigint): string => formatDecimal(divideHalfUp(rate * 10_000n, ONE), 2);

/** What moved on from one bucket to the next within a month, at most all of it. Null when nothing was there. */
export const rollRate = (balance: bigint, nextBalance: bigint): bigint | null =>
  balance <= 0n ? null : least(ONE, divideHalfUp(nextBalance * ONE, balance));

/** Mean of the months that have a rate; null without any. */
export function averageRate(rates: readonly (bigint | null)[]): bigint | null {
  const known = rates.filter((r) => r !== null);
  return known.length === 0
    ? null
    : divideHalfUp(
        known.reduce((a, b) => a + b, 0n),
        BigInt(known.length),
      );
}

/**
 * Loss rate of each bucket: the product of the rolls from it to the oldest, times the loss of the oldest. `rolls` has
 * one less than the buckets.
 */
export function lossRates(rolls: readonly bigint[], lossOfOldest: bigint): bigint[] {
  const rates = [lossOfOldest];
  for (const roll of rolls.toReversed()) rates.unshift(divideHalfUp((rates[0] ?? 0n) * roll, ONE));
  return rates;
}

/** Historic rates carried forward by an outlook factor (1.10 = 1.1 × ONE), never above 100 %. */
export const forwardRates = (rates: readonly bigint[], factor: bigint): bigint[] =>
  rates.map((r) => least(ONE, divideHalfUp(r * factor, ONE)));

export interface ProvisionLine {
  readonly balanceMinor: bigint;
  readonly rate: bigint;
  readonly lossMinor: bigint;
}

/** Expected credit loss a bucket and in total. @throws provision.shape when balances and rates do not pair */
export function provision(
  balances: readonly bigint[],
  rates: readonly bigint[],
): { lines: ProvisionLine[]; totalMinor: bigint } {
  if (balances.length !== rates.length)
    throw fault('provision.shape', { balances: balances.length, rates: rates.length });
  const lines = balances.map((balanceMinor, i): ProvisionLine => {
    const rate = rates[i] ?? 0n;
    return { balanceMinor, rate, lossMinor: divideHalfUp(balanceMinor * rate, ONE) };
  });
  return { lines, totalMinor: lines.reduce((sum, l) => sum + l.lossMinor, 0n) };
}

/** Loss rates from one historic loss over what each bucket's balance was when it still stood (IFRS community form). */
export const historicLossRates = (loss: bigint, balances: readonly bigint[]): (bigint | null)[] =>
  balances.map((b) => (b <= 0n ? null : least(ONE, divideHalfUp(loss * ONE, b))));
