/** Writes of money received. `apply…` functions run inside another slice's command, in its transaction. */
import { yearOf } from '../core/day.ts';
import { assert, fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand, type CommandContext } from '../platform/command.ts';
import { insertCredits, unusableCustomers } from '../receivables/document.store.ts';
import type { Movement } from '../receivables/posting.rules.ts';
import { postMovements } from '../receivables/posting.store.ts';
import { allocateLocked, type AllocationAsked, type AllocationDone } from './allocation.commands.ts';
import type { CreditBalance } from './allocation.store.ts';
import './cash.errors.ts';
import { assertReceivable, type NewReceipt } from './receipt.rules.ts';
import { drawReceiptNumbers, insertReceipts } from './receipt.store.ts';

/**
 * Books money that came in, unapplied: a handful of statements for any number of receipts. Ids (of their credits) in the
 * order given. @throws receipt.*, not_found for a customer that is not there or not visible
 */
export async function applyReceipts(ctx: CommandContext, receipts: readonly NewReceipt[]): Promise<Id[]> {
  const { ids, movements } = await recordReceipts(ctx, receipts);
  await postMovements(ctx, movements);
  return ids;
}

/** The same without its postings, which must follow in this transaction: a receipt that is allocated at once posts all together. */
async function recordReceipts(
  ctx: CommandContext,
  receipts: readonly NewReceipt[],
): Promise<{ ids: Id[]; movements: Movement[] }> {
  if (receipts.length === 0) return { ids: [], movements: [] };
  for (const receipt of receipts) assertReceivable(receipt, ctx.asOf);
  const { missing, mergedIds } = await unusableCustomers(
    ctx,
    receipts.map((r) => r.customerId),
  );
  if (missing) throw fault('not_found');
  if (mergedIds.length > 0) throw fault('receipt.customer_merged', { customers: mergedIds.map(String) });
  const numbers = await numbersFor(ctx, receipts);
  const ids = await insertCredits(
    ctx,
    receipts.map((r, i) => ({
      kind: 'RECEIPT',
      documentId: null,
      number: numbers[i] ?? '',
      customerId: r.customerId,
      currency: r.currency,
      amountMinor: r.amountMinor,
      effectiveOn: r.receivedOn,
      sourceBatchId: r.sourceBatchId ?? null,
      sourceRow: r.sourceRow ?? null,
    })),
  );
  const booked = receipts.map((r, i) => ({ ...r, creditId: ids[i] ?? 0n }));
  await insertReceipts(ctx, booked);
  const movements = booked.map((r): Movement => ({
    kind: 'RECEIPT',
    customerId: r.customerId,
    receivableId: null,
    creditId: r.creditId,
    currency: r.currency,
    amountMinor: r.amountMinor,
    effectiveOn: r.receivedOn,
  }));
  return { ids, movements };
}

/** The given numbers, and drawn ones for the others. */
async function numbersFor(ctx: CommandContext, receipts: readonly NewReceipt[]): Promise<string[]> {
  const numberless = receipts.filter((r) => r.number === undefined);
  const drawn = new Map<number, string[]>();
  for (const [year, ofYear] of Map.groupBy(numberless, (r) => yearOf(r.receivedOn))) {
    drawn.set(year, await drawReceiptNumbers(ctx, year, ofYear.length));
  }
  return receipts.map((r) => r.number ?? drawn.get(yearOf(r.receivedOn))?.shift() ?? '');
}

export interface ReceiptInput extends NewReceipt {
  /** Absent: the money stays unapplied. */
  readonly allocate?: AllocationAsked | undefined;
}

export interface ReceiptPosted extends AllocationDone {
  readonly receiptId: Id;
}

export const postReceipt = defineCommand({
  name: 'cash.post_receipt',
  permission: 'receipts.post',
  run: async (ctx, input: ReceiptInput): Promise<ReceiptPosted> => {
    const { allocate, ...receipt } = input;
    const {
      ids: [receiptId],
      movements,
    } = await recordReceipts(ctx, [receipt]);
    assert(receiptId !== undefined, 'one receipt gives one id');
    if (allocate === undefined) await postMovements(ctx, movements);
    const done =
      allocate === undefined
        ? { customerId: input.customerId, lines: [], unappliedMinor: receipt.amountMinor, notFound: [] }
        : await allocateLocked(ctx, untouched(receiptId, receipt), {
            ...withReference(allocate, receipt.reference),
            countsFrom: 'receipt',
            issued: movements,
          });
    ctx.about({ kind: 'receipt', id: receiptId, customerId: input.customerId, after: { ...input, ...done } });
    return { receiptId, ...done };
  },
});

/** The balance of a receipt made in this transaction: known without asking, and out of reach of everyone else. */
const untouched = (id: Id, receipt: NewReceipt): CreditBalance => ({
  id,
  kind: 'RECEIPT',
  number: '',
  customer_id: receipt.customerId,
  payer_id: receipt.customerId,
  currency: receipt.currency,
  unapplied_minor: receipt.amountMinor,
  refunded_minor: 0n,
  effective_on: receipt.receivedOn,
  voided: false,
  taken_back_on: null,
});

/** Where no document is named, the payer's words on the receipt are the designation. */
const withReference = (asked: AllocationAsked, reference: string | null | undefined): AllocationAsked =>
  asked.designation === undefined && typeof reference === 'string' ? { ...asked, designation: reference } : asked;
