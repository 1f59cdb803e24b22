import { describe, expect, it } from 'vitest';
import { amountInCurrencies, amountTyped } from './search.rules.ts';

describe('an amount in the search box', () => {
  it.each([
    ['486500', '486500'],
    ['486,500.00', '486500'],
    ['48.65万', '486500'],
    ['48.65 萬', '486500'],
    ['￥４８６５００', '486500'],
    ['1.2亿元', '120000000'],
    ['486500.5', '486500.5'],
    ['0.50', '0.5'],
    ['10', '10'],
    ['100000', '100000'],
    ['3k', '3000'],
    ['$1,234.56', '1234.56'],
    ['明远', null],
    ['INV-100', null],
    ['1,23', null],
    ['', null],
    ['1.23456', null],
  ])('%s is %s', (typed, expected) => {
    expect(amountTyped(typed)).toBe(expected);
  });

  it('is looked for in each currency in its own precision, and not where it has too many decimals', () => {
    const found = amountInCurrencies('12.5');
    expect(found).toContainEqual({ currency: 'CNY', minor: 1250n });
    expect(found).toContainEqual({ currency: 'KWD', minor: 12500n });
    expect(found.some((a) => a.currency === 'JPY')).toBe(false);
    expect(amountInCurrencies('0')).toEqual([]);
  });
});
