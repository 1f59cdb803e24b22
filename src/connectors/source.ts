/** A file as rows of text, whatever its format: a CSV in any encoding, or the sheet of a workbook. */
import { setImmediate } from 'node:timers/promises';
import { CsvParser, guessDelimiter } from './csv.ts';
import { firstBreak, guessEncoding } from './encoding.rules.ts';
import { issue } from './issue.rules.ts';
import { readSheet } from './sheet.ts';
import { sniff } from './sniff.rules.ts';
import { FileRefused, type Delimiter, type Encoding, type FileFormat, type InspectOptions } from './table.ts';
import { withoutFormulaGuard } from './text.rules.ts';
import { openWorkbook } from './workbook.ts';
import { LAST_SHEET_ROW, MAX_ROWS, type MergedRange, type SheetRow, type Workbook } from './workbookTypes.ts';
import { refuse } from './zip.ts';

export interface Source {
  readonly format: FileFormat;
  readonly encoding: Encoding | null;
  readonly delimiter: Delimiter | null;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  readonly epoch1904: boolean;
  /** All rows from the first, in batches; merged ranges are pushed to `merges` by the end. @throws FileRefused */
  rows(merges?: MergedRange[]): AsyncGenerator<SheetRow[]>;
}

/** @throws FileRefused */
export async function openSource(bytes: Uint8Array, fileName: string, options: InspectOptions): Promise<Source> {
  const content = sniff(bytes, fileName);
  if (content.kind === 'refused') throw refuse(content.code, content.value);
  return content.kind === 'zip' ? workbookSource(bytes, options) : textSource(bytes, options);
}

async function workbookSource(bytes: Uint8Array, options: InspectOptions): Promise<Source> {
  const book = await openWorkbook(bytes);
  const visible = book.sheets.filter((s) => !s.hidden);
  const chosen =
    options.sheet === undefined ? await firstFilled(book, visible) : book.sheets.find((s) => s.name === options.sheet);
  if (!chosen) throw refuse('E_EMPTY_FILE', options.sheet ?? 'no visible sheet');
  return {
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    sheets: visible.map((s) => s.name),
    sheet: chosen.name,
    epoch1904: book.epoch1904,
    rows: (merges) => limited(readSheet(book, chosen, merges)),
  };
}

type Sheets = Workbook['sheets'];

/** The first visible sheet that holds anything; the first one when all are empty. */
async function firstFilled(book: Workbook, sheets: Sheets): Promise<Sheets[number] | undefined> {
  if (sheets.length < 2) return sheets[0];
  for (const sheet of sheets) {
    for await (const rows of readSheet(book, sheet)) {
      if (rows.some((r) => r.cells.length > 0)) return sheet;
    }
  }
  return sheets[0];
}

async function* limited(batches: AsyncIterable<SheetRow[]>): AsyncGenerator<SheetRow[]> {
  let filled = 0;
  for await (const batch of batches) {
    for (const row of batch) if (row.cells.length > 0) filled += 1;
    if (filled > MAX_ROWS + 100) throw refuse('E_ROW_LIMIT');
    yield batch;
  }
}

function textSource(bytes: Uint8Array, options: InspectOptions): Source {
  const guess = guessEncoding(bytes, options.encoding);
  const encoding = guess?.encoding ?? 'utf-8';
  const body = bytes.subarray(guess?.skip ?? 0);
  if (!guess) throw encodingRefusal(body, 'utf-8');
  const nul = encoding.startsWith('utf-16') ? 0 : countZeroBytes(body);
  if (nul > 20 && nul * 20 > body.length) throw refuse('E_NUL_BYTE', `${nul.toString()} bytes`);
  const sample = new TextDecoder(encoding, { ignoreBOM: true }).decode(body.subarray(0, 64 * 1024));
  const lineEnd = sample.includes('\n') ? '\n' : '\r';
  const delimiter = options.delimiter ?? guessDelimiter(sample, lineEnd);
  return {
    format: 'csv',
    encoding,
    delimiter,
    sheets: [],
    sheet: null,
    epoch1904: false,
    rows: () => textRows(body, encoding, new CsvParser(delimiter, lineEnd)),
  };
}

function countZeroBytes(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) count += 1;
  return count;
}

function encodingRefusal(body: Uint8Array, encoding: Encoding): FileRefused {
  const broken = firstBreak(body, encoding);
  return new FileRefused({ ...issue('E_ENCODING', { value: broken.sample }), row: broken.line });
}

const CHUNK = 256 * 1024;

async function* textRows(body: Uint8Array, encoding: Encoding, parser: CsvParser): AsyncGenerator<SheetRow[]> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let last: SheetRow | null = null;
  for (let at = 0; at < body.length; at += CHUNK) {
    const final = at + CHUNK >= body.length;
    let text: string;
    try {
      text = decoder.decode(body.subarray(at, at + CHUNK), { stream: !final });
    } catch (error) {
      if (error instanceof TypeError) throw encodingRefusal(body, encoding);
      throw error;
    }
    const records = parser.push(text, final);
    if (parser.unclosedRow !== null) {
      throw new FileRefused({ ...issue('E_TRUNCATED', { value: 'a quote is never closed' }), row: parser.unclosedRow });
    }
    const rows = records.map(({ row, cells, broken }): SheetRow => ({
      row,
      cells: cells.map(withoutFormulaGuard),
      kinds: null,
      broken,
    }));
    last = rows.at(-1) ?? last;
    if ((last?.row ?? 0) > LAST_SHEET_ROW) throw refuse('E_ROW_LIMIT');
    if (final && parser.openEnded && last) rows.splice(-1, 1, { ...last, openEnd: true });
    yield rows;
    // Lets the process tell that it lives: nothing else in here waits for anything.
    await setImmediate();
  }
}
