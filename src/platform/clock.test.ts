import { expect, test } from 'vitest';
import { day } from '../core/day.ts';
import { dayOf, isTimeZone, now, startOfDay, today, withClock } from './clock.ts';

test.each([
  ['2026-11-24T15:59:59.999Z', 'Asia/Shanghai', '2026-11-24'],
  ['2026-11-24T16:00:00.000Z', 'Asia/Shanghai', '2026-11-25'],
  ['2026-11-24T10:59:59.999Z', 'Pacific/Auckland', '2026-11-24'],
  ['2026-11-24T11:00:00.000Z', 'Pacific/Auckland', '2026-11-25'],
  ['2026-11-24T04:59:59.999Z', 'America/Toronto', '2026-11-23'],
  ['2026-11-24T05:00:00.000Z', 'America/Toronto', '2026-11-24'],
])('at %s it is in %s the day %s', (instant, zone, expected) => {
  expect(dayOf(new Date(instant), zone)).toBe(expected);
});

test('a day begins when the zone says so, also where midnight does not exist', () => {
  expect(startOfDay(day('2026-11-24'), 'Asia/Shanghai').toISOString()).toBe('2026-11-23T16:00:00.000Z');
  expect(startOfDay(day('2018-11-04'), 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z');
});

test('a set clock holds for the work alone, also when the work fails', async () => {
  const noon = new Date('2020-02-29T04:00:00Z');
  expect(await withClock(noon, () => today('Asia/Shanghai'))).toBe('2020-02-29');
  await expect(withClock(noon, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(Math.abs(now().getTime() - Date.now())).toBeLessThan(5_000);
});

test('a name is a time zone or it is not', () => {
  expect(['Asia/Shanghai', 'UTC', 'America/Toronto'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['Asia/Atlantis', '', 'Shanghai'].map(isTimeZone)).toEqual([false, false, false]);
});
