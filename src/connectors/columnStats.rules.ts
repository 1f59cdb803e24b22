/** What all values of one column say about how it writes numbers and days. Memory per column is bounded. */
import { amountShape, amountStyle, emptyAmountTally } from './amountText.rules.ts';
import { dateShape, dateStyle, emptyDateTally, type DateShape, type DateTally } from './dateText.rules.ts';
import type { FieldKind } from './fields.rules.ts';
import type { ColumnStyle } from './table.ts';
import { CELL } from './workbookTypes.ts';

const CACHE_LIMIT = 5_000;

export class ColumnStats {
  filled = 0;
  readonly samples: { text: string; kind: number }[] = [];
  readonly #kind: FieldKind | null;
  readonly #amounts = emptyAmountTally();
  /** Shapes of the days of this column. */
  readonly dates = emptyDateTally();
  readonly #dateShapes = new Map<string, DateShape>();
  #numberCells = 0;
  #pointZero = 0;
  #texts = 0;
  #fewest = Infinity;
  #most = -1;

  constructor(kind: FieldKind | null) {
    this.#kind = kind;
  }

  add(text: string, kind: number, cut: boolean): void {
    if (text === '' || text.trim() === '') return;
    this.filled += 1;
    if (this.samples.length < 3) this.samples.push({ text, kind });
    if (this.#kind === 'amount') this.#addAmount(text, kind, cut);
    else if (this.#kind === 'date') this.#addDate(text, kind);
    else if (this.#kind === 'code') {
      this.#texts += 1;
      if (text.endsWith('.0') && /^\d+\.0$/.test(text)) this.#pointZero += 1;
    }
  }

  #addAmount(text: string, kind: number, cut: boolean): void {
    if (kind !== CELL.text) {
      this.#numberCells += 1;
      return;
    }
    this.#amounts[amountShape(text)] += 1;
    if (cut) return;
    const separator = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
    const decimals = separator < 0 ? 0 : text.length - separator - 1;
    this.#fewest = Math.min(this.#fewest, decimals);
    this.#most = Math.max(this.#most, decimals);
  }

  #addDate(text: string, kind: number): void {
    if (kind !== CELL.text) return;
    let shape = this.#dateShapes.get(text);
    if (shape === undefined) {
      shape = dateShape(text);
      if (this.#dateShapes.size < CACHE_LIMIT) this.#dateShapes.set(text, shape);
    }
    this.dates[shape] += 1;
  }

  /** `fileDates`: the shapes of the days of all columns, because a program writes its days one way. */
  style(fileDates: DateTally): ColumnStyle {
    if (this.#kind === 'amount') {
      const style = amountStyle(this.#amounts, this.#numberCells);
      return this.#fewest === this.#most && this.#most > 0 ? { ...style, decimals: this.#most } : style;
    }
    if (this.#kind === 'date') return dateStyle(this.dates, fileDates);
    return this.#kind === 'code' && this.#texts > 1 && this.#texts === this.#pointZero ? { dropPointZero: true } : {};
  }
}
