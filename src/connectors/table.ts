/**
 * The seam between the readers and the import: what a file looks like (`Inspection`) and what its rows say
 * (`ParsedRow`). Bytes go in, typed rows come out; no database, no clock, no network.
 *
 * Field names are ours, never the file's, so a heading such as `__proto__` can never become a property.
 */
import type { Day } from '../core/day.ts';
import type { Money } from '../core/money.ts';

export type ImportObject = 'receivables' | 'customers' | 'contacts' | 'receipts' | 'limits';
export type FileFormat = 'csv' | 'xlsx';
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'shift_jis' | 'windows-1252';
export type Delimiter = ',' | ';' | '\t' | '|';
export type Severity = 'error' | 'warning';

/** The classes of trouble a file or row can have; the wording lives in `issue.rules.ts`, translations in the web. */
export type IssueCode =
  | 'E_EMPTY_FILE' | 'E_NOT_THIS_FORMAT' | 'E_TOO_LARGE' | 'E_DECOMPRESS_LIMIT' | 'E_ARCHIVE_CORRUPT'
  | 'E_ARCHIVE_UNSAFE_PATH' | 'E_ENCRYPTED' | 'E_LEGACY_FORMAT' | 'E_ACTIVE_CONTENT' | 'E_XML_DTD_FORBIDDEN'
  | 'E_XML_MALFORMED' | 'E_XML_LIMIT' | 'E_ENCODING' | 'E_NUL_BYTE' | 'E_HEADER_MISSING' | 'E_HEADER_DUPLICATE'
  | 'E_ROW_SHAPE' | 'E_ROW_LIMIT' | 'E_COLUMN_LIMIT' | 'E_CELL_TOO_LONG' | 'E_MISSING_FIELD' | 'E_AMOUNT_INVALID'
  | 'E_AMOUNT_RANGE' | 'E_AMOUNT_PRECISION' | 'E_AMOUNT_AMBIGUOUS' | 'E_SIGN' | 'E_DATE_INVALID'
  | 'E_DATE_AMBIGUOUS' | 'E_DATE_RANGE' | 'E_CURRENCY_UNKNOWN' | 'E_CURRENCY_MISMATCH' | 'E_DUPLICATE_IN_FILE'
  | 'E_DUPLICATE_EXISTING' | 'E_CONFLICT_EXISTING' | 'E_POSSIBLE_DUPLICATE' | 'E_TEXT_SUSPICIOUS'
  | 'E_EMAIL_INVALID' | 'E_TOTALS_MISMATCH' | 'E_TRUNCATED' | 'E_FORMULA_CELL' | 'E_PRECISION_LOSS'
  | 'E_CELL_ERROR' | 'E_SPREADSHEET_TOTAL_ROW' | 'E_FILENAME_UNSAFE' | 'E_PARSER_LIMIT'
  | 'E_VALUE_UNKNOWN' | 'E_TAX_ID_INVALID' | 'E_NORMALISED';

/** One thing wrong with one cell, row or file. `row` 0 and empty column mean the whole file. */
export interface RowIssue {
  readonly row: number;
  /** Heading as written in the file. */
  readonly column: string;
  readonly field: Field | null;
  /** The offending text, at most 60 characters, control and invisible characters written as \u{…}. */
  readonly value: string;
  readonly code: IssueCode;
  readonly message: string;
  readonly remedy: string;
  readonly severity: Severity;
}

/** Everything a row may say. Absent means the cell was blank or there is no such column. */
export interface RowValues {
  // receivables
  readonly document_no?: string;
  readonly doc_on?: Day;
  readonly due_on?: Day;
  /** Signed gross amount; debit minus credit, or amount with its direction flag, where the file has those. */
  readonly amount?: Money;
  readonly open_amount?: Money;
  readonly paid_amount?: Money;
  /** Day the document was settled in full: becomes a receipt. */
  readonly settled_on?: Day;
  readonly kind?: 'INVOICE' | 'CREDIT_NOTE' | 'DEBIT_NOTE' | 'OPENING_BALANCE';
  readonly instalment_no?: string;
  readonly contract_no?: string;
  readonly order_no?: string;
  readonly owner?: string;
  readonly contact_email?: string;
  readonly note?: string;
  readonly status?: string;
  // every object
  readonly customer_no?: string;
  readonly customer_name?: string;
  /** ISO 4217. Set from the column only; amounts carry the company's default when there is no column. */
  readonly currency?: string;
  // customers
  readonly short_name?: string;
  readonly tax_id?: string;
  readonly customer_type?:
    | 'GOVERNMENT_ORGAN' | 'PUBLIC_INSTITUTION' | 'SOE' | 'LARGE_PRIVATE' | 'SME' | 'DISTRIBUTOR' | 'OVERSEAS';
  readonly enterprise_size?: 'LARGE' | 'MEDIUM' | 'SMALL' | 'MICRO';
  readonly parent?: string;
  readonly sales_owner?: string;
  readonly finance_owner?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly payment_term?: string;
  readonly address?: string;
  // contacts
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly email?: string;
  readonly phone?: string;
  readonly title?: string;
  readonly preferred_language?: 'zh-CN' | 'zh-TW' | 'en';
  // receipts
  readonly receipt_no?: string;
  readonly received_on?: Day;
  readonly instrument?: string;
  readonly reference?: string;
  readonly document_nos?: readonly string[];
  readonly payer_name?: string;
  readonly bank_account?: string;
  // limits
  readonly credit_limit?: Money;
  readonly valid_from?: Day;
  readonly valid_to?: Day;
}

/** `debit`, `credit` and `direction` are columns that together make `amount`; they never appear in `RowValues`. */
export type Field = keyof RowValues | 'debit' | 'credit' | 'direction';

/** Why a row is not a document: an example of our template, a totals line, nothing in it or the heading again. */
export type SkipReason = 'sample' | 'total' | 'empty';

export interface ParsedRow {
  /** 1-based: the record of a CSV counting the header line as 1, the sheet row of a workbook. */
  readonly row: number;
  readonly values: RowValues;
  /** The cells as text, in column order, as a person would see them in the file. */
  readonly raw: readonly string[];
  readonly issues: readonly RowIssue[];
  readonly skip?: SkipReason;
}

/** How a column writes its numbers or days, decided from all its values. */
export interface ColumnStyle {
  readonly decimal?: '.' | ',' | null;
  readonly order?: 'ymd' | 'dmy' | 'mdy' | 'roc' | null;
  /** The column writes thousands with the other separator (`1,234.50`), so `1,234` is one thousand … */
  readonly grouped?: boolean;
  /**
   * At least nine in ten values are amounts. Only then are brackets, a trailing minus, U+2212 and currency signs
   * read; in a column of rubbish they are not trusted.
   */
  readonly coherent?: boolean;
  /** Day numbers of this workbook count from 1904. */
  readonly epoch1904?: boolean;
  /** Every value has exactly this many decimals. */
  readonly decimals?: number;
  /** Every value ends in `.0`: a float artefact of another program, read without it. */
  readonly dropPointZero?: boolean;
}

export interface ColumnInspection {
  /** 0-based position in the file. */
  readonly index: number;
  readonly header: string;
  readonly field: Field | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** Key of the reason: `mapping`, `alias`, `alias-part`, `content`, `ignored`, `taken` or `none`. */
  readonly reason: ColumnReason;
  readonly samples: readonly string[];
  /** How each sample was read: `2026-01-05`, `1234.50 CNY`; the error code in brackets when it was not. */
  readonly understood: readonly string[];
  readonly style: ColumnStyle;
  readonly filled: number;
}
export type ColumnReason = 'mapping' | 'alias' | 'alias-part' | 'content' | 'ignored' | 'taken' | 'none';

/** Something told, not wrong: `totals-rows`, `sample-rows`, `empty-rows`, `title-rows`, `merged-filled`, … */
export interface InspectionNote {
  readonly code: string;
  readonly count: number;
  readonly detail: string;
}

/** heading (or 0-based index as text) -> our field, or null for "do not import". */
export type Mapping = Readonly<Record<string, Field | null>>;

export interface InspectOptions {
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
  readonly sheet?: string;
  /** 1-based. */
  readonly headerRow?: number;
  readonly object?: ImportObject;
  readonly mapping?: Mapping;
  /** The company's currency, for files without a currency column; default CNY. */
  readonly defaultCurrency?: string;
  readonly signal?: AbortSignal;
  /** Called with the number of rows read so far. */
  readonly onProgress?: (rows: number) => void;
}

export interface Inspection {
  readonly format: FileFormat | null;
  readonly encoding: Encoding | null;
  readonly delimiter: Delimiter | null;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  /** 1-based. */
  readonly headerRow: number;
  readonly headers: readonly string[];
  /** SHA-256, hex, of the normalised headings: the key of a remembered mapping. */
  readonly fingerprint: string;
  readonly object: ImportObject | null;
  readonly objectConfidence: number;
  readonly columns: readonly ColumnInspection[];
  /** Rows that hold a document: neither blank, total nor sample. */
  readonly rows: number;
  readonly skipped: number;
  readonly defaultCurrency: string;
  /** Merged cells of data rows, 1-based rows and 0-based columns: the first value counts for every row. */
  readonly merges: readonly { top: number; bottom: number; column: number }[];
  /** The file's totals lines, as read, to compare with what will be booked. */
  readonly statedTotals: readonly { row: number; field: Field; amount: string }[];
  readonly notes: readonly InspectionNote[];
  /** Not empty with severity `error`: the file is refused and `readRows` throws. Row errors come from `readRows`. */
  readonly errors: readonly RowIssue[];
}

/** A file refused as a whole, or a reader that ran into a limit. */
export class FileRefused extends Error {
  readonly issue: RowIssue;
  constructor(issue: RowIssue) {
    super(`${issue.code}: ${issue.message}`);
    this.name = 'FileRefused';
    this.issue = issue;
  }
}
