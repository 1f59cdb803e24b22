/** Ratios as decimal strings, rounded half up once at the end. A ratio to nothing is null, never zero or infinity. */
import { divideHalfUp } from './money.ts';

const shift = (decimals: number): bigint => 10n ** BigInt(decimals);

/** Decimal string of `scaled` units of 10^-decimals: 650n with 2 decimals -> "6.50". */
export function formatDecimal(scaled: bigint, decimals: number): string {
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** numerator / denominator with that many decimals; null when the denominator is 0. */
export const ratio = (numerator: bigint, denominator: bigint, decimals = 2): string | null =>
  denominator === 0n ? null : formatDecimal(divideHalfUp(numerator * shift(decimals), denominator), decimals);

/** numerator / denominator in percent: 80 of 100 -> "80.00". */
export const percent = (numerator: bigint, denominator: bigint, decimals = 2): string | null =>
  ratio(numerator * 100n, denominator, decimals);

const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

export interface Decimal {
  /** The digits without the point. */
  readonly digits: bigint;
  readonly decimals: number;
}

/** A non-negative decimal string, exactly; null when it is not one. */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const fraction = match[2] ?? '';
  return { digits: BigInt((match[1] ?? '') + fraction), decimals: fraction.length };
}
