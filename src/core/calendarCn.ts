/**
 * China: off days and make-up work days as the State Council announced them, 2007 to the last year of the data file.
 */
import { type Calendar, isWeekend } from './calendar.ts';
import data from './data/calendar-cn.json' with { type: 'json' };
import { addDays, type Day, day, yearOf } from './day.ts';

interface YearData {
  readonly sources: readonly string[];
  /** Name, first and last day. */
  readonly off: readonly (readonly string[])[];
  readonly work: readonly string[];
}
const YEARS: Readonly<Record<string, YearData>> = data.years;

/** Off with its name, or null for a weekend day that is worked. A later notice wins over an earlier one. */
const special = new Map<Day, string | null>();
for (const year of Object.values(YEARS)) {
  for (const [name = '', first = '', last = ''] of year.off) {
    for (let on = day(first); on <= day(last); on = addDays(on, 1)) special.set(on, name);
  }
  for (const on of year.work) special.set(day(on), null);
}

export const chinaCalendar: Calendar = {
  country: 'CN',
  covers: (year) => YEARS[year] !== undefined,
  isOff: (on) => {
    const found = special.get(on);
    return found === undefined ? isWeekend('CN', on) : found !== null;
  },
};

/** The holiday's name, such as 春节; null on any other day. */
export const chinaHoliday = (on: Day): string | null => special.get(on) ?? null;

/** The notices a year rests on, and the day on which we last looked whether they still stand. */
export const chinaSources = (on: Day): { sources: readonly string[]; checkedOn: Day } => ({
  sources: YEARS[yearOf(on)]?.sources ?? [],
  checkedOn: day(data.checked_on),
});
