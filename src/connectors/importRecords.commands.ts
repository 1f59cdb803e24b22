/** Customers, contacts, receipts and credit limits from files: page by page through the same commands a person uses. */
import type { CommandContext } from '../platform/command.ts';
import { insertIssues } from './import.store.ts';
import type { InspectionNote } from './table.ts';
import { contactRecords } from './importContacts.commands.ts';
import { insertChanges } from './importCustomer.store.ts';
import { customerRecords } from './importCustomers.commands.ts';
import type { ObjectImport, Step } from './importObject.ts';
import { type Decision, readRecord, type RecordObject, type RecordRow } from './importRecord.rules.ts';
import {
  countRecordVerdicts,
  decideRecords,
  dropStagedRecords,
  forgetRecordVerdicts,
  markRecordRepeats,
  recordsOf,
  stagedRecordCount,
  stageRecords,
  undecidedRecords,
} from './importRecord.store.ts';
import { limitRecords } from './importLimits.commands.ts';
import { receiptRecords } from './importReceipts.commands.ts';

/** What differs between the objects: how rows are judged and how a page of them is booked. */
export interface RecordKind {
  /** Which of the file's columns carries the record's key, for messages. */
  readonly keyField: 'customer_no' | 'name' | 'receipt_no';
  /** `seen` lasts for all pages of one comparison: how often a row without a key of its own came up. */
  decide(step: Step, rows: readonly RecordRow[], seen: Map<string, number>): Promise<readonly Decision[]>;
  book(step: Step, rows: readonly RecordRow[]): Promise<void>;
  /** After all pages: ties between records of the same file. */
  finish?(step: Step): Promise<void>;
  readonly changeKind?: 'customer' | 'contact';
}

const KINDS: Readonly<Record<RecordObject, RecordKind>> = {
  customers: customerRecords,
  contacts: contactRecords,
  receipts: receiptRecords,
  limits: limitRecords,
};

const PAGE = 500;

export function recordImport(object: RecordObject): ObjectImport {
  const kind = KINDS[object];
  return {
    stage: async (step, rows) => {
      const read = rows.filter((row) => row.skip === undefined).map((row) => readRecord(object, row, step));
      await stageRecords(
        step.ctx,
        step.batch.id,
        read.map((r) => r.staged),
      );
      return read.flatMap((r) => r.issues);
    },
    compare: (step) => compare(step, kind, object),
    book: (step) => book(step, kind),
    staged: stagedRecordCount,
    drop: (ctx: CommandContext, batchId) => dropStagedRecords(ctx, batchId),
  };
}

async function compare(step: Step, kind: RecordKind, object: RecordObject): ReturnType<ObjectImport['compare']> {
  const { ctx, batch } = step;
  await forgetRecordVerdicts(ctx, batch.id);
  await markRecordRepeats(ctx, batch.id, step.places.headerOf(kind.keyField));
  const seen = new Map<string, number>();
  for (let afterRow = 0; ;) {
    const page = await undecidedRecords(ctx, batch.id, { afterRow, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    afterRow = last.row;
    const decisions = await kind.decide(step, page, seen);
    await decideRecords(ctx, batch.id, decisions);
    await insertIssues(
      ctx,
      batch.id,
      'ledger',
      decisions.flatMap((d) => d.issues ?? []),
    );
  }
  const sums = await countRecordVerdicts(ctx, batch.id);
  const created = sums.filter((s) => s.verdict === 'NEW').reduce((n, s) => n + s.count, 0);
  const needsCurrency =
    (object === 'receipts' || object === 'limits') && !batch.inspection.columns.some((c) => c.field === 'currency');
  const notes: InspectionNote[] = needsCurrency
    ? [{ code: 'company-currency', count: batch.inspection.rows, detail: batch.inspection.defaultCurrency }]
    : [];
  return { sums, newCustomers: object === 'customers' ? created : 0, notes };
}

async function book(step: Step, kind: RecordKind): Promise<void> {
  const { ctx, batch } = step;
  for (let afterRow = 0; ;) {
    const page = await recordsOf(ctx, batch.id, ['NEW', 'CHANGED'], { afterRow, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    afterRow = last.row;
    await kind.book(step, page);
    const { changeKind } = kind;
    if (changeKind !== undefined) {
      const changed = page.filter((row) => row.verdict === 'CHANGED');
      await insertChanges(
        ctx,
        batch.id,
        changed.map((row) => ({
          row: row.row,
          kind: changeKind,
          subjectId: row.subjectId ?? 0n,
          before: { ...row.before },
          after: { ...row.after },
        })),
      );
    }
    await step.report(last.row, batch.inspection.rows);
  }
  await kind.finish?.(step);
}
