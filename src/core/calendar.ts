/**
 * Working days. A calendar knows its years; of a year it does not know it says so and never guesses, because a due date
 * moved by a guessed holiday is a wrong claim (rulebook 3.7).
 */
import { addDays, type Day, startOfMonth, weekday, yearOf } from './day.ts';
import { fault } from './errors.ts';

export interface Calendar {
  /** ISO 3166 country. */
  readonly country: string;
  covers(year: number): boolean;
  /** Only asked of covered years. */
  isOff(day: Day): boolean;
}

/** @throws calendar.uncovered */
export function isWorkday(calendar: Calendar, day: Day): boolean {
  const year = yearOf(day);
  if (!calendar.covers(year)) throw fault('calendar.uncovered', { country: calendar.country, year });
  return !calendar.isOff(day);
}

/**
 * The working day that many working days after `from` (before it when negative); `from` itself is not counted. @throws
 * calendar.uncovered
 */
export function addWorkdays(calendar: Calendar, from: Day, workdays: number): Day {
  const step = workdays < 0 ? -1 : 1;
  let day = from;
  for (let left = Math.abs(workdays); left > 0;) {
    day = addDays(day, step);
    if (isWorkday(calendar, day)) left -= 1;
  }
  return day;
}

export const ADJUSTMENTS = ['NONE', 'FOLLOWING', 'MODIFIED_FOLLOWING', 'PRECEDING'] as const;
/** What happens to a day that is no working day; MODIFIED_FOLLOWING stays in its month. */
export type Adjustment = (typeof ADJUSTMENTS)[number];

/** @throws calendar.uncovered, except with NONE */
export function adjust(calendar: Calendar, day: Day, mode: Adjustment): Day {
  if (mode === 'NONE' || isWorkday(calendar, day)) return day;
  if (mode === 'PRECEDING') return addWorkdays(calendar, day, -1);
  const following = addWorkdays(calendar, day, 1);
  return mode === 'MODIFIED_FOLLOWING' && startOfMonth(following) !== startOfMonth(day)
    ? addWorkdays(calendar, day, -1)
    : following;
}

/** From 1 December on, the next year's calendar must be there: the year that is missing, else null. */
export function missingYear(calendar: Calendar, today: Day): number | null {
  const year = yearOf(today);
  if (!calendar.covers(year)) return year;
  return today.slice(5) >= '12-01' && !calendar.covers(year + 1) ? year + 1 : null;
}

const FRIDAY_SATURDAY = [5, 6];
const SATURDAY_SUNDAY = [6, 7];
/** Weekends that are not Saturday and Sunday, as of 2026 (1 Monday … 7 Sunday). */
const WEEKENDS: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(
    ['BD', 'BH', 'DZ', 'EG', 'IL', 'IQ', 'JO', 'KW', 'LY', 'OM', 'QA', 'SA', 'SD', 'SY', 'YE'].map((c) => [
      c,
      FRIDAY_SATURDAY,
    ]),
  ),
  AF: [4, 5],
  BN: [5, 7],
  IR: [4, 5],
  NP: [6],
};
export const isWeekend = (country: string, day: Day): boolean =>
  (WEEKENDS[country] ?? SATURDAY_SUNDAY).includes(weekday(day));
