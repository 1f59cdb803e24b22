/** When a document is due by its payment term (rulebook 3.7). The first day is not counted (民法典 201). */
import { addWorkdays, adjust, type Adjustment, type Calendar } from '../core/calendar.ts';
import { addDays, addMonths, type Day, dayOfMonth, endOfMonth, startOfMonth, withDayOfMonth } from '../core/day.ts';
import { fault } from '../core/errors.ts';

export type PaymentTerm =
  /** That many calendar days after the base. */
  | { readonly type: 'NET'; readonly days: number }
  /** The end of the base's month, then days. */
  | { readonly type: 'EOM_PLUS'; readonly days: number }
  /** Days, then the end of that month. */
  | { readonly type: 'NET_THEN_EOM'; readonly days: number }
  /** The end of the base's month, then days, then the first such day of a month on or after. */
  | { readonly type: 'NET_EOM_FIXED'; readonly days: number; readonly dayOfMonth: number }
  /**
   * Until the cut-off day the base counts for its own month, after it for the next; then months, then that day of the
   * month.
   */
  | {
      readonly type: 'MONTHLY_CUTOFF';
      readonly cutoffDay: number;
      readonly months: number;
      readonly dayOfMonth: number;
    }
  | { readonly type: 'WORKDAYS'; readonly days: number }
  /** The same day months later, at most the month's end (民法典 202). */
  | { readonly type: 'MONTHS'; readonly months: number };

/** @throws term.invalid, calendar.uncovered */
export function dueOn(term: PaymentTerm, base: Day, calendar: Calendar, adjustment: Adjustment = 'NONE'): Day {
  assertTerm(term);
  return adjust(calendar, unadjusted(term, base, calendar), adjustment);
}

function unadjusted(term: PaymentTerm, base: Day, calendar: Calendar): Day {
  switch (term.type) {
    case 'NET':
      return addDays(base, term.days);
    case 'EOM_PLUS':
      return addDays(endOfMonth(base), term.days);
    case 'NET_THEN_EOM':
      return endOfMonth(addDays(base, term.days));
    case 'NET_EOM_FIXED':
      return nextDayOfMonth(addDays(endOfMonth(base), term.days), term.dayOfMonth);
    case 'MONTHLY_CUTOFF': {
      const month = addMonths(startOfMonth(base), (dayOfMonth(base) <= term.cutoffDay ? 0 : 1) + term.months);
      return withDayOfMonth(month, term.dayOfMonth);
    }
    case 'WORKDAYS':
      return addWorkdays(calendar, base, term.days);
    case 'MONTHS':
      return addMonths(base, term.months);
  }
}

function nextDayOfMonth(from: Day, dayOfMonthWanted: number): Day {
  const inMonth = withDayOfMonth(from, dayOfMonthWanted);
  return inMonth >= from ? inMonth : withDayOfMonth(addMonths(startOfMonth(from), 1), dayOfMonthWanted);
}

const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

function assertTerm(term: PaymentTerm): void {
  const days = !('days' in term) || within(term.days, 0, 3650);
  const months = !('months' in term) || within(term.months, 0, 120);
  const dayWanted = !('dayOfMonth' in term) || within(term.dayOfMonth, 1, 31);
  const cutoff = !('cutoffDay' in term) || within(term.cutoffDay, 1, 31);
  if (!days || !months || !dayWanted || !cutoff) throw fault('term.invalid', { type: term.type });
}
