/** How imports look on the wire. */
import { z } from 'zod';
import type { Money } from '../core/money.ts';
import { toWire } from '../core/money.ts';
import { moneyShape } from '../platform/wire.ts';
import { FIELDS, IMPORT_OBJECTS, OBJECTS } from './fields.rules.ts';
import { type Batch, importActions, type Preview } from './import.rules.ts';
import type { Suggestion } from './importCustomer.store.ts';
import type { IssueRow } from './import.store.ts';
import type { Progress } from './importProgress.store.ts';
import { ISSUE_TEXTS } from './issueTexts.rules.ts';
import type { Field, ImportObject, Inspection } from './table.ts';

export const objectName = z.enum(IMPORT_OBJECTS as [ImportObject, ...ImportObject[]]);
const fieldNames = Object.keys(FIELDS) as [Field, ...Field[]];
export const fieldName = z.enum(fieldNames);
export const encodingName = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis', 'windows-1252']);
export const delimiterName = z.enum([',', ';', '\t', '|']);
const statusName = z.enum([
  'INSPECTING',
  'REVIEW',
  'CHECKING',
  'READY',
  'COMMITTING',
  'DONE',
  'DONE_PARTLY',
  'FAILED',
  'CANCELLED',
  'UNDONE',
]);

const noteShape = z.object({ code: z.string(), count: z.number().int(), detail: z.string() });
const changedShape = z.object({
  row: z.number().int(),
  subject: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});
const countsShape = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.number().int(),
  rejected: z.number().int(),
  conflicts: z.number().int(),
  errors: z.number().int(),
  warnings: z.number().int(),
  new_customers: z.number().int(),
  totals_file: z.array(moneyShape),
  totals_booked: z.array(moneyShape).describe('What the import adds'),
  totals_known: z.array(moneyShape).describe('What stands in the ledger already'),
  totals_left_out: z.array(moneyShape),
  matches: z.boolean().describe("Nothing of the file's total is left out"),
  notes: z.array(noteShape),
});

export const issueShape = z.object({
  row: z.number().int().describe('0: the whole file'),
  column: z.string(),
  field: z.string().nullable(),
  value: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  severity: z.enum(['error', 'warning']),
});

export const batchShape = z.object({
  id: z.string(),
  status: statusName,
  already_imported: z.boolean().describe('These bytes came before: this is that import, nothing was added'),
  file: z.object({
    name: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    format: z.string().nullable(),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
    header_row: z.number().int(),
  }),
  object: objectName.nullable(),
  object_confidence: z.number(),
  columns: z.array(
    z.object({
      index: z.number().int(),
      header: z.string(),
      field: z.string().nullable(),
      confidence: z.number(),
      reason: z.string(),
      samples: z.array(z.string()),
      understood: z.array(z.string()),
      filled: z.number().int(),
    }),
  ),
  fields: z.array(z.object({ field: z.string(), required: z.boolean() })),
  mapping_from: z.enum(['memory', 'detected', 'person']).nullable(),
  as_of: z.string(),
  created_by: z.string(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  undone_at: z.string().nullable(),
  progress: z.object({ done: z.number().int(), total: z.number().int(), cancel_wanted: z.boolean() }),
  preview: countsShape
    .extend({
      customer_suggestions: z.array(
        z.object({
          customer_no: z.string(),
          name: z.string(),
          existing: z.object({ id: z.string(), customer_no: z.string() }),
        }),
      ),
      changed: z.array(changedShape),
    })
    .nullable(),
  result: countsShape.nullable(),
  rows_mode: z.enum(['all', 'valid']).nullable(),
  file_issues: z.array(issueShape).describe('What is wrong with the file as a whole'),
  errors_total: z.number().int(),
  warnings_total: z.number().int(),
  error: z.object({ code: z.string(), detail: z.record(z.string(), z.string()) }).nullable(),
  can: z.record(z.string(), z.union([z.literal(true), z.string()])),
});

export const batchSummaryShape = z.object({
  id: z.string(),
  status: statusName,
  file_name: z.string(),
  object: objectName.nullable(),
  created_by: z.string(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  as_of: z.string(),
  result: countsShape.nullable(),
  error: z.string().nullable(),
  can: z.record(z.string(), z.union([z.literal(true), z.string()])),
});

const wire = (sums: readonly Money[]) => sums.map(toWire);

export const presentCounts = (p: Preview): z.input<typeof countsShape> => ({
  rows: p.rows,
  created: p.created,
  updated: p.updated,
  unchanged: p.unchanged,
  skipped: p.skipped,
  rejected: p.rejected,
  conflicts: p.conflicts,
  errors: p.errors,
  warnings: p.warnings,
  new_customers: p.newCustomers,
  totals_file: wire(p.totalsFile),
  totals_booked: wire(p.totalsBooked),
  totals_known: wire(p.totalsKnown),
  totals_left_out: wire(p.totalsLeftOut),
  matches: p.matches,
  notes: p.notes.map((n) => ({ ...n })),
});

export const presentIssue = (i: IssueRow): z.input<typeof issueShape> => {
  const [message, remedy] = ISSUE_TEXTS[i.code];
  return {
    row: i.row_no,
    column: i.column_name,
    field: i.field,
    value: i.value,
    code: i.code,
    message,
    remedy,
    severity: i.severity,
  };
};

export interface BatchParts {
  readonly batch: Batch;
  readonly progress: Progress | undefined;
  readonly fileIssues: readonly IssueRow[];
  readonly suggestions: readonly Suggestion[];
  readonly changed: readonly z.input<typeof changedShape>[];
  readonly already?: boolean;
}

const requiredFields = (object: ImportObject): ReadonlySet<Field> =>
  new Set(OBJECTS[object].required.flatMap((alternatives) => alternatives.flat()));

const fileOf = (batch: Batch, i: Inspection | null): z.input<typeof batchShape>['file'] => ({
  name: batch.fileName,
  bytes: Number.parseInt(batch.sizeBytes.toString(), 10),
  sha256: batch.sha256,
  format: i?.format ?? null,
  encoding: i?.encoding ?? null,
  delimiter: i?.delimiter ?? null,
  sheet: i?.sheet ?? null,
  sheets: [...(i?.sheets ?? [])],
  header_row: i?.headerRow ?? 0,
});

export function presentBatch(parts: BatchParts, permissions: ReadonlySet<string>): z.input<typeof batchShape> {
  const { batch, progress } = parts;
  const { inspection } = batch;
  const counts = batch.result ?? batch.preview;
  return {
    id: batch.id.toString(),
    status: batch.status,
    already_imported: parts.already ?? false,
    file: fileOf(batch, inspection),
    object: batch.object,
    object_confidence: inspection?.objectConfidence ?? 0,
    columns: (inspection?.columns ?? []).map((c) => ({
      index: c.index,
      header: c.header,
      field: c.field,
      confidence: c.confidence,
      reason: c.reason,
      samples: [...c.samples],
      understood: [...c.understood],
      filled: c.filled,
    })),
    fields:
      batch.object === null
        ? []
        : OBJECTS[batch.object].fields.map((field) => ({
            field,
            required: requiredFields(batch.object ?? 'receivables').has(field),
          })),
    mapping_from: batch.mappingFrom,
    as_of: batch.asOf,
    created_by: batch.createdByLabel,
    created_at: batch.createdAt.toISOString(),
    finished_at: batch.finishedAt?.toISOString() ?? null,
    undone_at: batch.undoneAt?.toISOString() ?? null,
    progress: {
      done: progress?.done ?? 0,
      total: progress?.total ?? 0,
      cancel_wanted: progress?.cancelWanted ?? false,
    },
    preview:
      batch.preview === null
        ? null
        : {
            ...presentCounts(batch.preview),
            changed: [...parts.changed],
            customer_suggestions: parts.suggestions.map((s) => ({
              customer_no: s.customer_no,
              name: s.name,
              existing: { id: s.existing_id.toString(), customer_no: s.existing_no },
            })),
          },
    result: batch.result === null ? null : presentCounts(batch.result),
    rows_mode: batch.rowsMode,
    file_issues: parts.fileIssues.map(presentIssue),
    errors_total: counts?.errors ?? parts.fileIssues.length,
    warnings_total: counts?.warnings ?? 0,
    error: batch.errorCode === null ? null : { code: batch.errorCode, detail: { ...batch.errorDetail } },
    can: importActions(batch, permissions),
  };
}

export const presentSummary = (batch: Batch, permissions: ReadonlySet<string>): z.input<typeof batchSummaryShape> => ({
  id: batch.id.toString(),
  status: batch.status,
  file_name: batch.fileName,
  object: batch.object,
  created_by: batch.createdByLabel,
  created_at: batch.createdAt.toISOString(),
  finished_at: batch.finishedAt?.toISOString() ?? null,
  as_of: batch.asOf,
  result: batch.result === null ? null : presentCounts(batch.result),
  error: batch.errorCode,
  can: importActions(batch, permissions),
});
