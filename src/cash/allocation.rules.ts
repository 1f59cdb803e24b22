/**
 * Which debts a sum of money pays, and why (rulebook 3.10). Pure: the same proposal is shown and booked.
 *
 * Every mode ends in the same walk: debts in groups of equal rank, each group filled whole while the money lasts, the
 * last one pro rata by largest remainder. So parts always add up, and no debt ever gets more than is open on it.
 */
import type { Day } from '../core/day.ts';
import { fault, unreachable } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { formatMinor, splitByLargestRemainder } from '../core/money.ts';

export const ALLOCATION_MODES = ['OLDEST_FIRST', 'STATUTORY_CN', 'BY_REMITTANCE', 'PRO_RATA', 'MANUAL'] as const;
export type AllocationMode = (typeof ALLOCATION_MODES)[number];

/** What can be paid. Absent security and default interest mean none is recorded, not that there is none. */
export interface Debt {
  readonly receivableId: Id;
  readonly dueOn: Day;
  readonly openMinor: bigint;
  /** Key of the document's number (core/documentNumber), for designation. */
  readonly numberKey: string;
  /** How much of the debt is secured, in its own currency. */
  readonly securedMinor?: bigint;
  /** Default interest in parts per million a day (0.05 % a day = 500): the debtor's burden. */
  readonly dailyDefaultPpm?: bigint;
  /** Of what is open: costs of enforcing the claim, and interest; the rest is principal. */
  readonly costsMinor?: bigint;
  readonly interestMinor?: bigint;
}

/** A document the payer named, with the sum meant for it where one was said. */
export interface Designation {
  readonly numberKey: string;
  readonly amountMinor?: bigint;
}

export type AllocationReason =
  | 'CHOSEN' // a person said so
  | 'DESIGNATED' // the payer said so (民法典 560 I)
  | 'OLDEST_DUE'
  | 'SAME_DAY_PRO_RATA' // equal rank, money runs out: by size of debt (560 II)
  | 'PRO_RATA'
  | 'DUE_FIRST' // due before not due
  | 'LEAST_SECURITY'
  | 'HEAVIER_BURDEN'
  | 'EARLIER_DUE'
  | 'NOT_YET_DUE';

export interface AllocationPart {
  readonly receivableId: Id;
  readonly amountMinor: bigint;
  readonly reason: AllocationReason;
  /** Costs → interest → principal within the debt (民法典 561); only where costs or interest are known. */
  readonly within?: { readonly costs: bigint; readonly interest: bigint; readonly principal: bigint };
}

export interface AllocationPlan {
  readonly mode: AllocationMode;
  readonly parts: readonly AllocationPart[];
  readonly unappliedMinor: bigint;
  /** Named by the payer but not open here. */
  readonly notFound: readonly string[];
}

export interface AllocationRequest {
  readonly mode: AllocationMode;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly asOf: Day;
  readonly debts: readonly Debt[];
  /** MANUAL: what a person chose. */
  readonly lines?: readonly { readonly receivableId: Id; readonly amountMinor: bigint }[];
  /** BY_REMITTANCE: what the payer named. */
  readonly designations?: readonly Designation[];
}

/** @throws allocation.* when lines are wrong; never proposes more than is open or more than there is */
export function planAllocation(request: AllocationRequest): AllocationPlan {
  const { mode } = request;
  switch (mode) {
    case 'OLDEST_FIRST':
      return plan(
        request,
        walk(request.amountMinor, groupBy(request.debts, byDue), () => 'OLDEST_DUE'),
      );
    case 'PRO_RATA':
      return plan(
        request,
        walk(
          request.amountMinor,
          groupBy(request.debts, () => 0),
          () => 'PRO_RATA',
          'PRO_RATA',
        ),
      );
    case 'STATUTORY_CN':
      return plan(request, statutory(request.amountMinor, request.debts, request.asOf));
    case 'BY_REMITTANCE':
      return designated(request);
    case 'MANUAL':
      return chosen(request);
    default:
      return unreachable(mode);
  }
}

interface Filled {
  readonly debt: Debt;
  readonly amountMinor: bigint;
  readonly reason: AllocationReason;
}

function plan(request: AllocationRequest, filled: readonly Filled[], notFound: readonly string[] = []): AllocationPlan {
  const parts = filled
    .filter((f) => f.amountMinor > 0n)
    .map((f) => ({ receivableId: f.debt.receivableId, amountMinor: f.amountMinor, reason: f.reason, ...within(f) }));
  const used = parts.reduce((sum, p) => sum + p.amountMinor, 0n);
  return { mode: request.mode, parts, unappliedMinor: request.amountMinor - used, notFound };
}

/** 民法典 561: costs, then interest, then principal. */
function within({ debt, amountMinor }: Filled): Pick<AllocationPart, 'within'> {
  const costsOpen = debt.costsMinor ?? 0n;
  const interestOpen = debt.interestMinor ?? 0n;
  if (costsOpen + interestOpen === 0n) return {};
  const costs = least(amountMinor, costsOpen);
  const interest = least(amountMinor - costs, interestOpen);
  return { within: { costs, interest, principal: amountMinor - costs - interest } };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

type Order = (a: Debt, b: Debt) => number;

const byDue: Order = (a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0);
const byId: Order = (a, b) => (a.receivableId < b.receivableId ? -1 : 1);

/** Debts in order, those that compare equal together; within a group by id, so that the same input gives the same cents. */
function groupBy(debts: readonly Debt[], order: Order): Debt[][] {
  const groups: Debt[][] = [];
  for (const debt of [...debts].sort((a, b) => order(a, b) || byId(a, b))) {
    const last = groups.at(-1);
    const head = last?.[0];
    if (last !== undefined && head !== undefined && order(head, debt) === 0) last.push(debt);
    else groups.push([debt]);
  }
  return groups;
}

function walk(
  amountMinor: bigint,
  groups: readonly (readonly Debt[])[],
  reasonOf: (debt: Debt, next: Debt | undefined) => AllocationReason,
  whenShared: AllocationReason = 'SAME_DAY_PRO_RATA',
): Filled[] {
  const filled: Filled[] = [];
  let left = amountMinor;
  for (const [i, group] of groups.entries()) {
    if (left <= 0n) break;
    const open = group.reduce((sum, d) => sum + d.openMinor, 0n);
    const next = groups[i + 1]?.[0];
    if (left >= open) {
      for (const debt of group) filled.push({ debt, amountMinor: debt.openMinor, reason: reasonOf(debt, next) });
    } else {
      const shares = splitByLargestRemainder(
        left,
        group.map((d) => d.openMinor),
      );
      for (const [k, debt] of group.entries()) {
        const reason = group.length > 1 ? whenShared : reasonOf(debt, next);
        filled.push({ debt, amountMinor: shares[k] ?? 0n, reason });
      }
    }
    left -= least(left, open);
  }
  return filled;
}

/** Secured part of the debt, compared as a share so that a big debt is not "more secured" for being big. */
function bySecurity(a: Debt, b: Debt): number {
  const left = (a.securedMinor ?? 0n) * b.openMinor;
  const right = (b.securedMinor ?? 0n) * a.openMinor;
  return left < right ? -1 : left > right ? 1 : 0;
}
function byBurden(a: Debt, b: Debt): number {
  const left = a.dailyDefaultPpm ?? 0n;
  const right = b.dailyDefaultPpm ?? 0n;
  return left > right ? -1 : left < right ? 1 : 0;
}

/**
 * 民法典 560 II without designation: due before not due; among the due no or least security first, then the heavier
 * burden, then the earlier due day; equal in all of it: by size of debt. Not yet due: by due day.
 */
function statutory(amountMinor: bigint, debts: readonly Debt[], asOf: Day): Filled[] {
  const isDue = (d: Debt): boolean => d.dueOn <= asOf;
  const order: Order = (a, b) => {
    if (isDue(a) !== isDue(b)) return isDue(a) ? -1 : 1;
    return isDue(a) ? bySecurity(a, b) || byBurden(a, b) || byDue(a, b) : byDue(a, b);
  };
  /** The rule that put this debt before the next one in line. */
  const reasonOf = (debt: Debt, next: Debt | undefined): AllocationReason => {
    if (!isDue(debt)) return 'NOT_YET_DUE';
    if (next === undefined || !isDue(next)) return 'DUE_FIRST';
    if (bySecurity(debt, next) !== 0) return 'LEAST_SECURITY';
    return byBurden(debt, next) !== 0 ? 'HEAVIER_BURDEN' : 'EARLIER_DUE';
  };
  return walk(amountMinor, groupBy(debts, order), reasonOf);
}

/**
 * The payer's own words rule (民法典 560 I). Sums that were named are kept; documents named without a sum share what is
 * left in the statutory order. What was not designated stays unapplied: nobody said what it is for.
 */
function designated(request: AllocationRequest): AllocationPlan {
  const named = request.designations ?? [];
  if (named.length === 0) throw fault('allocation.lines_missing');
  const room = new Map(request.debts.map((d) => [d.receivableId, d.openMinor]));
  const filled: Filled[] = [];
  const notFound: string[] = [];
  const unsized: Debt[] = [];
  let left = request.amountMinor;
  for (const { numberKey, amountMinor } of named) {
    const debts = request.debts.filter((d) => d.numberKey === numberKey);
    if (debts.length === 0) notFound.push(numberKey);
    if (amountMinor === undefined) {
      unsized.push(...debts.filter((d) => !unsized.includes(d)));
      continue;
    }
    const open = debts
      .map((d) => ({ ...d, openMinor: room.get(d.receivableId) ?? 0n }))
      .filter((d) => d.openMinor > 0n);
    for (const f of walk(least(amountMinor, left), groupBy(open, byDue), () => 'DESIGNATED', 'DESIGNATED')) {
      filled.push(f);
      room.set(f.debt.receivableId, (room.get(f.debt.receivableId) ?? 0n) - f.amountMinor);
      left -= f.amountMinor;
    }
  }
  const rest = unsized
    .map((d) => ({ ...d, openMinor: room.get(d.receivableId) ?? 0n }))
    .filter((d) => d.openMinor > 0n);
  for (const f of statutory(left, rest, request.asOf)) filled.push({ ...f, reason: 'DESIGNATED' });
  return plan(request, merged(filled), notFound);
}

/** One part a debt, even when the payer named it twice. */
function merged(filled: readonly Filled[]): Filled[] {
  const byDebt = new Map<Id, Filled>();
  for (const f of filled) {
    const before = byDebt.get(f.debt.receivableId);
    byDebt.set(f.debt.receivableId, { ...f, amountMinor: f.amountMinor + (before?.amountMinor ?? 0n) });
  }
  return [...byDebt.values()];
}

function chosen(request: AllocationRequest): AllocationPlan {
  const lines = request.lines ?? [];
  if (lines.length === 0) throw fault('allocation.lines_missing');
  const debts = new Map(request.debts.map((d) => [d.receivableId, d]));
  const seen = new Set<Id>();
  let left = request.amountMinor;
  const filled = lines.map(({ receivableId, amountMinor }): Filled => {
    const debt = debts.get(receivableId);
    if (seen.has(receivableId)) throw fault('allocation.line_twice', { receivable_id: String(receivableId) });
    seen.add(receivableId);
    if (amountMinor <= 0n) throw fault('allocation.amount_not_positive');
    const open = debt?.openMinor ?? 0n;
    if (debt === undefined || amountMinor > open) throw exceedsOpen(receivableId, open, request.currency);
    if (amountMinor > left) throw exceedsUnapplied(request.amountMinor, request.currency);
    left -= amountMinor;
    return { debt, amountMinor, reason: 'CHOSEN' };
  });
  return plan(request, filled);
}

/** What the loser of a race is told: how much is left now. */
export const exceedsOpen = (receivableId: Id, openMinor: bigint, currency: string): Error =>
  fault('allocation.exceeds_open', {
    receivable_id: String(receivableId),
    open: formatMinor(openMinor, currency),
    currency,
  });

export const exceedsUnapplied = (unappliedMinor: bigint, currency: string): Error =>
  fault('allocation.exceeds_unapplied', { unapplied: formatMinor(unappliedMinor, currency), currency });
