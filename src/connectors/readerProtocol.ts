/** Messages between the main thread and the reading thread. */
import type { InspectOptions, Inspection, ParsedRow, RowIssue } from './table.ts';

export type ReaderTask =
  | { readonly kind: 'inspect'; readonly bytes: Uint8Array; readonly fileName: string; readonly options: InspectOptions }
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly fileName: string; readonly inspection: Inspection };

/** The main thread answers each `batch` with one empty message when it has taken it. */
export type ReaderMessage =
  | { readonly type: 'progress'; readonly rows: number }
  | { readonly type: 'inspection'; readonly inspection: Inspection }
  | { readonly type: 'batch'; readonly rows: ParsedRow[] }
  | { readonly type: 'end' }
  | { readonly type: 'refused'; readonly issue: RowIssue };
