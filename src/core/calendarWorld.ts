/**
 * Countries other than China, from the library date-holidays: its public holidays are off. Loaded on first use,
 * because its data is large. China is not among them: its make-up work days are known only from notices (calendarCn).
 */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { type Calendar, isWeekend } from './calendar.ts';
import { chinaCalendar } from './calendarCn.ts';
import { addDays, type Day, day } from './day.ts';
import { fault } from './errors.ts';

type Library = new (country: string) => Holidays;
const require = createRequire(import.meta.url);
let library: Library | undefined;

/** The rules of the library are kept for about this long; outside of it a year is not covered. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2050;

const known = new Map<string, Calendar>([['CN', chinaCalendar]]);

/** The calendar of a country. @throws calendar.country when the library does not know it */
export function calendarOf(country: string): Calendar {
  const ready = known.get(country);
  if (ready !== undefined) return ready;
  library ??= require('date-holidays') as Library;
  const holidays = new library(country);
  if (holidays.getCountries()[country] === undefined) throw fault('calendar.country', { country });
  const made = worldCalendar(country, holidays);
  known.set(country, made);
  return made;
}

function worldCalendar(country: string, holidays: Holidays): Calendar {
  const byYear = new Map<number, ReadonlySet<Day>>();
  const offDays = (year: number): ReadonlySet<Day> => {
    const ready = byYear.get(year);
    if (ready !== undefined) return ready;
    const made = new Set(
      holidays
        .getHolidays(year, 'en')
        .filter((h) => h.type === 'public')
        .flatMap(daysOf),
    );
    byYear.set(year, made);
    return made;
  };
  return {
    country,
    covers: (year) => year >= FIRST_YEAR && year <= LAST_YEAR,
    isOff: (on) => isWeekend(country, on) || offDays(Number.parseInt(on.slice(0, 4), 10)).has(on),
  };
}

/** `date` is the first day in the country's own time; a holiday may last several. */
function daysOf(holiday: { date: string; start: Date; end: Date }): Day[] {
  const first = day(holiday.date.slice(0, 10));
  const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000));
  return Array.from({ length }, (_, i) => addDays(first, i));
}
