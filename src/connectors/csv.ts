/**
 * CSV, strictly (RFC 4180): a cell that opens with a quote ends with one, a record has the cells it has. Fed with
 * chunks of text and hands out records, so memory stays at one chunk. Ours, because csv-parse refuses a whole file
 * for one stray quote and reads 100,000 rows several times slower.
 */
import { issue } from './issue.rules.ts';
import { FileRefused, type Delimiter } from './table.ts';

/** Characters; twice what 200 cells of 32,767 can take. Beyond it a record is not waited for. */
const MAX_RECORD = 13_000_000;

export interface CsvRecord {
  /** 1-based; a blank line is a record too. */
  readonly row: number;
  readonly cells: string[];
  /** Text follows the closing quote of a cell: where the cell ends is a guess. */
  readonly broken: boolean;
}

interface Found {
  readonly cells: string[];
  readonly next: number;
  readonly broken: boolean;
}

export class CsvParser {
  readonly #delimiter: Delimiter;
  readonly #lineEnd: '\n' | '\r';
  #rest = '';
  /** Characters before which an unfinished record is not looked at again. */
  #enough = 0;
  #row = 1;
  #openEnded = false;
  #unclosedRow: number | null = null;

  constructor(delimiter: Delimiter, lineEnd: '\n' | '\r') {
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
  }

  /** The last record had no line end. Known after the last chunk. */
  get openEnded(): boolean {
    return this.#openEnded;
  }

  /** The record whose quote is never closed, or null. Known after the last chunk. */
  get unclosedRow(): number | null {
    return this.#unclosedRow;
  }

  /** Records completed by this chunk; the last chunk completes all. @throws FileRefused for an endless record */
  push(chunk: string, last: boolean): CsvRecord[] {
    this.#rest += chunk;
    // A record longer than a chunk is looked at again when twice as much is there: time stays linear in its length.
    if (!last && this.#rest.length < this.#enough) return [];
    const text = this.#rest;
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < text.length) {
      const found = this.#record(text, at, last);
      if (found === null) break;
      records.push({ row: this.#row, cells: found.cells, broken: found.broken });
      this.#row += 1;
      at = found.next;
    }
    this.#rest = text.slice(at);
    this.#enough = 2 * this.#rest.length;
    if (this.#rest.length > MAX_RECORD) throw new FileRefused({ ...issue('E_CELL_TOO_LONG'), row: this.#row });
    if (last && this.#rest !== '') this.#unclosedRow = this.#row;
    return records;
  }

  /** The record at `at`, or null when more text is needed to see its end. */
  #record(text: string, at: number, last: boolean): Found | null {
    const end = text.indexOf(this.#lineEnd, at);
    if (end < 0 && !last) return null;
    const line = text.slice(at, end < 0 ? text.length : end);
    if (line.includes('"')) return this.#quotedRecord(text, at, last);
    if (end < 0) this.#openEnded = true;
    const bare = line.charCodeAt(line.length - 1) === 0x0d ? line.slice(0, -1) : line;
    return { cells: bare.split(this.#delimiter), next: end < 0 ? text.length : end + 1, broken: false };
  }

  #quotedRecord(text: string, start: number, last: boolean): Found | null {
    const cells: string[] = [];
    let broken = false;
    let at = start;
    for (;;) {
      let value = '';
      if (text.charCodeAt(at) === 0x22) {
        const quoted = quotedCell(text, at + 1, last);
        if (quoted === null) return null;
        [value, at] = [quoted.value, quoted.next];
      }
      const end = this.#cellEnd(text, at);
      const tail = text.slice(at, end);
      const ended = end === text.length || text[end] === this.#lineEnd;
      if (end === text.length && !last) return null;
      const bare = ended && tail.endsWith('\r') ? tail.slice(0, -1) : tail;
      if (value !== '' && bare.trim() !== '') broken = true;
      cells.push(value + bare);
      if (!ended) {
        at = end + 1;
        continue;
      }
      if (end === text.length) this.#openEnded = true;
      return { cells, next: Math.min(end + 1, text.length), broken };
    }
  }

  #cellEnd(text: string, from: number): number {
    let i = from;
    while (i < text.length && text[i] !== this.#delimiter && text[i] !== this.#lineEnd) i += 1;
    return i;
  }
}

/** The text of a quoted cell from behind its opening quote; null when its closing quote is not in sight yet. */
function quotedCell(text: string, from: number, last: boolean): { value: string; next: number } | null {
  let doubled = false;
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 2)) {
    if (text.charCodeAt(quote + 1) === 0x22) {
      doubled = true;
      continue;
    }
    if (quote === text.length - 1 && !last) return null;
    const written = text.slice(from, quote);
    return { value: doubled ? written.replaceAll('""', '"') : written, next: quote + 1 };
  }
  return null;
}

const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

/** The separator that cuts the first lines into the most columns of equal number; a comma when none does. */
export function guessDelimiter(sample: string, lineEnd: '\n' | '\r'): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const widths = new CsvParser(delimiter, lineEnd).push(sample, true).map((r) => r.cells.length).slice(0, 100);
    const counts = new Map<number, number>();
    for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
    for (const [width, count] of counts) {
      const score = count * count * width;
      if (score > bestScore) [best, bestScore] = [delimiter, score];
    }
  }
  return best;
}
