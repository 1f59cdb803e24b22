/** The rows of one sheet, in batches: memory is one batch, whatever the sheet's size. */
import { exactNumber } from './amountText.rules.ts';
import { serialDay } from './excelDate.rules.ts';
import { XmlReader, type Attributes, type XmlHandler } from './xml.ts';
import {
  CELL,
  FORMULA,
  LAST_SHEET_ROW,
  MAX_CELL_LENGTH,
  MAX_COLUMNS,
  unescaped,
  type MergedRange,
  type SheetRow,
  type Workbook,
  type WorkbookSheet,
} from './workbookTypes.ts';
import { refuse } from './zip.ts';

const MAX_MERGES = 20_000;
const MAX_BLANK_ROWS = 1_000;

/** Batches of rows as chunks complete them; the merged ranges stand behind the rows and are told at the end. */
export async function* readSheet(
  book: Workbook,
  sheet: WorkbookSheet,
  merges?: MergedRange[],
): AsyncGenerator<SheetRow[]> {
  const rows = new RowBuilder(book, merges ?? []);
  const reader = new XmlReader(sheet.part, rows);
  for await (const chunk of book.archive.read(sheet.part)) {
    reader.write(chunk);
    if (rows.ready.length > 0) yield rows.ready.splice(0);
  }
  reader.end();
  if (rows.ready.length > 0) yield rows.ready.splice(0);
}

/** `B` of `B12` is 1; -1 when the address is not one. */
export function columnOf(address: string): number {
  let column = 0;
  let i = 0;
  for (; i < address.length; i += 1) {
    const unit = address.charCodeAt(i);
    if (unit < 65 || unit > 90) break;
    column = column * 26 + (unit - 64);
  }
  return i > 0 && i <= 3 && i < address.length ? column - 1 : -1;
}

class RowBuilder implements XmlHandler {
  readonly ready: SheetRow[] = [];
  readonly #book: Workbook;
  readonly #merges: MergedRange[];
  readonly #days = new Map<string, string | null>();
  #row = 0;
  #blankRows = 0;
  #cells: string[] = [];
  #kinds: number[] = [];
  #typed = false;
  #column = -1;
  #type = '';
  #style = 0;
  #formula = false;
  #value = '';
  #inline = '';
  #target: 'value' | 'inline' | null = null;
  #phonetic = false;

  constructor(book: Workbook, merges: MergedRange[]) {
    this.#book = book;
    this.#merges = merges;
  }

  open(name: string, a: Attributes): void {
    switch (name) {
      case 'c':
        return this.#openCell(a);
      case 'v':
        if (this.#value !== '') throw refuse('E_ARCHIVE_CORRUPT', `row ${this.#row.toString()}: a cell with two values`);
        this.#target = 'value';
        return;
      case 't':
        if (!this.#phonetic && this.#type === 'inlineStr') this.#target = 'inline';
        return;
      case 'f':
        this.#formula = true;
        return;
      case 'rPh':
        this.#phonetic = true;
        return;
      case 'row':
        return this.#openRow(a['r']);
      case 'mergeCell':
        return this.#merge(a['ref'] ?? '');
      default:
        return;
    }
  }

  close(name: string): void {
    if (name === 'c') this.#closeCell();
    else if (name === 'v' || name === 't') this.#target = null;
    else if (name === 'rPh') this.#phonetic = false;
    else if (name === 'row') this.#closeRow();
  }

  text(piece: string): void {
    if (this.#target === 'value') this.#value += piece;
    else if (this.#target === 'inline') this.#inline += piece;
    else return;
    if (this.#value.length > MAX_CELL_LENGTH || this.#inline.length > MAX_CELL_LENGTH) {
      throw refuse('E_CELL_TOO_LONG', `${this.#row.toString()}: ${(this.#value + this.#inline).slice(0, 40)}`);
    }
  }

  #openRow(address: string | undefined): void {
    const row =
      address === undefined ? this.#row + 1 : /^\d{1,7}$/.test(address) ? parseInt(address, 10) : LAST_SHEET_ROW + 1;
    if (row > LAST_SHEET_ROW || row < 1) throw refuse('E_ROW_LIMIT', address ?? '');
    if (row <= this.#row) throw refuse('E_ARCHIVE_CORRUPT', `row ${row.toString()} twice`);
    this.#row = row;
    this.#cells = [];
    this.#kinds = [];
    this.#typed = false;
    this.#column = -1;
  }

  #openCell(a: Attributes): void {
    const address = a['r'];
    const column = address === undefined ? this.#column + 1 : columnOf(address);
    if (
      address !== undefined &&
      (column < 0 || address.slice(column < 26 ? 1 : column < 702 ? 2 : 3) !== this.#row.toString())
    ) {
      throw refuse('E_ARCHIVE_CORRUPT', `cell ${address} in row ${this.#row.toString()}`);
    }
    if (column <= this.#column) throw refuse('E_ARCHIVE_CORRUPT', `cell ${address ?? ''} twice`);
    this.#column = column;
    this.#type = a['t'] ?? 'n';
    const style = a['s'];
    this.#style = style === undefined ? 0 : parseInt(style, 10);
    this.#formula = false;
    this.#value = '';
    this.#inline = '';
  }

  #closeCell(): void {
    const [text, kind] = this.#read();
    if (text === '' && !this.#formula) return;
    if (this.#column >= MAX_COLUMNS) throw refuse('E_COLUMN_LIMIT', `row ${this.#row.toString()}`);
    while (this.#cells.length < this.#column) {
      this.#cells.push('');
      this.#kinds.push(CELL.text);
    }
    const marked = this.#formula ? kind + FORMULA : kind;
    if (marked !== CELL.text) this.#typed = true;
    this.#cells.push(text);
    this.#kinds.push(marked);
  }

  #read(): [text: string, kind: number] {
    switch (this.#type) {
      case 's':
        return [this.#sharedText(), CELL.text];
      case 'inlineStr':
        return [unescaped(this.#inline), CELL.text];
      case 'str':
        return [unescaped(this.#value), CELL.text];
      case 'b':
        return [this.#value.trim() === '1' ? 'TRUE' : this.#value === '' ? '' : 'FALSE', CELL.flag];
      case 'e':
        return [this.#value === '' ? '#N/A' : this.#value, CELL.error];
      case 'd':
        return [this.#value.slice(0, 10), CELL.text];
      default:
        return this.#value === '' ? ['', CELL.text] : this.#number();
    }
  }

  #sharedText(): string {
    const text = /^\d{1,9}$/.test(this.#value) ? this.#book.texts[parseInt(this.#value, 10)] : undefined;
    if (text === undefined)
      throw refuse('E_ARCHIVE_CORRUPT', `row ${this.#row.toString()}: no shared text ${this.#value}`);
    return text;
  }

  #number(): [text: string, kind: number] {
    const format = this.#book.formats[this.#style];
    if (format?.day === true) {
      const day = this.#day(this.#value);
      return day === null ? [this.#value, CELL.badDay] : [day, CELL.day];
    }
    const padded = format !== undefined && format.zeros > 0 && /^\d+$/.test(this.#value);
    return [padded ? this.#value.padStart(format.zeros, '0') : this.#value, CELL.number];
  }

  #day(serial: string): string | null {
    const known = this.#days.get(serial);
    if (known !== undefined) return known;
    const number = exactNumber(serial);
    const day = number === null || number.negative ? null : serialDay(number.decimal, this.#book.epoch1904);
    if (this.#days.size < 10_000) this.#days.set(serial, day);
    return day;
  }

  /** Sheets are often formatted far below their data: after a thousand blank rows the rest is not handed out. */
  #closeRow(): void {
    if (this.#cells.length === 0) this.#blankRows += 1;
    if (this.#cells.length === 0 && this.#blankRows > MAX_BLANK_ROWS) return;
    this.ready.push({ row: this.#row, cells: this.#cells, kinds: this.#typed ? this.#kinds : null });
  }

  #merge(reference: string): void {
    const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(reference);
    if (!match || this.#merges.length >= MAX_MERGES) return;
    const [, left = '', top = '', right = '', bottom = ''] = match;
    this.#merges.push({
      top: parseInt(top, 10),
      left: columnOf(`${left}1`),
      bottom: parseInt(bottom, 10),
      right: columnOf(`${right}1`),
    });
  }
}
