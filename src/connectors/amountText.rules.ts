/**
 * Amounts as people write them. Exact: an amount is read digit for digit or refused, never rounded or guessed.
 *
 * What a separator means is decided per column, from all of its values: `1,234` alone can be 1234 or 1.234, in a
 * column that also holds `1,234.50` it cannot. Brackets, a trailing minus, U+2212 and currency signs are read only
 * in a coherent column, where at least nine in ten values are amounts; the same signs in a column of rubbish would
 * be a guess.
 */
import type { ColumnStyle, IssueCode } from './table.ts';

export interface AmountText {
  readonly negative: boolean;
  /** Plain decimal without sign, as written: `1234.50`. */
  readonly decimal: string;
  /** Currency sign or code beside the number, or null. */
  readonly sign: string | null;
}
export type AmountReading = AmountText | { readonly refused: IssueCode };

/** What one value says about its column. */
export type AmountShape = 'plain' | 'point' | 'comma' | 'point-grouped' | 'comma-grouped' | 'open' | 'none';

/** Characters; what is longer is no amount, and is not worth the time of a regular expression. */
const MAX_AMOUNT_LENGTH = 60;
const PLAIN = /^-?\d+(?:\.\d+)?$/;
const SIGN =
  '(?:NT\\$|US\\$|HK\\$|SG\\$|AU\\$|CA\\$|A\\$|C\\$|S\\$|R\\$|\\$|€|£|¥|₩|₹|฿|₫|元|圆|圓|[A-Z]{3})';
const LEADING_SIGN = new RegExp(`^(${SIGN})\\s*(?=[-\\d.,])`, 'u');
const TRAILING_SIGN = new RegExp(`(?<=[\\d.,])\\s*(${SIGN})$`, 'u');
const GROUP_BLANKS = /^\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?=[.,]|$)/u;
const WIDTHS = /[^\x20-\x7e]/;
/** Digits of other scripts, and the `①`, `²` or `𝟏` that NFKC would turn into plain ones: no amount is written so. */
const ODD_DIGIT = /[^\P{N}0-9０-９]/u;

interface Body {
  readonly negative: boolean;
  readonly sign: string | null;
  /** Only digits, points and commas. */
  readonly digits: string;
}

/** Takes sign, brackets and currency off; null when what remains is not made of digits and separators. */
function bodyOf(text: string): Body | null {
  if (ODD_DIGIT.test(text)) return null;
  let rest = (WIDTHS.test(text) ? text.normalize('NFKC').replace(/[\u200b-\u200d\u2060\ufeff]/g, '') : text).trim();
  let negative = false;
  let sign: string | null = null;
  const minus = (): void => {
    rest = rest.trim();
    if (/^[-−]/.test(rest)) [negative, rest] = [!negative, rest.slice(1)];
    else if (rest.startsWith('+')) rest = rest.slice(1);
  };
  const bracketed = /^\(([^()]*)\)$/.exec(rest);
  if (bracketed) [negative, rest] = [true, (bracketed[1] ?? '').trim()];
  const beforeMinus = negative;
  minus();
  const front = LEADING_SIGN.exec(rest);
  if (front) {
    [sign, rest] = [front[1] ?? null, rest.slice(front[0].length)];
    if (negative === beforeMinus) minus();
  }
  if (!negative && /[-−]$/.test(rest)) [negative, rest] = [true, rest.slice(0, -1).trim()];
  const back = sign === null ? TRAILING_SIGN.exec(rest) : null;
  if (back) [sign, rest] = [back[1] ?? null, rest.slice(0, -back[0].length)];
  if (beforeMinus && !negative) return null;
  if (GROUP_BLANKS.test(rest)) rest = rest.replace(/[ \u00a0\u2009\u202f'’]/gu, '');
  return /^[\d.,]*\d[\d.,]*$/.test(rest) ? { negative, sign, digits: rest } : null;
}

const groupedBy = (digits: string, separator: string): boolean => {
  const groups = digits.split(separator);
  return groups.every((g, i) => /^\d+$/.test(g) && (i === 0 ? g.length <= 3 : g.length === 3)) && groups[0] !== '0';
};

/** How the digits can be read: the shape, or `none` when no convention reads them. */
export function shapeOfDigits(digits: string): AmountShape {
  const points = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (points === 0 && commas === 0) return 'plain';
  if (points > 0 && commas > 0) {
    const decimal = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
    const at = digits.lastIndexOf(decimal);
    const whole = digits.slice(0, at);
    if (digits.indexOf(decimal) !== at || !groupedBy(whole, decimal === '.' ? ',' : '.')) return 'none';
    return decimal === '.' ? 'point-grouped' : 'comma-grouped';
  }
  const separator = points > 0 ? '.' : ',';
  if (points + commas > 1) {
    if (!groupedBy(digits, separator)) return 'none';
    return separator === ',' ? 'point-grouped' : 'comma-grouped';
  }
  if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(digits)) return 'open';
  return separator === '.' ? 'point' : 'comma';
}

/** The evidence of one value for its column; `none` when it is no amount at all. */
export function amountShape(text: string): AmountShape {
  if (text.length > MAX_AMOUNT_LENGTH) return 'none';
  if (PLAIN.test(text)) return shapeOfDigits(text.replace('-', ''));
  const body = bodyOf(text);
  return body ? shapeOfDigits(body.digits) : 'none';
}

export type AmountTally = Readonly<Record<AmountShape, number>>;
export const emptyAmountTally = (): Record<AmountShape, number> => ({
  plain: 0,
  point: 0,
  comma: 0,
  'point-grouped': 0,
  'comma-grouped': 0,
  open: 0,
  none: 0,
});

/** The convention of a column, from the shapes of all its text values and the number of its true number cells. */
export function amountStyle(tally: AmountTally, numberCells = 0): ColumnStyle {
  const point = tally.point + tally['point-grouped'];
  const comma = tally.comma + tally['comma-grouped'];
  const decimal = point > comma ? '.' : comma > point ? ',' : null;
  const read = tally.plain + point + comma + tally.open + numberCells;
  return {
    decimal,
    grouped: decimal === null ? false : tally[decimal === '.' ? 'point-grouped' : 'comma-grouped'] > 0,
    coherent: read >= 9 * tally.none,
  };
}

/** Reads one amount by the convention of its column. */
export function readAmount(text: string, style: ColumnStyle): AmountReading {
  if (text.length > MAX_AMOUNT_LENGTH) return { refused: 'E_AMOUNT_INVALID' };
  if (PLAIN.test(text) && style.decimal !== ',') {
    const negative = text.startsWith('-');
    const decimal = negative ? text.slice(1) : text;
    if (style.decimal === '.' || shapeOfDigits(decimal) !== 'open')
      return signed({ negative, decimal, sign: null }, style);
    return { refused: 'E_AMOUNT_AMBIGUOUS' };
  }
  const body = bodyOf(text);
  if (!body || (style.coherent === false && !isBare(text))) return { refused: 'E_AMOUNT_INVALID' };
  const decimal = decimalOf(body.digits, style);
  if (typeof decimal !== 'string') return decimal;
  return signed({ negative: body.negative, decimal, sign: body.sign }, style);
}

/** Digits, points, commas and at most a leading minus: all that is read in a column of rubbish. */
const isBare = (text: string): boolean => /^-?\d[\d.,]*\d$|^\d$/.test(text);

const signed = (amount: AmountText, style: ColumnStyle): AmountReading =>
  amount.negative && style.coherent === false ? { refused: 'E_SIGN' } : amount;

const plainDecimal = (digits: string, decimal: '.' | ','): string => {
  const text = digits.replaceAll(decimal === '.' ? ',' : '.', '').replace(',', '.');
  return `${text.startsWith('.') ? '0' : ''}${text.endsWith('.') ? text.slice(0, -1) : text}`;
};

function decimalOf(digits: string, style: ColumnStyle): string | { refused: IssueCode } {
  const shape = shapeOfDigits(digits);
  if (shape === 'plain') return digits;
  if (shape === 'none') return { refused: 'E_AMOUNT_INVALID' };
  const column = style.decimal ?? null;
  if (shape === 'open') {
    const separator = digits.includes(',') ? ',' : '.';
    if (column === separator) return plainDecimal(digits, separator);
    if (column !== null && style.grouped === true && style.coherent !== false) return plainDecimal(digits, column);
    return { refused: 'E_AMOUNT_AMBIGUOUS' };
  }
  const own = shape.startsWith('point') ? '.' : ',';
  if (column !== null && column !== own) {
    return { refused: shape.endsWith('grouped') ? 'E_AMOUNT_INVALID' : 'E_AMOUNT_AMBIGUOUS' };
  }
  return plainDecimal(digits, own);
}

const DOLLARS =
  'USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP BBD BMD BND BSD BZD DOP FJD GYD JMD KYD LRD NAD SBD SRD TTD UYU XCD';
const SIGN_CURRENCIES: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ['¥', 'CNY JPY'], ['元', 'CNY TWD HKD MOP'], ['圆', 'CNY JPY'], ['圓', 'TWD JPY HKD'], ['€', 'EUR'],
    ['£', 'GBP EGP LBP FKP GIP SHP SDG SYP'], ['₩', 'KRW KPW'], ['₹', 'INR'], ['฿', 'THB'], ['₫', 'VND'],
    ['NT$', 'TWD'], ['US$', 'USD'], ['HK$', 'HKD'], ['SG$', 'SGD'], ['S$', 'SGD'], ['AU$', 'AUD'], ['A$', 'AUD'],
    ['CA$', 'CAD'], ['C$', 'CAD'], ['R$', 'BRL'], ['$', DOLLARS],
  ].map(([sign = '', codes = '']) => [sign, codes.split(' ')]),
);

/** Whether the sign or code beside an amount can mean its currency. */
export const signAgrees = (sign: string, currency: string): boolean =>
  sign === currency || (SIGN_CURRENCIES.get(sign)?.includes(currency) ?? false);

const NUMBER_CELL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

export interface NumberCell {
  readonly decimal: string;
  readonly negative: boolean;
  /** More than 15 significant digits: the sheet kept fewer than were typed, or float noise. */
  readonly significant: number;
}

/** The exact decimal of a sheet's `<v>`, exponent written out; null for NaN, Infinity or rubbish. */
export function exactNumber(text: string): NumberCell | null {
  const match = NUMBER_CELL.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = parseInt(exponentText, 10);
  if (exponent > 400 || exponent < -400) return null;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(at).replace(/0+$/, '');
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '').length;
  return { decimal: rest ? `${integer}.${rest}` : integer, negative: sign === '-', significant };
}

/**
 * Float noise of a sheet (`1502.4999999999998`): a fraction with more than the 15 significant digits that a
 * spreadsheet keeps and shows. Rounded, half up, to those 15; any other number is returned as it is.
 */
export function withoutFloatNoise(cell: NumberCell): NumberCell {
  const [whole = '0', fraction = ''] = cell.decimal.split('.');
  if (cell.significant <= 15 || fraction === '') return cell;
  const leading = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : -whole.length;
  const keep = 15 + leading;
  if (keep < 0 || keep >= fraction.length) return cell;
  const scaled = BigInt(whole + fraction.slice(0, keep)) + ((fraction[keep] ?? '0') >= '5' ? 1n : 0n);
  const digits = scaled.toString().padStart(keep + 1, '0');
  const rest = digits.slice(digits.length - keep).replace(/0+$/, '');
  const integer = keep === 0 ? digits : digits.slice(0, -keep);
  return { ...cell, decimal: keep > 0 && rest ? `${integer}.${rest}` : integer };
}
