/** Rows of the smaller objects (customers, contacts, receipts, limits) between file and records, and what they are compared with. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { encodeColumn } from '../platform/columns.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { decodeJson, encodeJson } from '../platform/json.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Decision, RecordRow, StagedRecord } from './importRecord.rules.ts';
import type { RowValues } from './table.ts';

const ofBatch = (r: Pick<Reading, 'orgId'>, batchId: Id): RawBuilder<boolean> =>
  sql<boolean>`s.org_id = ${r.orgId} and s.batch_id = ${batchId}`;

export async function stageRecords(ctx: CommandContext, batchId: Id, staged: readonly StagedRecord[]): Promise<void> {
  const column = (pick: (row: StagedRecord) => string | number | boolean | null): string => encodeColumn(staged, pick);
  await sql`
    insert into connectors.staged_record (org_id, batch_id, row_no, record_key, wrong, content)
    select ${ctx.orgId}, ${batchId}, * from unnest(${column((s) => s.row)}::int[], ${column((s) => s.key)}::text[], ${column((s) => s.wrong)}::boolean[],
      ${column((s) => encodeJson(s.values))}::jsonb[])`.execute(ctx.tx);
}

export async function forgetRecordVerdicts(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`update connectors.staged_record s set verdict = null where ${ofBatch(ctx, batchId)} and s.verdict is not null`.execute(
    ctx.tx,
  );
  await sql`delete from connectors.import_issue i where i.org_id = ${ctx.orgId} and i.batch_id = ${batchId} and i.found_by = 'ledger'`.execute(
    ctx.tx,
  );
}

/** One key twice: the same content counts once, different content not at all (as for documents). */
export async function markRecordRepeats(ctx: CommandContext, batchId: Id, column: string): Promise<void> {
  await sql`
    with twice as (
      select s.record_key, min(s.row_no) as first_row, not bool_or(s.wrong) and count(distinct s.content) = 1 as same
      from connectors.staged_record s where ${ofBatch(ctx, batchId)} and s.record_key is not null group by 1 having count(*) > 1
    ), marked as (
      update connectors.staged_record s set verdict = case when t.same then 'REPEATED' else 'WRONG' end
      from twice t where ${ofBatch(ctx, batchId)} and s.record_key = t.record_key and not (t.same and s.row_no = t.first_row)
      returning s.row_no, s.record_key, t.first_row, t.same
    )
    insert into connectors.import_issue (org_id, batch_id, row_no, found_by, column_name, field, value, code, severity)
    select ${ctx.orgId}, ${batchId}, m.row_no, 'ledger', ${column}, null, left(m.record_key, 48) || ' → ' || m.first_row, 'E_DUPLICATE_IN_FILE',
      case when m.same then 'warning' else 'error' end
    from marked m order by m.row_no`.execute(ctx.tx);
}

export interface RecordPage {
  readonly afterRow: number;
  readonly limit: number;
}

/** Rows still without a verdict, in file order. */
export const undecidedRecords = (r: Reading, batchId: Id, page: RecordPage): Promise<RecordRow[]> =>
  recordsWhere(
    r,
    sql`${ofBatch(r, batchId)} and not s.wrong and s.verdict is null and s.row_no > ${page.afterRow} order by s.row_no limit ${page.limit}`,
  );

export const recordsOf = (
  r: Reading,
  batchId: Id,
  verdicts: readonly string[],
  page: RecordPage,
): Promise<RecordRow[]> =>
  recordsWhere(
    r,
    sql`${ofBatch(r, batchId)} and s.verdict = any (${[...verdicts]}::text[]) and s.row_no > ${page.afterRow} order by s.row_no limit ${page.limit}`,
  );

async function recordsWhere(r: Reading, condition: RawBuilder<unknown>): Promise<RecordRow[]> {
  type Row = Omit<RecordRow, 'values' | 'before' | 'after'> & {
    content: string;
    before: string | null;
    after: string | null;
  };
  const found = await rows(
    r.tx,
    sql<Row>`
    select s.row_no as row, s.verdict, s.customer_id as "customerId", s.subject_id as "subjectId", s.content::text as content,
      s.before::text as before, s.after::text as after
    from connectors.staged_record s where ${condition}`,
  );
  const json = (text: string | null): Record<string, unknown> =>
    text === null ? {} : (decodeJson(text) as Record<string, unknown>);
  return found.map(({ content, before, after, ...row }) => ({
    ...row,
    values: decodeJson(content) as RowValues,
    before: json(before),
    after: json(after),
  }));
}

export async function decideRecords(ctx: CommandContext, batchId: Id, decisions: readonly Decision[]): Promise<void> {
  const column = (pick: (d: Decision) => string | number | bigint | null): string => encodeColumn(decisions, pick);
  await sql`
    update connectors.staged_record s set verdict = d.verdict, customer_id = d.customer_id, subject_id = d.subject_id, before = d.before, after = d.after
    from unnest(${column((d) => d.row)}::int[], ${column((d) => d.verdict)}::text[], ${column((d) => d.customerId ?? null)}::bigint[],
      ${column((d) => d.subjectId ?? null)}::bigint[], ${column((d) => encodeJson(d.before ?? {}))}::jsonb[], ${column((d) => encodeJson(d.after ?? {}))}::jsonb[])
      as d (row_no, verdict, customer_id, subject_id, before, after)
    where ${ofBatch(ctx, batchId)} and s.row_no = d.row_no`.execute(ctx.tx);
}

/** Rows and sums by verdict; only receipts have amounts that add up. */
export const countRecordVerdicts = (
  r: Reading,
  batchId: Id,
): Promise<{ verdict: string; currency: string | null; count: number; totalMinor: bigint }[]> =>
  rows(
    r.tx,
    sql<{ verdict: string; currency: string | null; count: number; totalMinor: bigint }>`
    select coalesce(s.verdict, 'WRONG') as verdict, s.content #>> '{amount,currency}' as currency, count(*)::int as count,
      coalesce(sum((s.content #>> '{amount,minor,$n}')::bigint), 0)::bigint as "totalMinor"
    from connectors.staged_record s where ${ofBatch(r, batchId)} group by 1, 2 order by 1, 2`,
  );

export const stagedRecordCount = async (r: Reading, batchId: Id): Promise<number> =>
  (
    await firstRow(
      r.tx,
      sql<{
        count: number;
      }>`select count(*)::int as count from connectors.staged_record s where ${ofBatch(r, batchId)}`,
    )
  )?.count ?? 0;

export async function dropStagedRecords(ctx: CommandContext, batchId: Id): Promise<void> {
  await sql`delete from connectors.staged_record s where ${ofBatch(ctx, batchId)}`.execute(ctx.tx);
}

export interface KnownCustomer {
  readonly id: Id;
  readonly customer_no_key: string;
  readonly name_key: string;
  readonly tax_id: string | null;
}

/** Living customers under any of the numbers, names or tax ids. A merged record answers as its survivor. */
export const customersUnder = (
  r: Reading,
  keys: { numbers: readonly string[]; names: readonly string[]; taxIds: readonly string[] },
): Promise<KnownCustomer[]> =>
  rows(
    r.tx,
    sql<KnownCustomer>`
    select coalesce(c.merged_into_id, c.id) as id, c.customer_no_key, case when c.merged_into_id is null then c.name_key else '' end as name_key, c.tax_id
    from parties.customer c
    where ${inOrg(r, 'c')} and (c.customer_no_key = any (${[...keys.numbers]}::text[]) or c.name_key = any (${[...keys.names]}::text[])
      or c.tax_id = any (${[...keys.taxIds]}::text[]))`,
  );

export interface KnownContact {
  readonly id: Id;
  readonly customer_id: Id;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly title: string | null;
  readonly roles: readonly string[];
  readonly language: string | null;
}

export const contactsUnder = (r: Reading, customerIds: readonly Id[]): Promise<KnownContact[]> =>
  rows(
    r.tx,
    sql<KnownContact>`
    select k.id, k.customer_id, k.name, k.email, k.phone, k.title, k.roles, k.language from parties.contact k
    where ${inOrg(r, 'k')} and k.customer_id = any (${[...customerIds]}::bigint[]) and k.archived_at is null order by k.id`,
  );

export interface KnownReceipt {
  readonly number_key: string;
  readonly customer_id: Id;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly received_on: Day;
  readonly reference: string | null;
}

/** Living receipts under the numbers, and every living receipt of the customers on the days: to know real repetitions. */
export const receiptsUnder = (
  r: Reading,
  under: { numbers: readonly string[]; customerIds: readonly Id[]; days: readonly Day[] },
): Promise<KnownReceipt[]> =>
  rows(
    r.tx,
    sql<KnownReceipt>`
    select c.number_key, coalesce(k.merged_into_id, k.id) as customer_id, c.currency, c.amount_minor, c.effective_on as received_on, p.reference
    from receivables.credit c
    join parties.customer k on k.org_id = c.org_id and k.id = c.customer_id
    left join cash.receipt p on p.org_id = c.org_id and p.credit_id = c.id
    where ${inOrg(r, 'c')} and c.kind = 'RECEIPT' and c.voided_event_id is null
      and (c.number_key = any (${[...under.numbers]}::text[])
        or (c.customer_id = any (${[...under.customerIds]}::bigint[]) and c.effective_on = any (${[...under.days]}::date[])))`,
  );

/** Of these number keys, the ones of living documents. */
export async function knownDocuments(r: Reading, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const found = await rows(
    r.tx,
    sql<{ number_key: string }>`
    select d.number_key from receivables.document d where ${inOrg(r, 'd')} and d.voided_event_id is null and d.number_key = any (${[...new Set(keys)]}::text[])`,
  );
  return new Set(found.map((d) => d.number_key));
}
