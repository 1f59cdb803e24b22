/** Cells merged downwards: the first value counts for every row of the range. */
import { CELL, type MergedRange, type SheetRow } from './workbookTypes.ts';

interface Held {
  readonly bottom: number;
  readonly text: string;
  readonly kind: number;
}

export class MergeFiller {
  readonly #starts = new Map<number, MergedRange[]>();
  readonly #held = new Map<number, Held>();

  constructor(merges: readonly MergedRange[]) {
    for (const merge of merges) this.#starts.set(merge.top, [...(this.#starts.get(merge.top) ?? []), merge]);
  }

  /** The row with the values of ranges that reach into it. Rows must come in order. */
  fill(row: SheetRow): SheetRow {
    if (this.#starts.size === 0) return row;
    let cells = row.cells;
    let kinds = row.kinds;
    for (const [column, held] of this.#held) {
      if (held.bottom < row.row) this.#held.delete(column);
      else if ((cells[column] ?? '') === '') {
        cells = padded(cells, column, '');
        kinds = padded(kinds ?? cells.map(() => CELL.text), column, CELL.text);
        cells[column] = held.text;
        kinds = kinds.map((k, i) => (i === column ? held.kind : k));
      }
    }
    for (const merge of this.#starts.get(row.row) ?? []) {
      const kind = row.kinds?.[merge.left] ?? CELL.text;
      this.#held.set(merge.left, { bottom: merge.bottom, text: row.cells[merge.left] ?? '', kind });
    }
    return { ...row, cells, kinds };
  }
}

const padded = <T>(list: readonly T[], column: number, blank: T): T[] => {
  const copy = [...list];
  while (copy.length <= column) copy.push(blank);
  return copy;
};
