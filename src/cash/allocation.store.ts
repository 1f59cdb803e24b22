/**
 * The snapshot an allocation is decided on, and its decision. Balances are locked by the ledger's order: credits, then
 * receivables, ids ascending; the amounts read here are the ones that hold until commit.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import type { AllocationMode } from './allocation.rules.ts';

export interface CreditBalance {
  readonly id: Id;
  readonly kind: 'RECEIPT' | 'CREDIT_NOTE';
  readonly number: string;
  readonly customer_id: Id;
  /** The customer record that answers for it: itself, or the one it was merged into. */
  readonly payer_id: Id;
  readonly currency: string;
  readonly unapplied_minor: bigint;
  readonly refunded_minor: bigint;
  readonly effective_on: Day;
  readonly voided: boolean;
  /** The last day on which an allocation of it was taken back. */
  readonly taken_back_on: Day | null;
}

export interface OpenDebt {
  readonly receivable_id: Id;
  readonly document_id: Id;
  readonly number: string;
  readonly number_key: string;
  readonly kind: string;
  readonly instalment_no: number;
  readonly customer_id: Id;
  readonly payer_id: Id;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly amount_minor: bigint;
  readonly doc_on: Day;
  readonly due_on: Day;
  /** The last day on which something set against it was taken back. */
  readonly taken_back_on: Day | null;
}

/** Credits by id, locked until commit. Invisible ones are simply not there. */
export const lockCredits = (ctx: CommandContext, ids: readonly Id[]): Promise<CreditBalance[]> =>
  rows(
    ctx.tx,
    sql<CreditBalance>`/* kept */
    select c.id, c.kind, c.number, c.customer_id, coalesce(k.merged_into_id, k.id) as payer_id, c.currency, c.unapplied_minor,
      c.refunded_minor, c.effective_on, c.voided_event_id is not null as voided,
      (select max(p.effective_on) from receivables.posting p where p.org_id = c.org_id and p.credit_id = c.id and p.kind = 'REVERSAL') as taken_back_on
    from receivables.credit c join parties.customer k on k.org_id = c.org_id and k.id = c.customer_id
    where ${inOrg(ctx, 'c')} and c.id = any(${ids}) and ${visibleCustomers(ctx, 'c.customer_id')}
    order by c.id for no key update of c`,
  );

const DEBT = sql`
  r.id as receivable_id, r.document_id, d.number, d.number_key, d.kind, r.instalment_no, r.customer_id,
  coalesce(k.merged_into_id, k.id) as payer_id, r.currency, r.open_minor, r.amount_minor, r.doc_on, r.due_on,
  (select max(p.effective_on) from receivables.posting p where p.org_id = r.org_id and p.receivable_id = r.id and p.kind = 'REVERSAL') as taken_back_on`;

const DEBT_TABLES = sql`
  receivables.receivable r
  join receivables.document d on d.org_id = r.org_id and d.id = r.document_id
  join parties.customer k on k.org_id = r.org_id and k.id = r.customer_id`;

export const lockReceivables = (ctx: CommandContext, ids: readonly Id[]): Promise<OpenDebt[]> =>
  rows(
    ctx.tx,
    sql<OpenDebt>`/* kept */
    select ${DEBT} from ${DEBT_TABLES}
    where ${inOrg(ctx, 'r')} and r.id = any(${ids}) and ${visibleCustomers(ctx, 'r.customer_id')}
    order by r.id for no key update of r`,
  );

export interface DebtsOf {
  readonly payerId: Id;
  readonly currency: string;
  /** Only documents of these numbers. */
  readonly numberKeys?: readonly string[] | undefined;
}

/** The customer's own records: itself and what was merged into it. */
const recordsOf = (payerId: Id): RawBuilder<unknown> => sql`(k.id = ${payerId} or k.merged_into_id = ${payerId})`;

const openDebts = (r: Reading, of: DebtsOf): RawBuilder<OpenDebt> => sql<OpenDebt>`
  select ${DEBT} from ${DEBT_TABLES}
  where ${inOrg(r, 'r')} and ${recordsOf(of.payerId)} and r.currency = ${of.currency} and r.open_minor > 0
    and (${of.numberKeys ?? null}::text[] is null or d.number_key = any(${of.numberKeys ?? []}))
    and ${visibleCustomers(r, 'r.customer_id')}
  order by r.id`;

/** What the customer owes now, for a preview. */
export const debtsOf = (r: Reading, of: DebtsOf): Promise<OpenDebt[]> => rows(r.tx, openDebts(r, of));

/** The same, locked: what a booking decides on. All of them, because which ones get the money depends on all. */
export const lockDebtsOf = (ctx: CommandContext, of: DebtsOf): Promise<OpenDebt[]> =>
  rows(ctx.tx, sql<OpenDebt>`/* kept */ ${openDebts(ctx, of)} for no key update of r`);

export async function payerOf(r: Reading, customerId: Id): Promise<{ payerId: Id; merged: boolean } | undefined> {
  const row = await firstRow(
    r.tx,
    sql<{ id: Id; merged_into_id: Id | null }>`
    select k.id, k.merged_into_id from parties.customer k
    where ${inOrg(r, 'k')} and k.id = ${customerId} and ${visibleCustomers(r, 'k.id')}`,
  );
  return row === undefined ? undefined : { payerId: row.merged_into_id ?? row.id, merged: row.merged_into_id !== null };
}

export const findCredit = (r: Reading, id: Id): Promise<{ id: Id; currency: string } | undefined> =>
  firstRow(
    r.tx,
    sql<{ id: Id; currency: string }>`
    select c.id, c.currency from receivables.credit c where ${inOrg(r, 'c')} and c.id = ${id} and ${visibleCustomers(r, 'c.customer_id')}`,
  );

/** Why this allocation was made: the rule, or the payer's own words (rulebook 3.10). */
export async function insertDecision(
  ctx: CommandContext,
  decision: { creditId: Id; mode: AllocationMode; designation: string | null },
): Promise<void> {
  await sql`/* kept */ insert into cash.allocation_decision (org_id, event_id, credit_id, mode, designation)
    values (${ctx.orgId}, ${ctx.eventId}, ${decision.creditId}, ${decision.mode}, ${decision.designation})`.execute(
    ctx.tx,
  );
}

export interface AllocationPosting {
  readonly id: Id;
  readonly credit_id: Id;
  readonly receivable_id: Id;
  readonly customer_id: Id;
  readonly effective_on: Day;
  readonly amount_minor: bigint;
  readonly currency: string;
  readonly kind: string;
}

export const findPosting = (r: Reading, id: Id): Promise<AllocationPosting | undefined> =>
  firstRow(
    r.tx,
    sql<AllocationPosting>`
    select p.id, p.credit_id, p.receivable_id, p.customer_id, p.effective_on, p.amount_minor, p.currency, p.kind
    from receivables.posting p
    where ${inOrg(r, 'p')} and p.id = ${id} and ${visibleCustomers(r, 'p.customer_id')}`,
  );

/** Postings of a credit that still count: its own, and its allocations not yet taken back. */
export const livePostings = (r: Reading, creditId: Id): Promise<AllocationPosting[]> =>
  rows(
    r.tx,
    sql<AllocationPosting>`
    select p.id, p.credit_id, p.receivable_id, p.customer_id, p.effective_on, p.amount_minor, p.currency, p.kind
    from receivables.posting p
    where ${inOrg(r, 'p')} and p.credit_id = ${creditId} and p.kind <> 'REVERSAL'
      and not exists (select from receivables.posting b where b.org_id = p.org_id and b.reverses = p.id)
    order by p.id`,
  );
