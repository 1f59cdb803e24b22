import { describe, expect, it } from 'vitest';
import { addWorkdays, adjust, type Adjustment, isWorkday, missingYear } from './calendar.ts';
import { chinaCalendar, chinaHoliday, chinaSources } from './calendarCn.ts';
import { calendarOf } from './calendarWorld.ts';
import { addDays, day, weekday } from './day.ts';

const days = (first: string, last: string): string[] => {
  const found = [];
  for (let on = day(first); on <= day(last); on = addDays(on, 1)) found.push(on);
  return found;
};
/** Days of a year that are off though a weekday, or worked though a weekend. */
const unusual = (year: number, off: boolean): string[] =>
  days(`${year}-01-01`, `${year}-12-31`).filter(
    (d) => isWorkday(chinaCalendar, day(d)) !== off && weekday(day(d)) >= 6 !== off,
  );

describe('the Chinese calendar', () => {
  it('has the holidays and make-up days of 2026 (rulebook 3.7)', () => {
    const off = [
      ...days('2026-01-01', '2026-01-03'),
      ...days('2026-02-15', '2026-02-23'),
      ...days('2026-04-04', '2026-04-06'),
      ...days('2026-05-01', '2026-05-05'),
      ...days('2026-06-19', '2026-06-21'),
      ...days('2026-09-25', '2026-09-27'),
      ...days('2026-10-01', '2026-10-07'),
    ];
    expect(off.every((d) => !isWorkday(chinaCalendar, day(d)))).toBe(true);
    expect(unusual(2026, true)).toEqual(off.filter((d) => weekday(day(d)) < 6));
    expect(unusual(2026, false)).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
  });

  it('has those of 2025', () => {
    const off = [
      '2025-01-01',
      ...days('2025-01-28', '2025-02-04'),
      ...days('2025-04-04', '2025-04-06'),
      ...days('2025-05-01', '2025-05-05'),
      ...days('2025-05-31', '2025-06-02'),
      ...days('2025-10-01', '2025-10-08'),
    ];
    expect(unusual(2025, true)).toEqual(off.filter((d) => weekday(day(d)) < 6));
    expect(unusual(2025, false)).toEqual(['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11']);
  });

  it('covers 2007 to 2026, each with the notice it rests on, and no year more', () => {
    for (let year = 2007; year <= 2026; year += 1) {
      expect(chinaCalendar.covers(year)).toBe(true);
      expect(chinaSources(day(`${year}-01-01`)).sources[0]).toMatch(/^https?:\/\/www\.gov\.cn\//);
    }
    expect(chinaCalendar.covers(2006)).toBe(false);
    expect(() => isWorkday(chinaCalendar, day('2027-01-04'))).toThrow('calendar.uncovered');
    expect(() => addWorkdays(chinaCalendar, day('2026-12-30'), 2)).toThrow('calendar.uncovered');
  });

  it("keeps days that the next year's notice moved, and the name of a holiday", () => {
    expect(isWorkday(chinaCalendar, day('2018-12-29'))).toBe(true);
    expect(isWorkday(chinaCalendar, day('2018-12-31'))).toBe(false);
    expect(chinaHoliday(day('2026-02-17'))).toBe('春节');
    expect(chinaHoliday(day('2026-02-14'))).toBeNull();
  });

  it('keeps the extraordinary days: 2015-09-03 and the longer spring festival of 2020', () => {
    expect(isWorkday(chinaCalendar, day('2015-09-03'))).toBe(false);
    expect(isWorkday(chinaCalendar, day('2015-09-06'))).toBe(true);
    expect(isWorkday(chinaCalendar, day('2020-01-31'))).toBe(false);
  });

  it('warns from 1 December on when the next year is missing', () => {
    expect(missingYear(chinaCalendar, day('2026-11-30'))).toBeNull();
    expect(missingYear(chinaCalendar, day('2026-12-01'))).toBe(2027);
    expect(missingYear(chinaCalendar, day('2025-12-31'))).toBeNull();
    expect(missingYear(chinaCalendar, day('2027-01-01'))).toBe(2027);
  });
});

describe('working days', () => {
  it.each([
    ['2026-10-01', 'FOLLOWING', '2026-10-08'],
    ['2026-10-01', 'MODIFIED_FOLLOWING', '2026-10-08'],
    ['2026-10-01', 'PRECEDING', '2026-09-30'],
    ['2026-05-31', 'FOLLOWING', '2026-06-01'],
    ['2026-05-31', 'MODIFIED_FOLLOWING', '2026-05-29'],
    ['2026-05-31', 'PRECEDING', '2026-05-29'],
    ['2026-02-14', 'FOLLOWING', '2026-02-14'],
    ['2026-02-14', 'PRECEDING', '2026-02-14'],
    ['2026-02-15', 'FOLLOWING', '2026-02-24'],
    ['2026-02-15', 'MODIFIED_FOLLOWING', '2026-02-24'],
    ['2026-02-15', 'PRECEDING', '2026-02-14'],
    ['2026-02-15', 'NONE', '2026-02-15'],
    ['2031-01-01', 'NONE', '2031-01-01'],
  ] satisfies [string, Adjustment, string][])('moves %s %s to %s', (from, mode, to) => {
    expect(adjust(chinaCalendar, day(from), mode)).toBe(to);
  });

  it.each([
    ['2026-09-18', 10, '2026-10-09'],
    ['2026-04-28', 10, '2026-05-14'],
    ['2026-03-25', -7, '2026-03-16'],
    ['2026-03-25', 1, '2026-03-26'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-02-24', -5, '2026-02-10'],
    ['2026-10-01', 0, '2026-10-01'],
  ])('counts from %s %i working days to %s', (from, count, to) => {
    expect(addWorkdays(chinaCalendar, day(from), count)).toBe(to);
  });
});

describe('other countries', () => {
  it.each([
    ['DE', '2026-10-03', false],
    ['DE', '2026-12-24', true],
    ['DE', '2026-12-25', false],
    ['US', '2026-07-03', false],
    ['US', '2026-11-26', false],
    ['TW', '2026-10-10', false],
    ['JP', '2026-01-01', false],
    ['GB', '2026-12-28', false],
    ['FR', '2026-07-14', false],
    ['SA', '2026-11-27', false],
    ['SA', '2026-11-29', true],
    ['US', '2026-11-24', true],
  ])('knows whether %s works on %s', (country, on, works) => {
    expect(isWorkday(calendarOf(country), day(on))).toBe(works);
  });

  it('refuses a country that is not one, and a year far away', () => {
    expect(() => calendarOf('XX')).toThrow('calendar.country');
    expect(() => isWorkday(calendarOf('DE'), day('2199-01-01'))).toThrow('calendar.uncovered');
  });
});
