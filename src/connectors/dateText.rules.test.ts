import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../core/day.ts';
import { dateShape, dateStyle, emptyDateTally, readDate } from './dateText.rules.ts';
import { isDayFormat, serialDay, zeroPadding } from './excelDate.rules.ts';

const column = (...values: string[]) => {
  const tally = emptyDateTally();
  for (const v of values) tally[dateShape(v)] += 1;
  return values.map((v) => {
    const r = readDate(v, dateStyle(tally));
    return typeof r === 'string' ? r : r.refused;
  });
};

describe('days as people write them', () => {
  it.each([
    '2026-01-05', '2026/1/5', '2026.01.05', '20260105', '2026年1月5日', '2026 年 01 月 05 日', '２０２６年１月５日', '5-Jan-2026', '5 January 2026', 'Jan 5, 2026',
    '115/01/05', '115.1.5', '1150105', '民國115年1月5日', '115年1月5日', '中華民國 115 年 1 月 5 日', '2026-01-05 00:00:00', '2026-01-05T08:30', '2026/1/5 0:00',
  ])('reads %s', (text) => expect(column(text)).toEqual(['2026-01-05']));

  it('decides day and month by the column', () => {
    expect(column('31/12/2026', '01/02/2026')).toEqual(['2026-12-31', '2026-02-01']);
    expect(column('12/31/2026', '01/02/2026')).toEqual(['2026-12-31', '2026-01-02']);
    expect(column('01/02/2026', '03/04/2026')).toEqual(['E_DATE_AMBIGUOUS', 'E_DATE_AMBIGUOUS']);
    expect(column('31/12/2026', '12/31/2026', '01/02/2026')).toEqual(['2026-12-31', '2026-12-31', 'E_DATE_AMBIGUOUS']);
    expect(column('05/05/2026')).toEqual(['2026-05-05']);
  });

  it('puts the day first where points are used, and takes the order of the file where a column shows none', () => {
    expect(column('01.02.2026')).toEqual(['2026-02-01']);
    expect(column('01.02.2026', '12.31.2026')).toEqual(['2026-01-02', '2026-12-31']);
    const file = { ...emptyDateTally(), dmy: 3 };
    expect(dateStyle({ ...emptyDateTally(), open: 2 }, file)).toEqual({ order: 'dmy' });
    expect(dateStyle({ ...emptyDateTally(), open: 2, mdy: 1 }, file)).toEqual({ order: 'mdy' });
  });

  it('reads two-digit years only beside three-digit ones of the Republic', () => {
    expect(column('115/01/05', '99/12/31')).toEqual(['2026-01-05', '2010-12-31']);
    expect(column('99/12/31')).toEqual(['E_DATE_AMBIGUOUS']);
    expect(column('26-01-05')).toEqual(['E_DATE_AMBIGUOUS']);
  });

  it.each([
    ['2026-02-30', 'E_DATE_INVALID'], ['2025-02-29', 'E_DATE_INVALID'], ['0000-00-00', 'E_DATE_INVALID'], ['2569-01-10', 'E_DATE_RANGE'],
    ['0026-01-01', 'E_DATE_RANGE'], ['99999-01-01', 'E_DATE_RANGE'], ['46000', 'E_DATE_INVALID'], ['today', 'E_DATE_INVALID'], ['2026-06-30T23:59:60Z', 'E_DATE_INVALID'],
    ['2026-01-10T24:00:00', 'E_DATE_INVALID'], ['2026-03-31T23:30:00-05:00', 'E_DATE_INVALID'], ['31/04/2026', 'E_DATE_INVALID'], ['115/02/30', 'E_DATE_INVALID'],
    ['5 Foo 2026', 'E_DATE_INVALID'], ['２０２６-13-01', 'E_DATE_INVALID'], ['', 'E_DATE_INVALID'],
  ])('refuses %s with %s', (text, code) => expect(column(text)).toEqual([code]));

  it('reads every day back from every form', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 73_000 }), (offset) => {
      const on = addDays(day('1990-01-01'), offset);
      const [y = '', m = '', d = ''] = on.split('-');
      const forms = [on, `${y}/${m}/${d}`, `${y}.${m}.${d}`, `${y}${m}${d}`, `${y}年${m}月${d}日`];
      expect(column(...forms)).toEqual(forms.map(() => on));
      expect(column(`${d}/${m}/${y}`, '31/12/2026')[0]).toBe(on);
    }), { numRuns: 200 });
  });
});

describe('serial days of a workbook', () => {
  it('counts from 1900 with the leap day that never was, and from 1904', () => {
    expect([1, 59, 60, 61, 46030, 0, -1].map((n) => serialDay(n.toString(), false)))
      .toEqual(['1900-01-01', '1900-02-28', null, '1900-03-01', '2026-01-08', null, null]);
    expect([0, 44568].map((n) => serialDay(n.toString(), true))).toEqual(['1904-01-01', '2026-01-08']);
    expect(serialDay('46030.75', false)).toBe('2026-01-08');
    expect(serialDay('999999', false)).toBeNull();
  });

  it('knows a day format from an amount format', () => {
    expect([isDayFormat(14, undefined), isDayFormat(4, undefined), isDayFormat(164, 'yyyy"年"m"月"d"日"'), isDayFormat(164, '[$-404]e/m/d')]).toEqual([true, false, true, true]);
    expect([isDayFormat(164, '#,##0.00'), isDayFormat(164, '"due"0.00'), isDayFormat(164, 'General'), isDayFormat(164, '[h]:mm'), isDayFormat(164, 'd-mmm-yy')]).toEqual([false, false, false, false, true]);
    expect([zeroPadding('00000'), zeroPadding('0'), zeroPadding('0.00')]).toEqual([5, 0, 0]);
  });
});
