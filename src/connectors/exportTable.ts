/**
 * Writes spreadsheets that import back unchanged. Text stays text: no cell is ever a formula, and a CSV text that a
 * spreadsheet would run gets an apostrophe that our reader takes off again.
 */
import {
  writeXlsx as writeWorkbook,
  writeXlsxStream,
  type CellStyle,
  type CellValue,
  type DataValidation,
  type WriteSheet,
} from 'hucre/xlsx';
import { currencyExponent } from '../core/currency.ts';
import { daysBetween, day, type Day } from '../core/day.ts';
import { formatMinor, toSheetNumber, type Money } from '../core/money.ts';
import { withFormulaGuard } from './text.rules.ts';

/** A text, a count, an amount (a number cell with its currency's decimals) or a day (a date cell). */
export type ExportCell = string | number | null | Money | { readonly day: Day };

export interface ExportSheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: Iterable<readonly ExportCell[]>;
  /** Characters per column; measured from the first rows when absent. */
  readonly widths?: readonly number[];
  /** Rows below the heading, 0-based, that are shown in grey: examples. */
  readonly greyRows?: ReadonlySet<number>;
  readonly choices?: readonly { readonly column: number; readonly values: readonly string[] }[];
}

const DAY_FORMAT = 'yyyy-mm-dd';
const HEADER_STYLE: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'EEF1F5' } },
  alignment: { vertical: 'center' },
};
const GREY: CellStyle = { font: { color: { rgb: '8A8F98' }, italic: true } };

const isMoney = (cell: ExportCell): cell is Money => typeof cell === 'object' && cell !== null && 'minor' in cell;
const isDayCell = (cell: ExportCell): cell is { readonly day: Day } =>
  typeof cell === 'object' && cell !== null && 'day' in cell;

/** Control characters that XML cannot hold are left out: they are refused at import, so none should be here. */
// eslint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text that happens to look like a workbook's escape for a character, so that it is not read as one. */
const LOOKS_ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/g;

const serials = new Map<Day, number>();
const SERIALS_KEPT = 50_000;

/** Day number of a sheet; days before March 1900 are counted as spreadsheets count them. */
function serialOf(on: Day): number {
  const known = serials.get(on);
  if (known !== undefined) return known;
  const counted = daysBetween(day('1900-01-01'), on) + 2;
  const serial = counted > 60 ? counted : counted - 1;
  if (serials.size < SERIALS_KEPT) serials.set(on, serial);
  return serial;
}

const formatOf = (cell: ExportCell): string | undefined => {
  if (isDayCell(cell)) return DAY_FORMAT;
  if (!isMoney(cell)) return undefined;
  const exponent = currencyExponent(cell.currency);
  return exponent === 0 ? '#,##0' : `#,##0.${'0'.repeat(exponent)}`;
};

function valueOf(cell: ExportCell): CellValue {
  if (typeof cell === 'string') return cell.replace(NOT_XML, '').replace(LOOKS_ESCAPED, '_x005F_');
  if (isMoney(cell)) return toSheetNumber(cell) ?? formatMinor(cell.minor, cell.currency);
  return isDayCell(cell) ? serialOf(cell.day) : cell;
}

const plainText = (cell: ExportCell): string => {
  if (isMoney(cell)) return formatMinor(cell.minor, cell.currency);
  if (isDayCell(cell)) return cell.day;
  return cell === null ? '' : cell.toString();
};

/** Characters a text takes, East Asian ones counting twice. */
const widthOf = (text: string): number => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 2 : 1), 0);

function sheetOf(sheet: ExportSheet): WriteSheet {
  const rows: CellValue[][] = [[...sheet.header]];
  const cells: NonNullable<WriteSheet['cells']> = new Map();
  const formats: (string | undefined)[] = [];
  const widths = sheet.header.map((h) => Math.max(10, widthOf(h) + 2));
  sheet.header.forEach((value, column) =>
    cells.set(`0,${column.toString()}`, { value, type: 'string', style: HEADER_STYLE }),
  );
  let index = 0;
  for (const row of sheet.rows) {
    const grey = sheet.greyRows?.has(index) === true;
    index += 1;
    rows.push(row.map(valueOf));
    row.forEach((cell, column) => {
      const format = formatOf(cell);
      formats[column] ??= format;
      if (index <= 100) widths[column] = Math.min(60, Math.max(widths[column] ?? 10, widthOf(plainText(cell)) + 2));
      if (!grey && (format === undefined || format === formats[column])) return;
      const style: CellStyle = { ...(grey ? GREY : {}), ...(format === undefined ? {} : { numFmt: format }) };
      cells.set(`${index.toString()},${column.toString()}`, {
        value: valueOf(cell),
        type: typeof valueOf(cell) === 'number' ? 'number' : 'string',
        style,
      });
    });
  }
  const count = Math.max(sheet.header.length, formats.length);
  const columns = Array.from({ length: count }, (_, column) => {
    const format = formats[column];
    return {
      width: sheet.widths?.[column] ?? widths[column] ?? 12,
      ...(format === undefined ? {} : { numFmt: format }),
    };
  });
  return { name: sheet.name, rows, cells, columns, freezePane: { rows: 1 }, dataValidations: choicesOf(sheet) };
}

/** Lists to choose from, for a thousand rows; other values stay possible, because files know other words. */
const choicesOf = (sheet: ExportSheet): DataValidation[] =>
  (sheet.choices ?? []).map(({ column, values }) => ({
    type: 'list',
    values: [...values],
    allowBlank: true,
    errorStyle: 'warning',
    showErrorMessage: false,
    range: `${columnName(column)}2:${columnName(column)}1001`,
  }));

const columnName = (column: number): string =>
  column < 26 ? String.fromCharCode(65 + column) : columnName(Math.trunc(column / 26) - 1) + columnName(column % 26);

export const writeXlsx = (sheets: readonly ExportSheet[]): Promise<Uint8Array> =>
  writeWorkbook({ sheets: sheets.map(sheetOf), defaultFont: { name: 'Calibri', size: 11 } });

const QUOTE_NEEDED = /[",\r\n]|^\s|\s$/;
const csvCell = (text: string): string => (QUOTE_NEEDED.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const csvLine = (row: readonly ExportCell[]): string =>
  `${row.map((c) => csvCell(typeof c === 'string' ? withFormulaGuard(c) : plainText(c))).join(',')}\r\n`;

const BYTE_ORDER_MARK = '\ufeff';
const utf8 = new TextEncoder();

type Table = Pick<ExportSheet, 'header' | 'rows'>;

/** UTF-8 with byte-order mark, comma, CRLF, amounts as plain decimals, days as 2026-01-31. */
export function writeCsv(table: Table): Uint8Array {
  const lines = [BYTE_ORDER_MARK, csvLine(table.header)];
  for (const row of table.rows) lines.push(csvLine(row));
  return utf8.encode(lines.join(''));
}

/** Rows written between two breaths of the server. */
const STEP = 500;

/** The same bytes, in pieces: for tables so long that writing them at once would hold up everyone else. */
export async function* streamCsv(table: Table): AsyncGenerator<Uint8Array> {
  let lines = [BYTE_ORDER_MARK, csvLine(table.header)];
  for (const row of table.rows) {
    lines.push(csvLine(row));
    if (lines.length < STEP) continue;
    yield utf8.encode(lines.join(''));
    lines = [];
    await breath();
  }
  yield utf8.encode(lines.join(''));
}

/**
 * A workbook in pieces and in constant memory. One format a column: amounts of currencies with different decimals show
 * as many as the finest of them, and the values are exact either way.
 */
export async function* streamXlsx(
  sheet: ExportSheet & { readonly rows: readonly (readonly ExportCell[])[] },
): AsyncGenerator<Uint8Array> {
  const columns = sheet.header.map((heading, column) => {
    const formats = new Set(sheet.rows.map((row) => formatOf(row[column] ?? null) ?? ''));
    const numFmt = [...formats].reduce((finest, f) => (f.length > finest.length ? f : finest), '');
    const width = sheet.rows
      .slice(0, 100)
      .reduce((w, row) => Math.max(w, widthOf(plainText(row[column] ?? null)) + 2), widthOf(heading) + 2);
    return { width: Math.min(60, Math.max(10, width)), ...(numFmt === '' ? {} : { numFmt }) };
  });
  yield* writeXlsxStream(valuesOf(sheet), { name: sheet.name, columns, freezePane: { rows: 1 } });
}

async function* valuesOf(sheet: ExportSheet): AsyncGenerator<CellValue[]> {
  yield [...sheet.header];
  let written = 0;
  for (const row of sheet.rows) {
    yield row.map(valueOf);
    written += 1;
    if (written % STEP === 0) await breath();
  }
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
