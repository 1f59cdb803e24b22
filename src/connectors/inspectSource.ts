/** Inspects an opened file: heading row, object, columns, styles, counts. Runs in the reading worker. */
import { createHash } from 'node:crypto';
import { nameKey } from '../core/documentNumber.ts';
import { headingKey } from './aliases.rules.ts';
import { isRefused, readCode, readCurrencyCell, readDay, readEmail, readDecimal, readText } from './cell.rules.ts';
import { ColumnStats } from './columnStats.rules.ts';
import {
  applyMapping,
  findHeaderRow,
  guessColumns,
  guessObject,
  HEADER_SEARCH_ROWS,
  missingFields,
  type ColumnGuess,
} from './detect.rules.ts';
import { FIELDS } from './fields.rules.ts';
import { addDateTallies, type DateTally } from './dateText.rules.ts';
import { issue, visible } from './issue.rules.ts';
import { MergeFiller } from './merge.rules.ts';
import { isBlank, rowSkipper, type RowPlan } from './row.rules.ts';
import type { Source } from './source.ts';
import { isUnsafeName } from './sniff.rules.ts';
import {
  FileRefused,
  type ColumnInspection,
  type ColumnStyle,
  type Field,
  type ImportObject,
  type Inspection,
  type InspectionNote,
  type InspectOptions,
  type RowIssue,
} from './table.ts';
import { CELL, FORMULA, MAX_COLUMNS, MAX_ROWS, type MergedRange, type SheetRow } from './workbookTypes.ts';
import { refuse } from './zip.ts';

type Progress = (rows: number) => void;

/** Key of a remembered mapping: SHA-256, hex, of the normalised headings in their order. */
export const headerFingerprint = (headings: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(headings.map(headingKey)))
    .digest('hex');

/** @throws FileRefused */
export async function inspectSource(
  source: Source,
  fileName: string,
  options: InspectOptions,
  progress: Progress,
): Promise<Inspection> {
  const merges: MergedRange[] = [];
  const first = await inspectOnce(source, fileName, options, [], merges, progress);
  const tall = merges.filter((m) => m.bottom > m.top);
  // Merged ranges stand behind the rows, so only a second look can use them.
  return tall.length > 0 ? inspectOnce(source, fileName, options, tall, [], progress) : first;
}

interface Layout {
  readonly headerRow: number;
  readonly headers: string[];
  readonly object: ImportObject | null;
  readonly confidence: number;
  readonly guesses: readonly ColumnGuess[];
}

async function inspectOnce(
  source: Source,
  fileName: string,
  options: InspectOptions,
  merges: readonly MergedRange[],
  found: MergedRange[],
  progress: Progress,
): Promise<Inspection> {
  let head: SheetRow[] = [];
  let study: Study | null = null;
  let rows = 0;
  const begin = (): Study => {
    const filler = new MergeFiller(merges);
    const begun = new Study(
      source,
      layoutOf(
        head.map((row) => filler.fill(row)),
        options,
      ),
      options,
      merges,
    );
    begun.add(head);
    head = [];
    return begun;
  };
  for await (const batch of source.rows(found)) {
    rows += batch.length;
    progress(rows);
    if (study) study.add(batch);
    else {
      head.push(...batch);
      if (head.length >= HEADER_SEARCH_ROWS) study = begin();
    }
  }
  if (!study && head.every((r) => isBlank(r.cells))) throw refuse('E_EMPTY_FILE', fileName);
  return (study ?? begin()).inspection(fileName);
}

function layoutOf(head: readonly SheetRow[], options: InspectOptions): Layout {
  const at =
    options.headerRow === undefined
      ? findHeaderRow(head.map((r) => r.cells))
      : head.findIndex((r) => r.row === options.headerRow);
  const row = head[at];
  if (!row) throw refuse('E_HEADER_MISSING', 'no heading row');
  const headers = row.cells.map((c) => c.replace(/\s+/g, ' ').trim());
  if (headers.length > MAX_COLUMNS) throw refuse('E_COLUMN_LIMIT', `${headers.length.toString()} columns`);
  const samples = head.slice(at + 1).map((r) => r.cells);
  const guess = options.object === undefined ? guessObject(headers, samples) : null;
  const object = options.object ?? guess?.object ?? null;
  const guessed = guess?.columns ?? (object ? guessColumns(headers, samples, object) : headers.map(() => NOTHING));
  const guesses = options.mapping ? applyMapping(headers, options.mapping) : guessed;
  return { headerRow: row.row, headers, object, confidence: guess?.confidence ?? (object ? 1 : 0), guesses };
}

const isAmountColumn = (guess: ColumnGuess | undefined): boolean =>
  guess?.field !== undefined && guess.field !== null && FIELDS[guess.field].kind === 'amount';

const NOTHING: ColumnGuess = { field: null, confidence: 0, reason: 'none' };

/** Collects what all rows below the heading say. */
class Study {
  readonly #source: Source;
  readonly #layout: Layout;
  readonly #defaultCurrency: string;
  readonly #merges: readonly MergedRange[];
  readonly #filler: MergeFiller;
  readonly #stats: ColumnStats[];
  readonly #skipper: ReturnType<typeof rowSkipper> | null;
  readonly #counts = new Map<string, number>();
  readonly #totals: { row: number; field: Field; amount: string; kind: number }[] = [];
  #rows = 0;

  constructor(source: Source, layout: Layout, options: InspectOptions, merges: readonly MergedRange[]) {
    this.#source = source;
    this.#layout = layout;
    this.#defaultCurrency = options.defaultCurrency ?? 'CNY';
    // An amount merged over rows stands once; filled down it would be counted for each of them.
    this.#merges = merges.filter((m) => !isAmountColumn(layout.guesses[m.left]));
    this.#filler = new MergeFiller(this.#merges);
    this.#stats = layout.guesses.map((g) => new ColumnStats(g.field ? FIELDS[g.field].kind : null));
    this.#skipper = skipperOf(layout);
  }

  add(rows: readonly SheetRow[]): void {
    for (const written of rows) {
      const row = this.#filler.fill(written);
      if (row.row < this.#layout.headerRow && !isBlank(row.cells)) this.#count('title-rows');
      if (row.row > this.#layout.headerRow) this.#addRow(row);
    }
    if (this.#rows > MAX_ROWS) throw refuse('E_ROW_LIMIT', `${this.#rows.toString()} rows`);
  }

  #count(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  #addRow(row: SheetRow): void {
    const skip = isBlank(row.cells) ? 'empty' : (this.#skipper?.(row) ?? null);
    if (skip === 'total') this.#addTotals(row);
    if (skip) {
      this.#count(skip === 'total' ? 'totals-rows' : `${skip}-rows`);
      return;
    }
    this.#rows += 1;
    const last = row.cells.length - 1;
    this.#stats.forEach((stats, index) => {
      const text = row.cells[index];
      if (text === undefined || text === '') return;
      stats.add(text, (row.kinds?.[index] ?? CELL.text) % FORMULA, row.openEnd === true && index === last);
    });
  }

  #addTotals(row: SheetRow): void {
    this.#layout.guesses.forEach(({ field }, index) => {
      const amount = row.cells[index] ?? '';
      if (field === null || FIELDS[field].kind !== 'amount' || amount.trim() === '' || this.#totals.length >= 100)
        return;
      this.#totals.push({ row: row.row, field, amount, kind: (row.kinds?.[index] ?? CELL.text) % FORMULA });
    });
  }

  inspection(fileName: string): Inspection {
    const { headers, headerRow, object, confidence, guesses } = this.#layout;
    const dates = addDateTallies(this.#stats.map((s) => s.dates));
    const columns = headers.map((header, index) => this.#column(header, index, dates));
    const errors = headingTroubles(headers, guesses, object, headerRow);
    // A single row that is no heading is a list without one, not an empty list.
    if (this.#rows === 0 && errors.every((e) => e.severity === 'warning')) throw refuse('E_EMPTY_FILE', fileName);
    if (isUnsafeName(fileName)) errors.push(issue('E_FILENAME_UNSAFE', { value: fileName, severity: 'warning' }));
    const skipped = ['totals', 'sample', 'empty'].reduce((sum, s) => sum + (this.#counts.get(`${s}-rows`) ?? 0), 0);
    return {
      format: this.#source.format,
      encoding: this.#source.encoding,
      delimiter: this.#source.delimiter,
      sheets: this.#source.sheets,
      sheet: this.#source.sheet,
      headerRow,
      headers,
      fingerprint: headerFingerprint(headers),
      object,
      objectConfidence: confidence,
      columns,
      rows: this.#rows,
      skipped,
      defaultCurrency: this.#defaultCurrency,
      merges: this.#merges.map((m) => ({ top: m.top, bottom: m.bottom, column: m.left })),
      statedTotals: this.#statedTotals(columns),
      notes: this.#notes(columns),
      errors,
    };
  }

  #column(header: string, index: number, dates: DateTally): ColumnInspection {
    const guess = this.#layout.guesses[index] ?? NOTHING;
    const stats = this.#stats[index] ?? new ColumnStats(null);
    const own = stats.style(dates);
    const style = this.#source.epoch1904 ? { ...own, epoch1904: true } : own;
    return {
      index,
      header: visible(header, 200),
      field: guess.field,
      confidence: guess.confidence,
      reason: guess.reason,
      style,
      filled: stats.filled,
      samples: stats.samples.map((s) => visible(s.text, 80)),
      understood: stats.samples.map((s) => understood(guess.field, s.text, s.kind, style)),
    };
  }

  #statedTotals(columns: readonly ColumnInspection[]): Inspection['statedTotals'] {
    return this.#totals.flatMap(({ row, field, amount, kind }) => {
      const style = columns.find((c) => c.field === field)?.style ?? {};
      const read = readDecimal(amount, kind, style);
      return isRefused(read) ? [] : [{ row, field, amount: read.value.decimal }];
    });
  }

  #notes(columns: readonly ColumnInspection[]): InspectionNote[] {
    const notes = [...this.#counts].map(([code, count]) => ({ code, count, detail: '' }));
    const note = (code: string, hit: (c: ColumnInspection) => boolean): void => {
      const hits = columns.filter(hit);
      if (hits.length > 0) notes.push({ code, count: hits.length, detail: hits.map((c) => c.header).join(', ') });
    };
    note('point-zero-dropped', (c) => c.style.dropPointZero === true);
    note('decimal-comma', (c) => c.style.decimal === ',');
    note('incoherent-amounts', (c) => c.style.coherent === false);
    note('second-choice', (c) => c.reason === 'taken');
    if (this.#merges.length > 0) notes.push({ code: 'merged-filled', count: this.#merges.length, detail: '' });
    return notes;
  }
}

function skipperOf(layout: Layout): ReturnType<typeof rowSkipper> | null {
  const columns = layout.guesses.flatMap((g, index) =>
    g.field ? [{ index, header: layout.headers[index] ?? '', field: g.field, style: {}, filled: 1 }] : [],
  );
  return columns.length === 0 ? null : rowSkipper(columns);
}

/** How a sample was read, or the class of its trouble in brackets. */
function understood(field: Field | null, text: string, kind: number, style: ColumnStyle): string {
  if (field === null) return '';
  switch (FIELDS[field].kind) {
    case 'amount': {
      const read = readDecimal(text, kind, style);
      return isRefused(read) ? `[${read.refused}]` : read.value.decimal;
    }
    case 'date':
      return shown(readDay(text, kind, style));
    case 'currency':
      return shown(readCurrencyCell(text, kind));
    case 'email':
      return shown(readEmail(text));
    case 'code':
      return shown(readCode(text, kind, style));
    case 'text':
    case 'choice':
    case 'list':
    case 'taxId':
      return shown(readText(text, kind, style));
  }
}

const shown = (read: { readonly value: string } | { readonly refused: string }): string =>
  'refused' in read ? `[${read.refused}]` : visible(read.value, 80);

function headingTroubles(
  headers: readonly string[],
  guesses: readonly ColumnGuess[],
  object: ImportObject | null,
  row: number,
): RowIssue[] {
  if (object === null) return [issue('E_HEADER_MISSING', { row, value: headers.join(', ') })];
  const present = new Set(guesses.flatMap((g) => g.field ?? []));
  const errors: RowIssue[] = [];
  const missing = missingFields(object, present);
  if (missing.length > 0)
    errors.push(issue('E_HEADER_MISSING', { row, field: missing[0] ?? null, value: missing.join(', ') }));
  const seen = new Map<string, number>();
  headers.forEach((header, index) => {
    const key = nameKey(header);
    const first = key === '' ? undefined : seen.get(key);
    seen.set(key, first ?? index);
    if (first === undefined) return;
    const used = guesses[index]?.field ?? guesses[first]?.field;
    errors.push(
      issue('E_HEADER_DUPLICATE', { row, column: header, value: header, severity: used ? 'error' : 'warning' }),
    );
  });
  const used = guesses.flatMap((g) => g.field ?? []);
  const twice = used.find((field, i) => used.indexOf(field) !== i);
  if (twice) errors.push(issue('E_HEADER_DUPLICATE', { row, field: twice, value: twice }));
  return errors;
}

/** The plan by which the rows of an inspected file are read. @throws FileRefused when the inspection refused it */
export function rowPlan(inspection: Inspection): RowPlan {
  const refusal = inspection.errors.find((e) => e.severity === 'error');
  if (refusal) throw new FileRefused(refusal);
  if (inspection.object === null) throw refuse('E_HEADER_MISSING');
  return {
    object: inspection.object,
    columns: inspection.columns.flatMap(({ index, header, field, style, filled }) =>
      field ? [{ index, header, field, style, filled }] : [],
    ),
    headers: inspection.headers,
    width: inspection.format === 'csv' ? inspection.headers.length : null,
    defaultCurrency: inspection.defaultCurrency,
  };
}
