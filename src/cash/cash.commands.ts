/** Writes of money received. `apply…` functions run inside another slice's command, in its transaction. */
import { yearOf } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import { assert, fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand, type CommandContext } from '../platform/command.ts';
import { insertCredits, unusableCustomers } from '../receivables/document.store.ts';
import { postMovements } from '../receivables/posting.store.ts';
import { allocateCredit, type AllocationAsked, type AllocationDone } from './allocation.commands.ts';
import './cash.errors.ts';
import { assertReceivable, receiptNumber, type NewReceipt } from './receipt.rules.ts';
import { drawReceiptNumbers, insertReceipts, takenNumbers } from './receipt.store.ts';

/**
 * Books money that came in, unapplied: a handful of statements for any number of receipts. Ids (of their credits) in the
 * order given. @throws receipt.*, not_found for a customer that is not there or not visible
 */
export async function applyReceipts(ctx: CommandContext, receipts: readonly NewReceipt[]): Promise<Id[]> {
  if (receipts.length === 0) return [];
  for (const receipt of receipts) assertReceivable(receipt, ctx.asOf);
  const { missing, mergedIds } = await unusableCustomers(ctx, receipts.map((r) => r.customerId));
  if (missing) throw fault('not_found');
  if (mergedIds.length > 0) throw fault('receipt.customer_merged', { customers: mergedIds.map(String) });
  const numbers = await numbersFor(ctx, receipts);
  const ids = await insertCredits(ctx, receipts.map((r, i) => ({
    kind: 'RECEIPT', documentId: null, number: numbers[i] ?? '', customerId: r.customerId, currency: r.currency,
    amountMinor: r.amountMinor, effectiveOn: r.receivedOn, sourceBatchId: r.sourceBatchId ?? null, sourceRow: r.sourceRow ?? null,
  })));
  const booked = receipts.map((r, i) => ({ ...r, creditId: ids[i] ?? 0n }));
  await insertReceipts(ctx, booked);
  await postMovements(ctx, booked.map((r) => ({
    kind: 'RECEIPT', customerId: r.customerId, receivableId: null, creditId: r.creditId, currency: r.currency,
    amountMinor: r.amountMinor, effectiveOn: r.receivedOn,
  })));
  return ids;
}

/** The given numbers, and for the others drawn ones that no living receipt carries (an import may have brought them). */
async function numbersFor(ctx: CommandContext, receipts: readonly NewReceipt[]): Promise<string[]> {
  const numbers = receipts.map((r) => r.number);
  const wanted = new Map<number, number[]>();
  receipts.forEach((r, i) => {
    if (r.number !== undefined) return;
    const year = yearOf(r.receivedOn);
    wanted.set(year, [...(wanted.get(year) ?? []), i]);
  });
  for (const [year, positions] of wanted) {
    let left = positions;
    while (left.length > 0) {
      const drawn = await drawReceiptNumbers(ctx, year, left.length);
      const candidates = drawn.map((n) => receiptNumber(year, n));
      const taken = await takenNumbers(ctx, candidates.map(documentKey));
      const free = candidates.filter((n) => !taken.has(documentKey(n)));
      for (const [k, number] of free.entries()) numbers[left[k] ?? 0] = number;
      left = left.slice(free.length);
    }
  }
  return numbers.map((n) => n ?? '');
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
    const [receiptId] = await applyReceipts(ctx, [receipt]);
    assert(receiptId !== undefined, 'one receipt gives one id');
    const done = allocate === undefined
      ? { customerId: input.customerId, lines: [], unappliedMinor: receipt.amountMinor, notFound: [] }
      : await allocateCredit(ctx, { ...withReference(allocate, receipt.reference), creditId: receiptId, countsFrom: 'receipt' });
    ctx.about({ kind: 'receipt', id: receiptId, customerId: input.customerId, after: { ...input, ...done } });
    return { receiptId, ...done };
  },
});

/** Where no document is named, the payer's words on the receipt are the designation. */
const withReference = (asked: AllocationAsked, reference: string | null | undefined): AllocationAsked =>
  asked.designation === undefined && typeof reference === 'string' ? { ...asked, designation: reference } : asked;
