/** Receivables files: open ledgers and paid history. Set-based from end to end; memory does not grow with the file. */
import type { Id } from '../core/ids.ts';
import { applyAllocations } from '../cash/allocation.commands.ts';
import { insertReceiptsFrom } from '../cash/bulk.store.ts';
import { applyReceipts } from '../cash/cash.commands.ts';
import { applyContacts } from '../parties/contact.commands.ts';
import { applyCustomerRevival, applyCustomers } from '../parties/parties.commands.ts';
import type { CommandContext } from '../platform/command.ts';
import { faultPoint } from '../platform/fault.ts';
import {
  analyzeLedger,
  changeTexts,
  insertCreditsFrom,
  insertDocumentsFrom,
  insertPostingsFrom,
  insertReceivablesFrom,
} from '../receivables/bulk.store.ts';
import { companyDefaults } from './import.store.ts';
import {
  type ChangedDocument,
  changedDocuments,
  countNewCustomers,
  countVerdicts,
  dropStagedDocuments,
  isCompared,
  gatherInstalments,
  judgeDocuments,
  markBrokenInstalments,
  markRepeats,
  resolveNewCustomers,
  settleReceiptNumbers,
  stagedCount,
  stageDocuments,
  tellFindings,
  type UnknownCustomer,
  unknownCustomers,
  type VerdictCount,
  withPlansForMany,
} from './importDocument.store.ts';
import { creditsOf, documentsOf, postingsOf, receiptsOf, receivablesOf } from './importBooking.store.ts';
import {
  archivedCustomers,
  insertChanges,
  lastStagedRow,
  missingContacts,
  ownersByName,
} from './importCustomer.store.ts';
import type { Compared, ObjectImport, Step } from './importObject.ts';
import { beforeAndAfter, readReceivable } from './importReceivable.rules.ts';
import type { InspectionNote } from './table.ts';

/** Rows booked by one round of statements. */
const CHUNK = 10_000;
/** From so many rows on the planner is told at once what the ledger holds. */
const LARGE = 1_000;
/** Records handled in memory at a time. */
const PAGE = 1_000;

export const documentImport: ObjectImport = {
  stage: async (step, rows) => {
    const read = rows.filter((row) => row.skip === undefined).map((row) => readReceivable(row, step));
    await stageDocuments(
      step.ctx,
      step.batch.id,
      read.map((r) => r.staged),
    );
    return read.flatMap((r) => r.issues);
  },
  compare,
  book,
  staged: stagedCount,
  drop: dropStagedDocuments,
};

function compare(step: Step): Promise<Compared> {
  return withPlansForMany(step.ctx, step.batch.id, () => compareRows(step));
}

async function compareRows(step: Step): Promise<Compared> {
  const { ctx, batch } = step;
  const columns = {
    number: step.places.headerOf('document_no'),
    customer: step.places.headerOf('customer_name') || step.places.headerOf('customer_no'),
  };
  const byInstalment = batch.inspection.columns.some((c) => c.field === 'instalment_no');
  if (!(await isCompared(ctx, batch.id))) {
    await markRepeats(ctx, batch.id, columns);
    if (byInstalment) await markBrokenInstalments(ctx, batch.id, columns);
  }
  await judgeDocuments(ctx, batch.id, await companyDefaults(ctx));
  if (byInstalment) await gatherInstalments(ctx, batch.id);
  await settleReceiptNumbers(ctx, batch.id);
  await tellFindings(ctx, batch.id, columns);
  const counts = await countVerdicts(ctx, batch.id);
  const customers = await countNewCustomers(ctx, batch.id);
  return {
    sums: counts.map((c) => ({ verdict: c.verdict, currency: c.currency, count: c.count, totalMinor: c.total_minor })),
    newCustomers: customers.count,
    notes: notesOf(step, counts, customers.several_names),
  };
}

/** What was decided because the file does not say it. */
function notesOf(step: Step, counts: readonly VerdictCount[], severalNames: number): InspectionNote[] {
  const sum = (pick: (c: VerdictCount) => number): number => counts.reduce((n, c) => n + pick(c), 0);
  const hasCurrency = step.batch.inspection.columns.some((c) => c.field === 'currency');
  const notes: InspectionNote[] = [
    { code: 'due-by-terms', count: sum((c) => c.by_terms), detail: '' },
    { code: 'paid-day-unknown', count: sum((c) => c.paid_before), detail: step.asOf },
    { code: 'document-day-unknown', count: sum((c) => c.without_doc_day), detail: '' },
    { code: 'customer-several-names', count: severalNames, detail: '' },
    {
      code: 'company-currency',
      count: hasCurrency ? 0 : sum((c) => c.count),
      detail: step.batch.inspection.defaultCurrency,
    },
  ];
  return notes.filter((note) => note.count > 0);
}

async function book(step: Step): Promise<void> {
  const { ctx, batch } = step;
  await bookCustomers(step);
  faultPoint('import.after_customers');
  const last = await lastStagedRow(ctx, batch.id);
  for (let fromRow = 0; fromRow <= last; fromRow += CHUNK) {
    const chunk = { batchId: batch.id, fromRow, toRow: fromRow + CHUNK };
    await insertDocumentsFrom(ctx, documentsOf(ctx, chunk));
    faultPoint('import.after_documents');
    await insertReceivablesFrom(ctx, receivablesOf(ctx, chunk));
    faultPoint('import.after_receivables');
    await insertCreditsFrom(ctx, creditsOf(ctx, chunk));
    await insertReceiptsFrom(ctx, receiptsOf(ctx, chunk));
    faultPoint('import.after_credits');
    await insertPostingsFrom(ctx, postingsOf(ctx, chunk));
    faultPoint('import.after_postings');
    await step.report(Math.min(fromRow + CHUNK, last), last);
  }
  await bookChanges(step);
  await bookContacts(step);
  if (batch.inspection.rows >= LARGE) await analyzeLedger(ctx);
  faultPoint('import.after_rows');
}

async function bookCustomers(step: Step): Promise<void> {
  const { ctx, batch } = step;
  const owners = await ownersByName(ctx);
  for (const by of ['number', 'name'] as const) {
    const unknown = await unknownCustomers(ctx, batch.id, by);
    if (unknown.length === 0) continue;
    await applyCustomers(
      ctx,
      unknown.map((c) => newCustomer(c, owners, batch.id)),
    );
    await withPlansForMany(ctx, batch.id, () => resolveNewCustomers(ctx, batch.id));
  }
  const archived = await archivedCustomers(ctx, batch.id);
  if (archived.length > 0) await applyCustomerRevival(ctx, archived);
}

const newCustomer = (c: UnknownCustomer, owners: ReadonlyMap<string, Id>, batchId: Id) => ({
  ...(c.customer_no === null ? {} : { customerNo: c.customer_no }),
  legalName: c.customer_name ?? c.customer_no ?? '',
  salesOwnerId: c.owner === null ? null : (owners.get(c.owner.trim().toLowerCase()) ?? null),
  sourceBatchId: batchId,
});

/** More paid than the ledger knew becomes a receipt; texts are replaced and both versions kept. */
async function bookChanges(step: Step): Promise<void> {
  const { ctx, batch } = step;
  for (let afterRow = 0; ;) {
    const page = await changedDocuments(ctx, batch.id, { afterRow, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    afterRow = last.row_no;
    await insertChanges(
      ctx,
      batch.id,
      page.map((c) => ({ row: c.row_no, kind: 'document' as const, subjectId: c.document_id, ...beforeAndAfter(c) })),
    );
    await changeTexts(
      ctx,
      page.map((c) => ({ documentId: c.document_id, contractNo: c.contract_no, orderNo: c.order_no, note: c.note })),
    );
    await settleMore(
      ctx,
      batch.id,
      page.filter((c) => c.more_paid_minor > 0n),
    );
  }
}

async function settleMore(ctx: CommandContext, batchId: Id, paid: readonly ChangedDocument[]): Promise<void> {
  const creditIds = await applyReceipts(
    ctx,
    paid.map((c) => ({
      customerId: c.customer_id,
      receivedOn: c.paid_on ?? ctx.asOf,
      amountMinor: c.more_paid_minor,
      currency: c.currency,
      number: c.receipt_number,
      instrument: 'OTHER' as const,
      reference: c.number,
      sourceBatchId: batchId,
      sourceRow: c.row_no,
    })),
  );
  await applyAllocations(
    ctx,
    paid.map((c, i) => ({
      creditId: creditIds[i] ?? 0n,
      receivableId: c.receivable_id ?? 0n,
      amountMinor: c.more_paid_minor,
    })),
  );
}

/** An address in the file becomes a contact of its customer, once; the file says no more about the person. */
async function bookContacts(step: Step): Promise<void> {
  const { ctx, batch } = step;
  if (!batch.inspection.columns.some((c) => c.field === 'contact_email')) return;
  const missing = await missingContacts(ctx, batch.id);
  for (let start = 0; start < missing.length; start += PAGE) {
    await applyContacts(
      ctx,
      missing.slice(start, start + PAGE).map((m) => ({
        customerId: m.customer_id,
        name: m.email,
        email: m.email,
        sourceBatchId: batch.id,
      })),
    );
  }
}
