/** The thread that reads a file: everything that touches untrusted bytes happens here, within its limits. */
import { parentPort, workerData } from 'node:worker_threads';
import { inspectSource, rowPlan } from './inspectSource.ts';
import { MergeFiller } from './merge.rules.ts';
import type { ReaderMessage, ReaderTask } from './readerProtocol.ts';
import { rowReader } from './row.rules.ts';
import { openSource } from './source.ts';
import { FileRefused, type InspectOptions, type Inspection, type ParsedRow } from './table.ts';

const BATCH_ROWS = 500;
/** Batches that may wait for the main thread before reading pauses. */
const BATCHES_AHEAD = 4;

const port = parentPort;
if (!port) throw new Error('this module runs as a worker only');
const send = (message: ReaderMessage): void => port.postMessage(message);

let credits = BATCHES_AHEAD;
let wake: (() => void) | null = null;
port.on('message', () => {
  credits += 1;
  wake?.();
});

async function sendBatch(rows: ParsedRow[]): Promise<void> {
  while (credits === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  credits -= 1;
  send({ type: 'batch', rows });
}

async function inspect(bytes: Uint8Array, fileName: string, options: InspectOptions): Promise<void> {
  let told = 0;
  const inspection = await inspectSource(await openSource(bytes, fileName, options), fileName, options, (rows) => {
    if (rows - told < 5_000) return;
    told = rows;
    send({ type: 'progress', rows });
  });
  send({ type: 'inspection', inspection });
}

function sourceOptions(inspection: Inspection): InspectOptions {
  const { encoding, delimiter, sheet } = inspection;
  return { ...(encoding && { encoding }), ...(delimiter && { delimiter }), ...(sheet !== null && { sheet }) };
}

async function read(bytes: Uint8Array, fileName: string, inspection: Inspection): Promise<void> {
  const reader = rowReader(rowPlan(inspection));
  const filler = new MergeFiller(inspection.merges.map(({ top, bottom, column }) => ({ top, bottom, left: column, right: column })));
  const source = await openSource(bytes, fileName, sourceOptions(inspection));
  let batch: ParsedRow[] = [];
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
  send({ type: 'end' });
}

const task = workerData as ReaderTask;
try {
  if (task.kind === 'inspect') await inspect(task.bytes, task.fileName, task.options);
  else await read(task.bytes, task.fileName, task.inspection);
} catch (error) {
  if (!(error instanceof FileRefused)) throw error;
  send({ type: 'refused', issue: error.issue });
}
port.close();
