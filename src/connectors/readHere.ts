/** The readers without their process, for tests of what they read; the process has tests of its own. */
import { inspectSource, rowPlan } from './inspectSource.ts';
import { MergeFiller } from './merge.rules.ts';
import { decodeRows, encodeRows } from './readerBatch.ts';
import { rowReader, type DraftRow } from './row.rules.ts';
import { openSource } from './source.ts';
import { FileRefused, type Inspection, type InspectOptions, type IssueCode, type ParsedRow } from './table.ts';

/** @throws FileRefused */
export const inspectHere = async (
  bytes: Uint8Array,
  fileName: string,
  options: InspectOptions = {},
): Promise<Inspection> =>
  inspectSource(await openSource(bytes, fileName, options), fileName, options, () => undefined);

export interface ReadHere {
  readonly inspection: Inspection;
  readonly rows: readonly ParsedRow[];
}

/** @throws FileRefused */
export async function readHere(bytes: Uint8Array, fileName: string, options: InspectOptions = {}): Promise<ReadHere> {
  const inspection = await inspectHere(bytes, fileName, options);
  const reader = rowReader(rowPlan(inspection));
  const filler = new MergeFiller(
    inspection.merges.map(({ top, bottom, column }) => ({ top, bottom, left: column, right: column })),
  );
  const rows: DraftRow[] = [];
  for await (const batch of (await openSource(bytes, fileName, options)).rows()) {
    for (const row of batch) {
      const filled = filler.fill(row);
      if (filled.row > inspection.headerRow) rows.push(reader(filled));
    }
  }
  return { inspection, rows: decodeRows(encodeRows(rows)) };
}

/** The class by which a file is refused as a whole, or null. */
export async function refusalHere(
  bytes: Uint8Array,
  fileName: string,
  options: InspectOptions = {},
): Promise<IssueCode | null> {
  try {
    const { inspection } = await readHere(bytes, fileName, options);
    return inspection.errors.find((e) => e.severity === 'error')?.code ?? null;
  } catch (error) {
    if (error instanceof FileRefused) return error.issue.code;
    throw error;
  }
}
