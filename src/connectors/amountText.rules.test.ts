import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountShape, amountStyle, emptyAmountTally, exactNumber, readAmount, signAgrees, withoutFloatNoise } from './amountText.rules.ts';

const styleOf = (values: readonly string[]) => {
  const tally = emptyAmountTally();
  for (const v of values) tally[amountShape(v)] += 1;
  return amountStyle(tally);
};
/** Reads every value of a column by the convention that the column itself shows. */
const column = (...values: string[]) =>
  values.map((v) => {
    const r = readAmount(v, styleOf(values));
    return 'refused' in r ? r.refused : `${r.negative ? '-' : ''}${r.decimal}`;
  });

describe('amounts as a column writes them', () => {
  it('reads points, commas, brackets, trailing minus and signs of a clean column', () => {
    expect(column('1,234.50', '(1,200.00)', '1,200.00-', '-3.10', '¥1,234.50', '￥20.00', '１２３')).toEqual([
      '1234.50', '-1200.00', '-1200.00', '-3.10', '1234.50', '20.00', '123',
    ]);
    expect(column('1.234,50', '(1.200,00)', '7,5', '1.000')).toEqual(['1234.50', '-1200.00', '7.5', '1000']);
    expect(column('1 234.56', "1'234'567.89", '1\u00a0000.00')).toEqual(['1234.56', '1234567.89', '1000.00']);
    expect(column('−100.00', '+5.00', '100.00元', 'US$ 12.50', '12.00 USD')).toEqual(['-100.00', '5.00', '100.00', '12.50', '12.00']);
  });

  it('takes 1,234 for a thousand only where the column shows that it writes thousands so', () => {
    expect(column('1,234', '1,234.50')).toEqual(['1234', '1234.50']);
    expect(column('1,234', '2,345,678')).toEqual(['1234', '2345678']);
    expect(column('1,234', '100.00')).toEqual(['E_AMOUNT_AMBIGUOUS', '100.00']);
    expect(column('1,234', '567')).toEqual(['E_AMOUNT_AMBIGUOUS', '567']);
    expect(column('1.234', '567')).toEqual(['E_AMOUNT_AMBIGUOUS', '567']);
    expect(column('0,500', '12,3')).toEqual(['0.500', '12.3']);
  });

  it('reads no digits but ours, full width included', () => {
    expect(column('1.00', '2.00', '3.00', '①', '²', '½', '𝟏')).toEqual(['1.00', '2.00', '3.00', ...Array.from({ length: 4 }, () => 'E_AMOUNT_INVALID')]);
  });

  it('lets one grouped amount in a column of rubbish settle nothing', () => {
    expect(column('2,500', '1,000.0', 'abc').slice(0, 2)).toEqual(['E_AMOUNT_AMBIGUOUS', '1000.0']);
  });

  it('refuses the rarer decimal sign of a column that mixes both', () => {
    expect(column('1.50', '2.50', '4.00', '3,50', '1.234,00')).toEqual(['1.50', '2.50', '4.00', 'E_AMOUNT_AMBIGUOUS', 'E_AMOUNT_INVALID']);
  });

  it('trusts no accounting notation in a column of which more than a tenth is no amount', () => {
    expect(column('100.00', '(100.00)', '100.00-', '$5.00', '-50.00', 'NaN', '0x1F', '1e3', '12')).toEqual([
      '100.00', 'E_AMOUNT_INVALID', 'E_AMOUNT_INVALID', 'E_AMOUNT_INVALID', 'E_SIGN',
      'E_AMOUNT_INVALID', 'E_AMOUNT_INVALID', 'E_AMOUNT_INVALID', '12',
    ]);
  });

  it.each(['', '-', '.', ',', '()', '--1', '(-1)', '-1-', '1-2', '1..2', '1,2,3', '1,234,56', '100.00.00', '1e5', '١٠٠', '=1+1', '1/2', '12 34', '$', 'EUR'])(
    'finds no amount in %j', (text) => {
      expect(amountShape(text)).toBe('none');
      expect(readAmount(text, { decimal: '.', grouped: true, coherent: true })).toHaveProperty('refused');
    },
  );

  it('reads back any amount written in any of the conventions, digit for digit', () => {
    const money = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 99 }), fc.boolean());
    fc.assert(fc.property(money, fc.constantFrom(',', '.', ' ', "'"), fc.constantFrom('lead', 'trail', 'bracket'), ([whole, cents, negative], separator, notation) => {
      const decimal = separator === '.' ? ',' : '.';
      const grouped = whole.toString().replace(/\B(?=(\d{3})+(?!\d))/g, separator);
      const body = `${grouped}${decimal}${cents.toString().padStart(2, '0')}`;
      const written = !negative ? body : notation === 'lead' ? `-${body}` : notation === 'trail' ? `${body}-` : `(${body})`;
      expect(column(written)).toEqual([`${negative ? '-' : ''}${whole.toString()}.${cents.toString().padStart(2, '0')}`]);
    }));
  });

  it('never reads a text that it then writes differently', () => {
    fc.assert(fc.property(fc.stringMatching(/^[-(]?[0-9.,]{1,12}[-)]?$/), (text) => {
      const [read] = column(text);
      if (read === undefined || read.startsWith('E_')) return;
      expect(read.replace(/\D/g, '').replace(/^0+/, '')).toBe(text.replace(/\D/g, '').replace(/^0+/, ''));
    }));
  });

  it('lets a sign stand only for a currency it can mean', () => {
    expect([signAgrees('¥', 'CNY'), signAgrees('¥', 'JPY'), signAgrees('¥', 'USD'), signAgrees('$', 'EUR'), signAgrees('USD', 'USD'), signAgrees('USD', 'CAD')])
      .toEqual([true, true, false, false, true, false]);
  });
});

describe('number cells of a workbook', () => {
  it.each([
    ['1234.5', '1234.5', 5], ['1E3', '1000', 1], ['1.5e-3', '0.0015', 2], ['1234567890123456789', '1234567890123456789', 19],
    ['0.10000000000000001', '0.10000000000000001', 17], ['-7', '7', 1], ['1e400', `1${'0'.repeat(400)}`, 1], ['00.50', '0.5', 1],
  ])('keeps %s exactly', (text, decimal, significant) => {
    expect(exactNumber(text)).toEqual({ decimal, negative: text.startsWith('-'), significant });
  });

  it.each(['NaN', 'Infinity', '1e999', '1,5', '', '0x10', '1e', '--1'])('has no number in %j', (text) => {
    expect(exactNumber(text)).toBeNull();
  });

  it('takes float noise off as the spreadsheet shows it, and nothing else', () => {
    const clean = (text: string) => withoutFloatNoise(exactNumber(text)!).decimal;
    expect(clean('1502.4999999999998')).toBe('1502.5');
    expect(clean('0.30000000000000004')).toBe('0.3');
    expect(clean('13760.549999999999')).toBe('13760.55');
    expect(clean('99.999999999999986')).toBe('100');
    expect(clean('1E-13')).toBe('0.0000000000001');
    expect(clean('2509270400.5500002')).toBe('2509270400.55');
    expect(clean('1.4551915228366852E-11')).toBe('0.0000000000145519152283669');
    expect(clean('10.001')).toBe('10.001');
    expect(clean('1234.56789012345')).toBe('1234.56789012345');
  });

  it('never moves an amount of two decimals that a double can hold', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (cents) => {
      const noisy = (cents / 100).toPrecision(17);
      const expected = exactNumber((cents / 100).toFixed(2))!.decimal;
      expect(withoutFloatNoise(exactNumber(noisy)!).decimal).toBe(expected);
    }));
  });
});
