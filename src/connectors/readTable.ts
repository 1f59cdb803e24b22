/** Reads a spreadsheet: `inspectFile` says what it is, `readRows` hands out its typed rows. */
import type { InspectOptions, Inspection, ParsedRow } from './table.ts';

/** Never rejects for a bad file: look at `errors`. Rejects with AbortError when cancelled. */
export type InspectFile = (bytes: Uint8Array, fileName: string, options?: InspectOptions) => Promise<Inspection>;

/** Batches in file order, skipped rows included. @throws FileRefused; AbortError when cancelled */
export type ReadRows = (
  bytes: Uint8Array,
  fileName: string,
  inspection: Inspection,
  options?: { readonly signal?: AbortSignal },
) => AsyncIterable<ParsedRow[]>;
