/** Statements that write and read documents, their instalments and the credits of credit notes. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import { assert } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, type Reading, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import type { DocumentKind, NewDocument } from './document.rules.ts';

/** Ids in the order of `docs`: the number is unique among living documents, so it names the row. */
export async function insertDocuments(ctx: CommandContext, docs: readonly NewDocument[]): Promise<Id[]> {
  const records = encodeRecords(
    docs.map((d, ord) => ({
      ord,
      kind: d.kind,
      number: d.number,
      number_key: documentKey(d.number),
      customer_id: d.customerId,
      currency: d.currency,
      amount_minor: d.amountMinor,
      doc_on: d.docOn,
      contract_no: d.contractNo ?? null,
      order_no: d.orderNo ?? null,
      note: d.note ?? null,
      source_batch_id: d.sourceBatchId ?? null,
      source_row: d.sourceRow ?? null,
    })),
  );
  const inserted = await rows(
    ctx.tx,
    sql<{ id: Id }>`/* kept */
    with d as materialized (
      select nextval('receivables.document_id_seq') as id, d.*
      from (select * from json_to_recordset(${records}::json) as d(ord int, kind text, number text, number_key text,
        customer_id bigint,
        currency char(3), amount_minor bigint, doc_on date, contract_no text, order_no text, note text,
          source_batch_id bigint,
        source_row int) order by ord) d
    ), i as (
      insert into receivables.document (org_id, id, kind, number, number_key, customer_id, currency, amount_minor,
        doc_on, contract_no,
        order_no, note, source_batch_id, source_row, event_id, posted_at)
      select ${ctx.orgId}, id, kind, number, number_key, customer_id, currency, amount_minor, doc_on, contract_no,
        order_no, note, source_batch_id, source_row, ${ctx.eventId}, ${ctx.now} from d
    )
    select id from d order by ord`,
  );
  return inserted.map((d) => d.id);
}

export interface NewReceivable {
  readonly documentId: Id;
  readonly instalmentNo: number;
  readonly customerId: Id;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly docOn: Day;
  readonly dueOn: Day;
}

export async function insertReceivables(ctx: CommandContext, receivables: readonly NewReceivable[]): Promise<Id[]> {
  if (receivables.length === 0) return [];
  const records = encodeRecords(
    receivables.map((r, ord) => ({
      ord,
      document_id: r.documentId,
      instalment_no: r.instalmentNo,
      customer_id: r.customerId,
      currency: r.currency,
      amount_minor: r.amountMinor,
      doc_on: r.docOn,
      due_on: r.dueOn,
    })),
  );
  const inserted = await rows(
    ctx.tx,
    sql<{ id: Id }>`/* kept */
    with r as materialized (
      select nextval('receivables.receivable_id_seq') as id, r.*
      from (select * from json_to_recordset(${records}::json) as r(ord int, document_id bigint, instalment_no int,
        customer_id bigint,
        currency char(3), amount_minor bigint, doc_on date, due_on date) order by ord) r
    ), i as (
      insert into receivables.receivable (org_id, id, document_id, instalment_no, customer_id, currency, amount_minor,
        doc_on, due_on, original_due_on)
      select ${ctx.orgId}, id, document_id, instalment_no, customer_id, currency, amount_minor, doc_on, due_on, due_on
        from r
    )
    select id from r order by ord`,
  );
  return inserted.map((r) => r.id);
}

/** A new credit: a receipt (no document) or the credit of a credit note. */
export interface NewCredit {
  readonly kind: 'RECEIPT' | 'CREDIT_NOTE';
  readonly documentId: Id | null;
  readonly number: string;
  readonly customerId: Id;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
  readonly sourceBatchId?: Id | null;
  readonly sourceRow?: number | null;
}

export async function insertCredits(ctx: CommandContext, credits: readonly NewCredit[]): Promise<Id[]> {
  if (credits.length === 0) return [];
  const records = encodeRecords(
    credits.map((c, ord) => ({
      ord,
      kind: c.kind,
      document_id: c.documentId,
      number: c.number,
      number_key: documentKey(c.number),
      customer_id: c.customerId,
      currency: c.currency,
      amount_minor: c.amountMinor,
      effective_on: c.effectiveOn,
      source_batch_id: c.sourceBatchId ?? null,
      source_row: c.sourceRow ?? null,
    })),
  );
  const inserted = await rows(
    ctx.tx,
    sql<{ id: Id }>`/* kept */
    with c as materialized (
      select nextval('receivables.credit_id_seq') as id, c.*
      from (select * from json_to_recordset(${records}::json) as c(ord int, kind text, document_id bigint,
        number text, number_key text,
        customer_id bigint, currency char(3), amount_minor bigint, effective_on date, source_batch_id bigint,
          source_row int) order by ord) c
    ), i as (
      insert into receivables.credit (org_id, id, kind, document_id, number, number_key, customer_id, currency,
        amount_minor, effective_on,
        source_batch_id, source_row, event_id, posted_at)
      select ${ctx.orgId}, id, kind, document_id, number, number_key, customer_id, currency, amount_minor, effective_on,
        source_batch_id, source_row, ${ctx.eventId}, ${ctx.now} from c
    )
    select id from c order by ord`,
  );
  return inserted.map((c) => c.id);
}

/** Customers of the list that are not in this company, not visible, or merged into another one. */
export async function unusableCustomers(
  r: Reading,
  ids: readonly Id[],
): Promise<{ missing: boolean; mergedIds: Id[] }> {
  const wanted = [...new Set(ids)];
  const found = await rows(
    r.tx,
    sql<{ id: Id; merged: boolean }>`/* kept */
    select c.id, c.merged_into_id is not null as merged from parties.customer c where ${inOrg(r, 'c')}
      and c.id = any(${wanted})`,
  );
  return { missing: found.length !== wanted.length, mergedIds: found.filter((c) => c.merged).map((c) => c.id) };
}

export interface LockedDocument {
  readonly id: Id;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly customer_id: Id;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly doc_on: Day;
  readonly voided_event_id: Id | null;
}

/**
 * The document, locked so that two reversals meet one after the other; undefined when it is not there or not visible.
 */
export const lockDocument = (ctx: CommandContext, id: Id): Promise<LockedDocument | undefined> =>
  firstRow(
    ctx.tx,
    sql<LockedDocument>`
    select d.id, d.kind, d.number, d.customer_id, d.currency, d.amount_minor, d.doc_on, d.voided_event_id
    from receivables.document d where ${inOrg(ctx, 'd')} and d.id = ${id} for no key update`,
  );

/** Locks what the document brought, so that nothing can be set against it between looking and reversing. Credits first. */
export async function lockIssued(ctx: CommandContext, documentId: Id): Promise<void> {
  await sql`select from receivables.credit c where ${inOrg(ctx, 'c')} and c.document_id = ${documentId}
    order by c.id for no key update`.execute(ctx.tx);
  await sql`select from receivables.receivable r where ${inOrg(ctx, 'r')} and r.document_id = ${documentId}
    order by r.id for no key update`.execute(ctx.tx);
}

/** The postings that brought the document into the ledger, and whether anything was set against it since. */
export async function issuingPostings(ctx: CommandContext, documentId: Id): Promise<{ ids: Id[]; inUse: boolean }> {
  const found = await rows(
    ctx.tx,
    sql<{ id: Id; in_use: boolean }>`
    select p.id, r.allocated_minor + r.credited_minor + r.written_off_minor > 0 as in_use
    from receivables.receivable r join receivables.posting p on p.org_id = r.org_id and p.receivable_id = r.id
    where ${inOrg(ctx, 'r')} and r.document_id = ${documentId} and p.kind in ('INVOICE', 'OPENING_BALANCE')
    union all
    select p.id, c.applied_minor + c.refunded_minor > 0
    from receivables.credit c join receivables.posting p on p.org_id = c.org_id and p.credit_id = c.id
    where ${inOrg(ctx, 'c')} and c.document_id = ${documentId} and p.kind = 'CREDIT_NOTE'`,
  );
  return { ids: found.map((p) => p.id), inUse: found.some((p) => p.in_use) };
}

/** Marks the document, and the credit of a credit note, as reversed by this command; their number is free again. */
export async function voidDocument(ctx: CommandContext, documentId: Id): Promise<void> {
  const marked = await sql`
    update receivables.document set voided_event_id = ${ctx.eventId}
    where org_id = ${ctx.orgId} and id = ${documentId} and voided_event_id is null`.execute(ctx.tx);
  assert(marked.numAffectedRows === 1n, 'a locked, living document is voided once');
  await sql`update receivables.credit set voided_event_id = ${ctx.eventId} where org_id = ${ctx.orgId}
    and document_id = ${documentId}`.execute(ctx.tx);
}

/** Days until the customer's documents are due by agreement; null where none is kept. */
export async function customerTermDays(r: Reading, customerId: Id): Promise<number | null> {
  const found = await firstRow(
    r.tx,
    sql<{ days: number | null }>`
      select c.payment_term_days as days from parties.customer c where ${inOrg(r, 'c')} and c.id = ${customerId}`,
  );
  return found?.days ?? null;
}
