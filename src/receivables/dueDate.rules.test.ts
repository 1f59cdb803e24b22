import { describe, expect, it } from 'vitest';
import { chinaCalendar } from '../core/calendarCn.ts';
import { day } from '../core/day.ts';
import { dueOn, type PaymentTerm } from './dueDate.rules.ts';

const fixed: PaymentTerm = { type: 'NET_EOM_FIXED', days: 60, dayOfMonth: 15 };
const cutoff: PaymentTerm = { type: 'MONTHLY_CUTOFF', cutoffDay: 25, months: 1, dayOfMonth: 10 };

describe('due days (rulebook 3.7)', () => {
  it.each([
    [{ type: 'NET', days: 60 }, '2026-01-31', '2026-04-01'],
    [{ type: 'NET', days: 0 }, '2026-01-31', '2026-01-31'],
    [{ type: 'EOM_PLUS', days: 30 }, '2026-01-10', '2026-03-02'],
    [{ type: 'NET_THEN_EOM', days: 30 }, '2026-01-10', '2026-02-28'],
    [{ type: 'EOM_PLUS', days: 45 }, '2026-01-10', '2026-03-17'],
    [{ type: 'NET_THEN_EOM', days: 45 }, '2026-01-10', '2026-02-28'],
    [fixed, '2026-01-10', '2026-04-15'],
    [fixed, '2026-06-20', '2026-09-15'],
    [fixed, '2026-02-15', '2026-05-15'],
    [fixed, '2026-11-30', '2027-02-15'],
    [cutoff, '2026-03-25', '2026-04-10'],
    [cutoff, '2026-03-26', '2026-05-10'],
    [cutoff, '2026-01-31', '2026-03-10'],
    [{ type: 'MONTHLY_CUTOFF', cutoffDay: 31, months: 1, dayOfMonth: 31 }, '2026-01-15', '2026-02-28'],
    [{ type: 'WORKDAYS', days: 10 }, '2026-09-18', '2026-10-09'],
    [{ type: 'WORKDAYS', days: 10 }, '2026-04-28', '2026-05-14'],
    [{ type: 'MONTHS', months: 12 }, '2024-02-29', '2025-02-28'],
    [{ type: 'MONTHS', months: 24 }, '2025-03-31', '2027-03-31'],
    [{ type: 'MONTHS', months: 6 }, '2026-08-31', '2027-02-28'],
  ] satisfies [PaymentTerm, string, string][])('by %o from %s is %s', (term, base, expected) => {
    expect(dueOn(term, day(base), chinaCalendar)).toBe(expected);
  });

  it('moves a last day that is no working day only when the contract says so', () => {
    const term: PaymentTerm = { type: 'NET', days: 30 };
    expect(dueOn(term, day('2026-09-01'), chinaCalendar)).toBe('2026-10-01');
    expect(dueOn(term, day('2026-09-01'), chinaCalendar, 'FOLLOWING')).toBe('2026-10-08');
    expect(dueOn(term, day('2026-09-01'), chinaCalendar, 'PRECEDING')).toBe('2026-09-30');
    expect(dueOn(term, day('2030-01-01'), chinaCalendar)).toBe('2030-01-31');
    expect(() => dueOn(term, day('2030-01-01'), chinaCalendar, 'FOLLOWING')).toThrow('calendar.uncovered');
  });

  it.each([
    { type: 'NET', days: -1 },
    { type: 'NET', days: 1.5 },
    { type: 'NET', days: 3651 },
    { type: 'MONTHS', months: 121 },
    { type: 'NET_EOM_FIXED', days: 1, dayOfMonth: 0 },
    { type: 'MONTHLY_CUTOFF', cutoffDay: 32, months: 1, dayOfMonth: 1 },
  ] satisfies PaymentTerm[])('refuses the term %o', (term) => {
    expect(() => dueOn(term, day('2026-01-01'), chinaCalendar)).toThrow('term.invalid');
  });
});
