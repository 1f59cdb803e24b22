import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCurrencies, currencyExponent, isCurrency } from './currency.ts';
import {
  add,
  divideHalfUp,
  formatMinor,
  MAX_MINOR,
  money,
  parseMinor,
  splitByLargestRemainder,
  splitByPercent,
  subtract,
  toWire,
} from './money.ts';
import { formatDecimal, parseDecimal, ratio } from './ratio.ts';

const parts = (...text: string[]): bigint[] => text.map((t) => parseMinor(t, 'CNY'));
const threeThreeThreeOne = [3000n, 3000n, 3000n, 1000n];

describe('reading and writing amounts', () => {
  it.each([
    ['1234.50', 'CNY', 123_450n],
    ['1234.5', 'CNY', 123_450n],
    ['0', 'CNY', 0n],
    ['-0.01', 'CNY', -1n],
    ['7', 'JPY', 7n],
    ['7.000', 'JPY', 7n],
    ['1.234', 'KWD', 1_234n],
    ['1.2345', 'CLF', 12_345n],
    ['0.10', 'USD', 10n],
    ['00012.30', 'CNY', 1_230n],
  ])('reads %s %s', (text, currency, minor) => expect(parseMinor(text, currency)).toBe(minor));

  it.each([
    ['1,234.50', 'money.invalid'],
    ['1.', 'money.invalid'],
    ['.5', 'money.invalid'],
    ['', 'money.invalid'],
    ['1e5', 'money.invalid'],
    ['+1', 'money.invalid'],
    ['１２', 'money.invalid'],
    ['1 ', 'money.invalid'],
    ['NaN', 'money.invalid'],
    ['--1', 'money.invalid'],
    ['1.001', 'money.precision'],
    ['1000000000000000.01', 'money.range'],
    ['99999999999999999999', 'money.range'],
    ['100000000000000000000000', 'money.invalid'],
  ])('refuses %j with %s', (text, code) => expect(() => parseMinor(text, 'CNY')).toThrow(code));

  it('accepts the largest amount to the cent', () => expect(parseMinor('1000000000000000.00', 'CNY')).toBe(MAX_MINOR));
  it('refuses a currency that does not exist', () => {
    expect(() => parseMinor('1', 'XXX')).toThrow('currency.unknown');
    expect(() => parseMinor('1', 'cny')).toThrow('currency.unknown');
  });

  it.each([
    [123_450n, 'CNY', '1234.50'],
    [-5n, 'CNY', '-0.05'],
    [0n, 'CNY', '0.00'],
    [7n, 'JPY', '7'],
    [-7n, 'JPY', '-7'],
    [1n, 'KWD', '0.001'],
  ])('writes %s minor units of %s', (minor, currency, text) => expect(formatMinor(minor, currency)).toBe(text));

  it('reads back exactly what it wrote, in every currency', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -MAX_MINOR, max: MAX_MINOR }),
        fc.constantFrom(...allCurrencies()),
        (minor, currency) => {
          expect(parseMinor(formatMinor(minor, currency), currency)).toBe(minor);
        },
      ),
    );
    expect(toWire(money(5n, 'EUR'))).toEqual({ amount: '0.05', currency: 'EUR' });
  });

  it('knows the minor units of ISO 4217', () => {
    expect(['CNY', 'USD', 'JPY', 'KRW', 'BHD', 'CLF', 'TWD'].map(currencyExponent)).toEqual([2, 2, 0, 0, 3, 4, 2]);
    expect(isCurrency('RMB')).toBe(false);
    expect(new Set(allCurrencies()).size).toBe(allCurrencies().length);
  });
});

describe('arithmetic', () => {
  it('adds within a currency and never across', () => {
    expect(add(money(1n, 'CNY'), money(2n, 'CNY'))).toEqual(money(3n, 'CNY'));
    expect(subtract(money(1n, 'CNY'), money(2n, 'CNY'))).toEqual(money(-1n, 'CNY'));
    expect(() => add(money(1n, 'CNY'), money(2n, 'USD'))).toThrow('money.currency_mismatch');
    expect(() => subtract(money(1n, 'CNY'), money(2n, 'TWD'))).toThrow('money.currency_mismatch');
  });

  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [4n, 3n, 1n],
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [1n, 3n, 0n],
    [0n, 7n, 0n],
  ])('rounds %s / %s half up to %s', (numerator, denominator, rounded) =>
    expect(divideHalfUp(numerator, denominator)).toBe(rounded),
  );

  it('writes ratios with their decimals, and none of nothing', () => {
    expect(ratio(2n, 3n)).toBe('0.67');
    expect(ratio(-1n, 8n, 2)).toBe('-0.13');
    expect(ratio(7n, 2n, 0)).toBe('4');
    expect(ratio(1n, 0n)).toBeNull();
    expect(formatDecimal(5n, 3)).toBe('0.005');
    expect(parseDecimal('07.120')).toEqual({ digits: 7_120n, decimals: 3 });
    expect(parseDecimal('-1')).toBeNull();
  });
});

describe('splitting (rulebook 3.9)', () => {
  it.each([
    ['1000000.01', parts('300000.00', '300000.00', '300000.00', '100000.01')],
    ['999.99', parts('300.00', '300.00', '300.00', '99.99')],
    ['0.05', parts('0.02', '0.02', '0.01', '0.00')],
  ])('splits %s by 30/30/30/10', (total, expected) =>
    expect(splitByPercent(parseMinor(total, 'CNY'), threeThreeThreeOne)).toEqual(expected),
  );

  it('splits 100.00 in three equal parts', () =>
    expect(splitByLargestRemainder(10_000n, [1n, 1n, 1n])).toEqual(parts('33.34', '33.33', '33.33')));
  it('needs percentages of exactly 100 and weights that do not vanish', () => {
    expect(() => splitByPercent(100n, [5_000n, 4_999n])).toThrow('money.split_percent');
    expect(() => splitByLargestRemainder(100n, [0n, 0n])).toThrow('money.split_weights');
    expect(() => splitByLargestRemainder(100n, [2n, -1n])).toThrow('money.split_weights');
    expect(() => splitByLargestRemainder(-1n, [1n])).toThrow('money.split_weights');
  });

  it('gives parts that add up, each within one unit of its exact share (I-17)', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 20 })
      .filter((w) => w.some((x) => x > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_MINOR }), weights, (total, list) => {
        const split = splitByLargestRemainder(total, list);
        const sum = list.reduce((a, b) => a + b, 0n);
        expect(split.reduce((a, b) => a + b, 0n)).toBe(total);
        for (const [i, part] of split.entries()) {
          const floor = (total * list[i]!) / sum;
          expect(part === floor || part === floor + 1n).toBe(true);
        }
      }),
    );
  });

  it('adds up by percent too, and no part is below zero', () => {
    const percents = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 8 }).map((cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), 10_000];
      return edges.slice(1).map((edge, i) => BigInt(edge - edges[i]!));
    });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), percents, (total, list) => {
        const split = splitByPercent(total, list);
        expect(split.reduce((a, b) => a + b, 0n)).toBe(total);
        expect(split.every((part) => part >= 0n)).toBe(true);
      }),
    );
  });
});
