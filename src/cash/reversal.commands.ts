/** Taking back: one allocation, or a whole receipt with everything set against documents from it. */
import { later, type Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand, type CommandContext } from '../platform/command.ts';
import { reversePostings } from '../receivables/posting.store.ts';
import { findPosting, livePostings, lockCredits } from './allocation.store.ts';
import './cash.errors.ts';
import { voidReceipt } from './receipt.store.ts';

export interface Reversal {
  readonly reason: string;
  /** Default: today. */
  readonly effectiveOn?: Day | undefined;
}

/** The day a reversal counts from: as asked, else today; never before what it reverses. */
function reversalDay(ctx: CommandContext, asked: Day | undefined, postedOn: readonly Day[]): Day {
  const last = postedOn.reduce(later, postedOn[0] ?? ctx.asOf);
  const effectiveOn = asked ?? later(ctx.asOf, last);
  if (effectiveOn < last) throw fault('reversal.before_posting', { earliest: last });
  return effectiveOn;
}

export const reverseAllocation = defineCommand({
  name: 'cash.reverse_allocation',
  permission: 'allocations.write',
  run: async (ctx, input: Reversal & { readonly postingId: Id }) => {
    const posting = await findPosting(ctx, input.postingId);
    if (posting === undefined) throw fault('not_found');
    if (posting.kind !== 'ALLOCATION' && posting.kind !== 'CREDIT_ALLOCATION')
      throw fault('allocation.not_an_allocation');
    const effectiveOn = reversalDay(ctx, input.effectiveOn, [posting.effective_on]);
    await reversePostings(ctx, { postingIds: [posting.id], reason: input.reason, effectiveOn });
    ctx.about({
      kind: 'credit',
      id: posting.credit_id,
      customerId: posting.customer_id,
      before: posting,
      after: { reversed_on: effectiveOn, reason: input.reason },
    });
    return { postingId: posting.id, creditId: posting.credit_id, receivableId: posting.receivable_id, effectiveOn };
  },
});

/** Takes back a whole receipt: its allocations first, in the same movement. A bounced cheque, or a wrong entry. */
export const reverseReceipt = defineCommand({
  name: 'cash.reverse_receipt',
  permission: 'receipts.post',
  run: async (ctx, input: Reversal & { readonly receiptId: Id }) => {
    const [credit] = await lockCredits(ctx, [input.receiptId]);
    if (credit === undefined) throw fault('not_found');
    if (credit.kind !== 'RECEIPT') throw fault('credit.is_credit_note');
    if (credit.voided) throw fault('receipt.already_reversed', { number: credit.number });
    if (credit.refunded_minor > 0n) throw fault('receipt.refunded', { number: credit.number });
    const live = await livePostings(ctx, credit.id);
    const effectiveOn = reversalDay(
      ctx,
      input.effectiveOn,
      live.map((p) => p.effective_on),
    );
    await reversePostings(ctx, { postingIds: live.map((p) => p.id), reason: input.reason, effectiveOn });
    await voidReceipt(ctx, credit.id);
    ctx.about({
      kind: 'receipt',
      id: credit.id,
      customerId: credit.payer_id,
      before: credit,
      after: { reversed_on: effectiveOn, reason: input.reason },
    });
    return {
      receiptId: credit.id,
      allocationsReversed: live.filter((p) => p.kind === 'ALLOCATION').length,
      effectiveOn,
    };
  },
});
