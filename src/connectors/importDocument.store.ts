/** Rows of receivables files between file and ledger: staged, compared set-based, handed to the bulk writers as queries. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { encodeColumn } from '../platform/columns.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import type { StagedDocument } from './importReceivable.rules.ts';

export async function stageDocuments(
  ctx: CommandContext,
  batchId: Id,
  staged: readonly StagedDocument[],
): Promise<void> {
  const column = (pick: (row: StagedDocument) => string | number | bigint | boolean | null): string =>
    encodeColumn(staged, pick);
  await sql`
    insert into connectors.staged_document (org_id, batch_id, row_no, wrong, number, number_key, instalment_no, customer_no, customer_no_key,
      customer_name, customer_name_key, kind, kind_stated, currency, amount_minor, file_minor, paid_minor, paid_on, paid_reason, doc_on,
      doc_stated, due_on, contract_no, order_no, note, owner, contact_email)
    select ${ctx.orgId}, ${batchId}, * from unnest(
      ${column((d) => d.row)}::int[], ${column((d) => d.wrong)}::boolean[], ${column((d) => d.number)}::text[], ${column((d) => d.numberKey)}::text[],
      ${column((d) => d.instalmentNo)}::int[], ${column((d) => d.customerNo)}::text[], ${column((d) => d.customerNoKey)}::text[],
      ${column((d) => d.customerName)}::text[], ${column((d) => d.customerNameKey)}::text[], ${column((d) => d.kind)}::text[],
      ${column((d) => d.kindStated)}::boolean[], ${column((d) => d.currency)}::text[], ${column((d) => d.amountMinor)}::bigint[],
      ${column((d) => d.fileMinor)}::bigint[], ${column((d) => d.paidMinor)}::bigint[], ${column((d) => d.paidOn)}::date[],
      ${column((d) => d.paidReason)}::text[], ${column((d) => d.docOn)}::date[], ${column((d) => d.docStated)}::boolean[],
      ${column((d) => d.dueOn)}::date[], ${column((d) => d.contractNo)}::text[], ${column((d) => d.orderNo)}::text[], ${column((d) => d.note)}::text[],
      ${column((d) => d.owner)}::text[], ${column((d) => d.contactEmail)}::text[])`.execute(ctx.tx);
}

/** `s.org_id = … and s.batch_id = …` */
const ofBatch = (ctx: Pick<Reading, 'orgId'>, batchId: Id): RawBuilder<boolean> =>
  sql<boolean>`s.org_id = ${ctx.orgId} and s.batch_id = ${batchId}`;

/** Above this a comparison reads whole tables once; below, it follows indexes row by row. */
const MANY_ROWS = 2_000;

/**
 * The comparison joins rows that were staged a moment ago with tables that another import may have filled a moment ago, so
 * the planner's statistics are wrong when they are needed most, and a nested loop over them is quadratic. For a large file
 * nested loops are switched off while comparing.
 */
export async function withPlansForMany<T>(ctx: CommandContext, batchId: Id, compare: () => Promise<T>): Promise<T> {
  await sql`select connectors.analyze_staging()`.execute(ctx.tx);
  const many = (await stagedCount(ctx, batchId)) > MANY_ROWS;
  if (many) await sql`set local enable_nestloop = off`.execute(ctx.tx);
  const result = await compare();
  if (many) await sql`set local enable_nestloop = on`.execute(ctx.tx);
  return result;
}

/** Whether the rows were compared before: then only what the ledger did since can have changed a verdict. */
export const isCompared = async (r: Reading, batchId: Id): Promise<boolean> =>
  (await firstRow(
    r.tx,
    sql`select 1 from connectors.staged_document s where ${ofBatch(r, batchId)} and s.verdict is not null limit 1`,
  )) !== undefined;

/** Headings under which the findings of the comparison are told. */
export interface FindingColumns {
  readonly number: string;
  readonly customer: string;
}

/**
 * One number twice. Rows that say the same are one document: the first counts, the others are told as repeated. Rows that
 * differ are all refused, because choosing one of them would be a guess. A row the file already spoilt counts as differing.
 */
export async function markRepeats(ctx: CommandContext, batchId: Id, columns: FindingColumns): Promise<void> {
  await sql`
    with twice as (
      select s.number_key, coalesce(s.instalment_no, 1) as part, min(s.row_no) as first_row,
        not bool_or(s.wrong) and count(distinct (coalesce(s.customer_no_key, s.customer_name_key), s.kind, s.currency, s.amount_minor,
          s.paid_minor, s.paid_on, s.doc_on, s.due_on)) = 1 as same
      from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.number_key is not null
      group by 1, 2 having count(*) > 1
    ), marked as (
      update connectors.staged_document s set verdict = case when t.same then 'REPEATED' else 'WRONG' end
      from twice t
      where ${ofBatch(ctx, batchId)} and s.number_key = t.number_key and coalesce(s.instalment_no, 1) = t.part
        and not (t.same and s.row_no = t.first_row)
      returning s.row_no, s.number, t.first_row, t.same
    )
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, m.row_no, 'ledger', ${columns.number}, 'document_no', left(m.number, 48) || ' → ' || m.first_row,
      'E_DUPLICATE_IN_FILE', case when m.same then 'warning' else 'error' end
    from marked m order by m.row_no`.execute(ctx.tx);
}

/** Instalments of one number are one document: all of them or none, with one customer, currency, day and kind. */
export async function markBrokenInstalments(ctx: CommandContext, batchId: Id, columns: FindingColumns): Promise<void> {
  await sql`
    with broken as (
      select s.number_key
      from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.number_key is not null and s.verdict is distinct from 'REPEATED'
      group by 1
      having count(*) > 1 and (bool_or(s.wrong or s.verdict is not null) or bool_or(s.kind = 'CREDIT_NOTE')
        or count(distinct (coalesce(s.customer_no_key, s.customer_name_key), s.kind, s.currency, s.doc_on)) > 1)
    ), marked as (
      update connectors.staged_document s set verdict = 'WRONG' from broken b
      where ${ofBatch(ctx, batchId)} and s.number_key = b.number_key and not s.wrong and s.verdict is null
      returning s.row_no, s.number
    )
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, m.row_no, 'ledger', ${columns.number}, 'document_no', left(m.number, 60), 'E_TOTALS_MISMATCH', 'error'
    from marked m order by m.row_no`.execute(ctx.tx);
}

/** Customers by number, else by name when exactly one living customer has it. A merged record answers as its survivor. */
const customersOf = (ctx: CommandContext): RawBuilder<unknown> => sql`
  left join parties.customer by_no on by_no.org_id = s.org_id and by_no.customer_no_key = s.customer_no_key
  left join (
    select n.name_key, min(n.id) as id, count(*) as homonyms from parties.customer n
    where n.org_id = ${ctx.orgId} and n.merged_into_id is null group by n.name_key
  ) by_name on s.customer_no_key is null and by_name.name_key = s.customer_name_key`;

/**
 * The verdict of every row that is neither wrong nor repeated, and ids for what is new. A posted document is never altered:
 * any difference in what was booked is a conflict; more paid than the ledger knows, or other texts, is a change.
 */
export async function judgeDocuments(ctx: CommandContext, batchId: Id, defaults: { termDays: number }): Promise<void> {
  await sql`
    with found as materialized (${findings(ctx, batchId, defaults)})
    update connectors.staged_document s
    set customer_id = j.customer_id, verdict = j.verdict, document_id = j.document_id, receivable_id = j.receivable_id, credit_id = j.credit_id,
      due_by_terms_on = j.due_by_terms_on, more_paid_minor = j.more_paid_minor, receipt_number = j.receipt_number, leads = true, document_minor = s.amount_minor
    from (
      select found.*,
        case when found.verdict = 'NEW' then nextval('receivables.document_id_seq') else found.known_document_id end as document_id,
        case when found.verdict = 'NEW' and found.kind <> 'CREDIT_NOTE' then nextval('receivables.receivable_id_seq') else found.known_receivable_id end as receivable_id,
        case when found.verdict = 'NEW' and (found.kind = 'CREDIT_NOTE' or found.paid_minor > 0) then nextval('receivables.credit_id_seq') end as credit_id
      from found where found.is_news
    ) j
    where ${ofBatch(ctx, batchId)} and s.row_no = j.row_no`.execute(ctx.tx);
}

/** `is_news`: the row was not judged yet, or the ledger moved under it. */
const findings = (ctx: CommandContext, batchId: Id, defaults: { termDays: number }): RawBuilder<unknown> => sql`
  select v.*, v.old_verdict is null or (v.old_verdict, v.old_customer_id, v.old_more_paid_minor, v.old_due_on, v.old_document_id)
    is distinct from (v.verdict, v.customer_id, v.more_paid_minor, v.due_by_terms_on, v.known_document_id) as is_news
  from (select f.old_verdict, f.old_customer_id, f.old_more_paid_minor, f.old_due_on, f.old_document_id,
    f.row_no, f.kind, f.paid_minor, f.customer_id, f.known_document_id, f.known_receivable_id, f.due_by_terms_on, f.receipt_number, f.more_paid_minor,
    case
      when f.homonyms > 1 then 'WRONG'
      when f.known_document_id is null then 'NEW'
      when f.differs then 'CONFLICT'
      when f.more_paid_minor > 0 or f.text_differs then 'CHANGED'
      else 'SAME'
    end as verdict
  from (
    select s.verdict as old_verdict, s.customer_id as old_customer_id, s.more_paid_minor as old_more_paid_minor, s.due_by_terms_on as old_due_on,
      case when s.verdict <> 'NEW' then s.document_id end as old_document_id,
      s.row_no, s.kind, s.paid_minor, coalesce(by_no.merged_into_id, by_no.id, by_name.id) as customer_id, by_name.homonyms,
      d.id as known_document_id, r.id as known_receivable_id,
      case when s.due_on is null and s.kind <> 'CREDIT_NOTE' then s.doc_on + coalesce(by_no.payment_term_days, named.payment_term_days, ${defaults.termDays}) end as due_by_terms_on,
      s.number || coalesce('/' || s.instalment_no, '') as receipt_number,
      (d.kind = 'CREDIT_NOTE') <> (s.kind = 'CREDIT_NOTE') or (s.kind_stated and d.kind <> s.kind) or d.currency <> s.currency
        or coalesce(owner.merged_into_id, owner.id) is distinct from coalesce(by_no.merged_into_id, by_no.id, by_name.id)
        or (s.doc_stated and d.doc_on <> s.doc_on)
        or case when s.instalment_no is null then d.amount_minor <> s.amount_minor else r.amount_minor is distinct from s.amount_minor end
        or (s.due_on is not null and r.amount_minor = s.amount_minor and s.due_on <> r.due_on and s.due_on <> r.original_due_on) as differs,
      case when r.amount_minor = s.amount_minor
        then least(r.open_minor, greatest(0, s.paid_minor - (r.amount_minor - r.open_minor))) else 0 end as more_paid_minor,
      (s.contract_no <> coalesce(d.contract_no, '')) is true or (s.order_no <> coalesce(d.order_no, '')) is true
        or (s.note <> coalesce(d.note, '')) is true as text_differs
    from connectors.staged_document s
    ${customersOf(ctx)}
    left join parties.customer named on named.org_id = s.org_id and named.id = by_name.id
    left join receivables.document d on d.org_id = s.org_id and d.number_key = s.number_key and d.voided_event_id is null
    left join parties.customer owner on owner.org_id = d.org_id and owner.id = d.customer_id
    left join receivables.receivable r on r.org_id = d.org_id and r.document_id = d.id and r.instalment_no = coalesce(s.instalment_no, 1)
    where ${ofBatch(ctx, batchId)} and not s.wrong and (s.verdict is null or s.verdict in ('NEW', 'CHANGED', 'SAME', 'CONFLICT'))
  ) f) v`;

/** The first row of a number carries the document; the others join it. Only for files with an instalment column. */
export async function gatherInstalments(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`
    with document as (
      select s.number_key, min(s.row_no) as first_row, sum(s.amount_minor) as total
      from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'NEW' group by 1
    )
    update connectors.staged_document s
    set leads = s.row_no = d.first_row, document_minor = d.total, document_id = leader.document_id
    from document d join connectors.staged_document leader
      on leader.org_id = ${ctx.orgId} and leader.batch_id = ${batchId} and leader.row_no = d.first_row
    where ${ofBatch(ctx, batchId)} and s.verdict = 'NEW' and s.number_key = d.number_key`.execute(ctx.tx);
}

/** A settlement takes the number of its document; where a receipt has it already, the import's own number sets them apart. */
export async function settleReceiptNumbers(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`
    update connectors.staged_document s set receipt_number = s.number || coalesce('/' || s.instalment_no, '') || '#' || ${batchId.toString()}
    where ${ofBatch(ctx, batchId)} and (s.more_paid_minor > 0 or (s.verdict = 'NEW' and s.paid_minor > 0 and s.kind <> 'CREDIT_NOTE'))
      and exists (select from receivables.credit c where c.org_id = s.org_id and c.kind = 'RECEIPT' and c.voided_event_id is null
        and c.number_key = s.number_key || coalesce('/' || s.instalment_no, ''))`.execute(ctx.tx);
}

/** Tells conflicts, names that fit two customers, and payments that may stand in the ledger already as unapplied cash. */
export async function tellFindings(ctx: CommandContext, batchId: Id, columns: FindingColumns): Promise<void> {
  await sql`
    delete from connectors.import_issue i where i.org_id = ${ctx.orgId} and i.batch_id = ${batchId} and i.found_by = 'ledger'
      and i.code in ('E_CONFLICT_EXISTING', 'E_VALUE_UNKNOWN', 'E_POSSIBLE_DUPLICATE')`.execute(ctx.tx);
  await sql`
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, s.row_no, 'ledger', ${columns.number}, 'document_no', left(s.number, 60), 'E_CONFLICT_EXISTING', 'error'
    from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'CONFLICT' order by s.row_no`.execute(
    ctx.tx,
  );
  await sql`
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, s.row_no, 'ledger', ${columns.customer}, 'customer_name', left(s.customer_name, 60), 'E_VALUE_UNKNOWN', 'error'
    from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'WRONG' and not s.wrong
      and s.customer_no_key is null and s.customer_id is not null order by s.row_no`.execute(ctx.tx);
  await sql`
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, s.row_no, 'ledger', ${columns.number}, 'document_no', left(s.number, 60), 'E_POSSIBLE_DUPLICATE', 'warning'
    from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'CHANGED' and s.more_paid_minor > 0
      and exists (select from receivables.credit c where c.org_id = s.org_id and c.customer_id = s.customer_id and c.currency = s.currency
        and c.kind = 'RECEIPT' and c.unapplied_minor > 0) order by s.row_no`.execute(ctx.tx);
}

export interface VerdictCount {
  readonly verdict: string;
  readonly currency: string | null;
  readonly count: number;
  /** Signed, as the file's own total counts it. */
  readonly total_minor: bigint;
  readonly more_paid_minor: bigint;
  readonly by_terms: number;
  readonly paid_before: number;
  readonly without_doc_day: number;
}

/** Rows and sums by verdict and currency. */
export const countVerdicts = (r: Reading, batchId: Id): Promise<VerdictCount[]> =>
  rows(
    r.tx,
    sql<VerdictCount>`
    select coalesce(s.verdict, 'WRONG') as verdict, s.currency, count(*)::int as count, coalesce(sum(s.file_minor), 0)::bigint as total_minor,
      coalesce(sum(s.more_paid_minor), 0)::bigint as more_paid_minor, count(s.due_by_terms_on) filter (where s.verdict = 'NEW')::int as by_terms,
      count(*) filter (where s.verdict = 'NEW' and s.paid_reason = 'import.paid_before')::int as paid_before,
      count(*) filter (where s.verdict = 'NEW' and not s.doc_stated)::int as without_doc_day
    from connectors.staged_document s where ${ofBatch(r, batchId)} group by 1, 2 order by 1, 2`,
  );

export interface NewCustomerCount {
  readonly count: number;
  /** Numbers under which the file writes more than one name; the first is kept. */
  readonly several_names: number;
}
export async function countNewCustomers(ctx: CommandContext, batchId: Id): Promise<NewCustomerCount> {
  const found = await firstRow(
    ctx.tx,
    sql<NewCustomerCount>`
    select count(*)::int as count, count(*) filter (where k.names > 1)::int as several_names from (
      select count(distinct s.customer_name_key) filter (where s.customer_no_key is not null) as names
      from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'NEW' and s.customer_id is null
      group by coalesce(s.customer_no_key, 'name ' || s.customer_name_key)
    ) k`,
  );
  return found ?? { count: 0, several_names: 0 };
}

export interface UnknownCustomer {
  readonly customer_no: string | null;
  readonly customer_name: string | null;
  readonly owner: string | null;
}

/** Customers of new documents that the company does not know yet, each once, as first written in the file. */
export const unknownCustomers = (
  ctx: CommandContext,
  batchId: Id,
  by: 'number' | 'name',
): Promise<UnknownCustomer[]> => {
  const key = sql.ref(by === 'number' ? 's.customer_no_key' : 's.customer_name_key');
  const kind = by === 'number' ? sql<boolean>`s.customer_no_key is not null` : sql<boolean>`s.customer_no_key is null`;
  return rows(
    ctx.tx,
    sql<UnknownCustomer>`
    select distinct on (${key}) s.customer_no, s.customer_name, s.owner
    from connectors.staged_document s where ${ofBatch(ctx, batchId)} and s.verdict = 'NEW' and s.customer_id is null and ${kind}
    order by ${key}, s.row_no`,
  );
};

/** Fills in the customers made since the comparison. */
export async function resolveNewCustomers(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`
    update connectors.staged_document s set customer_id = c.id
    from (select s.row_no, coalesce(by_no.merged_into_id, by_no.id, by_name.id) as id
      from connectors.staged_document s ${customersOf(ctx)}
      where ${ofBatch(ctx, batchId)} and s.verdict = 'NEW' and s.customer_id is null) c
    where ${ofBatch(ctx, batchId)} and s.row_no = c.row_no and c.id is not null`.execute(ctx.tx);
}

export const stagedCount = async (r: Reading, batchId: Id): Promise<number> =>
  (
    await firstRow(
      r.tx,
      sql<{
        count: number;
      }>`select count(*)::int as count from connectors.staged_document s where ${ofBatch(r, batchId)}`,
    )
  )?.count ?? 0;

export async function dropStagedDocuments(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`delete from connectors.staged_document s where ${ofBatch(ctx, batchId)}`.execute(ctx.tx);
}

export interface ChangedDocument {
  readonly row_no: number;
  readonly number: string;
  readonly document_id: Id;
  readonly receivable_id: Id | null;
  readonly customer_id: Id;
  readonly currency: string;
  readonly more_paid_minor: bigint;
  readonly paid_on: Day | null;
  readonly paid_reason: string | null;
  readonly receipt_number: string;
  readonly doc_on: Day;
  readonly open_minor: bigint | null;
  readonly contract_no: string | null;
  readonly order_no: string | null;
  readonly note: string | null;
  readonly old_contract_no: string | null;
  readonly old_order_no: string | null;
  readonly old_note: string | null;
}

/** Changed rows after `afterRow`, with what the ledger says now. */
export const changedDocuments = (
  r: Reading,
  batchId: Id,
  page: { afterRow: number; limit: number },
): Promise<ChangedDocument[]> =>
  rows(
    r.tx,
    sql<ChangedDocument>`
    select s.row_no, s.number, s.document_id, s.receivable_id, d.customer_id, d.currency, s.more_paid_minor, s.paid_on, s.paid_reason, s.receipt_number,
      d.doc_on, rec.open_minor, s.contract_no, s.order_no, s.note, d.contract_no as old_contract_no, d.order_no as old_order_no, d.note as old_note
    from connectors.staged_document s
    join receivables.document d on d.org_id = s.org_id and d.id = s.document_id
    left join receivables.receivable rec on rec.org_id = s.org_id and rec.id = s.receivable_id
    where ${ofBatch(r, batchId)} and s.verdict = 'CHANGED' and s.row_no > ${page.afterRow}
    order by s.row_no limit ${page.limit}`,
  );
