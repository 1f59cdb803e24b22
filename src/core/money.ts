/**
 * Money: integer minor units with a currency. The one file that parses, prints, splits and converts amounts.
 * Convention 9 of ARCHITECTURE.md; rounding half up, once, at the end (R109, rulebook "Conventions for every formula").
 */
import { currencyExponent } from './currency.ts';
import { fault } from './errors.ts';

export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

export const money = (minor: bigint, currency: string): Money => ({ minor, currency });
export const zero = (currency: string): Money => ({ minor: 0n, currency });

/** Largest amount one document may carry: 10^17 minor units keep every sum of a ledger inside bigint. */
export const MAX_MINOR = 10n ** 17n;

function sameCurrency(a: Money, b: Money): string {
  if (a.currency !== b.currency) {
    throw fault('money.currency_mismatch', { left: a.currency, right: b.currency });
  }
  return a.currency;
}

export const add = (a: Money, b: Money): Money => money(a.minor + b.minor, sameCurrency(a, b));
export const subtract = (a: Money, b: Money): Money => money(a.minor - b.minor, sameCurrency(a, b));

/** Decimal string of minor units in the currency's own exponent: 123450n CNY -> "1234.50", 7n JPY -> "7". */
export function formatMinor(minor: bigint, currency: string): string {
  const exponent = currencyExponent(currency);
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** For print: the same with thousands by three, `1,234.50`. */
export const formatGrouped = (minor: bigint, currency: string): string =>
  formatMinor(minor, currency).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

/** The wire form of money: a decimal string and a currency (house, convention 9). */
export const toWire = (m: Money): { amount: string; currency: string } => ({
  amount: formatMinor(m.minor, m.currency),
  currency: m.currency,
});

const DECIMAL = /^(-?)(\d{1,20})(?:\.(\d+))?$/;

/**
 * Minor units of a plain decimal string ("1234.5", "-0.01"); never rounds.
 * @throws money.invalid, money.precision (more decimals than the currency has), money.range
 */
export function parseMinor(text: string, currency: string): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw fault('money.invalid', { value: text.slice(0, 40), currency });
  const exponent = currencyExponent(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) {
    throw fault('money.precision', { value: text.slice(0, 40), currency });
  }
  const magnitude = BigInt((match[2] ?? '') + fraction.padEnd(exponent, '0'));
  if (magnitude > MAX_MINOR) throw fault('money.range', { value: text.slice(0, 40), currency });
  return match[1] === '-' ? -magnitude : magnitude;
}

/** numerator / denominator rounded half up (away from zero on a tie), in integers. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfUp(-numerator, -denominator);
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const quotient = (magnitude * 2n + denominator) / (denominator * 2n);
  return negative ? -quotient : quotient;
}

const RATE = /^(\d{1,12})(?:\.(\d{1,12}))?$/;

/** A published rate: `one` unit of it is worth `rate` units of the other, as a plain decimal. */
export interface Rate {
  readonly one: string;
  readonly rate: string;
}

/**
 * Minor units of `to` for an amount at a rate given for either of the two currencies; rounded half up, once.
 * @throws money.invalid when the rate is not a positive decimal or is not for this pair
 */
export function convertMinor(amount: Money, to: string, { one, rate }: Rate): bigint {
  const match = RATE.exec(rate);
  const scaled = match === null ? 0n : BigInt((match[1] ?? '') + (match[2] ?? '').padEnd(12, '0'));
  if (scaled === 0n || (one !== amount.currency && one !== to)) throw fault('money.invalid', { value: rate.slice(0, 40), currency: one });
  const [up, down] = one === amount.currency ? [scaled, 10n ** 12n] : [10n ** 12n, scaled];
  const exponents = [currencyExponent(to), currencyExponent(amount.currency)] as const;
  return divideHalfUp(amount.minor * up * 10n ** BigInt(exponents[0]), down * 10n ** BigInt(exponents[1]));
}

/**
 * Splits an amount by weights so that the parts add up exactly: floor each share, then give the left-over minor
 * units to the largest fractions, ties to the earlier part (rulebook 3.9 LARGEST_REMAINDER, I-17).
 */
export function splitByLargestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((w) => w < 0n) || total < 0n) {
    throw fault('money.split_weights', { total: total.toString() });
  }
  const parts = weights.map((w) => (total * w) / sum);
  const order = weights
    .map((w, index) => ({ index, rest: (total * w) % sum }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = total - parts.reduce((a, b) => a + b, 0n);
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}

/**
 * Splits by percentages of which the last takes the remainder (rulebook 3.9 LAST_TAKES_REMAINDER, the default);
 * where that would make the last part negative, by largest remainder. Percentages are in hundredths of a percent
 * (30 % = 3000) and must add up to exactly 10000.
 */
export function splitByPercent(total: bigint, basisPoints: readonly bigint[]): bigint[] {
  const sum = basisPoints.reduce((a, b) => a + b, 0n);
  if (sum !== 10_000n) throw fault('money.split_percent', { sum: sum.toString() });
  const rounded = basisPoints.slice(0, -1).map((bp) => divideHalfUp(total * bp, 10_000n));
  const last = total - rounded.reduce((a, b) => a + b, 0n);
  return last < 0n ? splitByLargestRemainder(total, basisPoints) : [...rounded, last];
}

/**
 * The double that prints as exactly this amount, for the number cells of a spreadsheet; null when the amount has more
 * than the 15 significant digits that a spreadsheet keeps.
 */
export function toSheetNumber(m: Money): number | null {
  const digits = m.minor < 0n ? (-m.minor).toString() : m.minor.toString();
  return digits.length > 15 ? null : parseFloat(formatMinor(m.minor, m.currency));
}
