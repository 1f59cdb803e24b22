/**
 * How amounts are shown. Amounts arrive as decimal strings and stay exact: grouping works on the text, sums and shortening on
 * integers. Full amounts in tables and letters, 万/亿 or K/M/B on cards and charts (never in a column).
 */
import { currencyExponent, isCurrency } from '../../src/core/currency.ts';
import { divideHalfUp, formatMinor, parseMinor } from '../../src/core/money.ts';
import type { Language } from '../i18n/language.ts';

export interface WireMoney {
  readonly amount: string;
  readonly currency: string;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  CNY: '¥',
  TWD: 'NT$',
  USD: 'US$',
  HKD: 'HK$',
  EUR: '€',
  GBP: '£',
  CAD: 'CA$',
  AUD: 'A$',
  SGD: 'S$',
  JPY: 'JP¥',
  KRW: '₩',
};

export const symbolOf = (currency: string): string => SYMBOLS[currency] ?? `${currency} `;

/** "-1234567.5" -> "-1,234,567.5"; nothing is rounded or cut. */
export function group(amount: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(amount);
  if (!match) return amount;
  return `${match[1] ?? ''}${(match[2] ?? '').replaceAll(/\B(?=(\d{3})+$)/g, ',')}${match[3] ?? ''}`;
}

/** The full amount of a table cell. New Taiwan dollars are written without ".00". */
export const full = (amount: string, currency: string): string =>
  group(currency === 'TWD' ? amount.replace(/\.00$/, '') : amount);

/** The full amount with its sign of currency, for running text. */
export function withSymbol({ amount, currency }: WireMoney): string {
  const text = full(amount, currency);
  return text.startsWith('-') ? `-${symbolOf(currency)}${text.slice(1)}` : symbolOf(currency) + text;
}

interface Scale {
  readonly digits: number;
  readonly unit: string;
}
const SCALES: Readonly<Record<Language, readonly Scale[]>> = {
  'zh-CN': [
    { digits: 8, unit: '亿' },
    { digits: 4, unit: '万' },
  ],
  'zh-TW': [
    { digits: 8, unit: '億' },
    { digits: 4, unit: '萬' },
  ],
  en: [
    { digits: 9, unit: 'B' },
    { digits: 6, unit: 'M' },
    { digits: 3, unit: 'K' },
  ],
};

/** Whole part and decimals of minor / 10^exponent with `decimals` decimals, rounded half up. */
function rounded(minor: bigint, exponent: number, decimals: number): string {
  const shift = exponent - decimals;
  const units = shift >= 0 ? divideHalfUp(minor, 10n ** BigInt(shift)) : minor * 10n ** BigInt(-shift);
  const digits = units.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A number and its unit for a card: 486.2 万, 92.40 万, 1.37 亿, 4.86 M. At most four significant digits. */
export function short({ amount, currency }: WireMoney, language: Language): { number: string; unit: string } {
  const exponent = currencyExponent(currency);
  const minor = parseMinor(amount, currency);
  const magnitude = minor < 0n ? -minor : minor;
  const sign = minor < 0n ? '-' : '';
  for (const scale of SCALES[language]) {
    const power = exponent + scale.digits;
    if (magnitude < 10n ** BigInt(power)) continue;
    const whole = (magnitude / 10n ** BigInt(power)).toString().length;
    const significant = language === 'en' ? 3 : 4;
    return {
      number: sign + group(rounded(magnitude, power, Math.max(0, Math.min(2, significant - whole)))),
      unit: scale.unit,
    };
  }
  return { number: full(amount, currency), unit: '' };
}

/** One text for chats, buttons and chart labels: "¥486.2 万", "¥4.86M". */
export function shortText(money: WireMoney, language: Language): string {
  const { number, unit } = short(money, language);
  const space = language === 'en' || unit === '' ? '' : ' ';
  const sign = number.startsWith('-') ? '-' : '';
  return `${sign}${symbolOf(money.currency)}${number.slice(sign.length)}${space}${unit}`;
}

export const isZero = (amount: string): boolean => !/[1-9]/.test(amount);
export const isNegative = (amount: string): boolean => amount.startsWith('-') && !isZero(amount);

export const minorOf = ({ amount, currency }: WireMoney): bigint => parseMinor(amount, currency);
export const sum = (amounts: readonly string[], currency: string): string =>
  formatMinor(
    amounts.reduce((total, a) => total + parseMinor(a, currency), 0n),
    currency,
  );
export const minus = (a: string, b: string, currency: string): string =>
  formatMinor(parseMinor(a, currency) - parseMinor(b, currency), currency);
/** -1, 0 or 1. */
export function compare(a: string, b: string, currency: string): -1 | 0 | 1 {
  const difference = parseMinor(a, currency) - parseMinor(b, currency);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** Share of a whole in tenths of a percent, as text: "21.4". Whole 0 gives "0.0". */
export function percent(part: string, whole: string, currency: string): string {
  const total = parseMinor(whole, currency);
  if (total === 0n) return '0.0';
  return rounded(divideHalfUp(parseMinor(part, currency) * 1000n, total), 1, 1);
}

/** What a person types: 1,234.5 or １２３４.５ or ¥1 234.50. Null when it is not an exact amount of the currency. */
export function typedAmount(text: string, currency: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s,_]/g, '')
    .replace(/^(NT\$|US\$|HK\$|[¥￥$€£]|[A-Z]{3})/i, '');
  if (!isCurrency(currency) || !/^\d{1,17}(\.\d*)?$/.test(plain)) return null;
  const [whole = '', fraction = ''] = plain.split('.');
  const exponent = currencyExponent(currency);
  if (fraction.replace(/0+$/, '').length > exponent) return null;
  return formatMinor(parseMinor(`${whole}.${fraction || '0'}`, currency), currency);
}
