import { describe, expect, test, vi } from 'vitest';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('document', { documentElement: {} });
const { compare, full, group, isZero, minus, percent, short, shortText, sum, typedAmount, withSymbol } =
  await import('./money.ts');
const { daysFrom, isDayText, monthEnd, plusDays, shortDay, typedDay } = await import('./day.ts');
const cny = (amount: string) => ({ amount, currency: 'CNY' });

describe('amounts', () => {
  test('digits are grouped by three and nothing is rounded', () => {
    expect(group('1234567.50')).toBe('1,234,567.50');
    expect(group('-1234.5')).toBe('-1,234.5');
    expect(group('99999999999999999.99')).toBe('99,999,999,999,999,999.99');
    expect(full('1200.00', 'TWD')).toBe('1,200');
    expect(full('1200.50', 'TWD')).toBe('1,200.50');
    expect(withSymbol(cny('-1200.00'))).toBe('-¥1,200.00');
  });

  test.each([
    ['4862000.00', 'zh-CN', '486.2', '万'],
    ['924000.00', 'zh-CN', '92.40', '万'],
    ['137000000.00', 'zh-CN', '1.37', '亿'],
    ['9999.99', 'zh-CN', '9,999.99', ''],
    ['10000.00', 'zh-CN', '1.00', '万'],
    ['12345678.00', 'zh-CN', '1,235', '万'],
    ['486500.50', 'zh-TW', '48.65', '萬'],
    ['4862000.00', 'en', '4.86', 'M'],
    ['-4862000.00', 'en', '-4.86', 'M'],
    ['1500.00', 'en', '1.50', 'K'],
  ] as const)('%s in %s is %s %s on a card', (amount, language, number, unit) => {
    expect(short(cny(amount), language)).toEqual({ number, unit });
  });

  test('one text for a card', () => {
    expect(shortText(cny('486500.50'), 'zh-CN')).toBe('¥48.65 万');
    expect(shortText(cny('-4862000.00'), 'en')).toBe('-¥4.86M');
    expect(shortText({ amount: '1500000', currency: 'JPY' }, 'en')).toBe('JP¥1.50M');
  });

  test('sums are of exact values', () => {
    expect(sum(['0.10', '0.20'], 'CNY')).toBe('0.30');
    expect(minus('0.30', '0.40', 'CNY')).toBe('-0.10');
    expect(compare('900719925474099.31', '900719925474099.30', 'CNY')).toBe(1);
    expect(percent('1.00', '3.00', 'CNY')).toBe('33.3');
    expect(percent('1.00', '0.00', 'CNY')).toBe('0.0');
    expect(isZero('-0.00')).toBe(true);
  });

  test('what people type is read exactly or not at all', () => {
    expect(typedAmount('1,234.5', 'CNY')).toBe('1234.50');
    expect(typedAmount('１２３４．５', 'CNY')).toBe('1234.50');
    expect(typedAmount('¥ 1 234.50', 'CNY')).toBe('1234.50');
    expect(typedAmount('1.005', 'CNY')).toBeNull();
    expect(typedAmount('1.5', 'JPY')).toBeNull();
    expect(typedAmount('-5', 'CNY')).toBeNull();
    expect(typedAmount('12,34x', 'CNY')).toBeNull();
  });
});

describe('days', () => {
  test.each([
    ['2026-11-24', '2026-11-24'],
    ['2026/1/5', '2026-01-05'],
    ['20260105', '2026-01-05'],
    ['2026年1月5日', '2026-01-05'],
    ['1-5', '2026-01-05'],
    ['12.31', '2026-12-31'],
    ['+30', '2026-12-24'],
    ['2026-02-29', null],
    ['2024-02-29', '2024-02-29'],
    ['13-40', null],
    ['abc', null],
    ['', null],
  ])('"%s" is read as %s', (typed, day) => {
    expect(typedDay(typed, '2026-11-24')).toBe(day);
  });

  test('days are counted on the calendar', () => {
    expect(plusDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(daysFrom('2026-09-11', '2026-11-24')).toBe(74);
    expect(daysFrom('2026-11-24', '2026-11-20')).toBe(-4);
    expect(monthEnd('2024-02-03')).toBe('2024-02-29');
    expect(monthEnd('2026-12-31')).toBe('2026-12-31');
    expect(isDayText('2026-02-30')).toBe(false);
    expect(shortDay('2026-11-18', '2026-11-24')).toBe('11-18');
    expect(shortDay('2025-11-18', '2026-11-24')).toBe('2025-11-18');
  });
});
