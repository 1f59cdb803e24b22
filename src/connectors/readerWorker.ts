/** The process that reads a file: everything that touches untrusted bytes happens here, within its limits. */
import { assert } from '../core/errors.ts';
import { inspectSource, rowPlan } from './inspectSource.ts';
import { issue } from './issue.rules.ts';
import { MergeFiller } from './merge.rules.ts';
import { encodeRows } from './readerBatch.ts';
import type { ReaderMessage, ReaderTask } from './readerProtocol.ts';
import { rowReader, type DraftRow } from './row.rules.ts';
import { openSource } from './source.ts';
import { FileRefused, type InspectOptions, type Inspection } from './table.ts';

const BATCH_ROWS = 1_000;
/** Batches that may wait for the main process before reading pauses. */
const BATCHES_AHEAD = 4;

/** Processor time after which a file is given up, in microseconds; a busy machine does not count against it. */
const MAX_CPU = 60_000_000;
const SIGN_OF_LIFE_MS = 1_000;

const flow = { credits: BATCHES_AHEAD, wake: (): void => undefined, rows: 0 };

const send = (message: ReaderMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    assert(process.send, 'this module runs as a child process only');
    process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });

async function sendBatch(rows: readonly DraftRow[]): Promise<void> {
  while (flow.credits === 0) {
    await new Promise<void>((resolve) => {
      flow.wake = resolve;
    });
  }
  flow.credits -= 1;
  await send({ type: 'batch', batch: encodeRows(rows) });
}

async function inspect(bytes: Uint8Array, fileName: string, options: InspectOptions): Promise<void> {
  const source = await openSource(bytes, fileName, options);
  const inspection = await inspectSource(source, fileName, options, (rows) => {
    flow.rows = rows;
  });
  await send({ type: 'inspection', inspection });
}

function sourceOptions(inspection: Inspection): InspectOptions {
  const { encoding, delimiter, sheet } = inspection;
  return { ...(encoding && { encoding }), ...(delimiter && { delimiter }), ...(sheet !== null && { sheet }) };
}

async function read(bytes: Uint8Array, fileName: string, inspection: Inspection): Promise<void> {
  const reader = rowReader(rowPlan(inspection));
  const filler = new MergeFiller(
    inspection.merges.map(({ top, bottom, column }) => ({ top, bottom, left: column, right: column })),
  );
  const source = await openSource(bytes, fileName, sourceOptions(inspection));
  let batch: DraftRow[] = [];
  for await (const rows of source.rows()) {
    for (const row of rows) {
      const filled = filler.fill(row);
      if (filled.row <= inspection.headerRow) continue;
      batch.push(reader(filled));
      if (batch.length < BATCH_ROWS) continue;
      await sendBatch(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await sendBatch(batch);
  await send({ type: 'end' });
}

/** Tells that the reader lives and how far it is, and gives up a file that takes too much of the processor. */
async function tellProgress(): Promise<void> {
  const { user, system } = process.cpuUsage();
  if (user + system < MAX_CPU) return send({ type: 'progress', rows: flow.rows });
  await send({ type: 'refused', issue: issue('E_PARSER_LIMIT') });
  process.exit();
}

async function run(task: ReaderTask): Promise<void> {
  setInterval(() => void tellProgress(), SIGN_OF_LIFE_MS).unref();
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  try {
    if (task.kind === 'inspect') await inspect(bytes, task.fileName, task.options);
    else await read(bytes, task.fileName, task.inspection);
  } catch (error) {
    if (error instanceof FileRefused) await send({ type: 'refused', issue: error.issue });
    // Too deep a recursion or too long a text: the file's doing, not ours.
    else if (error instanceof RangeError) await send({ type: 'refused', issue: issue('E_PARSER_LIMIT') });
    else await send({ type: 'fault', text: error instanceof Error ? (error.stack ?? error.message) : 'unknown' });
  }
  process.disconnect();
}

// The main process is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit());
process.on('message', (message: ReaderTask | 'more') => {
  if (message === 'more') {
    flow.credits += 1;
    flow.wake();
  } else void run(message);
});
