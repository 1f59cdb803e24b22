/** The list of receivables and one document with everything that happened to it, as of a day. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { customersMatching } from '../parties/customer.store.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, type Reading, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { accountOf } from './aging.store.ts';
import type { DocumentKind } from './document.rules.ts';
import { type OpenSource, openSource } from './openItems.store.ts';

export const RECEIVABLE_SORTS = ['due', '-due', 'doc', '-doc', 'amount', '-amount', 'open', '-open', 'number'] as const;
export type ReceivableSort = (typeof RECEIVABLE_SORTS)[number];

export interface ReceivableFilter {
  readonly customerId?: Id | undefined;
  readonly status: 'open' | 'paid' | 'all';
  readonly overdue?: boolean | undefined;
  readonly search?: string | undefined;
  readonly ownerId?: Id | undefined;
  readonly teamId?: Id | undefined;
  readonly currency?: string | undefined;
  readonly dueFrom?: Day | undefined;
  readonly dueTo?: Day | undefined;
  readonly sort: ReceivableSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedReceivable {
  readonly id: Id;
  readonly document_id: Id;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly number_key: string;
  readonly instalment_no: number;
  readonly customer_id: Id;
  readonly customer_no: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly doc_on: Day;
  readonly due_on: Day;
  readonly open_minor: bigint;
  readonly allocated_minor: bigint;
  readonly credited_minor: bigint;
  readonly written_off_minor: bigint;
  readonly reversed_minor: bigint;
}

type SortColumn = 'due_on' | 'doc_on' | 'amount_minor' | 'open_minor' | 'number_key';
const SORT_COLUMNS: Record<string, SortColumn> = {
  due: 'due_on',
  doc: 'doc_on',
  amount: 'amount_minor',
  open: 'open_minor',
  number: 'number_key',
};
const CAST: Record<SortColumn, (key: string) => RawBuilder<unknown>> = {
  due_on: (key) => sql`${key}::date`,
  doc_on: (key) => sql`${key}::date`,
  amount_minor: (key) => sql`${key}::bigint`,
  open_minor: (key) => sql`${key}::bigint`,
  number_key: (key) => sql`${key}::text`,
};
const SHOWN_AS: Record<SortColumn, string> = {
  due_on: 'l.due_on',
  doc_on: 'l.doc_on',
  amount_minor: 'l.amount_minor',
  open_minor: 'l.open_on_day',
  number_key: 'd.number_key',
};
const sortOf = (sort: ReceivableSort): { column: SortColumn; descending: boolean } => ({
  column: SORT_COLUMNS[sort.replace('-', '')] ?? 'due_on',
  descending: sort.startsWith('-'),
});

/** Position of a row in its list. */
export function receivablePosition(sort: ReceivableSort, row: ListedReceivable): readonly (string | bigint)[] {
  return [row[sortOf(sort).column], row.id];
}

/**
 * One row more than the limit tells of a next page. The page is found on the receivables alone, by an index where
 * there is
 * one for the order; documents, customers and what counts from later days are looked up for its rows only.
 */
export async function listReceivables(r: Reading, filter: ReceivableFilter): Promise<ListedReceivable[]> {
  const source = await openSource(r);
  const { column, descending } = sortOf(filter.sort);
  const order = descending ? sql`desc` : sql`asc`;
  const sorted =
    column === 'open_minor' && !source.current
      ? sql`coalesce(o.open_minor, 0)`
      : sql.ref(column === 'number_key' ? 'd.number_key' : `x.${column}`);
  const [key, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, 2);
  const after =
    key === undefined
      ? sql`true`
      : sql`(${sorted}, x.id) ${descending ? sql`<` : sql`>`} (${CAST[column](key)}, ${cursorNumber(id)}::bigint)`;
  return rows(
    r.tx,
    sql<ListedReceivable>`
    with page as materialized (
      select x.*, ${source.current ? sql`x.open_minor` : sql`coalesce(o.open_minor, 0)`} as open_on_day
      from ${chosen(filter, source, column === 'number_key')} and ${restrict(r, filter)} and ${after}
      order by ${sorted} ${order}, x.id ${order} limit ${filter.limit + 1}
    )
    select l.id, l.document_id, d.kind, d.number, d.number_key, l.instalment_no, l.customer_id, c.customer_no,
      c.legal_name as customer_name, l.currency,
      l.amount_minor, l.doc_on, l.due_on, l.open_on_day as open_minor,
        l.allocated_minor - t.allocated as allocated_minor,
      l.credited_minor - t.credited as credited_minor, l.written_off_minor - t.written_off as written_off_minor,
        l.reversed_minor - t.reversed as reversed_minor
    from page l
    join receivables.document d on d.org_id = l.org_id and d.id = l.document_id
    join parties.customer c on c.org_id = l.org_id and c.id = l.customer_id
    cross join lateral (${laterTotals(r)}) t
    order by ${sql.ref(SHOWN_AS[column])} ${order}, l.id ${order}`,
  );
}

/** `from` and the status: the receivables `x`, their documents `d` only where the search or the order needs them. */
function chosen(filter: ReceivableFilter, source: OpenSource, byNumber: boolean): RawBuilder<unknown> {
  const needsDocument = byNumber || (filter.search ?? '').trim() !== '';
  const document = needsDocument
    ? sql`join receivables.document d on d.org_id = x.org_id and d.id = x.document_id`
    : sql``;
  if (source.current) {
    const open = { open: sql`x.open_minor > 0`, paid: sql`x.open_minor = 0`, all: sql`true` }[filter.status];
    return sql`receivables.receivable x ${document} where ${open}`;
  }
  const join = filter.status === 'open' ? sql`join` : sql`left join`;
  const rest = filter.status === 'paid' ? sql`o.receivable_id is null and x.doc_on <= ${source.asOf}` : sql`true`;
  return sql`receivables.receivable x ${document} ${join} ${source.items} o on o.receivable_id = x.id where ${rest}`;
}

function restrict(r: Reading, f: ReceivableFilter): RawBuilder<boolean> {
  const owners = f.ownerId !== undefined || f.teamId !== undefined;
  const account = (match: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select m.id from parties.customer m where m.org_id = ${r.orgId} and coalesce(m.merged_into_id, m.id) in (
      select s.id from parties.customer s where ${match})`;
  const parts = [
    inOrg(r, 'x'),
    visibleCustomers(r, 'x.customer_id'),
    ...(f.customerId === undefined ? [] : [sql`x.customer_id in (${accountOf(r, f.customerId)})`]),
    ...(f.currency === undefined ? [] : [sql`x.currency = ${f.currency}`]),
    ...(f.dueFrom === undefined ? [] : [sql`x.due_on >= ${f.dueFrom}::date`]),
    ...(f.dueTo === undefined ? [] : [sql`x.due_on <= ${f.dueTo}::date`]),
    ...(f.overdue === true ? [sql`x.due_on < ${r.asOf}::date`] : []),
    ...(owners
      ? [sql`x.customer_id in (${account(customersMatching(r, { ownerId: f.ownerId, teamId: f.teamId }, 's'))})`]
      : []),
    ...(f.search === undefined || f.search.trim() === ''
      ? []
      : [
          sql`(d.number_key like ${numberPattern(f.search)}
      or x.customer_id in (${account(customersMatching(r, { search: f.search }, 's'))}))`,
        ]),
  ];
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

const numberPattern = (typed: string): string => `%${documentKey(typed).replaceAll(/[\\%_]/g, '\\$&')}%`;

/** What counts only from a later day, to be taken off today's totals of receivable `l`. */
const laterTotals = (r: Reading): RawBuilder<unknown> => sql`
  select
    coalesce(sum(case when p.kind = 'ALLOCATION' then p.amount_minor when o.kind = 'ALLOCATION'
      then -p.amount_minor end), 0)::bigint as allocated,
    coalesce(sum(case when p.kind = 'CREDIT_ALLOCATION' then p.amount_minor when o.kind = 'CREDIT_ALLOCATION'
      then -p.amount_minor end), 0)::bigint as credited,
    coalesce(sum(case when p.kind = 'WRITE_OFF' then p.amount_minor when o.kind = 'WRITE_OFF'
      then -p.amount_minor end), 0)::bigint as written_off,
    coalesce(sum(p.amount_minor) filter (where o.kind in ('INVOICE', 'OPENING_BALANCE')), 0)::bigint as reversed
  from receivables.posting p left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
  where ${inOrg(r, 'p')} and p.receivable_id = l.id and p.effective_on > ${r.asOf}`;

export interface DocumentRecord {
  readonly id: Id;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly customer_id: Id;
  readonly customer_no: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly doc_on: Day;
  readonly contract_no: string | null;
  readonly order_no: string | null;
  readonly note: string | null;
  readonly source_batch_id: Id | null;
  readonly source_row: number | null;
  readonly posted_at: Date;
  readonly posted_by: string;
  readonly voided: boolean;
  readonly in_use: boolean;
}

/** The document that the receivable belongs to. */
export const documentOfReceivable = (r: Reading, receivableId: Id): Promise<{ document_id: Id } | undefined> =>
  firstRow(
    r.tx,
    sql<{ document_id: Id }>`
    select x.document_id from receivables.receivable x where ${inOrg(r, 'x')} and x.id = ${receivableId}
      and ${visibleCustomers(r, 'x.customer_id')}`,
  );

export const findDocument = (r: Reading, id: Id): Promise<DocumentRecord | undefined> =>
  firstRow(
    r.tx,
    sql<DocumentRecord>`
    select d.id, d.kind, d.number, d.customer_id, c.customer_no, c.legal_name as customer_name, d.currency,
      d.amount_minor, d.doc_on, d.contract_no,
      d.order_no, d.note, d.source_batch_id, d.source_row, d.posted_at, coalesce(e.actor_label, '') as posted_by,
        d.voided_event_id is not null as voided,
      exists (select from receivables.receivable x where ${inOrg(r, 'x')} and x.document_id = d.id
        and x.allocated_minor + x.credited_minor + x.written_off_minor > 0)
      or exists (select from receivables.credit k where ${inOrg(r, 'k')} and k.document_id = d.id
        and k.applied_minor + k.refunded_minor > 0) as in_use
    from receivables.document d
    join parties.customer c on c.org_id = d.org_id and c.id = d.customer_id
    left join platform.event e on e.org_id = d.org_id and e.id = d.event_id
    where ${inOrg(r, 'd')} and d.id = ${id} and ${visibleCustomers(r, 'd.customer_id')}`,
  );

/** The instalments of one document as of the day. */
export const instalmentsOf = (r: Reading, documentId: Id): Promise<ListedReceivable[]> =>
  rows(
    r.tx,
    sql<ListedReceivable>`
    select l.*, l.amount_minor - l.allocated_minor - l.credited_minor - l.written_off_minor - l.reversed_minor
        - case when l.doc_on > ${r.asOf} then l.amount_minor else 0 end as open_minor
    from (
      select l.id, l.document_id, d.kind, d.number, d.number_key, l.instalment_no, l.customer_id, c.customer_no,
        c.legal_name as customer_name,
        l.currency, l.amount_minor, l.doc_on, l.due_on, l.allocated_minor - t.allocated as allocated_minor,
        l.credited_minor - t.credited as credited_minor, l.written_off_minor - t.written_off as written_off_minor,
          l.reversed_minor - t.reversed as reversed_minor
      from receivables.receivable l
      join receivables.document d on d.org_id = l.org_id and d.id = l.document_id
      join parties.customer c on c.org_id = l.org_id and c.id = l.customer_id
      cross join lateral (${laterTotals(r)}) t
      where ${inOrg(r, 'l')} and l.document_id = ${documentId} and ${visibleCustomers(r, 'l.customer_id')}
    ) l order by l.instalment_no`,
  );

export interface DocumentPosting {
  readonly id: Id;
  readonly kind: string;
  readonly receivable_id: Id | null;
  readonly instalment_no: number | null;
  readonly credit_id: Id | null;
  readonly credit_number: string | null;
  readonly credit_kind: 'RECEIPT' | 'CREDIT_NOTE' | null;
  readonly amount_minor: bigint;
  readonly effective_on: Day;
  readonly recorded_at: Date;
  readonly actor: string;
  readonly reason: string | null;
  readonly reverses: Id | null;
  readonly reversed_by: Id | null;
}

/** Everything posted to the document's instalments or credit, oldest first. */
export const postingsOf = (r: Reading, documentId: Id): Promise<DocumentPosting[]> =>
  rows(
    r.tx,
    sql<DocumentPosting>`
    select p.id, p.kind, p.receivable_id, x.instalment_no, p.credit_id, k.number as credit_number,
      k.kind as credit_kind, p.amount_minor, p.effective_on,
      p.recorded_at, coalesce(e.actor_label, '') as actor, p.reason, p.reverses, v.id as reversed_by
    from receivables.posting p
    left join receivables.receivable x on x.org_id = p.org_id and x.id = p.receivable_id
    left join receivables.credit k on k.org_id = p.org_id and k.id = p.credit_id
    left join receivables.posting v on v.org_id = p.org_id and v.reverses = p.id
    left join platform.event e on e.org_id = p.org_id and e.id = p.event_id
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and p.id in (
      select q.id from receivables.receivable y join receivables.posting q on q.org_id = y.org_id
        and q.receivable_id = y.id
      where y.org_id = ${r.orgId} and y.document_id = ${documentId}
      union
      select q.id from receivables.credit y join receivables.posting q on q.org_id = y.org_id and q.credit_id = y.id
      where y.org_id = ${r.orgId} and y.document_id = ${documentId})
    order by p.effective_on, p.id`,
  );
