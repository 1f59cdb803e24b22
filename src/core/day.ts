/**
 * A day of the civil calendar, `YYYY-MM-DD`, never an instant (conventions 10 and 11). Arithmetic through Temporal.
 * Range 1900-01-01 to 2199-12-31: what a business ledger can mean; anything else is a typing error.
 */
import { Temporal } from 'temporal-polyfill';
import { fault } from './errors.ts';

export type Day = string & { readonly __day: unique symbol };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

export function isDay(text: string): text is Day {
  if (!SHAPE.test(text) || text < '1900-01-01' || text > '2199-12-31') return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws day.invalid */
export function day(text: string): Day {
  if (!isDay(text)) throw fault('day.invalid', { value: text.slice(0, 40) });
  return text;
}

const plain = (d: Day): Temporal.PlainDate => Temporal.PlainDate.from(d);

export const addDays = (d: Day, days: number): Day => plain(d).add({ days }).toString() as Day;

/** Same day n months later, clamped to the month's end (民法典 202, rulebook 3.7 MONTHS). */
export const addMonths = (d: Day, months: number): Day =>
  plain(d).add({ months }, { overflow: 'constrain' }).toString() as Day;

/** Calendar days from `a` to `b`; positive when `b` is later. */
export const daysBetween = (a: Day, b: Day): number => plain(a).until(plain(b), { largestUnit: 'day' }).days;

export const endOfMonth = (d: Day): Day => plain(d).with({ day: plain(d).daysInMonth }).toString() as Day;
export const startOfMonth = (d: Day): Day => plain(d).with({ day: 1 }).toString() as Day;
export const withDayOfMonth = (d: Day, dayOfMonth: number): Day =>
  plain(d).with({ day: Math.min(dayOfMonth, plain(d).daysInMonth) }).toString() as Day;
export const dayOfMonth = (d: Day): number => plain(d).day;
export const daysInMonth = (d: Day): number => plain(d).daysInMonth;
export const yearOf = (d: Day): number => plain(d).year;
/** 1 Monday … 7 Sunday. */
export const weekday = (d: Day): number => plain(d).dayOfWeek;
export const later = (a: Day, b: Day): Day => (a >= b ? a : b);
export const earlier = (a: Day, b: Day): Day => (a <= b ? a : b);

/** Days overdue on `asOf`: 0 on the due day, 1 the day after; negative before (rulebook, conventions). */
export const daysOverdue = (dueOn: Day, asOf: Day): number => daysBetween(dueOn, asOf);
