/** Receipts: written beside their credit, and read with what is left of them as of a day. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import type { Instrument, NewReceipt } from './receipt.rules.ts';

/** Draws `count` free numbers of the year, `R-2026-000123`: no two receipts get one, whoever posts at the same time. */
export async function drawReceiptNumbers(ctx: CommandContext, year: number, count: number): Promise<string[]> {
  const drawn = await rows(
    ctx.tx,
    sql<{ number: string }>`/* kept */
    select cash.next_receipt_number(${year}) as number from generate_series(1, ${count})`,
  );
  return drawn.map((row) => row.number);
}

export async function insertReceipts(
  ctx: CommandContext,
  receipts: readonly (NewReceipt & { readonly creditId: Id })[],
): Promise<void> {
  const records = encodeRecords(
    receipts.map((r) => ({
      credit_id: r.creditId,
      received_on: r.receivedOn,
      instrument: r.instrument ?? 'BANK_TRANSFER',
      reference: r.reference ?? null,
      payer_name: r.payerName ?? null,
      bank_account: r.bankAccount ?? null,
      note: r.note ?? null,
    })),
  );
  await sql`/* kept */
    insert into cash.receipt (org_id, credit_id, received_on, instrument, reference, payer_name, bank_account, note)
    select ${ctx.orgId}, credit_id, received_on, instrument, reference, payer_name, bank_account, note
    from json_to_recordset(${records}::json) as r(credit_id bigint, received_on date, instrument text, reference text,
      payer_name text, bank_account text, note text)`.execute(ctx.tx);
}

/** The receipt counts no more from this event on; its number may be used again. */
export async function voidReceipt(ctx: CommandContext, creditId: Id): Promise<void> {
  await sql`update receivables.credit set voided_event_id = ${ctx.eventId} where org_id = ${ctx.orgId} and id = ${creditId}`.execute(
    ctx.tx,
  );
}

export interface ReceiptRow {
  readonly id: Id;
  readonly number: string;
  readonly customer_id: Id;
  readonly customer_no: string;
  readonly customer_name: string;
  readonly received_on: Day;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly unapplied_minor: bigint;
  readonly instrument: Instrument;
  readonly reference: string | null;
  readonly payer_name: string | null;
  readonly bank_account: string | null;
  readonly note: string | null;
  readonly reversed: boolean;
  readonly source_batch_id: Id | null;
  readonly source_row: number | null;
  readonly posted_at: Date;
}

/** A receipt as of the reading's day: what counts from later days is not yet there. */
const RECEIPT = sql`
  select c.id, c.number, k.id as customer_id, k.customer_no, k.legal_name as customer_name, x.received_on, c.currency, c.amount_minor,
    coalesce(o.unapplied_minor, 0) as unapplied_minor, x.instrument, x.reference, x.payer_name, x.bank_account, x.note,
    c.voided_event_id is not null as reversed, c.source_batch_id, c.source_row, c.posted_at
  from cash.receipt x
  join receivables.credit c on c.org_id = x.org_id and c.id = x.credit_id
  join parties.customer f on f.org_id = c.org_id and f.id = c.customer_id
  join parties.customer k on k.org_id = f.org_id and k.id = coalesce(f.merged_into_id, f.id)`;

export interface ReceiptFilter {
  readonly customerId?: Id | undefined;
  readonly currency?: string | undefined;
  /** Only receipts of which something is left. */
  readonly unapplied?: boolean | undefined;
  /** Part of the number, the customer's name or number, the payer's name or the reference. */
  readonly search?: string | undefined;
  readonly receivedFrom?: Day | undefined;
  readonly receivedTo?: Day | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const likeText = (search: string): string => `%${search.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`;

/** Newest first; one row more than the limit when there is a next page. */
export function listReceipts(r: Reading, filter: ReceiptFilter): Promise<ReceiptRow[]> {
  const [afterDay, afterId] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, 2);
  const after =
    afterDay === undefined
      ? sql`true`
      : sql`(x.received_on, x.credit_id) < (${afterDay}::date, ${cursorNumber(afterId)})`;
  const like = filter.search === undefined ? null : likeText(filter.search);
  return rows(
    r.tx,
    sql<ReceiptRow>`
    ${RECEIPT}
    ${filter.unapplied === true ? sql`join` : sql`left join`} receivables.open_credits(${r.orgId}, ${r.asOf}) o on o.credit_id = c.id
    where ${inOrg(r, 'x')} and ${visibleCustomers(r, 'c.customer_id')} and c.effective_on <= ${r.asOf} and ${after}
      and (${filter.customerId ?? null}::bigint is null or k.id = ${filter.customerId ?? null} or f.id = ${filter.customerId ?? null})
      and (${filter.currency ?? null}::text is null or c.currency = ${filter.currency ?? null})
      and (${filter.receivedFrom ?? null}::date is null or x.received_on >= ${filter.receivedFrom ?? null})
      and (${filter.receivedTo ?? null}::date is null or x.received_on <= ${filter.receivedTo ?? null})
      and (${like}::text is null or c.number ilike ${like} or k.legal_name ilike ${like} or k.customer_no ilike ${like}
        or x.payer_name ilike ${like} or x.reference ilike ${like})
    order by x.received_on desc, x.credit_id desc
    limit ${filter.limit + 1}`,
  );
}

export const findReceipt = (r: Reading, id: Id): Promise<ReceiptRow | undefined> =>
  firstRow(
    r.tx,
    sql<ReceiptRow>`
    ${RECEIPT}
    left join receivables.open_credits(${r.orgId}, ${r.asOf}) o on o.credit_id = c.id
    where ${inOrg(r, 'x')} and ${visibleCustomers(r, 'c.customer_id')} and x.credit_id = ${id}`,
  );

export interface OpenCreditRow {
  readonly id: Id;
  readonly kind: 'RECEIPT' | 'CREDIT_NOTE';
  readonly number: string;
  /** The credit note's document. */
  readonly document_id: Id | null;
  readonly customer_id: Id;
  readonly customer_no: string;
  readonly customer_name: string;
  readonly effective_on: Day;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly unapplied_minor: bigint;
}

/** Receipts and credit notes of which something is left as of the day, oldest first. */
export function openCredits(
  r: Reading,
  filter: { customerId?: Id | undefined; currency?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<OpenCreditRow[]> {
  const [afterDay, afterId] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, 2);
  const after =
    afterDay === undefined
      ? sql`true`
      : sql`(o.effective_on, o.credit_id) > (${afterDay}::date, ${cursorNumber(afterId)})`;
  return rows(
    r.tx,
    sql<OpenCreditRow>`
    select c.id, c.kind, c.number, c.document_id, k.id as customer_id, k.customer_no, k.legal_name as customer_name, c.effective_on, c.currency,
      c.amount_minor, o.unapplied_minor
    from receivables.open_credits(${r.orgId}, ${r.asOf}) o
    join receivables.credit c on ${inOrg(r, 'c')} and c.id = o.credit_id
    join parties.customer f on f.org_id = c.org_id and f.id = c.customer_id
    join parties.customer k on k.org_id = f.org_id and k.id = coalesce(f.merged_into_id, f.id)
    where ${visibleCustomers(r, 'c.customer_id')} and ${after}
      and (${filter.customerId ?? null}::bigint is null or k.id = ${filter.customerId ?? null} or f.id = ${filter.customerId ?? null})
      and (${filter.currency ?? null}::text is null or c.currency = ${filter.currency ?? null})
    order by o.effective_on, o.credit_id
    limit ${filter.limit + 1}`,
  );
}

export interface AllocationRow {
  readonly posting_id: Id;
  readonly credit_id: Id;
  readonly receivable_id: Id;
  readonly document_id: Id;
  readonly document_number: string;
  readonly instalment_no: number;
  readonly due_on: Day;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly effective_on: Day;
  readonly reason: string | null;
  readonly mode: string | null;
  readonly designation: string | null;
  readonly actor: string | null;
  readonly recorded_at: Date;
  readonly reversed_on: Day | null;
  readonly reversed_at: Date | null;
  readonly reversed_by: string | null;
  readonly reversal_reason: string | null;
}

/** Everything that was ever set against documents from this credit, taken back or not. */
export const allocationsOf = (r: Reading, creditId: Id): Promise<AllocationRow[]> =>
  rows(
    r.tx,
    sql<AllocationRow>`
    select p.id as posting_id, p.credit_id, p.receivable_id, t.document_id, d.number as document_number, t.instalment_no, t.due_on,
      p.currency, p.amount_minor, p.effective_on, p.reason, n.mode, n.designation, e.actor_label as actor, p.recorded_at,
      b.effective_on as reversed_on, b.recorded_at as reversed_at, be.actor_label as reversed_by, b.reason as reversal_reason
    from receivables.posting p
    join receivables.receivable t on t.org_id = p.org_id and t.id = p.receivable_id
    join receivables.document d on d.org_id = t.org_id and d.id = t.document_id
    left join platform.event e on e.org_id = p.org_id and e.id = p.event_id
    left join cash.allocation_decision n on n.org_id = p.org_id and n.event_id = p.event_id and n.credit_id = p.credit_id
    left join receivables.posting b on b.org_id = p.org_id and b.reverses = p.id
    left join platform.event be on be.org_id = b.org_id and be.id = b.event_id
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and p.credit_id = ${creditId}
      and p.kind in ('ALLOCATION', 'CREDIT_ALLOCATION')
    order by p.id`,
  );

/** The documents a receipt is set against, for exports: each number once. */
export const documentsPaidBy = (
  r: Reading,
  creditIds: readonly Id[],
): Promise<{ credit_id: Id; numbers: string[] }[]> =>
  rows(
    r.tx,
    sql<{ credit_id: Id; numbers: string[] }>`
    select p.credit_id, array_agg(distinct d.number) as numbers
    from receivables.posting p
    join receivables.receivable t on t.org_id = p.org_id and t.id = p.receivable_id
    join receivables.document d on d.org_id = t.org_id and d.id = t.document_id
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and p.credit_id = any(${creditIds}::bigint[])
      and p.kind = 'ALLOCATION' and p.effective_on <= ${r.asOf}
      and not exists (select from receivables.posting b where b.org_id = p.org_id and b.reverses = p.id)
    group by p.credit_id`,
  );
