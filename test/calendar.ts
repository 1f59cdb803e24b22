/** Walks the civil days of a company one by one, with the program's clock set to each: for stories that take months. */
import { addDays, type Day } from '../src/core/day.ts';
import { startOfDay, withClock } from '../src/platform/clock.ts';

export interface Walk {
  readonly from: Day;
  /** The last day, walked too. */
  readonly to: Day;
  readonly timeZone?: string;
  /** Hours after midnight at which the day's work happens. */
  readonly atHour?: number;
}

/** Calls `live` for every day in order; what it does sees that day's clock. */
export async function walkDays(walk: Walk, live: (day: Day) => Promise<void>): Promise<void> {
  const { timeZone = 'Asia/Shanghai', atHour = 9 } = walk;
  for (let day = walk.from; day <= walk.to; day = addDays(day, 1)) {
    const at = new Date(startOfDay(day, timeZone).getTime() + atHour * 3_600_000);
    await withClock(at, () => live(day));
  }
}
