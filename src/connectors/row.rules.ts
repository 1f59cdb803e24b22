/** Reads one row as typed values with its issues, by the plan that the inspection made for its file. */
import type { Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import type { Money } from '../core/money.ts';
import {
  isRefused,
  readChoice,
  readCode,
  readCurrencyCell,
  readDay,
  readEmail,
  readList,
  readMoney,
  readTaxId,
  readTerm,
  readText,
  type Read,
} from './cell.rules.ts';
import { FIELDS, OBJECTS, type FieldSpec } from './fields.rules.ts';
import { issue, type IssuePlace } from './issue.rules.ts';
import { signAmounts } from './sign.rules.ts';
import type { ColumnStyle, Field, ImportObject, IssueCode, RowIssue, SkipReason } from './table.ts';
import { isSampleNumber, isTotalWord, type Vocabulary } from './vocabulary.rules.ts';
import { CELL, FORMULA, MAX_CELL_LENGTH, type SheetRow } from './workbookTypes.ts';

export interface PlannedColumn {
  readonly index: number;
  readonly header: string;
  readonly field: Field;
  readonly style: ColumnStyle;
  readonly filled: number;
}
export interface RowPlan {
  readonly object: ImportObject;
  readonly columns: readonly PlannedColumn[];
  readonly headers: readonly string[];
  /** Cells a row must have; null for workbooks, which leave blank cells out. */
  readonly width: number | null;
  readonly defaultCurrency: string;
}

export type Value = string | Money | readonly string[];
/** Values by field; `debit`, `credit` and `direction` are among them only until they have become the amount. */
export type Draft = Map<Field, Value>;

/** A row as it was read, on its way to become a `ParsedRow` for the caller. */
export interface DraftRow {
  readonly row: number;
  readonly values: Draft;
  readonly raw: readonly string[];
  readonly issues: readonly RowIssue[];
  readonly skip?: SkipReason;
}

interface Reader extends PlannedColumn {
  readonly spec: FieldSpec;
  readonly days: Map<string, Read<Day>>;
}

const DAY_CACHE = 5_000;

/** The currency is needed before any amount can be read. */
const readersOf = (columns: readonly PlannedColumn[]): Reader[] =>
  columns.map((c) => ({ ...c, spec: FIELDS[c.field], days: new Map() })).sort((a, b) => rank(a) - rank(b));

/** The columns of a file as its rows need them. */
interface Columns {
  readonly readers: readonly Reader[];
  readonly byField: ReadonlyMap<Field, Reader>;
  /** Names the row: of a sample it begins with 示例-, of a totals line it is blank. */
  readonly key: Reader | undefined;
  readonly dated: Reader | undefined;
  readonly hasAmounts: boolean;
}

function columnsOf(columns: readonly PlannedColumn[]): Columns {
  const readers = readersOf(columns);
  const byField = new Map(readers.map((r) => [r.field, r]));
  return {
    readers,
    byField,
    key: byField.get('document_no') ?? byField.get('receipt_no') ?? byField.get('customer_no'),
    dated: byField.get('doc_on') ?? byField.get('received_on'),
    hasAmounts: readers.some((r) => r.spec.kind === 'amount'),
  };
}

/** Tells blank lines, totals and samples from documents. */
export function rowSkipper(columns: readonly PlannedColumn[]): (row: SheetRow) => SkipReason | null {
  const known = columnsOf(columns);
  return (row) => skipReason(row, known);
}

/** A reader of rows; keeps small caches, so make one per file. */
export function rowReader(plan: RowPlan): (row: SheetRow) => DraftRow {
  const columns = columnsOf(plan.columns);
  return (row) => {
    const skip = skipReason(row, columns);
    if (skip) return skippedRow(row, skip, columns.byField);
    const issues: RowIssue[] = [];
    const shape = shapeTrouble(row, plan);
    const draft: Draft = new Map();
    if (shape) return { row: row.row, values: draft, raw: row.cells, issues: [shape] };
    for (const reader of columns.readers) readInto(draft, reader, row, plan, issues);
    finish(draft, plan, columns.byField, row, issues);
    return { row: row.row, values: draft, raw: row.cells, issues };
  };
}

const rank = (reader: Reader): number => (reader.field === 'currency' ? -1 : reader.index);

export const isBlank = (cells: readonly string[]): boolean => cells.every((c) => c === '' || c.trim() === '');

const cellOf = (row: SheetRow, reader: Reader | undefined): string => (reader ? (row.cells[reader.index] ?? '') : '');

function skipReason(row: SheetRow, columns: Columns): SkipReason | null {
  if (saysNothing(row, columns) || repeatsHeading(row, columns.readers)) return 'empty';
  const number = cellOf(row, columns.key).trim();
  if (isSampleNumber(number)) return 'sample';
  return columns.hasAmounts && isTotalRow(row, number, columns) ? 'total' : null;
}

/** Blank in every column that is imported, and as wide as any row: a footer such as 制表人 in a column of no use. */
const saysNothing = (row: SheetRow, { readers }: Columns): boolean =>
  isBlank(row.cells) || (readers.length > 1 && readers.every((r) => row.cells[r.index] === ''));

/** Printed reports repeat their heading on every page. */
const repeatsHeading = (row: SheetRow, readers: readonly Reader[]): boolean =>
  readers.length > 1 && readers.every((r) => cellOf(row, r).replace(/\s+/g, ' ').trim() === r.header);

/** A totals word as the number, or in a row without number and date; or amounts and nothing else. */
function isTotalRow(row: SheetRow, number: string, { readers, key, dated }: Columns): boolean {
  if (number !== '') return isTotalWord(number);
  if (cellOf(row, dated).trim() !== '') return false;
  if (row.cells.some((cell) => cell !== '' && isTotalWord(cell))) return true;
  let amounts = 0;
  for (const reader of readers) {
    if (cellOf(row, reader).trim() === '') continue;
    if (reader.field === 'currency') continue;
    if (reader.spec.kind !== 'amount') return false;
    amounts += 1;
  }
  return amounts > 0 && key?.field === 'document_no';
}

function skippedRow(row: SheetRow, skip: SkipReason, byField: ReadonlyMap<Field, Reader>): DraftRow {
  const amount = byField.get('amount') ?? byField.get('debit');
  const place: IssuePlace = {
    row: row.row,
    severity: 'warning',
    column: amount?.header ?? '',
    field: amount?.field ?? null,
    value: amount ? (row.cells[amount.index] ?? '') : '',
  };
  const issues = skip === 'total' ? [issue('E_SPREADSHEET_TOTAL_ROW', place)] : [];
  return { row: row.row, values: new Map(), raw: row.cells, issues, skip };
}

function shapeTrouble(row: SheetRow, { width, headers }: RowPlan): RowIssue | null {
  const long = row.cells.findIndex((cell) => cell.length > MAX_CELL_LENGTH);
  if (long >= 0)
    return issue('E_CELL_TOO_LONG', { row: row.row, column: headers[long] ?? '', value: row.cells[long] ?? '' });
  const whole: IssuePlace = { row: row.row, value: row.cells.join(' | ') };
  if (row.broken === true) return issue('E_ROW_SHAPE', whole);
  if (width === null || row.cells.length === width) return null;
  return issue(row.openEnd === true && row.cells.length < width ? 'E_TRUNCATED' : 'E_ROW_SHAPE', whole);
}

function readInto(draft: Draft, reader: Reader, row: SheetRow, plan: RowPlan, issues: RowIssue[]): void {
  const text = row.cells[reader.index] ?? '';
  const marked = row.kinds?.[reader.index] ?? CELL.text;
  const place = (): IssuePlace => ({ row: row.row, column: reader.header, field: reader.field, value: text });
  if (marked >= FORMULA) {
    issues.push(issue('E_FORMULA_CELL', { ...place(), severity: text === '' ? 'error' : 'warning' }));
  }
  if (text === '' || text.trim() === '') return;
  if (reader.spec.kind === 'code' && documentKey(text) === '' && !text.includes('\0')) {
    issues.push(issue('E_TEXT_SUSPICIOUS', { ...place(), severity: 'warning' })); // invisible: no number at all
    return;
  }
  if (text.length > reader.spec.limit && reader.spec.kind !== 'amount') {
    issues.push(issue('E_CELL_TOO_LONG', place()));
    return;
  }
  if (isCut(reader, row, text)) issues.push(issue('E_TRUNCATED', place()));
  const read = readField(reader, text, marked % FORMULA, draft, plan);
  if (read === null) return;
  if (isRefused(read)) issues.push(issue(read.refused, place()));
  else {
    if (read.warning) issues.push(issue(read.warning, { ...place(), severity: 'warning' }));
    if (read.value !== null && read.value.length !== 0) draft.set(reader.field, read.value);
  }
}

/** The last cell of a file without a line end, with fewer decimals than every other value of its column. */
function isCut(reader: Reader, row: SheetRow, text: string): boolean {
  if (row.openEnd !== true || reader.index !== row.cells.length - 1 || reader.style.decimals === undefined)
    return false;
  const separator = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  return separator < 0 || text.length - separator - 1 < reader.style.decimals;
}

type AnyRead = Read<(string | readonly string[] | (Money & { readonly length?: undefined })) | null>;

function readField(reader: Reader, text: string, kind: number, draft: Draft, plan: RowPlan): AnyRead | null {
  switch (reader.spec.kind) {
    case 'amount': {
      const currency = currencyOf(draft, plan);
      return currency === null ? null : readMoney(text, kind, reader.style, currency);
    }
    case 'date':
      return cachedDay(reader, text, kind);
    case 'currency':
      return readCurrencyCell(text, kind);
    case 'code':
      return readCode(text, kind, reader.style);
    case 'email':
      return readEmail(text);
    case 'taxId':
      return readTaxId(text);
    case 'list':
      return readList(reader.field, text);
    case 'choice':
      return isVocabulary(reader.field) ? readChoice(reader.field, text) : readText(text, kind, reader.style);
    case 'text': {
      const read = readText(text, kind, reader.style);
      return reader.field === 'payment_term' && !isRefused(read) ? { ...read, value: readTerm(read.value) } : read;
    }
  }
}

const VOCABULARY_FIELDS: ReadonlySet<Field> = new Set([
  'kind',
  'direction',
  'customer_type',
  'enterprise_size',
  'preferred_language',
]);
const isVocabulary = (field: Field): field is Field & Vocabulary => VOCABULARY_FIELDS.has(field);

/** The row's currency; null when its cell could not be read, so that no amount is read in a wrong one. */
function currencyOf(draft: Draft, plan: RowPlan): string | null {
  const own = draft.get('currency');
  if (typeof own === 'string') return own;
  return hasCurrencyColumn(plan) ? null : plan.defaultCurrency;
}

/** A currency column that is blank in every row says nothing, as if it were not there. */
const hasCurrencyColumn = (plan: RowPlan): boolean => plan.columns.some((c) => c.field === 'currency' && c.filled > 0);

function cachedDay(reader: Reader, text: string, kind: number): Read<Day> {
  if (kind === CELL.error || kind === CELL.badDay) return readDay(text, kind, reader.style);
  const key = kind === CELL.number ? `#${text}` : text;
  const known = reader.days.get(key);
  if (known) return known;
  const read = readDay(text, kind, reader.style);
  if (reader.days.size < DAY_CACHE) reader.days.set(key, read);
  return read;
}

/** What only the whole row can tell: required values, signs, the order of its days. */
function finish(
  draft: Draft,
  plan: RowPlan,
  byField: ReadonlyMap<Field, Reader>,
  row: SheetRow,
  issues: RowIssue[],
): void {
  const place = (field: Field): IssuePlace => {
    const reader = byField.get(field);
    return { row: row.row, column: reader?.header ?? '', field, value: reader ? (row.cells[reader.index] ?? '') : '' };
  };
  const add = (code: IssueCode, field: Field, severity: 'error' | 'warning' = 'error'): void => {
    issues.push(issue(code, { ...place(field), severity }));
  };
  const troubled = (field: Field): boolean => issues.some((i) => i.field === field && i.severity === 'error');
  // of a customer the currency is a wish that may be blank; beside amounts it says what they are
  const priced = OBJECTS[plan.object].fields.some(isAmount);
  if (priced && hasCurrencyColumn(plan) && !draft.has('currency') && !troubled('currency'))
    add('E_MISSING_FIELD', 'currency');
  signAmounts(draft, plan.object, add);
  for (const group of OBJECTS[plan.object].required) {
    const met = group.some((alternative) => alternative.every((field) => draft.has(field)));
    const fields = group.flat();
    if (met || fields.some(troubled) || (fields.some(isAmount) && !draft.has('currency') && hasCurrencyColumn(plan)))
      continue;
    add('E_MISSING_FIELD', fields.find((field) => byField.has(field)) ?? fields[0] ?? 'note');
  }
  const before = (first: Field, second: Field): boolean => {
    const [a, b] = [draft.get(first), draft.get(second)];
    return typeof a === 'string' && typeof b === 'string' && b < a;
  };
  if (before('doc_on', 'due_on')) add('E_DATE_RANGE', 'due_on', 'warning');
  if (before('valid_from', 'valid_to')) add('E_DATE_RANGE', 'valid_to');
}

const isAmount = (field: Field): boolean => FIELDS[field].kind === 'amount';
