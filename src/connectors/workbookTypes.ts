/** Shapes shared by the workbook and sheet readers. */
import type { Archive } from './zip.ts';

/** Characters in one cell, as in spreadsheet programs. */
export const MAX_CELL_LENGTH = 32_767;
export const MAX_COLUMNS = 200;
export const MAX_ROWS = 300_000;
/** The last row of a sheet. */
export const LAST_SHEET_ROW = 1_048_576;

export interface CellFormat {
  readonly day: boolean;
  /** Digits to pad to with zeros; 0 for none. */
  readonly zeros: number;
}
export interface WorkbookSheet {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}
export interface Workbook {
  readonly archive: Archive;
  readonly sheets: readonly WorkbookSheet[];
  readonly epoch1904: boolean;
  readonly formats: readonly CellFormat[];
  readonly texts: readonly string[];
}

/** What a cell is, beside its text. A CSV has texts only. */
export const CELL = { text: 0, number: 1, day: 2, badDay: 3, flag: 4, error: 5 } as const;
/** Added to the kind of a cell whose value is the stored result of a formula. */
export const FORMULA = 8;

export interface SheetRow {
  /** 1-based. */
  readonly row: number;
  readonly cells: string[];
  /** Kind per cell; null when all are texts. */
  readonly kinds: readonly number[] | null;
  /** Text follows a closing quote: the cells cannot be trusted. */
  readonly broken?: boolean;
  /** The file ends behind this row without a line end: its last cell may be cut. */
  readonly openEnd?: boolean;
}
export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Characters that XML cannot hold are written `_x000D_` in a workbook (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text;
