import { describe, expect, it } from 'vitest';
import { convertMinor, money } from './money.ts';

describe('converting an amount at a stored rate', () => {
  it.each([
    ['100 USD at 7.1234 CNY', money(10_000n, 'USD'), 'CNY', { one: 'USD', rate: '7.1234' }, 71_234n],
    ['the same rate read from the other side', money(71_234n, 'CNY'), 'USD', { one: 'USD', rate: '7.1234' }, 10_000n],
    ['half a cent up', money(1n, 'USD'), 'CNY', { one: 'USD', rate: '1.5' }, 2n],
    ['half a cent away from zero', money(-1n, 'USD'), 'CNY', { one: 'USD', rate: '1.5' }, -2n],
    ['yen, which have no minor unit', money(1000n, 'JPY'), 'CNY', { one: 'JPY', rate: '0.0475' }, 4_750n],
    ['dinars, which have three', money(1000n, 'KWD'), 'CNY', { one: 'KWD', rate: '23.2' }, 2_320n],
    [
      'ten billion at twelve decimals',
      money(10n ** 17n, 'USD'),
      'CNY',
      { one: 'USD', rate: '7.123456789012' },
      712_345_678_901_200_000n,
    ],
  ])('%s', (_name, amount, to, rate, expected) => {
    expect(convertMinor(amount, to, rate)).toBe(expected);
  });

  it.each([
    ['0', 'USD'],
    ['-1', 'USD'],
    ['', 'USD'],
    ['7,1', 'USD'],
    ['7.1', 'EUR'],
  ])('refuses the rate %j for one %s', (rate, one) => {
    expect(() => convertMinor(money(1n, 'USD'), 'CNY', { one, rate })).toThrow('money.invalid');
  });
});
