/** Rows on their way between processes, by column: a key is sent once a batch and not once a row. */
import type { ParsedRow, RowIssue, RowValues, SkipReason } from './table.ts';

export interface RowBatch {
  readonly rows: readonly number[];
  readonly raw: readonly (readonly string[])[];
  readonly fields: readonly (readonly [field: string, values: readonly unknown[]])[];
  readonly issues: readonly (readonly [index: number, issues: readonly RowIssue[]])[];
  readonly skips: readonly (readonly [index: number, skip: SkipReason])[];
}

export function encodeRows(rows: readonly ParsedRow[]): RowBatch {
  const fields = new Map<string, unknown[]>();
  const issues: [number, readonly RowIssue[]][] = [];
  const skips: [number, SkipReason][] = [];
  rows.forEach((row, index) => {
    for (const [field, value] of Object.entries(row.values)) {
      let column = fields.get(field);
      if (!column) fields.set(field, (column = Array.from({ length: rows.length }, () => null)));
      column[index] = value;
    }
    if (row.issues.length > 0) issues.push([index, row.issues]);
    if (row.skip) skips.push([index, row.skip]);
  });
  return { rows: rows.map((r) => r.row), raw: rows.map((r) => r.raw), fields: [...fields], issues, skips };
}

export function decodeRows(batch: RowBatch): ParsedRow[] {
  const issues = new Map(batch.issues);
  const skips = new Map(batch.skips);
  return batch.rows.map((row, index) => {
    // Without a prototype, and only with our own field names.
    const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [field, column] of batch.fields) if (column[index] !== null) values[field] = column[index];
    const skip = skips.get(index);
    const parsed = { row, values: values as RowValues, raw: batch.raw[index] ?? [], issues: issues.get(index) ?? [] };
    return skip ? { ...parsed, skip } : parsed;
  });
}
