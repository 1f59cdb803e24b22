/** The steps of an import, each one transaction: upload, recognise, check, book, cancel. Undo is in importUndo.commands.ts. */
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { type Command, type CommandContext, defineCommand } from '../platform/command.ts';
import { faultPoint } from '../platform/fault.ts';
import { sha256 } from '../platform/json.ts';
import './import.errors.ts';
import {
  type Batch,
  type Chosen,
  isConfident,
  isPending,
  isWorking,
  mappingOf,
  type Preview,
  previewOf,
  refusalOf,
  type RowsMode,
} from './import.rules.ts';
import {
  changeBatch,
  countIssues,
  dropIssues,
  insertBatch,
  insertIssues,
  keepFile,
  liveBatchOfFile,
  lockBatch,
  rememberMapping,
} from './import.store.ts';
import { documentImport } from './importDocuments.commands.ts';
import { type ObjectImport, placesOf, type Step } from './importObject.ts';
import { recordImport } from './importRecords.commands.ts';
import { wantCancel } from './importProgress.store.ts';
import type { ImportObject, Inspection, ParsedRow, RowIssue } from './table.ts';

/** The job that takes an import as far as it goes without a person. */
export const IMPORT_JOB = 'connectors.import';

export interface Upload {
  readonly fileName: string;
  /** Hex; the bytes themselves stay out of the event. */
  readonly sha256: string;
  readonly chosen: Chosen;
  /** Goes on to the preview by itself when nothing needs a person. */
  readonly auto: boolean;
  /** The same bytes once more, on purpose. */
  readonly again: boolean;
  /** false when the caller itself runs the steps (the command line). */
  readonly queue: boolean;
}

export interface Uploaded {
  readonly batchId: Id;
  /** These bytes were uploaded before: this is that import, and nothing was added. */
  readonly already: boolean;
}

export const uploadImport = (bytes: Uint8Array): Command<Upload, Uploaded> =>
  defineCommand({
    name: 'connectors.upload_import',
    permission: 'imports.write',
    run: async (ctx, input: Upload): Promise<Uploaded> => {
      const digest = sha256(bytes);
      const fileId = await keepFile(ctx, { name: input.fileName, sha256: digest, bytes });
      const live = input.again ? undefined : await liveBatchOfFile(ctx, fileId);
      const { fileName, auto, again, chosen } = input;
      const made =
        live === undefined ? await insertBatch(ctx, { fileId, fileName, auto, repeated: again, chosen }) : undefined;
      const batchId = made ?? live ?? (await liveBatchOfFile(ctx, fileId));
      if (batchId === undefined) throw fault('import.already_running');
      ctx.about({
        kind: 'import',
        id: batchId,
        after: { file: input.fileName, sha256: digest.toString('hex'), already: made === undefined },
      });
      if (input.queue) await queueImport(ctx, batchId);
      return { batchId, already: made === undefined };
    },
  });

const queueImport = (ctx: CommandContext, batchId: Id): Promise<void> =>
  ctx.enqueue(IMPORT_JOB, { batch_id: batchId, user_id: ctx.actor.userId }, { key: `import-${batchId.toString()}` });

async function requireBatch(ctx: CommandContext, batchId: Id): Promise<Batch> {
  const batch = await lockBatch(ctx, batchId);
  if (batch === undefined) throw fault('not_found');
  return batch;
}

export interface Recognised {
  readonly inspection: Inspection;
  readonly mappingFrom: NonNullable<Batch['mappingFrom']>;
}

/** Keeps what the reader recognised. Goes on by itself after a person's choice, or when nothing needs a person. */
export const recordInspection = ({
  inspection,
  mappingFrom,
}: Recognised): Command<{ batchId: Id }, { status: Batch['status'] }> =>
  defineCommand({
    name: 'connectors.recognise_import',
    permission: 'imports.write',
    run: async (ctx, { batchId }) => {
      const batch = await requireBatch(ctx, batchId);
      if (batch.status !== 'INSPECTING') return { status: batch.status };
      await dropIssues(ctx, batchId);
      await insertIssues(ctx, batchId, 'file', inspection.errors);
      const refusal = refusalOf(inspection);
      const blocked = inspection.errors.some((e) => e.severity === 'error');
      const goesOn =
        !blocked && inspection.object !== null && (mappingFrom === 'person' || (batch.auto && isConfident(inspection)));
      const status = refusal !== undefined ? 'FAILED' : goesOn ? 'CHECKING' : 'REVIEW';
      await changeBatch(ctx, batchId, {
        status,
        inspection,
        mappingFrom,
        object: inspection.object,
        preview: null,
        error:
          refusal === undefined
            ? null
            : {
                code: 'import.file_refused',
                detail: { issue: refusal.code, problem: refusal.message, remedy: refusal.remedy },
              },
        finishedAt: refusal === undefined ? undefined : ctx.now,
      });
      if (mappingFrom === 'person' && inspection.object !== null && !blocked) {
        await rememberMapping(ctx, {
          fingerprint: inspection.fingerprint,
          object: inspection.object,
          mapping: mappingOf(inspection),
        });
      }
      ctx.about({ kind: 'import', id: batchId, after: { status, object: inspection.object, rows: inspection.rows } });
      return { status };
    },
  });

/** A person's choice of object, sheet, heading row, encoding and columns; the file is read again with it. */
export const chooseMapping = defineCommand({
  name: 'connectors.choose_mapping',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id; chosen: Chosen; queue: boolean }) => {
    const batch = await requireBatch(ctx, input.batchId);
    if (batch.status !== 'REVIEW' && batch.status !== 'READY')
      throw fault('import.not_in_review', { status: batch.status });
    if (batch.object !== null) await objectImport(batch.object).drop(ctx, batch.id);
    await changeBatch(ctx, batch.id, {
      status: 'INSPECTING',
      chosen: { ...batch.chosen, ...input.chosen },
      mappingFrom: 'person',
      preview: null,
      error: null,
    });
    ctx.about({ kind: 'import', id: batch.id, before: batch.chosen, after: input.chosen });
    if (input.queue) await queueImport(ctx, batch.id);
    return {};
  },
});

export const objectImport = (object: ImportObject): ObjectImport =>
  object === 'receivables' ? documentImport : recordImport(object);

/** How the steps reach what is outside their transaction: the file's rows and the gauge. */
export interface Outside {
  /** Rows of the file from the beginning; a retried transaction asks again. */
  rows(batch: Batch & { readonly inspection: Inspection }): AsyncIterable<ParsedRow[]>;
  /** @throws import.cancelled */
  report(done: number, total: number): Promise<void>;
}

interface WorkingBatch extends Batch {
  readonly inspection: Inspection;
  readonly object: ImportObject;
}
const hasInspection = (batch: Batch): batch is WorkingBatch => batch.inspection !== null && batch.object !== null;

type WorkingStep = Step & { readonly batch: WorkingBatch };

const stepOf = (ctx: CommandContext, batch: WorkingBatch, outside: Outside): WorkingStep => ({
  ctx,
  batch,
  asOf: batch.asOf,
  places: placesOf(batch.inspection),
  report: outside.report,
});

/** Reads every row into staging and compares it with the ledger. The ledger itself is not touched. */
export const checkImport = (outside: Outside): Command<{ batchId: Id }, { status: Batch['status'] }> =>
  defineCommand({
    name: 'connectors.check_import',
    permission: 'imports.write',
    run: async (ctx, { batchId }) => {
      const batch = await requireBatch(ctx, batchId);
      if (batch.status !== 'CHECKING' || !hasInspection(batch)) return { status: batch.status };
      const preview = await stageAndCompare(stepOf(ctx, batch, outside), outside);
      await changeBatch(ctx, batchId, { status: 'READY', preview });
      ctx.about({ kind: 'import', id: batchId, after: preview });
      return { status: 'READY' as const };
    },
  });

/** Beyond this many, issues are counted but not kept: nobody corrects them one by one. */
const KEPT_ISSUES = 20_000;

async function stageAndCompare(step: WorkingStep, outside: Outside): Promise<Preview> {
  const { ctx, batch } = step;
  const object = objectImport(batch.object);
  await object.drop(ctx, batch.id);
  await dropIssues(ctx, batch.id);
  await insertIssues(ctx, batch.id, 'file', batch.inspection.errors);
  let done = 0;
  let skipped = 0;
  const told = { errors: 0, warnings: 0, kept: 0 };
  for await (const rows of outside.rows(batch)) {
    const issues = [
      ...(await object.stage(step, rows)),
      ...rows.flatMap((row) => (row.skip === undefined ? [] : row.issues)),
    ];
    await keepIssues(ctx, batch.id, issues, told);
    skipped += rows.filter((row) => row.skip === 'sample' || row.skip === 'total').length;
    done += rows.length;
    await step.report(done, batch.inspection.rows + batch.inspection.skipped);
  }
  faultPoint('import.after_staging');
  return compareStaged(step, { skipped, droppedIssues: { errors: told.errors, warnings: told.warnings } });
}

async function keepIssues(
  ctx: CommandContext,
  batchId: Id,
  issues: readonly RowIssue[],
  told: { errors: number; warnings: number; kept: number },
): Promise<void> {
  const room = Math.max(0, KEPT_ISSUES - told.kept);
  const kept = issues.slice(0, room);
  await insertIssues(ctx, batchId, 'file', kept);
  told.kept += kept.length;
  for (const { severity } of issues.slice(room)) told[severity === 'error' ? 'errors' : 'warnings'] += 1;
}

interface Staged {
  readonly skipped: number;
  /** Told about the file but not kept as rows. */
  readonly droppedIssues: { readonly errors: number; readonly warnings: number };
}

async function compareStaged(step: WorkingStep, staged: Staged): Promise<Preview> {
  const { ctx, batch } = step;
  const compared = await objectImport(batch.object).compare(step);
  faultPoint('import.after_compare');
  const issues = await countIssues(ctx, batch.id);
  return previewOf({
    sums: compared.sums,
    newCustomers: compared.newCustomers,
    skippedByReader: staged.skipped,
    errors: issues.errors + staged.droppedIssues.errors,
    warnings: issues.warnings + staged.droppedIssues.warnings,
    notes: [...batch.inspection.notes, ...compared.notes],
  });
}

/** Asks for the booking; the job does it. @throws import.rows_wrong when `all` is wanted and some cannot be booked */
export const commitImport = defineCommand({
  name: 'connectors.commit_import',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id; rows: RowsMode; queue: boolean }) => {
    const batch = await requireBatch(ctx, input.batchId);
    if (batch.status === 'COMMITTING' || batch.status === 'DONE' || batch.status === 'DONE_PARTLY')
      return { status: batch.status };
    if (batch.status !== 'READY' || batch.preview === null) throw fault('import.not_ready', { status: batch.status });
    if (input.rows === 'all' && batch.preview.rejected > 0)
      throw fault('import.rows_wrong', { rejected: batch.preview.rejected });
    await changeBatch(ctx, batch.id, { status: 'COMMITTING', rowsMode: input.rows, error: null });
    ctx.about({ kind: 'import', id: batch.id, after: { rows: input.rows } });
    if (input.queue) await queueImport(ctx, batch.id);
    return { status: 'COMMITTING' as const };
  },
});

/**
 * Books everything in this one transaction, or nothing. The ledger may have moved since the preview, so the comparison is
 * made again; after a crash that emptied the staging tables the file is read again.
 */
export const bookImport = (outside: Outside): Command<{ batchId: Id }, { status: Batch['status'] }> =>
  defineCommand({
    name: 'connectors.book_import',
    permission: 'imports.write',
    run: async (ctx, { batchId }) => {
      const batch = await requireBatch(ctx, batchId);
      if (batch.status !== 'COMMITTING' || !hasInspection(batch)) return { status: batch.status };
      const step = stepOf(ctx, batch, outside);
      const object = objectImport(batch.object);
      const result = await refreshed(step, outside);
      if (batch.rowsMode === 'all' && result.rejected > 0)
        throw fault('import.rows_wrong', { rejected: result.rejected });
      await object.book(step);
      await object.drop(ctx, batchId);
      const status = result.rejected > 0 ? 'DONE_PARTLY' : 'DONE';
      await changeBatch(ctx, batchId, { status, result, finishedAt: ctx.now, commitEventId: ctx.eventId });
      ctx.about({ kind: 'import', id: batchId, after: result });
      faultPoint('import.before_commit');
      return { status };
    },
  });

async function refreshed(step: WorkingStep, outside: Outside): Promise<Preview> {
  const { ctx, batch } = step;
  const expected = batch.preview === null ? -1 : batch.inspection.rows;
  const staged = await objectImport(batch.object).staged(ctx, batch.id);
  if (staged !== expected || batch.preview === null) return stageAndCompare(step, outside);
  const before = await countIssues(ctx, batch.id);
  const unkept = { errors: batch.preview.errors - before.errors, warnings: batch.preview.warnings - before.warnings };
  const skipped = batch.preview.rows - staged;
  return compareStaged(step, { skipped, droppedIssues: unkept });
}

/** Back to the check after the ledger moved between preview and booking: a person sees the new preview first. */
export const recheckImport = defineCommand({
  name: 'connectors.recheck_import',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id; code: string }) => {
    const batch = await requireBatch(ctx, input.batchId);
    if (batch.status === 'COMMITTING')
      await changeBatch(ctx, batch.id, { status: 'CHECKING', error: { code: input.code, detail: {} } });
    ctx.about({ kind: 'import', id: batch.id, after: { code: input.code } });
    return {};
  },
});

/** Queues the job of an import that was left in the middle. Safe to repeat: the job's key is the import's. */
export const resumeImport = defineCommand({
  name: 'connectors.resume_import',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id }) => {
    const batch = await requireBatch(ctx, input.batchId);
    ctx.about({ kind: 'import', id: batch.id, after: { status: batch.status } });
    if (isWorking(batch.status)) await queueImport(ctx, batch.id);
    return {};
  },
});

/** Ends an import that booked nothing. */
export const endImport = defineCommand({
  name: 'connectors.end_import',
  permission: 'imports.write',
  run: async (
    ctx,
    input: { batchId: Id; status: 'FAILED' | 'CANCELLED'; code: string; detail: Record<string, string> },
  ) => {
    const batch = await requireBatch(ctx, input.batchId);
    if (!isPending(batch.status)) return {};
    await leave(ctx, batch, input);
    return {};
  },
});

/** Cancels: at once when nobody works on it, else the running step stops at its next chunk and rolls back. */
export const cancelImport = defineCommand({
  name: 'connectors.cancel_import',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id; working: boolean; queue?: boolean }) => {
    if (input.working) {
      await wantCancel(ctx, input.batchId);
      // a step that nobody works on any more is taken up by the job, which ends it
      if (input.queue === true) await queueImport(ctx, input.batchId);
      ctx.about({ kind: 'import', id: input.batchId, after: { cancel: 'wanted' } });
      return {};
    }
    const batch = await requireBatch(ctx, input.batchId);
    if (!isPending(batch.status) || isWorking(batch.status))
      throw fault('import.not_cancellable', { status: batch.status });
    await leave(ctx, batch, { status: 'CANCELLED', code: 'import.cancelled', detail: {} });
    return {};
  },
});

async function leave(
  ctx: CommandContext,
  batch: Batch,
  end: { status: 'FAILED' | 'CANCELLED'; code: string; detail: Record<string, string> },
): Promise<void> {
  if (batch.object !== null) await objectImport(batch.object).drop(ctx, batch.id);
  await changeBatch(ctx, batch.id, {
    status: end.status,
    error: { code: end.code, detail: end.detail },
    finishedAt: ctx.now,
  });
  ctx.about({ kind: 'import', id: batch.id, after: { status: end.status, code: end.code, ...end.detail } });
}
