/**
 * New rows of a chunk as queries for the bulk writers (receivables/bulk.store.ts, cash/bulk.store.ts). One row gives a
 * document (its first instalment does), an instalment or a credit, and, where something is paid, a receipt that settles it.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Reading } from '../platform/database.ts';

/** New rows with `fromRow <= row_no < toRow`. */
export interface Chunk {
  readonly batchId: Id;
  readonly fromRow: number;
  readonly toRow: number;
}

const fresh = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  connectors.staged_document s
  where s.org_id = ${r.orgId} and s.batch_id = ${chunk.batchId} and s.row_no >= ${chunk.fromRow} and s.row_no < ${chunk.toRow} and s.verdict = 'NEW'`;

export const documentsOf = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  select s.document_id, s.kind, s.number, s.number_key, s.customer_id, s.currency, s.document_minor as amount_minor, s.doc_on,
    s.contract_no, s.order_no, s.note, s.batch_id, s.row_no
  from ${fresh(r, chunk)} and s.leads`;

export const receivablesOf = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  select s.receivable_id, s.document_id, coalesce(s.instalment_no, 1) as instalment_no, s.customer_id, s.currency, s.amount_minor, s.doc_on,
    coalesce(s.due_on, s.due_by_terms_on) as due_on, s.paid_minor as allocated_minor
  from ${fresh(r, chunk)} and s.kind <> 'CREDIT_NOTE'`;

/** Credits of credit notes (what is used of them was paid out), and receipts that settle an instalment in whole or part. */
export const creditsOf = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  select s.credit_id, 'CREDIT_NOTE' as kind, s.document_id, s.number, s.number_key, s.customer_id, s.currency, s.amount_minor, s.doc_on as effective_on,
    0::bigint as applied_minor, s.paid_minor as refunded_minor, s.batch_id, s.row_no
  from ${fresh(r, chunk)} and s.kind = 'CREDIT_NOTE'
  union all
  select s.credit_id, 'RECEIPT', null, s.receipt_number, s.number_key || substr(s.receipt_number, length(s.number) + 1), s.customer_id, s.currency, s.paid_minor, s.paid_on,
    s.paid_minor, 0, s.batch_id, s.row_no
  from ${fresh(r, chunk)} and s.kind <> 'CREDIT_NOTE' and s.paid_minor > 0`;

export const receiptsOf = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  select s.credit_id, s.paid_on as received_on, s.number as reference
  from ${fresh(r, chunk)} and s.kind <> 'CREDIT_NOTE' and s.paid_minor > 0`;

/** A payment before its document counts as received on its day and set against the document from the document's day. */
export const postingsOf = (r: Pick<Reading, 'orgId'>, chunk: Chunk): RawBuilder<unknown> => sql`
  select case when s.kind = 'OPENING_BALANCE' then 'OPENING_BALANCE' else 'INVOICE' end as kind, s.customer_id, s.receivable_id, null::bigint as credit_id,
    s.currency, s.amount_minor, s.doc_on as effective_on, null::text as reason
  from ${fresh(r, chunk)} and s.kind <> 'CREDIT_NOTE'
  union all
  select 'CREDIT_NOTE', s.customer_id, null, s.credit_id, s.currency, s.amount_minor, s.doc_on, null
  from ${fresh(r, chunk)} and s.kind = 'CREDIT_NOTE'
  union all
  select 'REFUND', s.customer_id, null, s.credit_id, s.currency, s.paid_minor, greatest(s.paid_on, s.doc_on), s.paid_reason
  from ${fresh(r, chunk)} and s.kind = 'CREDIT_NOTE' and s.paid_minor > 0
  union all
  select m.kind, s.customer_id, m.receivable_id, s.credit_id, s.currency, s.paid_minor, m.effective_on, m.reason
  from connectors.staged_document s
  cross join lateral (values ('RECEIPT', null::bigint, s.paid_on, null), ('ALLOCATION', s.receivable_id, greatest(s.paid_on, s.doc_on), s.paid_reason))
    m (kind, receivable_id, effective_on, reason)
  where s.org_id = ${r.orgId} and s.batch_id = ${chunk.batchId} and s.row_no >= ${chunk.fromRow} and s.row_no < ${chunk.toRow} and s.verdict = 'NEW'
    and s.kind <> 'CREDIT_NOTE' and s.paid_minor > 0`;
