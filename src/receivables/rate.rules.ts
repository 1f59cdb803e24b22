/**
 * Exchange rates as published: one unit of `base` is worth `rate` units of `quote`. Never computed, never assumed to be
 * one.
 */
import { currencyExponent } from '../core/currency.ts';
import { type Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import { convertMinor, money } from '../core/money.ts';
import { type Decimal, parseDecimal } from '../core/ratio.ts';

export interface Rate {
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly rateOn: Day;
  readonly source: string;
}

export interface NewRate extends Rate {
  /** The person has seen that the rate is far from the last one, and means it. */
  readonly confirmed?: boolean | undefined;
}

const MOST_DECIMALS = 12;
const MOST_WHOLE_DIGITS = 12;
/**
 * A slip of the decimal point or a quotation per 100 units is at least this far from the last rate; real rates are not,
 * from one day to the next.
 */
const JUMP = 10n;

/** @throws rate.invalid unless it is a decimal above zero with at most 12 digits on either side of the point */
export function parseRate(text: string): Decimal {
  const rate = parseDecimal(text);
  const whole = text.split('.')[0] ?? '';
  if (rate === null || rate.digits === 0n || rate.decimals > MOST_DECIMALS || whole.length > MOST_WHOLE_DIGITS)
    throw fault('rate.invalid', { value: text.slice(0, 40) });
  return rate;
}

const compare = (a: Decimal, b: Decimal, factor: bigint): boolean =>
  a.digits * 10n ** BigInt(b.decimals) >= factor * b.digits * 10n ** BigInt(a.decimals);

/** Whether one is at least ten times the other. */
export const isJump = (a: Decimal, b: Decimal): boolean => compare(a, b, JUMP) || compare(b, a, JUMP);

/**
 * The rate that may be stored, given the nearest one known.
 * @throws currency.unknown, rate.same_currency, rate.invalid, rate.in_future, rate.jump
 */
export function assertStorable(rate: NewRate, nearest: Rate | undefined, today: Day): void {
  currencyExponent(rate.base);
  currencyExponent(rate.quote);
  if (rate.base === rate.quote) throw fault('rate.same_currency');
  const value = parseRate(rate.rate);
  if (rate.rateOn > today) throw fault('rate.in_future', { on: rate.rateOn });
  if (nearest !== undefined && rate.confirmed !== true && isJump(value, parseRate(nearest.rate))) {
    throw fault('rate.jump', { last: nearest.rate, last_on: nearest.rateOn, rate: rate.rate });
  }
}

export interface Converted {
  readonly minor: bigint;
  readonly currency: string;
  /** By which rate, of which day and source: a converted amount is never shown without it. */
  readonly rate: Rate;
}

/** Minor units of `base` in minor units of `quote`, rounded half up once. @throws money.invalid, currency.unknown */
export const convert = (minor: bigint, rate: Rate): Converted => ({
  minor: convertMinor(money(minor, rate.base), rate.quote, { one: rate.base, rate: rate.rate }),
  currency: rate.quote,
  rate,
});
