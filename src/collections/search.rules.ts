/** What a person means by what stands in the search box: words, a number's beginning, or an amount. */
import { allCurrencies, currencyExponent } from '../core/currency.ts';
import { parseMinor } from '../core/money.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['万', 4],
  ['萬', 4],
  ['w', 4],
  ['亿', 8],
  ['億', 8],
  ['千', 3],
  ['k', 3],
  ['m', 6],
]);
const AMOUNT = /^[¥$€£]?\s*(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,4}))?\s*(万|萬|w|亿|億|千|k|m)?\s*(?:元|圆|圓)?$/iu;

/** `486500`, `486,500.00`, `48.65万` and `￥４８６５００` as the plain decimal 486500; null when it is no amount. */
export function amountTyped(typed: string): string | null {
  const match = AMOUNT.exec(typed.normalize('NFKC').trim());
  if (match === null) return null;
  const whole = (match[1] ?? '').replaceAll(',', '');
  const fraction = match[2] ?? '';
  const shift = UNITS.get((match[3] ?? '').toLowerCase()) ?? 0;
  const digits = whole + fraction.padEnd(shift, '0');
  const point = whole.length + shift;
  const [units, rest] = [digits.slice(0, point).replace(/^0+(?=\d)/, ''), digits.slice(point).replace(/0+$/, '')];
  return rest === '' ? units : `${units}.${rest}`;
}

export interface AmountIn {
  readonly currency: string;
  readonly minor: bigint;
}

/** The amount in every currency whose precision allows it. */
export const amountInCurrencies = (decimal: string): AmountIn[] =>
  allCurrencies()
    .filter((currency) => (decimal.split('.')[1] ?? '').length <= currencyExponent(currency))
    .map((currency) => ({ currency, minor: parseMinor(decimal, currency) }))
    .filter(({ minor }) => minor > 0n);
