import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  day,
  dayOfMonth,
  daysBetween,
  daysInMonth,
  daysOverdue,
  earlier,
  endOfMonth,
  isDay,
  later,
  startOfMonth,
  weekday,
  withDayOfMonth,
  yearOf,
} from './day.ts';
import { allErrors, assert, declareErrors, fault } from './errors.ts';
import { parseId } from './ids.ts';

const anyDay = fc.integer({ min: 0, max: 109_000 }).map((n) => addDays(day('1900-01-01'), n));

describe('days', () => {
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-5',
    '26-01-05',
    '2026-01-05T00:00',
    '1899-12-31',
    '2200-01-01',
    '',
    '２０２６-01-05',
    '2026/01/05',
  ])('refuses %j', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => day(text)).toThrow('day.invalid');
  });
  it('accepts the leap day of a leap year', () => expect(day('2024-02-29')).toBe('2024-02-29'));

  it.each([
    ['2024-02-29', 12, '2025-02-28'],
    ['2025-03-31', 24, '2027-03-31'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', 0, '2026-01-15'],
  ])("moves %s by %i months to %s, at most the month's end", (from, months, to) =>
    expect(addMonths(day(from), months)).toBe(to),
  );

  it('is overdue from the day after the due day', () => {
    expect(daysOverdue(day('2026-03-31'), day('2026-03-31'))).toBe(0);
    expect(daysOverdue(day('2026-03-31'), day('2026-04-01'))).toBe(1);
    expect(daysOverdue(day('2026-03-31'), day('2026-03-30'))).toBe(-1);
    expect(daysOverdue(day('2025-06-30'), day('2025-07-30'))).toBe(30);
  });

  it('knows months, weekdays and order', () => {
    expect([
      endOfMonth(day('2024-02-10')),
      startOfMonth(day('2024-02-10')),
      withDayOfMonth(day('2026-02-10'), 31),
    ]).toEqual(['2024-02-29', '2024-02-01', '2026-02-28']);
    expect([
      dayOfMonth(day('2026-11-24')),
      daysInMonth(day('2026-11-24')),
      yearOf(day('2026-11-24')),
      weekday(day('2026-11-24')),
    ]).toEqual([24, 30, 2026, 2]);
    expect([later(day('2026-01-01'), day('2026-01-02')), earlier(day('2026-01-01'), day('2026-01-02'))]).toEqual([
      '2026-01-02',
      '2026-01-01',
    ]);
  });

  it('counts back what it counted on', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -300, max: 300 }), (from, n) => {
        expect(daysBetween(from, addDays(from, n))).toBe(n);
        expect(weekday(addDays(from, 7 * n))).toBe(weekday(from));
      }),
    );
  });
});

describe('ids', () => {
  it('reads decimal ids of 64 bits', () => expect(parseId('9223372036854775807')).toBe(2n ** 63n - 1n));
  it.each(['0', '-1', '01', '1.0', '', ' 1', '1e3', '9223372036854775808', '99999999999999999999', "1'", 'abc'])(
    'answers %j like an id that is not there',
    (text) => {
      expect(() => parseId(text)).toThrow('not_found');
    },
  );
});

describe('errors', () => {
  it('carry a code and what is needed to say it', () =>
    expect(fault('day.invalid', { value: 'x' })).toMatchObject({ code: 'day.invalid', detail: { value: 'x' } }));
  it('are declared once', () => {
    expect(() => declareErrors({ 'day.invalid': { status: 422, message: 'again' } })).toThrow('declared twice');
    expect([...allErrors().values()].every((e) => /^[A-Z].*\.$/.test(e.message))).toBe(true);
  });
  it('stop a broken invariant', () => {
    expect(() => assert(false, 'one is not two')).toThrow('one is not two');
    expect(() => assert(true, 'never')).not.toThrow();
  });
});
