/** One act of the product as a process of its own, to be killed at a place of the test's choosing. Says what was acknowledged. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { systemActor } from '../../src/access/caller.store.ts';
import { postReceipt } from '../../src/cash/cash.commands.ts';
import { commitImport, uploadImport } from '../../src/connectors/import.commands.ts';
import { advanceImport } from '../../src/connectors/importRun.ts';
import { day } from '../../src/core/day.ts';
import { runCommand } from '../../src/platform/command.ts';
import { openDb, type Db } from '../../src/platform/database.ts';
import { sha256 } from '../../src/platform/json.ts';

export interface Act {
  readonly config: pg.ClientConfig;
  readonly orgId: string;
  readonly asOf: string;
  readonly key: string;
  /** A ledger to import … */
  readonly file?: string;
  /** … or a receipt to post and set against a receivable. */
  readonly receipt?: { customerId: string; receivableId: string; minor: string };
}

const act = JSON.parse(process.argv[2] ?? '{}') as Act;
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function importLedger(db: Db, file: string): Promise<void> {
  const actor = systemActor(BigInt(act.orgId), 'cli', 'fault test');
  const run = { db, actor };
  const options = { actor, asOf: day(act.asOf) };
  const bytes = readFileSync(file);
  const { batchId } = await runCommand(db, uploadImport(bytes), {
    fileName: path.basename(file), sha256: sha256(bytes).toString('hex'), chosen: {}, auto: true, again: false, queue: false,
  }, options);
  const checked = await advanceImport(run, batchId);
  if (checked.status === 'READY') await runCommand(db, commitImport, { batchId, rows: 'all', queue: false }, options);
  const ended = await advanceImport(run, batchId);
  say({ acknowledged: ended.status, batch: batchId.toString() });
}

async function takeMoney(db: Db, receipt: NonNullable<Act['receipt']>): Promise<void> {
  const actor = systemActor(BigInt(act.orgId), 'cli', 'fault test');
  const minor = BigInt(receipt.minor);
  const done = await runCommand(db, postReceipt, {
    customerId: BigInt(receipt.customerId), receivedOn: day(act.asOf), amountMinor: minor, currency: 'CNY',
    allocate: { mode: 'MANUAL', lines: [{ receivableId: BigInt(receipt.receivableId), amountMinor: minor }] },
  }, { actor, asOf: day(act.asOf), idempotencyKey: act.key });
  say({ acknowledged: done.receiptId.toString() });
}

const db = openDb(act.config, { max: 3, onError: () => undefined });
try {
  if (act.file !== undefined) await importLedger(db, act.file);
  if (act.receipt !== undefined) await takeMoney(db, act.receipt);
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
} finally {
  await db.close();
}
