/** Aging in one statement over what is open: PostgreSQL aggregates per customer, then per group. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { type CustomerFilter, customersMatching } from '../parties/customer.store.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { type Reading, rows } from '../platform/database.ts';
import { bucketDays, type AgingBasis, type Bucket } from './aging.rules.ts';
import { openSource } from './openItems.store.ts';

export const AGING_GROUPS = ['customer', 'owner', 'team', 'currency', 'none'] as const;
export type AgingGroup = (typeof AGING_GROUPS)[number];

export interface AgingQuestion {
  readonly basis: AgingBasis;
  readonly buckets: readonly Bucket[];
  readonly group: AgingGroup;
  readonly currency?: string | undefined;
  /** Which customers; undefined is all that the caller may see. */
  readonly customers?: Pick<CustomerFilter, 'search' | 'type' | 'ownerId' | 'teamId' | 'tag'> | undefined;
  /** One customer, with those merged into it. */
  readonly customerId?: Id | undefined;
}

/** Sums are whole minor units as text: the sum of many bigints may exceed a bigint. */
export interface AgingRow {
  readonly currency: string;
  readonly id: Id | null;
  readonly label: string | null;
  readonly customer_no: string | null;
  readonly owner_id: Id | null;
  readonly owner_name: string | null;
  /** One sum a bucket. */
  readonly buckets: string[];
  readonly open: string;
  readonly overdue: string;
  readonly unapplied: string;
  readonly credits: string;
  readonly count: number;
  readonly oldest_due_on: Day | null;
}

/** Rows of one company's aging as of the reading's day, most overdue first. */
export async function agingRows(r: Reading, q: AgingQuestion): Promise<AgingRow[]> {
  const source = await openSource(r);
  const sums = q.buckets.map((b) => sql`coalesce(sum(o.open_minor) filter (where ${inBucket(b, q.basis, r.asOf)}), 0)`);
  const names = q.buckets.map((_, i) => `b${i}`);
  return rows(
    r.tx,
    sql<AgingRow>`
    with item as (
      select o.customer_id, o.currency, ${sql.join(sums.map((s, i) => sql`${s} as ${sql.ref(`b${i}`)}`))},
        sum(o.open_minor) as open,
        coalesce(sum(o.open_minor) filter (where o.due_on < ${r.asOf}::date), 0) as overdue, count(*) as count,
          min(o.due_on) as oldest_due_on
      from ${source.items} o where ${restrict(r, q, 'o')} group by o.customer_id, o.currency
    ), credit as (
      select o.customer_id, o.currency, sum(o.unapplied_minor) as unapplied,
        coalesce(sum(o.unapplied_minor) filter (where o.kind = 'CREDIT_NOTE'), 0) as credits
      from ${source.credits} o where ${restrict(r, q, 'o')} group by o.customer_id, o.currency
    ), account as (
      select coalesce(i.customer_id, k.customer_id) as customer_id, coalesce(i.currency, k.currency) as currency,
        ${sql.join(names.map((n) => sql`coalesce(${sql.ref(`i.${n}`)}, 0) as ${sql.ref(n)}`))}, coalesce(i.open,
          0) as open,
        coalesce(i.overdue, 0) as overdue, coalesce(k.unapplied, 0) as unapplied, coalesce(k.credits, 0) as credits,
        coalesce(i.count, 0) as count, i.oldest_due_on
      from item i full join credit k on k.customer_id = i.customer_id and k.currency = i.currency
    ), grouped as (
      select ${KEY[q.group]} as id, a.currency,
        array[${sql.join(names.map((n) => sql`sum(${sql.ref(`a.${n}`)})::text`))}] as buckets,
        sum(a.open) as open, sum(a.overdue) as overdue, sum(a.unapplied) as unapplied, sum(a.credits) as credits,
        sum(a.count)::int as count, min(a.oldest_due_on) as oldest_due_on
      from account a
      join parties.customer c on c.org_id = ${r.orgId} and c.id = a.customer_id
      left join parties.customer s on s.org_id = ${r.orgId} and s.id = c.merged_into_id
      group by 1, 2
    )
    select g.currency, g.id, ${LABEL[q.group]}, g.buckets, g.open, g.overdue, g.unapplied, g.credits, g.count,
      g.oldest_due_on
    from grouped g ${JOIN[q.group](r)}
    order by g.currency, g.overdue desc, g.open desc, g.id`,
  );
}

const KEY: Record<AgingGroup, RawBuilder<unknown>> = {
  customer: sql`coalesce(c.merged_into_id, c.id)`,
  owner: sql`case when c.merged_into_id is null then c.sales_owner_id else s.sales_owner_id end`,
  team: sql`case when c.merged_into_id is null then c.team_id else s.team_id end`,
  currency: sql`null::bigint`,
  none: sql`null::bigint`,
};
const UNNAMED = sql`null as label, null as customer_no, null::bigint as owner_id, null as owner_name`;
const LABEL: Record<AgingGroup, RawBuilder<unknown>> = {
  customer: sql`c.legal_name as label, c.customer_no, c.sales_owner_id as owner_id, m.name as owner_name`,
  owner: sql`m.name as label, null as customer_no, null::bigint as owner_id, null as owner_name`,
  team: sql`t.name as label, null as customer_no, null::bigint as owner_id, null as owner_name`,
  currency: UNNAMED,
  none: UNNAMED,
};
const JOIN: Record<AgingGroup, (r: Reading) => RawBuilder<unknown>> = {
  customer: (r) => sql`
    left join parties.customer c on c.org_id = ${r.orgId} and c.id = g.id
    left join access.membership m on m.org_id = ${r.orgId} and m.user_id = c.sales_owner_id`,
  owner: (r) => sql`left join access.membership m on m.org_id = ${r.orgId} and m.user_id = g.id`,
  team: (r) => sql`left join access.team t on t.org_id = ${r.orgId} and t.id = g.id`,
  currency: () => sql``,
  none: () => sql``,
};

function inBucket(b: Bucket, basis: AgingBasis, asOf: Day): RawBuilder<boolean> {
  const column = sql.ref(basis === 'due' ? 'o.due_on' : 'o.doc_on');
  const { first, last } = bucketDays(b, asOf);
  if (first !== null && last !== null) return sql<boolean>`${column} between ${first}::date and ${last}::date`;
  if (first !== null) return sql<boolean>`${column} >= ${first}::date`;
  return sql<boolean>`${column} <= ${last}::date`;
}

function restrict(r: Reading, q: AgingQuestion, alias: string): RawBuilder<boolean> {
  const customer = sql.ref(`${alias}.customer_id`);
  const parts = [
    visibleCustomers(r, `${alias}.customer_id`),
    ...(q.currency === undefined ? [] : [sql`${sql.ref(`${alias}.currency`)} = ${q.currency}`]),
    ...(q.customerId === undefined ? [] : [sql`${customer} in (${accountOf(r, q.customerId)})`]),
    ...(q.customers === undefined
      ? []
      : [
          sql`${customer} in (
          select f.id from parties.customer f where f.org_id = ${r.orgId} and coalesce(f.merged_into_id, f.id) in (
            select s.id from parties.customer s where ${customersMatching(r, q.customers, 's')}))`,
        ]),
  ];
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

/** Ids of the customer and of those merged into it: one account. */
export const accountOf = (r: Pick<Reading, 'orgId'>, customerId: Id): RawBuilder<{ id: Id }> => sql<{ id: Id }>`
  select a.id from parties.customer a
  where a.org_id = ${r.orgId} and (a.id = ${customerId} or a.merged_into_id = ${customerId})`;
