/**
 * Money set against documents, and taken back. Every function locks first and decides on what it locked, so that a loser
 * of a race is told what is left instead of paying twice.
 */
import { later, type Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand, type CommandContext } from '../platform/command.ts';
import type { Movement } from '../receivables/posting.rules.ts';
import { assertEveryDayHolds, postMovements } from '../receivables/posting.store.ts';
import {
  exceedsOpen,
  exceedsUnapplied,
  planAllocation,
  type AllocationMode,
  type AllocationPart,
  type AllocationPlan,
  type AllocationReason,
  type Debt,
  type Designation,
} from './allocation.rules.ts';
import {
  insertDecision,
  lockCredits,
  lockDebtsOf,
  lockReceivables,
  type CreditBalance,
  type OpenDebt,
} from './allocation.store.ts';
import './cash.errors.ts';
import { wordsOf } from './receipt.rules.ts';

/** How money is to be set against documents. */
export interface AllocationAsked {
  readonly mode: AllocationMode;
  /** MANUAL only. */
  readonly lines?: readonly { readonly receivableId: Id; readonly amountMinor: bigint }[] | undefined;
  /** BY_REMITTANCE: the documents the payer named; else they are looked for in `designation`. */
  readonly documents?: readonly { readonly number: string; readonly amountMinor?: bigint | undefined }[] | undefined;
  /** The payer's own words. */
  readonly designation?: string | undefined;
  /** Business day it counts from. Default: today, or for a receipt being entered the day the money came. */
  readonly effectiveOn?: Day | undefined;
}

export interface AllocateInput extends AllocationAsked {
  readonly creditId: Id;
}

export interface AllocatedLine {
  readonly postingId: Id;
  readonly receivableId: Id;
  readonly documentNumber: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
  readonly reason: AllocationReason;
}

export interface AllocationDone {
  readonly customerId: Id;
  readonly lines: readonly AllocatedLine[];
  readonly unappliedMinor: bigint;
  /** Numbers the payer named that are not open here. */
  readonly notFound: readonly string[];
}

/** Decides and books one credit's allocation inside a command. `countsFrom: 'receipt'` dates it by the money, not by today. */
export async function allocateCredit(
  ctx: CommandContext,
  input: AllocateInput & { readonly countsFrom: 'receipt' | 'today' },
): Promise<AllocationDone> {
  const [credit] = await lockCredits(ctx, [input.creditId]);
  if (credit === undefined) throw fault('not_found');
  if (credit.voided) throw fault('credit.reversed', { number: credit.number });
  if (credit.unapplied_minor === 0n) throw fault('credit.nothing_left', { number: credit.number });
  return allocateLocked(ctx, credit, input);
}

/**
 * The same for a credit that nobody else can reach: locked by the caller, or made in this transaction. `issued` are
 * postings of that credit still to be written, which then go with its allocations.
 */
export async function allocateLocked(
  ctx: CommandContext,
  credit: CreditBalance,
  input: AllocationAsked & { readonly countsFrom: 'receipt' | 'today'; readonly issued?: readonly Movement[] },
): Promise<AllocationDone> {
  const debts = await lockedDebts(ctx, credit, input);
  const plan = planFor({ credit: { amountMinor: credit.unapplied_minor, ...credit }, debts, asked: input });
  await insertDecision(ctx, { creditId: credit.id, mode: input.mode, designation: wordsFor(input) });
  const lines = await book(ctx, {
    credits: [credit],
    debts,
    countsFrom: input.countsFrom,
    issued: input.issued ?? [],
    parts: plan.parts.map((part) => ({ ...part, creditId: credit.id, effectiveOn: input.effectiveOn })),
  });
  return { customerId: credit.payer_id, lines, unappliedMinor: plan.unappliedMinor, notFound: plan.notFound };
}

async function lockedDebts(ctx: CommandContext, credit: CreditBalance, asked: AllocationAsked): Promise<OpenDebt[]> {
  if (asked.mode !== 'MANUAL') {
    if (asked.lines !== undefined) throw fault('allocation.lines_unexpected', { mode: asked.mode });
    return lockDebtsOf(ctx, { payerId: credit.payer_id, currency: credit.currency, numberKeys: namedKeys(asked) });
  }
  const ids = (asked.lines ?? []).map((line) => line.receivableId);
  const debts = await lockReceivables(ctx, ids);
  if (debts.length !== new Set(ids).size) throw fault('not_found');
  for (const debt of debts) assertTogether(credit, debt);
  return debts;
}

function assertTogether(credit: CreditBalance, debt: OpenDebt): void {
  if (credit.currency !== debt.currency)
    throw fault('allocation.other_currency', { credit: credit.currency, document: debt.currency });
  if (credit.payer_id !== debt.payer_id) throw fault('allocation.other_customer', { number: debt.number });
}

const designationsOf = (asked: AllocationAsked): Designation[] =>
  asked.documents?.map((d) => ({
    numberKey: documentKey(d.number),
    ...(d.amountMinor === undefined ? {} : { amountMinor: d.amountMinor }),
  })) ?? wordsOf(asked.designation ?? '').map((word) => ({ numberKey: documentKey(word) }));

const namedKeys = (asked: AllocationAsked): string[] | undefined =>
  asked.mode === 'BY_REMITTANCE' ? designationsOf(asked).map((d) => d.numberKey) : undefined;

const wordsFor = (asked: AllocationAsked): string | null => {
  if (asked.mode !== 'BY_REMITTANCE') return null;
  return (asked.designation ?? asked.documents?.map((d) => d.number).join(', ') ?? '').slice(0, 2000);
};

/** The plan for this money: the preview and the booking both come through here. */
export function planFor(given: {
  readonly credit: { readonly amountMinor: bigint; readonly currency: string; readonly effective_on: Day };
  readonly debts: readonly OpenDebt[];
  readonly asked: AllocationAsked;
}): AllocationPlan {
  const { credit, asked } = given;
  const plan = planAllocation({
    mode: asked.mode,
    amountMinor: credit.amountMinor,
    currency: credit.currency,
    asOf: credit.effective_on, // what was due is judged on the day the money came (民法典 560)
    debts: given.debts.map((d): Debt => ({
      receivableId: d.receivable_id,
      dueOn: d.due_on,
      openMinor: d.open_minor,
      numberKey: d.number_key,
    })),
    designations: designationsOf(asked),
    ...(asked.lines === undefined ? {} : { lines: asked.lines }),
  });
  // words of a remittance text that are no document are just words
  return asked.documents === undefined ? { ...plan, notFound: [] } : plan;
}

interface Booking {
  readonly credits: readonly CreditBalance[];
  readonly debts: readonly OpenDebt[];
  /** A part without `effectiveOn` counts from the day its money and its document are both there, or from today. */
  readonly parts: readonly (Pick<AllocationPart, 'receivableId' | 'amountMinor' | 'reason'> & {
    readonly creditId: Id;
    readonly effectiveOn?: Day | undefined;
  })[];
  readonly countsFrom: 'receipt' | 'today';
  readonly issued: readonly Movement[];
}

/** Posts parts whose balances are locked and sufficient. */
async function book(ctx: CommandContext, booking: Booking): Promise<AllocatedLine[]> {
  if (booking.parts.length + booking.issued.length === 0) return [];
  const credits = new Map(booking.credits.map((c) => [c.id, c]));
  const debts = new Map(booking.debts.map((d) => [d.receivable_id, d]));
  const movements = booking.parts.map((part) => {
    const credit = credits.get(part.creditId);
    const debt = debts.get(part.receivableId);
    if (credit === undefined || debt === undefined) throw fault('not_found');
    const facts = later(credit.effective_on, debt.doc_on);
    const earliest = booking.countsFrom === 'today' ? later(facts, ctx.asOf) : facts;
    // from the last taking back on, open amounts only fall: so no day shows more paid than owed
    const usual = [credit.taken_back_on ?? earliest, debt.taken_back_on ?? earliest].reduce(later, earliest);
    const effectiveOn = part.effectiveOn ?? usual;
    if (effectiveOn < facts) throw fault('allocation.before_facts', { earliest: facts });
    return {
      kind: credit.kind === 'RECEIPT' ? 'ALLOCATION' : 'CREDIT_ALLOCATION',
      customerId: debt.customer_id,
      receivableId: part.receivableId,
      creditId: part.creditId,
      currency: credit.currency,
      amountMinor: part.amountMinor,
      effectiveOn,
      reason: part.reason,
      documentNumber: debt.number,
    } as const;
  });
  const postingIds = await postMovements(ctx, [...booking.issued, ...movements], { locked: true });
  const chosenDay = booking.parts.some((p) => p.effectiveOn !== undefined);
  if (chosenDay) {
    await assertEveryDayHolds(ctx, {
      credits: booking.parts.map((p) => p.creditId),
      receivables: booking.parts.map((p) => p.receivableId),
    });
  }
  return movements.map((m, i) => ({
    postingId: postingIds[booking.issued.length + i] ?? 0n,
    receivableId: m.receivableId,
    documentNumber: m.documentNumber,
    amountMinor: m.amountMinor,
    effectiveOn: m.effectiveOn,
    reason: m.reason,
  }));
}

export interface Allocation {
  readonly creditId: Id;
  readonly receivableId: Id;
  readonly amountMinor: bigint;
  /** Default: the later of the day of the money and the day of the document. */
  readonly effectiveOn?: Day | undefined;
}

/**
 * Books allocations that someone else decided, set-based: a handful of statements for any number of them.
 * @throws allocation.*, not_found
 */
export async function applyAllocations(ctx: CommandContext, allocations: readonly Allocation[]): Promise<Id[]> {
  if (allocations.length === 0) return [];
  const creditIds = [...new Set(allocations.map((a) => a.creditId))];
  const receivableIds = [...new Set(allocations.map((a) => a.receivableId))];
  const credits = await lockCredits(ctx, creditIds);
  const debts = await lockReceivables(ctx, receivableIds);
  if (credits.length !== creditIds.length || debts.length !== receivableIds.length) throw fault('not_found');
  assertEnough(allocations, credits, debts);
  const parts = allocations.map((a) => ({ ...a, reason: 'CHOSEN' as const }));
  const lines = await book(ctx, { credits, debts, parts, countsFrom: 'receipt', issued: [] });
  return lines.map((line) => line.postingId);
}

function assertEnough(
  allocations: readonly Allocation[],
  credits: readonly CreditBalance[],
  debts: readonly OpenDebt[],
): void {
  const left = new Map(credits.map((c) => [c.id, c.unapplied_minor]));
  const open = new Map(debts.map((d) => [d.receivable_id, d.open_minor]));
  const creditOf = new Map(credits.map((c) => [c.id, c]));
  const debtOf = new Map(debts.map((d) => [d.receivable_id, d]));
  for (const { creditId, receivableId, amountMinor } of allocations) {
    const credit = creditOf.get(creditId);
    const debt = debtOf.get(receivableId);
    if (credit === undefined || debt === undefined) throw fault('not_found');
    if (amountMinor <= 0n) throw fault('allocation.amount_not_positive');
    assertTogether(credit, debt);
    const openNow = open.get(receivableId) ?? 0n;
    const leftNow = left.get(creditId) ?? 0n;
    if (amountMinor > openNow) throw exceedsOpen(receivableId, openNow, debt.currency);
    if (amountMinor > leftNow) throw exceedsUnapplied(leftNow, credit.currency);
    open.set(receivableId, openNow - amountMinor);
    left.set(creditId, leftNow - amountMinor);
  }
}

export const allocate = defineCommand({
  name: 'cash.allocate',
  permission: 'allocations.write',
  run: async (ctx, input: AllocateInput): Promise<AllocationDone> => {
    const done = await allocateCredit(ctx, { ...input, countsFrom: 'today' });
    if (done.lines.length === 0) throw fault('allocation.nothing_to_pay');
    ctx.about({
      kind: 'credit',
      id: input.creditId,
      customerId: done.customerId,
      after: { mode: input.mode, ...done },
    });
    return done;
  },
});
