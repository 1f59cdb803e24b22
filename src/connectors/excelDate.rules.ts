/** Day numbers of a workbook: 1 is 1900-01-01 (or 1904-01-02), counted with the 29 February 1900 that never was. */
import { addDays, isDay, type Day } from '../core/day.ts';

const FIRST_1900 = '1900-01-01';
const FIRST_1904 = '1904-01-01';

/**
 * The day of a serial number given as exact decimal text; a time of day behind the point is dropped.
 * Null for negative numbers, for serial 60 and for days after 2199.
 */
export function serialDay(decimal: string, epoch1904: boolean): Day | null {
  const match = /^(\d{1,6})(?:\.\d+)?$/.exec(decimal);
  if (!match) return null;
  const serial = parseInt(match[1] ?? '', 10);
  const first = epoch1904 ? FIRST_1904 : FIRST_1900;
  if (!isDay(first) || serial > 109_573) return null;
  if (epoch1904) return addDays(first, serial);
  if (serial < 1 || serial === 60) return null;
  return addDays(first, serial < 60 ? serial - 1 : serial - 2);
}

/** Built-in number formats that show a day (ECMA-376 part 1, 18.8.30, with the East Asian ones). */
const DAY_FORMATS: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

export function isDayFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return DAY_FORMATS.has(id);
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  return /[yde]/.test(bare) && !bare.startsWith('general') && !/[#0?]/.test(bare.replace(/s\.0+/g, ''));
}

/** Digits shown by a format made only of zeros, such as `00000` for document numbers; 0 for every other format. */
export const zeroPadding = (code: string | undefined): number =>
  code !== undefined && /^0{2,30}$/.test(code) ? code.length : 0;
