/**
 * Reads a spreadsheet: `inspectFile` says what it is, `readRows` hands out its typed rows. Both work in a process of
 * their own with limits of memory and time; a file that kills or stalls it is refused with E_PARSER_LIMIT, and the
 * main process never parses a byte of it.
 */
import { ReaderProcess, type ReadLimits } from './readerProcess.ts';
import { FileRefused, type Inspection, type InspectOptions, type ParsedRow, type RowIssue } from './table.ts';

export type ReadOptions = ReadLimits & { readonly signal?: AbortSignal };

/** Never rejects for a bad file: look at `errors`. @throws the signal's reason when cancelled */
export async function inspectFile(
  bytes: Uint8Array,
  fileName: string,
  options: InspectOptions = {},
  limits: ReadLimits = {},
): Promise<Inspection> {
  const { signal, onProgress, ...rest } = options;
  const reader = new ReaderProcess({ kind: 'inspect', fileName, options: rest }, bytes, limits, signal);
  try {
    for (;;) {
      const message = await reader.next();
      if (message.type === 'inspection') return message.inspection;
      if (message.type === 'progress') onProgress?.(message.rows);
    }
  } catch (error) {
    if (error instanceof FileRefused) return refusedInspection(error.issue, options);
    throw error;
  } finally {
    reader.close();
  }
}

/** Batches in file order, skipped rows included. @throws FileRefused; the signal's reason when cancelled */
export async function* readRows(
  bytes: Uint8Array,
  fileName: string,
  inspection: Inspection,
  options: ReadOptions = {},
): AsyncGenerator<ParsedRow[], void, undefined> {
  const refusal = inspection.errors.find((e) => e.severity === 'error');
  if (refusal) throw new FileRefused(refusal);
  const reader = new ReaderProcess({ kind: 'read', fileName, inspection }, bytes, options, options.signal);
  try {
    for (;;) {
      const message = await reader.next();
      if (message.type === 'end') return;
      if (message.type !== 'batch') continue;
      yield reader.take(message);
    }
  } finally {
    reader.close();
  }
}

const refusedInspection = (issue: RowIssue, options: InspectOptions): Inspection => ({
  format: null, encoding: null, delimiter: null, sheets: [], sheet: null, headerRow: 0, headers: [], fingerprint: '',
  object: options.object ?? null, objectConfidence: 0, columns: [], rows: 0, skipped: 0,
  defaultCurrency: options.defaultCurrency ?? 'CNY', merges: [], statedTotals: [], notes: [], errors: [issue],
});
