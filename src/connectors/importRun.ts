/**
 * Takes an import as far as it goes without a person: recognise, check, book. Called by the job, the command line and
 * tests alike; safe to call twice and after a crash, because each step locks the batch and looks at its status first.
 */
import { fault, Fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from '../platform/actor.ts';
import { monotonic } from '../platform/clock.ts';
import { type Command, runCommand } from '../platform/command.ts';
import { type Db, read } from '../platform/database.ts';
import {
  bookImport,
  checkImport,
  endImport,
  type Outside,
  recheckImport,
  recordInspection,
} from './import.commands.ts';
import { type Batch, isWorking } from './import.rules.ts';
import { companyDefaults, fileContent, findBatch, rememberedMapping } from './import.store.ts';
import { reportProgress } from './importProgress.store.ts';
import { inspectFile, readRows } from './readTable.ts';
import { FileRefused, type Inspection, type InspectOptions } from './table.ts';

export interface ImportRun {
  readonly db: Db;
  /** On whose behalf; the steps are written down under this name. */
  readonly actor: Actor;
  /** Ends a step at a safe point; the import goes on at the next start. */
  readonly signal?: AbortSignal | undefined;
}

/** Ends when a person is needed, or the import has ended. Returns the batch as it stands then. */
export async function advanceImport(run: ImportRun, batchId: Id): Promise<Batch> {
  for (;;) {
    const batch = await load(run, batchId);
    if (!isWorking(batch.status)) return batch;
    try {
      await takeStep(run, batch);
    } catch (error) {
      await giveUp(run, batch, error);
    }
  }
}

async function load(run: ImportRun, batchId: Id): Promise<Batch> {
  const asOf = '1970-01-01' as Batch['asOf']; // batches are not of a day
  const batch = await read(run.db, run.actor, asOf, (r) => findBatch(r, batchId));
  if (batch === undefined) throw fault('not_found');
  return batch;
}

const act = <I, R>(run: ImportRun, batch: Batch, command: Command<I, R>, input: I): Promise<R> =>
  runCommand(run.db, command, input, { actor: run.actor, asOf: batch.asOf });

async function takeStep(run: ImportRun, batch: Batch): Promise<void> {
  const outside = outsideOf(run, batch);
  await outside.report(0, batch.inspection?.rows ?? 0);
  switch (batch.status) {
    case 'INSPECTING':
      await act(run, batch, recordInspection(await recognise(run, batch, outside)), { batchId: batch.id });
      return;
    case 'CHECKING':
      await act(run, batch, checkImport(outside), { batchId: batch.id });
      return;
    case 'COMMITTING':
      await act(run, batch, bookImport(outside), { batchId: batch.id });
      return;
    default:
      throw new Error(`an import that is ${batch.status} waits for a person`);
  }
}

/** Often enough to watch, seldom enough not to be felt. */
const GAUGE_EVERY_MS = 300;

function outsideOf(run: ImportRun, batch: Batch): Outside {
  let last = -Infinity;
  return {
    rows: (readable) => rowsOf(run, readable),
    report: async (done, total) => {
      run.signal?.throwIfAborted();
      if (monotonic() - last < GAUGE_EVERY_MS) return;
      last = monotonic();
      if (await reportProgress(run.db, run.actor, batch.id, { done, total })) throw fault('import.cancelled');
    },
  };
}

/** The file of one run: read from the database once, however many steps read it. */
const filesOfRuns = new WeakMap<ImportRun, { readonly fileId: Id; readonly bytes: Buffer }>();

async function bytesOf(run: ImportRun, batch: Batch): Promise<Buffer> {
  const held = filesOfRuns.get(run);
  if (held?.fileId === batch.fileId) return held.bytes;
  const bytes = await read(run.db, run.actor, batch.asOf, (r) => fileContent(r, batch.fileId));
  if (bytes === undefined) throw fault('not_found');
  filesOfRuns.set(run, { fileId: batch.fileId, bytes });
  return bytes;
}

async function* rowsOf(
  run: ImportRun,
  batch: Batch & { readonly inspection: Inspection },
): ReturnType<typeof readRows> {
  yield* readRows(
    await bytesOf(run, batch),
    batch.fileName,
    batch.inspection,
    run.signal === undefined ? {} : { signal: run.signal },
  );
}

/** What the file is. A heading row seen before is mapped as the last person mapped it. */
async function recognise(
  run: ImportRun,
  batch: Batch,
  outside: Outside,
): Promise<{ inspection: Inspection; mappingFrom: 'memory' | 'detected' | 'person' }> {
  const bytes = await bytesOf(run, batch);
  const { currency } = await read(run.db, run.actor, batch.asOf, companyDefaults);
  const inspect = (more: InspectOptions): Promise<Inspection> =>
    inspectFile(bytes, batch.fileName, {
      ...givenOptions(batch),
      ...more,
      defaultCurrency: currency,
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
  const inspection = await inspect({});
  await outside.report(inspection.rows, inspection.rows);
  if (batch.mappingFrom === 'person') return { inspection, mappingFrom: 'person' };
  if (batch.chosen.mapping !== undefined) return { inspection, mappingFrom: 'person' };
  const remembered =
    inspection.fingerprint === ''
      ? undefined
      : await read(run.db, run.actor, batch.asOf, (r) => rememberedMapping(r, inspection.fingerprint));
  if (remembered === undefined || (batch.chosen.object !== undefined && batch.chosen.object !== remembered.object))
    return { inspection, mappingFrom: 'detected' };
  return {
    inspection: await inspect({ object: remembered.object, mapping: remembered.mapping }),
    mappingFrom: 'memory',
  };
}

/** Only what a person chose: an absent option is recognised. */
function givenOptions({ chosen }: Batch): InspectOptions {
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined && value !== null));
}

/** Refusals end the import with a reason; a lost database or a stopping program leaves it for the next start. */
async function giveUp(run: ImportRun, batch: Batch, error: unknown): Promise<void> {
  if (run.signal?.aborted === true) throw error;
  if (error instanceof FileRefused) {
    const { code, message, remedy } = error.issue;
    await act(run, batch, endImport, {
      batchId: batch.id,
      status: 'FAILED',
      code: 'import.file_refused',
      detail: { issue: code, problem: message, remedy },
    });
    return;
  }
  if (error instanceof Fault && batch.status === 'COMMITTING' && MOVED.has(error.code)) {
    await act(run, batch, recheckImport, { batchId: batch.id, code: error.code });
    return;
  }
  if (error instanceof Fault) {
    const status = error.code === 'import.cancelled' ? 'CANCELLED' : 'FAILED';
    await act(run, batch, endImport, { batchId: batch.id, status, code: error.code, detail: {} });
    return;
  }
  if (!isConnectionLoss(error))
    await act(run, batch, endImport, { batchId: batch.id, status: 'FAILED', code: 'import.interrupted', detail: {} });
  throw error;
}

/** Somebody booked something between preview and booking: the rows are compared once more and shown. */
const MOVED: ReadonlySet<string> = new Set([
  'import.rows_wrong',
  'document.number_taken',
  'receipt.number_taken',
  'customer.number_taken',
  'allocation.exceeds_open',
]);

/** Classes 08 and 57 of SQLSTATE, and a socket that broke. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^(?:08|57)|^E[A-Z]+$/.test(code) || /Connection terminated|connection was lost/i.test(error.message);
}
