/** Files, batches, issues and remembered mappings of imports. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { encodeColumn } from '../platform/columns.ts';
import type { CommandContext } from '../platform/command.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { decodeJson, encodeJson } from '../platform/json.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Batch, Chosen, ImportStatus, Preview, RowsMode } from './import.rules.ts';
import type { ImportObject, Inspection, Mapping, RowIssue } from './table.ts';

/** Keeps the bytes once, however often they come. */
export async function keepFile(
  ctx: CommandContext,
  file: { name: string; sha256: Buffer; bytes: Uint8Array },
): Promise<Id> {
  const kept = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into connectors.import_file (org_id, name, sha256, size_bytes, content, uploaded_at)
    values (${ctx.orgId}, ${file.name}, ${file.sha256}, ${file.bytes.length}, ${Buffer.from(file.bytes)}, ${ctx.now})
    on conflict (org_id, sha256) do nothing returning id`,
  );
  if (kept !== undefined) return kept.id;
  const known = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    select f.id from connectors.import_file f where ${inOrg(ctx, 'f')} and f.sha256 = ${file.sha256}`,
  );
  return known?.id ?? 0n;
}

/** The import of these bytes that is pending or done, if any. */
export async function liveBatchOfFile(r: Reading, fileId: Id): Promise<Id | undefined> {
  const found = await firstRow(
    r.tx,
    sql<{ id: Id }>`
    select b.id from connectors.import_batch b
    where ${inOrg(r, 'b')} and b.file_id = ${fileId} and b.status not in ('FAILED', 'CANCELLED', 'UNDONE') order by b.id desc limit 1`,
  );
  return found?.id;
}

export interface NewBatch {
  readonly fileId: Id;
  readonly fileName: string;
  readonly auto: boolean;
  readonly repeated: boolean;
  readonly chosen: Chosen;
}

/** undefined when another upload of the same bytes came first. */
export async function insertBatch(ctx: CommandContext, batch: NewBatch): Promise<Id | undefined> {
  const inserted = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into connectors.import_batch (org_id, file_id, file_name, status, auto, repeated, chosen, created_by, created_by_label, created_at, as_of_on)
    values (${ctx.orgId}, ${batch.fileId}, ${batch.fileName}, 'INSPECTING', ${batch.auto}, ${batch.repeated}, ${encodeJson(batch.chosen)}::jsonb,
      ${ctx.actor.userId}, ${ctx.actor.label}, ${ctx.now}, ${ctx.asOf})
    on conflict (org_id, file_id) where status not in ('FAILED', 'CANCELLED', 'UNDONE') and not repeated do nothing
    returning id`,
  );
  if (inserted === undefined) return undefined;
  await sql`insert into connectors.import_progress (org_id, batch_id, touched_at) values (${ctx.orgId}, ${inserted.id}, ${ctx.now})`.execute(
    ctx.tx,
  );
  return inserted.id;
}

interface BatchRow {
  readonly id: Id;
  readonly status: ImportStatus;
  readonly auto: boolean;
  readonly object: ImportObject | null;
  readonly chosen: string;
  readonly mapping_from: Batch['mappingFrom'];
  readonly inspection: string | null;
  readonly preview: string | null;
  readonly rows_mode: RowsMode | null;
  readonly result: string | null;
  readonly error_code: string | null;
  readonly error_detail: string | null;
  readonly created_by: Id | null;
  readonly created_by_label: string;
  readonly created_at: Date;
  readonly as_of_on: Day;
  readonly finished_at: Date | null;
  readonly commit_event_id: Id | null;
  readonly undone_at: Date | null;
  readonly file_id: Id;
  readonly file_name: string;
  readonly size_bytes: bigint;
  readonly sha256: string;
}

const BATCH = sql`
  b.id, b.status, b.auto, b.object, b.chosen::text as chosen, b.mapping_from, b.inspection::text as inspection, b.preview::text as preview, b.rows_mode,
  b.result::text as result, b.error_code, b.error_detail::text as error_detail, b.created_by, b.created_by_label, b.created_at, b.as_of_on,
  b.finished_at, b.commit_event_id, b.undone_at, b.file_id, b.file_name, f.size_bytes, encode(f.sha256, 'hex') as sha256`;

const decoded = (text: string | null): unknown => (text === null ? null : decodeJson(text));

const toBatch = (row: BatchRow): Batch => ({
  id: row.id,
  status: row.status,
  auto: row.auto,
  object: row.object,
  chosen: decodeJson(row.chosen) as Chosen,
  mappingFrom: row.mapping_from,
  inspection: decoded(row.inspection) as Inspection | null,
  preview: decoded(row.preview) as Preview | null,
  rowsMode: row.rows_mode,
  result: decoded(row.result) as Preview | null,
  errorCode: row.error_code,
  errorDetail: decoded(row.error_detail) as Record<string, string> | null,
  createdBy: row.created_by,
  createdByLabel: row.created_by_label,
  createdAt: row.created_at,
  asOf: row.as_of_on,
  finishedAt: row.finished_at,
  commitEventId: row.commit_event_id,
  undoneAt: row.undone_at,
  fileId: row.file_id,
  fileName: row.file_name,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
});

const batchWhere = (r: Reading, condition: RawBuilder<unknown>): RawBuilder<BatchRow> => sql<BatchRow>`
  select ${BATCH} from connectors.import_batch b join connectors.import_file f on f.org_id = b.org_id and f.id = b.file_id
  where ${inOrg(r, 'b')} and ${condition}`;

export async function findBatch(r: Reading, id: Id): Promise<Batch | undefined> {
  const row = await firstRow(r.tx, batchWhere(r, sql`b.id = ${id}`));
  return row === undefined ? undefined : toBatch(row);
}

/** The batch, locked against every other step on it; its gauge stays free. */
export async function lockBatch(ctx: CommandContext, id: Id): Promise<Batch | undefined> {
  const row = await firstRow(ctx.tx, batchWhere(ctx, sql`b.id = ${id} for no key update of b`));
  return row === undefined ? undefined : toBatch(row);
}

/** Newest first. Inspections are left out: a list needs none. */
export const listBatches = async (
  r: Reading,
  page: { limit: number; cursor?: string | undefined },
): Promise<Batch[]> => {
  const before = page.cursor === undefined ? null : cursorNumber(decodeCursor(page.cursor, 1)[0]);
  const found = await rows(
    r.tx,
    batchWhere(r, sql`(${before}::bigint is null or b.id < ${before}) order by b.id desc limit ${page.limit + 1}`),
  );
  return found.map((row) => toBatch({ ...row, inspection: null }));
};

/** Imports at which somebody should be at work. */
export async function workingBatches(r: Reading): Promise<Id[]> {
  const found = await rows(
    r.tx,
    sql<{ id: Id }>`
      select b.id from connectors.import_batch b
      where ${inOrg(r, 'b')} and b.status in ('INSPECTING', 'CHECKING', 'COMMITTING') order by b.id`,
  );
  return found.map((b) => b.id);
}

export async function fileContent(r: Reading, fileId: Id): Promise<Buffer | undefined> {
  return (
    await firstRow(
      r.tx,
      sql<{
        content: Buffer;
      }>`select f.content from connectors.import_file f where ${inOrg(r, 'f')} and f.id = ${fileId}`,
    )
  )?.content;
}

/** Columns a step may set; undefined leaves a column as it is. */
export interface BatchChange {
  readonly status?: ImportStatus | undefined;
  readonly object?: ImportObject | null | undefined;
  readonly chosen?: Chosen | undefined;
  readonly mappingFrom?: Batch['mappingFrom'] | undefined;
  readonly inspection?: Inspection | undefined;
  readonly preview?: Preview | null | undefined;
  readonly rowsMode?: RowsMode | null | undefined;
  readonly result?: Preview | undefined;
  readonly error?: { readonly code: string; readonly detail: Readonly<Record<string, string>> } | null | undefined;
  readonly finishedAt?: Date | undefined;
  readonly commitEventId?: Id | undefined;
  readonly undone?: { readonly eventId: Id; readonly at: Date } | undefined;
}

/** Samples of a hostile file may hold NUL or half a character, which jsonb refuses: shown as ␀. */
const storable = (json: string): string =>
  json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '$1\u2400');

export async function changeBatch(ctx: CommandContext, id: Id, change: BatchChange): Promise<void> {
  const json = (value: unknown): RawBuilder<unknown> =>
    sql`${value === null ? null : storable(encodeJson(value))}::jsonb`;
  const sets = [
    change.status === undefined ? undefined : sql`status = ${change.status}`,
    change.object === undefined ? undefined : sql`object = ${change.object}`,
    change.chosen === undefined ? undefined : sql`chosen = ${json(change.chosen)}`,
    change.mappingFrom === undefined ? undefined : sql`mapping_from = ${change.mappingFrom}`,
    change.inspection === undefined ? undefined : sql`inspection = ${json(change.inspection)}`,
    change.preview === undefined ? undefined : sql`preview = ${json(change.preview)}`,
    change.rowsMode === undefined ? undefined : sql`rows_mode = ${change.rowsMode}`,
    change.result === undefined ? undefined : sql`result = ${json(change.result)}`,
    change.error === undefined
      ? undefined
      : sql`error_code = ${change.error?.code ?? null}, error_detail = ${json(change.error?.detail ?? null)}`,
    change.finishedAt === undefined ? undefined : sql`finished_at = ${change.finishedAt}`,
    change.commitEventId === undefined ? undefined : sql`commit_event_id = ${change.commitEventId}`,
    change.undone === undefined
      ? undefined
      : sql`undo_event_id = ${change.undone.eventId}, undone_at = ${change.undone.at}`,
  ].filter((set) => set !== undefined);
  await sql`update connectors.import_batch set ${sql.join(sets)} where org_id = ${ctx.orgId} and id = ${id}`.execute(
    ctx.tx,
  );
}

export async function rememberedMapping(
  r: Reading,
  fingerprint: string,
): Promise<{ object: ImportObject; mapping: Mapping; by: string } | undefined> {
  const row = await firstRow(
    r.tx,
    sql<{ object: ImportObject; mapping: string; used_by_label: string }>`
    select m.object, m.mapping::text as mapping, m.used_by_label from connectors.import_mapping m where ${inOrg(r, 'm')} and m.fingerprint = ${fingerprint}`,
  );
  return row === undefined
    ? undefined
    : { object: row.object, mapping: decodeJson(row.mapping) as Mapping, by: row.used_by_label };
}

export async function rememberMapping(
  ctx: CommandContext,
  m: { fingerprint: string; object: ImportObject; mapping: Mapping },
): Promise<void> {
  await sql`
    insert into connectors.import_mapping (org_id, fingerprint, object, mapping, used_by_label, used_at)
    values (${ctx.orgId}, ${m.fingerprint}, ${m.object}, ${encodeJson(m.mapping)}::jsonb, ${ctx.actor.label}, ${ctx.now})
    on conflict (org_id, fingerprint) do update set object = excluded.object, mapping = excluded.mapping, used_by_label = excluded.used_by_label,
      used_at = excluded.used_at`.execute(ctx.tx);
}

export async function insertIssues(
  ctx: CommandContext,
  batchId: Id,
  foundBy: 'file' | 'ledger',
  issues: readonly RowIssue[],
): Promise<void> {
  if (issues.length === 0) return;
  const column = (pick: (i: RowIssue) => string | number | null): string => encodeColumn(issues, pick);
  await sql`
    insert into connectors.import_issue (org_id, batch_id, found_by, row_no, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, ${foundBy}, * from unnest(${column((i) => i.row)}::int[], ${column((i) => i.column)}::text[],
      ${column((i) => i.field)}::text[], ${column((i) => i.value)}::text[], ${column((i) => i.code)}::text[], ${column((i) => i.severity)}::text[])`.execute(
    ctx.tx,
  );
}

export async function dropIssues(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`delete from connectors.import_issue i where i.org_id = ${ctx.orgId} and i.batch_id = ${batchId}`.execute(
    ctx.tx,
  );
}

export interface IssueRow {
  readonly id: Id;
  readonly row_no: number;
  readonly column_name: string;
  readonly field: RowIssue['field'];
  readonly value: string;
  readonly code: RowIssue['code'];
  readonly severity: RowIssue['severity'];
}

export interface IssueFilter {
  readonly severity: 'error' | 'warning' | 'any';
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** In file order; one more than the page holds when there is a next one. */
export const listIssues = (r: Reading, batchId: Id, filter: IssueFilter): Promise<IssueRow[]> => {
  const [row, id] = filter.cursor === undefined ? [-1n, 0n] : decodeCursor(filter.cursor, 2).map(cursorNumber);
  return rows(
    r.tx,
    sql<IssueRow>`
    select i.id, i.row_no, i.column_name, i.field, i.value, i.code, i.severity from connectors.import_issue i
    where ${inOrg(r, 'i')} and i.batch_id = ${batchId} and (${filter.severity} = 'any' or i.severity = ${filter.severity})
      and (i.row_no, i.id) > (${row ?? -1n}, ${id ?? 0n})
    order by i.row_no, i.id limit ${filter.limit + 1}`,
  );
};

export async function countIssues(r: Reading, batchId: Id): Promise<{ errors: number; warnings: number }> {
  const found = await firstRow(
    r.tx,
    sql<{ errors: number; warnings: number }>`
    select count(*) filter (where i.severity = 'error')::int as errors, count(*) filter (where i.severity = 'warning')::int as warnings
    from connectors.import_issue i where ${inOrg(r, 'i')} and i.batch_id = ${batchId}`,
  );
  return found ?? { errors: 0, warnings: 0 };
}

/** The company's own defaults that an import falls back on. */
export async function companyDefaults(r: Reading): Promise<{ currency: string; termDays: number }> {
  const found = await firstRow(
    r.tx,
    sql<{ currency: string; term_days: number | null }>`
    select o.currency, (o.settings ->> 'payment_term_days')::int as term_days from platform.organisation o where o.org_id = ${r.orgId}`,
  );
  return { currency: found?.currency ?? 'CNY', termDays: found?.term_days ?? DEFAULT_TERM_DAYS };
}
/** Where neither the customer nor the company says when an invoice is due. */
const DEFAULT_TERM_DAYS = 30;
