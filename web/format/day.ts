/** How days and instants are shown. A day is text YYYY-MM-DD; instants are shown in the company's time zone. */
import { language, type Language } from '../i18n/language.ts';

const DAY_MS = 86_400_000;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

const ms = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const iso = (instant: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC' }).format(instant);

export const isDayText = (text: string): boolean =>
  SHAPE.test(text) && !Number.isNaN(ms(text)) && iso(ms(text)) === text;
export const plusDays = (day: string, days: number): string => iso(ms(day) + days * DAY_MS);
/** Positive when `b` is later. */
export const daysFrom = (a: string, b: string): number => Math.round((ms(b) - ms(a)) / DAY_MS);
export const monthEnd = (day: string): string => plusDays(`${nextMonth(day)}-01`, -1);
const nextMonth = (day: string): string => plusDays(`${day.slice(0, 7)}-28`, 5).slice(0, 7);

const weekdayOf = (day: string, lang: Language): string =>
  new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' }).format(ms(day));

/** "2026-11-20 周五" */
export const dayWithWeekday = (day: string): string => `${day} ${weekdayOf(day, language())}`;
/** Cards: "11-18" within the year of `today`, else the whole day. */
export const shortDay = (day: string, today: string): string =>
  day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;

/** "2026-11-20 09:05" in the given zone. */
export const dateTime = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(Date.parse(instant));

/** What a person types as a day: 2026-11-24, 2026/1/5, 20261124, 2026年1月5日, 11-24, 1/5, +30. Null when it is none. */
export function typedDay(text: string, today: string): string | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replaceAll(/[年月./]/g, '-')
    .replace(/日$/, '');
  if (/^[+-]\d{1,4}$/.test(plain)) return plusDays(today, Number.parseInt(plain, 10));
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  const parts = compact ? compact.slice(1) : plain.split('-');
  const [d = '', m = '', y = today.slice(0, 4)] = parts.toReversed();
  if (parts.length < 2 || parts.length > 3) return null;
  const candidate = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  return isDayText(candidate) ? candidate : null;
}
