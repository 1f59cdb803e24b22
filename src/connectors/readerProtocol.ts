/** Messages between the main process and the reading process; the bytes of the file come through its input. */
import type { RowBatch } from './readerBatch.ts';
import type { InspectOptions, Inspection, RowIssue } from './table.ts';

export type ReaderTask =
  | { readonly kind: 'inspect'; readonly fileName: string; readonly options: InspectOptions }
  | { readonly kind: 'read'; readonly fileName: string; readonly inspection: Inspection };

/** The main process answers each `batch` with the word `more` when it has taken it. */
export type ReaderMessage =
  | { readonly type: 'progress'; readonly rows: number }
  | { readonly type: 'inspection'; readonly inspection: Inspection }
  | { readonly type: 'batch'; readonly batch: RowBatch }
  | { readonly type: 'end' }
  | { readonly type: 'refused'; readonly issue: RowIssue }
  | { readonly type: 'fault'; readonly text: string };
