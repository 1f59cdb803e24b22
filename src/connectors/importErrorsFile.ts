/** The wrong rows of an import as a workbook: the columns as they came, what is wrong, what to do. Corrected, it can be uploaded. */
import type { Batch } from './import.rules.ts';
import type { IssueRow } from './import.store.ts';
import { type ExportCell, writeXlsx } from './exportTable.ts';
import { issueWording } from './issueChinese.rules.ts';
import { readRows } from './readTable.ts';
import type { Inspection } from './table.ts';

type Language = 'zh-CN' | 'zh-TW' | 'en';

/** The last three columns are ours; their headings are known to nobody's alias dictionary, so they are left out when the file comes back. */
const HEADINGS: Readonly<Record<Language, readonly [sheet: string, row: string, problem: string, remedy: string]>> = {
  'zh-CN': ['未导入的行', '〔原行号〕', '〔问题〕', '〔处理办法〕'],
  'zh-TW': ['未匯入的資料列', '〔原列號〕', '〔問題〕', '〔處理方式〕'],
  en: ['Rows not imported', '[row in file]', '[problem]', '[what to do]'],
};

export async function errorsWorkbook(
  batch: Batch,
  bytes: Uint8Array,
  issues: readonly IssueRow[],
  language: Language,
): Promise<Uint8Array> {
  const [sheet, rowHeading, problem, remedy] = HEADINGS[language];
  const byRow = new Map<number, IssueRow[]>();
  for (const found of issues) byRow.set(found.row_no, [...(byRow.get(found.row_no) ?? []), found]);
  const { inspection } = batch;
  const readable = inspection !== null && inspection.errors.every((e) => e.severity !== 'error');
  const cells = readable ? await cellsOf(batch, bytes, inspection, byRow) : new Map<number, readonly string[]>();
  const width = readable ? inspection.headers.length : 0;
  const rows = [...byRow]
    .sort(([a], [b]) => a - b)
    .map(([row, found]): ExportCell[] => [
      ...Array.from({ length: width }, (_, i) => cells.get(row)?.[i] ?? ''),
      row,
      found.map((f) => told(f, language)).join('\n'),
      [...new Set(found.map((f) => issueWording(f.code, language)[1]))].join('\n'),
    ]);
  return writeXlsx([
    { name: sheet, header: [...(readable ? inspection.headers : []), rowHeading, problem, remedy], rows },
  ]);
}

const told = (found: IssueRow, language: Language): string => {
  const [message] = issueWording(found.code, language);
  const place = [found.column_name, found.value].filter((t) => t !== '').join(': ');
  return place === '' ? message : `${place} — ${message}`;
};

async function cellsOf(
  batch: Batch,
  bytes: Uint8Array,
  inspection: Inspection,
  wanted: ReadonlyMap<number, unknown>,
): Promise<Map<number, readonly string[]>> {
  const cells = new Map<number, readonly string[]>();
  for await (const rows of readRows(bytes, batch.fileName, inspection)) {
    for (const row of rows) if (wanted.has(row.row)) cells.set(row.row, row.raw);
  }
  return cells;
}
