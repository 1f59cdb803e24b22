/**
 * Posting by the hundred thousand: each function takes a query instead of rows and leaves exactly the rows that the
 * ordinary commands would (import.test.ts compares them). Ids are drawn by the caller, so that documents, instalments,
 * credits and postings of one chunk can name one another without reading back what was just written.
 *
 * Running totals arrive with the new receivables and credits; their postings must follow in one `insertPostingsFrom`,
 * whose trigger proves that the two agree.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Id } from '../core/ids.ts';
import { encodeColumn } from '../platform/columns.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows } from '../platform/database.ts';
import { ACCOUNTS } from './posting.rules.ts';

/** A query with the named columns. */
export type Source = RawBuilder<unknown>;

/** Columns: document_id, kind, number, number_key, customer_id, currency, amount_minor, doc_on, contract_no, order_no, note, batch_id, row_no. */
export async function insertDocumentsFrom(ctx: CommandContext, source: Source): Promise<void> {
  await sql`
    insert into receivables.document (org_id, id, kind, number, number_key, customer_id, currency, amount_minor, doc_on,
      contract_no, order_no, note, source_batch_id, source_row, event_id, posted_at)
    select ${ctx.orgId}, b.document_id, b.kind, b.number, b.number_key, b.customer_id, b.currency, b.amount_minor, b.doc_on,
      b.contract_no, b.order_no, b.note, b.batch_id, b.row_no, ${ctx.eventId}, ${ctx.now}
    from (${source}) b`.execute(ctx.tx);
}

/** Columns: receivable_id, document_id, instalment_no, customer_id, currency, amount_minor, doc_on, due_on, allocated_minor. */
export async function insertReceivablesFrom(ctx: CommandContext, source: Source): Promise<void> {
  await sql`
    insert into receivables.receivable (org_id, id, document_id, instalment_no, customer_id, currency, amount_minor, doc_on,
      due_on, original_due_on, allocated_minor)
    select ${ctx.orgId}, b.receivable_id, b.document_id, b.instalment_no, b.customer_id, b.currency, b.amount_minor, b.doc_on,
      b.due_on, b.due_on, b.allocated_minor
    from (${source}) b`.execute(ctx.tx);
}

/** Columns: credit_id, kind, document_id, number, number_key, customer_id, currency, amount_minor, effective_on, applied_minor, refunded_minor, batch_id, row_no. */
export async function insertCreditsFrom(ctx: CommandContext, source: Source): Promise<void> {
  await sql`
    insert into receivables.credit (org_id, id, kind, document_id, number, number_key, customer_id, currency, amount_minor,
      effective_on, applied_minor, refunded_minor, source_batch_id, source_row, event_id, posted_at)
    select ${ctx.orgId}, b.credit_id, b.kind, b.document_id, b.number, b.number_key, b.customer_id, b.currency, b.amount_minor,
      b.effective_on, b.applied_minor, b.refunded_minor, b.batch_id, b.row_no, ${ctx.eventId}, ${ctx.now}
    from (${source}) b`.execute(ctx.tx);
}

const ACCOUNT_TABLE = sql`(values ${sql.join(
  Object.entries(ACCOUNTS).map(([kind, { debit, credit }]) => sql`(${kind}, ${debit}, ${credit})`),
)}) a (kind, debit, credit)`;

/** Columns: kind, customer_id, receivable_id, credit_id, currency, amount_minor, effective_on, reason. All movements of the chunk in one call. */
export async function insertPostingsFrom(ctx: CommandContext, source: Source): Promise<void> {
  await sql`
    insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency,
      amount_minor, effective_on, reason, event_id, recorded_at)
    select ${ctx.orgId}, b.kind, a.debit, a.credit, b.customer_id, b.receivable_id, b.credit_id, b.currency,
      b.amount_minor, b.effective_on, b.reason, ${ctx.eventId}, ${ctx.now}
    from (${source}) b join ${ACCOUNT_TABLE} on a.kind = b.kind`.execute(ctx.tx);
}

export interface TextChange {
  readonly documentId: Id;
  /** null keeps what is there, an empty text removes it. */
  readonly contractNo: string | null;
  readonly orderNo: string | null;
  readonly note: string | null;
}

/** Texts of posted documents that are no part of their accounting; a page of documents at a time. */
export async function changeTexts(ctx: CommandContext, changes: readonly TextChange[]): Promise<void> {
  if (changes.length === 0) return;
  const ids = changes.map((c) => c.documentId);
  await sql`
    update receivables.document d
    set contract_no = nullif(coalesce(b.contract_no, d.contract_no), ''), order_no = nullif(coalesce(b.order_no, d.order_no), ''),
      note = nullif(coalesce(b.note, d.note), '')
    from unnest(${encodeColumn(changes, (c) => c.documentId)}::bigint[], ${encodeColumn(changes, (c) => c.contractNo)}::text[],
      ${encodeColumn(changes, (c) => c.orderNo)}::text[], ${encodeColumn(changes, (c) => c.note)}::text[])
      as b (document_id, contract_no, order_no, note)
    where d.org_id = ${ctx.orgId} and d.id = any (${ids}::bigint[]) and d.id = b.document_id`.execute(ctx.tx);
}

/** What stands in the way of undoing a batch: something posted later, by someone else, that uses its documents or credits. */
export interface Dependent {
  readonly number: string;
  readonly kind: string;
}

/**
 * Postings on the batch's own receivables and credits, each once: two equality joins, because one with OR would visit
 * every pair. An allocation names both and is found by its credit.
 */
const postingsOnBatch = (ctx: CommandContext, batchId: Id): RawBuilder<unknown> => sql`
  select p.*, d.number from receivables.document d
  join receivables.receivable r on r.org_id = d.org_id and r.document_id = d.id
  join receivables.posting p on p.org_id = r.org_id and p.receivable_id = r.id
  left join receivables.credit own on own.org_id = p.org_id and own.id = p.credit_id and own.source_batch_id = d.source_batch_id
  where d.org_id = ${ctx.orgId} and d.source_batch_id = ${batchId} and own.id is null
  union all
  select p.*, c.number from receivables.credit c
  join receivables.posting p on p.org_id = c.org_id and p.credit_id = c.id
  where c.org_id = ${ctx.orgId} and c.source_batch_id = ${batchId}`;

const notReversed = sql`p.kind <> 'REVERSAL' and not exists (select from receivables.posting v where v.org_id = p.org_id and v.reverses = p.id)`;

/** Postings by the event that booked the batch and that nothing reversed yet. */
const livePostings = (ctx: CommandContext, batch: { id: Id; eventId: Id }): RawBuilder<unknown> => sql`
  select p.id, p.kind, p.receivable_id, p.credit_id, p.amount_minor from (${postingsOnBatch(ctx, batch.id)}) p
  where p.event_id = ${batch.eventId} and ${notReversed}`;

/** Living postings of other events on the batch's receivables and credits; at most `limit`. */
export function dependentsOf(ctx: CommandContext, batch: { id: Id; eventId: Id }, limit: number): Promise<Dependent[]> {
  return rows(
    ctx.tx,
    sql<Dependent>`
    select p.number, p.kind from (${postingsOnBatch(ctx, batch.id)}) p
    where p.event_id <> ${batch.eventId} and ${notReversed} limit ${limit}`,
  );
}

/** Tells the planner what a large batch brought, at once rather than when the autovacuum comes by. */
export async function analyzeLedger(ctx: CommandContext): Promise<void> {
  await sql`select receivables.analyze_ledger()`.execute(ctx.tx);
}

/**
 * Reverses every living posting of a batch on its own business day, so that no day's report shows the batch any more, and
 * marks its documents and credits as reversed; their numbers are free again. Returns how many postings were reversed.
 */
export async function reverseBatch(
  ctx: CommandContext,
  batch: { id: Id; eventId: Id },
  reason: string,
): Promise<number> {
  const live = livePostings(ctx, batch);
  await sql`select from receivables.credit c where c.org_id = ${ctx.orgId} and c.id in (select credit_id from (${live}) p)
    order by c.id for no key update`.execute(ctx.tx);
  await sql`select from receivables.receivable r where r.org_id = ${ctx.orgId} and r.id in (select receivable_id from (${live}) p)
    order by r.id for no key update`.execute(ctx.tx);
  await sql`
    with undone as materialized (${live}),
    receivable as (
      update receivables.receivable r
      set allocated_minor = r.allocated_minor - u.allocated, credited_minor = r.credited_minor - u.credited,
          written_off_minor = r.written_off_minor - u.written_off, reversed_minor = r.reversed_minor + u.issued
      from (
        select receivable_id,
          coalesce(sum(amount_minor) filter (where kind = 'ALLOCATION'), 0)::bigint as allocated,
          coalesce(sum(amount_minor) filter (where kind = 'CREDIT_ALLOCATION'), 0)::bigint as credited,
          coalesce(sum(amount_minor) filter (where kind = 'WRITE_OFF'), 0)::bigint as written_off,
          coalesce(sum(amount_minor) filter (where kind in ('INVOICE', 'OPENING_BALANCE')), 0)::bigint as issued
        from undone where receivable_id is not null group by receivable_id
      ) u where r.org_id = ${ctx.orgId} and r.id = u.receivable_id
    )
    update receivables.credit c
    set applied_minor = c.applied_minor - u.applied, refunded_minor = c.refunded_minor - u.refunded, reversed_minor = c.reversed_minor + u.issued
    from (
      select credit_id,
        coalesce(sum(amount_minor) filter (where kind in ('ALLOCATION', 'CREDIT_ALLOCATION')), 0)::bigint as applied,
        coalesce(sum(amount_minor) filter (where kind = 'REFUND'), 0)::bigint as refunded,
        coalesce(sum(amount_minor) filter (where kind in ('RECEIPT', 'CREDIT_NOTE')), 0)::bigint as issued
      from undone where credit_id is not null group by credit_id
    ) u where c.org_id = ${ctx.orgId} and c.id = u.credit_id`.execute(ctx.tx);
  const reversed = await firstRow(
    ctx.tx,
    sql<{ count: number }>`
    with undone as materialized (${live}),
    posted as (
      insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency,
        amount_minor, effective_on, reverses, reason, event_id, recorded_at)
      select p.org_id, 'REVERSAL', p.credit_account, p.debit_account, p.customer_id, p.receivable_id, p.credit_id, p.currency,
        p.amount_minor, p.effective_on, p.id, ${reason}, ${ctx.eventId}, ${ctx.now}
      from undone u join receivables.posting p on p.org_id = ${ctx.orgId} and p.id = u.id order by p.id
      returning 1
    )
    select count(*)::int as count from posted`,
  );
  await sql`update receivables.document set voided_event_id = ${ctx.eventId}
    where org_id = ${ctx.orgId} and source_batch_id = ${batch.id} and voided_event_id is null`.execute(ctx.tx);
  await sql`update receivables.credit set voided_event_id = ${ctx.eventId}
    where org_id = ${ctx.orgId} and source_batch_id = ${batch.id} and voided_event_id is null`.execute(ctx.tx);
  return reversed?.count ?? 0;
}
