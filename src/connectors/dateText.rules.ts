/**
 * Days as people write them: `2026-01-05`, `2026/1/5`, `2026.01.05`, `20260105`, `2026年1月5日`, `5 Jan 2026`,
 * `31/12/2026`, and the Republic's calendar (`115/01/05`, `民國115年1月5日`). Text to text: there is no instant
 * and no time zone, so no day can shift.
 */
import { isDay, type Day } from '../core/day.ts';
import type { ColumnStyle, IssueCode } from './table.ts';

export type DateReading = Day | { readonly refused: IssueCode };
export type DateShape = 'iso' | 'dmy' | 'mdy' | 'roc' | 'open' | 'other' | 'none';

const ISO = /^\d{4}-\d{2}-\d{2}$/;
/** A midnight or other time without an offset behind the day is a program's way to write the day. */
const CLOCK = /[ T](?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:\s?[AaPp][Mm])?$/;
const YEAR_FIRST = /^(\d{3,6})([-/.])(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const SHORT_YEAR = /^\d{1,2}([-/.])\d{1,2}\1\d{1,2}$/;
const HAN = /^(民國|民国|中華民國)?\s*(\d{1,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const ROC_COMPACT = /^(1\d{2})(\d{2})(\d{2})$/;
const NAMED_DAY_FIRST = /^(\d{1,2})[-\s]([A-Za-z]{3,9})\.?,?[-\s](\d{4})$/;
const NAMED_MONTH_FIRST = /^([A-Za-z]{3,9})\.?\s(\d{1,2}),?\s(\d{4})$/;
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly roc?: boolean;
}

const ROC_YEARS = 1911n;

/** The day of these parts; E_DATE_RANGE for a year no ledger means, E_DATE_INVALID for a day that does not exist. */
function dayOf({ year, month, day, roc = false }: Parts): DateReading {
  const gregorian = (roc ? BigInt(year) + ROC_YEARS : BigInt(year)).toString();
  const text = `${gregorian.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (isDay(text)) return text;
  const monthDay = text.slice(text.indexOf('-'));
  const exists = isDay(`2024${monthDay}`);
  const inRange = gregorian.length === 4 && gregorian >= '1900' && gregorian <= '2199';
  return { refused: exists && !inRange ? 'E_DATE_RANGE' : 'E_DATE_INVALID' };
}

function monthNumber(name: string): string | null {
  const lower = name.toLowerCase();
  const at = MONTHS.findIndex((m) => m === lower || m.slice(0, 3) === lower || (lower === 'sept' && m === 'september'));
  return at < 0 ? null : (at + 1).toString();
}

const INVALID: DateReading = { refused: 'E_DATE_INVALID' };

const normalise = (text: string): string => {
  const plain = /^[\x21-\x7e]*$/.test(text) ? text : text.normalize('NFKC').trim();
  return plain.length > 10 ? plain.replace(CLOCK, '') : plain;
};

/** What one value says about its column: `open` when day and month can be swapped. */
export function dateShape(raw: string): DateShape {
  if (ISO.test(raw)) return 'iso';
  if (raw.length > 40) return 'none';
  const text = normalise(raw);
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [, a = '', , b = '', year = ''] = last;
    const dmy = typeof dayOf({ year, month: b, day: a }) === 'string';
    const mdy = typeof dayOf({ year, month: a, day: b }) === 'string';
    if (dmy && mdy) return last[2] === '.' || a.padStart(2, '0') === b.padStart(2, '0') ? 'other' : 'open';
    return dmy ? 'dmy' : mdy ? 'mdy' : 'none';
  }
  const reading = readDate(text, {});
  if (typeof reading !== 'string') return 'none';
  return /^1\d{2}\D/.test(text) || /^(民|中)/.test(text) || ROC_COMPACT.test(text) ? 'roc' : 'other';
}

export type DateTally = Readonly<Record<DateShape, number>>;
export const emptyDateTally = (): Record<DateShape, number> => ({
  iso: 0,
  dmy: 0,
  mdy: 0,
  roc: 0,
  open: 0,
  other: 0,
  none: 0,
});

export function addDateTallies(tallies: readonly DateTally[]): DateTally {
  const sum = emptyDateTally();
  for (const tally of tallies) {
    sum.iso += tally.iso;
    sum.dmy += tally.dmy;
    sum.mdy += tally.mdy;
    sum.roc += tally.roc;
  }
  return sum;
}

/** A column has an order only when all its evidence agrees; without any of its own it takes that of the file. */
export function dateStyle(tally: DateTally, file: DateTally = tally): ColumnStyle {
  if (tally !== file && tally.dmy + tally.mdy + tally.roc === 0) return dateStyle(file);
  if (tally.dmy > 0 && tally.mdy === 0) return { order: 'dmy' };
  if (tally.mdy > 0 && tally.dmy === 0) return { order: 'mdy' };
  if (tally.roc > 0 && tally.dmy + tally.mdy + tally.iso === 0) return { order: 'roc' };
  return { order: null };
}

/** Reads one date by the order of its column. */
export function readDate(raw: string, style: ColumnStyle): DateReading {
  if (ISO.test(raw)) return isDay(raw) ? raw : yearFirst(raw);
  const text = normalise(raw);
  if (YEAR_FIRST.test(text)) return yearFirst(text);
  const last = YEAR_LAST.exec(text);
  if (last) return yearLast(last, style);
  const han = HAN.exec(text);
  if (han) return hanDate(han, style);
  const compact = COMPACT.exec(text) ?? ROC_COMPACT.exec(text);
  if (compact) {
    const [, year = '', month = '', day = ''] = compact;
    return dayOf({ year, month, day, roc: year.length === 3 });
  }
  const named = NAMED_DAY_FIRST.exec(text);
  if (named) return namedDate(named[3] ?? '', named[2] ?? '', named[1] ?? '');
  const monthFirst = NAMED_MONTH_FIRST.exec(text);
  if (monthFirst) return namedDate(monthFirst[3] ?? '', monthFirst[1] ?? '', monthFirst[2] ?? '');
  if (SHORT_YEAR.test(text)) return shortYear(text, style);
  return /^\+\d{4,6}-\d{2}-\d{2}$/.test(text) ? yearFirst(text.slice(1)) : INVALID;
}

function yearFirst(text: string): DateReading {
  const [, year = '', , month = '', day = ''] = YEAR_FIRST.exec(text) ?? [];
  if (year === '0000') return INVALID;
  if (year.length !== 3) return dayOf({ year, month, day });
  return year.startsWith('1') ? dayOf({ year, month, day, roc: true }) : INVALID;
}

/** With points the day stands first wherever points are used, unless the column shows otherwise. */
function yearLast([, a = '', separator, b = '', year = '']: RegExpExecArray, style: ColumnStyle): DateReading {
  const dmy = dayOf({ year, month: b, day: a });
  const mdy = dayOf({ year, month: a, day: b });
  if (typeof dmy === 'string' && typeof mdy === 'string' && dmy !== mdy) {
    if (style.order === 'mdy') return mdy;
    return style.order === 'dmy' || separator === '.' ? dmy : { refused: 'E_DATE_AMBIGUOUS' };
  }
  return typeof dmy === 'string' ? dmy : mdy;
}

function hanDate(match: RegExpExecArray, style: ColumnStyle): DateReading {
  const [, era, year = '', month = '', day = ''] = match;
  const roc = era !== undefined || year.length === 3 || (year.length === 2 && style.order === 'roc');
  if (!roc && year.length < 4) return { refused: year.length === 2 ? 'E_DATE_AMBIGUOUS' : 'E_DATE_INVALID' };
  return dayOf({ year, month, day, roc });
}

function namedDate(year: string, name: string, day: string): DateReading {
  const month = monthNumber(name);
  return month === null ? INVALID : dayOf({ year, month, day });
}

/** Two-digit years are read only in a column of the Republic's calendar, where 99/12/31 is 2010. */
function shortYear(text: string, style: ColumnStyle): DateReading {
  const [year = '', month = '', day = ''] = text.split(/[-/.]/);
  if (style.order === 'roc' && year.length === 2) return dayOf({ year, month, day, roc: true });
  return { refused: 'E_DATE_AMBIGUOUS' };
}
