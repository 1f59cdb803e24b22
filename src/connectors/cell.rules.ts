/** Reads one cell as the value of a field: the value, or what is wrong with it. */
import type { Day } from '../core/day.ts';
import { Fault } from '../core/errors.ts';
import { money, parseMinor, type Money } from '../core/money.ts';
import { isUscCode, looksLikeUscCode, normaliseTaxId } from '../parties/taxId.rules.ts';
import { exactNumber, readAmount, signAgrees, withoutFloatNoise } from './amountText.rules.ts';
import { readCurrency } from './currencyText.rules.ts';
import { readDate, type DateReading } from './dateText.rules.ts';
import { isMailbox } from './email.rules.ts';
import { serialDay } from './excelDate.rules.ts';
import type { ColumnStyle, Field, IssueCode } from './table.ts';
import { textTrouble, trimBlanks } from './text.rules.ts';
import { valueOfWord, type Vocabulary } from './vocabulary.rules.ts';
import { CELL } from './workbookTypes.ts';

/** A value that was read, with a warning where it deserves one, or the reason why it was not. */
export type Read<T> = { readonly value: T; readonly warning?: IssueCode } | { readonly refused: IssueCode };

export const isRefused = <T>(read: Read<T>): read is { readonly refused: IssueCode } => 'refused' in read;

const SCIENTIFIC = /^\d(?:\.\d+)?[eE]\+?\d{1,3}$/;

/** The text of a cell as a person means it: number cells without exponent, long ones with a warning. */
export function readText(text: string, kind: number, style: ColumnStyle): Read<string> {
  if (kind === CELL.error) return { refused: 'E_CELL_ERROR' };
  if (kind === CELL.number) {
    const number = exactNumber(text);
    if (!number) return { value: text };
    const written = /^0\d/.test(text) ? text : `${number.negative ? '-' : ''}${number.decimal}`;
    const lost = number.significant > 15 || written.length > 16; // a spreadsheet keeps 15 digits; the rest became zeros
    return lost ? { value: written, warning: 'E_PRECISION_LOSS' } : { value: written };
  }
  const trouble = textTrouble(text);
  if (trouble === 'nul') return { refused: 'E_NUL_BYTE' };
  if (trouble === 'control') return { refused: 'E_TEXT_SUSPICIOUS' };
  const value = style.dropPointZero === true && text.endsWith('.0') ? text.slice(0, -2) : trimBlanks(text);
  return trouble ? { value, warning: 'E_TEXT_SUSPICIOUS' } : { value };
}

/** Letters that look like Latin ones in a number that is otherwise ASCII. */
const LOOK_ALIKE = /^[\x20-\x7e]*[\p{Script=Cyrillic}\p{Script=Greek}][\x20-\x7e\p{Script=Cyrillic}\p{Script=Greek}]*$/u;

/**
 * Document numbers, customer numbers, accounts: trimmed of every blank; warned about when shown as 6.2E+20 or written
 * with look-alikes, by which two numbers could seem to be one.
 */
export function readCode(text: string, kind: number, style: ColumnStyle): Read<string> {
  const read = readText(text.trim(), kind, style);
  if (isRefused(read) || kind !== CELL.text || read.warning !== undefined) return read;
  if (SCIENTIFIC.test(read.value)) return { value: read.value, warning: 'E_PRECISION_LOSS' };
  return LOOK_ALIKE.test(read.value) ? { value: read.value, warning: 'E_TEXT_SUSPICIOUS' } : read;
}

/** A signed decimal and the currency sign beside it. */
interface WrittenAmount {
  readonly decimal: string;
  readonly sign: string | null;
}

/** The amount of a cell before its currency is known. Number cells lose float noise, with a warning; text never does. */
export function readDecimal(text: string, kind: number, style: ColumnStyle): Read<WrittenAmount> {
  if (kind === CELL.error) return { refused: 'E_CELL_ERROR' };
  if (kind === CELL.number) return numberDecimal(text);
  if (kind !== CELL.text) return { refused: 'E_AMOUNT_INVALID' };
  const reading = readAmount(text, style);
  if ('refused' in reading) return reading;
  const value = { decimal: reading.negative ? `-${reading.decimal}` : reading.decimal, sign: reading.sign };
  return textTrouble(text) === null ? { value } : { value, warning: 'E_TEXT_SUSPICIOUS' };
}

function numberDecimal(text: string): Read<WrittenAmount> {
  const cell = exactNumber(text);
  if (!cell) return { refused: /^[+-]?[\d.]+e\+?\d+$/i.test(text) ? 'E_AMOUNT_RANGE' : 'E_AMOUNT_INVALID' };
  const { decimal } = withoutFloatNoise(cell);
  const value = { decimal: cell.negative ? `-${decimal}` : decimal, sign: null };
  return cell.significant > 15 ? { value, warning: 'E_PRECISION_LOSS' } : { value };
}

/** Exact money of a cell in the currency of its row. */
export function readMoney(text: string, kind: number, style: ColumnStyle, currency: string): Read<Money> {
  const read = readDecimal(text, kind, style);
  if (isRefused(read)) return read;
  const { decimal, sign } = read.value;
  if (sign !== null && !signAgrees(sign, currency)) return { refused: 'E_CURRENCY_MISMATCH' };
  const exact = exactMoney(decimal, currency);
  return isRefused(exact) || read.warning === undefined ? exact : { ...exact, warning: read.warning };
}

const REFUSALS: ReadonlyMap<string, IssueCode> = new Map([
  ['money.precision', 'E_AMOUNT_PRECISION'],
  ['money.range', 'E_AMOUNT_RANGE'],
  ['money.invalid', 'E_AMOUNT_RANGE'], // only digits and a point come here, so it is too long
]);

function exactMoney(decimal: string, currency: string): Read<Money> {
  try {
    return { value: money(parseMinor(decimal, currency), currency) };
  } catch (error) {
    const code = error instanceof Fault ? REFUSALS.get(error.code) : undefined;
    if (code === undefined) throw error;
    return { refused: code };
  }
}

/** Unformatted number cells in a date column: a serial between 1990 and 2099, or 20260105. */
const isSerial = (text: string): boolean => /^\d{5}(?:\.\d+)?$/.test(text) && text >= '32874' && text < '73051';

export function readDay(text: string, kind: number, style: ColumnStyle): Read<Day> {
  if (kind === CELL.error) return { refused: 'E_CELL_ERROR' };
  if (kind === CELL.badDay || kind === CELL.flag) return { refused: 'E_DATE_INVALID' };
  if (kind === CELL.number && isSerial(text)) {
    const day = serialDay(text, style.epoch1904 === true);
    return day === null ? { refused: 'E_DATE_INVALID' } : { value: day };
  }
  const reading: DateReading = readDate(text.trim(), style);
  return typeof reading === 'string' ? { value: reading } : reading;
}

export function readCurrencyCell(text: string, kind: number): Read<string> {
  if (kind === CELL.error) return { refused: 'E_CELL_ERROR' };
  const reading = readCurrency(text.trim());
  if (typeof reading !== 'string') return reading;
  const asWritten = reading === text.trim() || !/[a-zａ-ｚＡ-Ｚ]/.test(text);
  return asWritten ? { value: reading } : { value: reading, warning: 'E_NORMALISED' };
}

export const readEmail = (text: string): Read<string> => {
  if (text.includes('\0')) return { refused: 'E_NUL_BYTE' };
  const plain = text.trim();
  return isMailbox(plain) ? { value: plain } : { refused: 'E_EMAIL_INVALID' };
};

export const readTaxId = (text: string): Read<string> => {
  const id = normaliseTaxId(text);
  return looksLikeUscCode(id) && !isUscCode(id) ? { value: id, warning: 'E_TAX_ID_INVALID' } : { value: id };
};

/** A word of a vocabulary; an unknown word is left out with a warning, because the row is usable without it. */
export function readChoice(field: Vocabulary, text: string): Read<string | null> {
  const value = valueOfWord(field, text);
  return value === null ? { value, warning: 'E_VALUE_UNKNOWN' } : { value };
}

/** `A、B; C` as a list; roles become our codes. */
export function readList(field: Field, text: string): Read<readonly string[]> {
  const parts = text
    .split(/[,，;；、|\n]/)
    .map((p) => p.trim())
    .filter((p) => p !== '');
  if (field !== 'roles') return { value: [...new Set(parts)] };
  const roles = parts.map((p) => valueOfWord('roles', p));
  const known = [...new Set(roles.flatMap((r) => r ?? []))];
  return roles.includes(null) ? { value: known, warning: 'E_VALUE_UNKNOWN' } : { value: known };
}

const TERM = /^(?:net|n\/|n|月结|月結|账期|帳期|发票后|發票後)?\s*(\d{1,4})\s*(?:天|日|days?)?$/i;

/** `Net 30`, `月结60天`, `45` as a number of days in text; other terms stay as written. */
export const readTerm = (text: string): string => TERM.exec(text.trim())?.[1] ?? text;
