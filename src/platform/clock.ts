/**
 * The only reader of the clock (convention 11). Everything else is told the day (`asOf`) or the instant (`now`);
 * the organisation's time zone turns an instant into a day here, at the edge.
 */
import { Temporal } from 'temporal-polyfill';
import { type Day, day } from '../core/day.ts';

export type Clock = () => Date;

const systemClock: Clock = () => new Date();
let clock: Clock = systemClock;

export const now = (): Date => clock();

/** Milliseconds of the monotonic timer: for durations only, it says nothing about the time of day. */
export const monotonic = (): number => performance.now();

/** The civil day it is now in `timeZone` (IANA name such as `Asia/Shanghai`). @throws RangeError for an unknown zone */
export const today = (timeZone: string): Day => dayOf(now(), timeZone);

/** The civil day on which `instant` falls in `timeZone`. */
export const dayOf = (instant: Date, timeZone: string): Day =>
  day(Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString());

/** The instant at which `d` begins in `timeZone`: where a civil day is needed as a point in time, such as a job's start. */
export const startOfDay = (d: Day, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(d).toZonedDateTime({ timeZone }).epochMilliseconds);

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Runs `work` while every reader of the clock in this process sees `at`: for tests and scenario walks. */
export async function withClock<T>(at: Date | Clock, work: () => T | Promise<T>): Promise<T> {
  const before = clock;
  clock = typeof at === 'function' ? at : () => new Date(at.getTime());
  try {
    return await work();
  } finally {
    clock = before;
  }
}
