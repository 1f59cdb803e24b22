/** What the worklist knows of customers as of a day, read in a few set-based statements from the ledger's own views. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Weights } from './weights.rules.ts';
import type { Snapshot } from './worklist.rules.ts';

export interface CustomerSnapshot extends Snapshot {
  readonly customerId: Id;
  readonly currency: string;
  readonly lastContactKind: string | null;
}

interface SnapshotRow {
  readonly customer_id: Id;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly overdue_minor: bigint;
  readonly due_soon_minor: bigint;
  readonly unapplied_minor: bigint;
  readonly age_minor: bigint[];
  readonly oldest_days: number | null;
  readonly last_contact_on: Day | null;
  readonly last_contact_kind: string | null;
  readonly paid_count: number;
  readonly days_late_year: number | null;
  readonly days_late_recent: number | null;
  readonly limit_minor: bigint | null;
}

/** Either everybody, or the records whose survivor is one of `customerIds`. */
export type Whom = 'everybody' | readonly Id[];

/**
 * `column` is a record whose survivor is wanted; as a list of ids, so that the ledger's indexes by customer serve it.
 */
function among(r: Reading, column: string, whom: Whom): RawBuilder<boolean> {
  if (whom === 'everybody') return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(column)} = any (array(
    select c.id from parties.customer c
    where ${inOrg(r, 'c')} and (c.id = any (${[...whom]}::bigint[])
      or c.merged_into_id = any (${[...whom]}::bigint[]))))`;
}

/**
 * One row a customer and currency that owes anything or has unapplied money. Merged records count for their survivor.
 */
export async function snapshots(r: Reading, whom: Whom, weights: Weights): Promise<CustomerSnapshot[]> {
  const found = await rows(
    r.tx,
    sql<SnapshotRow>`
    with item as (
      select coalesce(c.merged_into_id, c.id) as customer_id, i.currency, i.open_minor,
        ${r.asOf}::date - i.due_on as days
      from receivables.open_items(${r.orgId}, ${r.asOf}) i
      join parties.customer c on ${inOrg(r, 'c')} and c.id = i.customer_id
      where ${among(r, 'i.customer_id', whom)}
    ), owed as (
      select customer_id, currency, sum(open_minor)::bigint as open_minor,
        coalesce(sum(open_minor) filter (where days > 0), 0)::bigint as overdue_minor,
        coalesce(sum(open_minor) filter (where days between ${-weights.due_soon.within_days} and 0),
          0)::bigint as due_soon_minor,
        array[${ageSums(weights)}] as age_minor, max(days) filter (where days > 0) as oldest_days
      from item group by customer_id, currency
    ), spare as (
      select coalesce(c.merged_into_id, c.id) as customer_id, k.currency,
        sum(k.unapplied_minor)::bigint as unapplied_minor
      from receivables.open_credits(${r.orgId}, ${r.asOf}) k
      join parties.customer c on ${inOrg(r, 'c')} and c.id = k.customer_id
      where ${among(r, 'k.customer_id', whom)}
      group by 1, 2
    ), contact as (
      select distinct on (1) coalesce(c.merged_into_id, c.id) as customer_id, a.happened_on, a.kind
      from collections.activity a join parties.customer c on ${inOrg(r, 'c')} and c.id = a.customer_id
      where ${inOrg(r, 'a')} and a.happened_on <= ${r.asOf} and ${among(r, 'a.customer_id', whom)}
      order by 1, a.happened_on desc, a.id desc
    ), habit as (${habits(r, whom)})
    select customer_id, currency, coalesce(o.open_minor, 0) as open_minor, coalesce(o.overdue_minor,
      0) as overdue_minor,
      coalesce(o.due_soon_minor, 0) as due_soon_minor, coalesce(s.unapplied_minor, 0) as unapplied_minor,
      coalesce(o.age_minor, '{}') as age_minor, o.oldest_days, t.happened_on as last_contact_on,
        t.kind as last_contact_kind,
      coalesce(h.paid_count, 0) as paid_count, h.days_late_year, h.days_late_recent, l.amount_minor as limit_minor
    from owed o full join spare s using (customer_id, currency)
    left join contact t using (customer_id)
    left join habit h using (customer_id, currency)
    left join credit.limits_on(${r.orgId}, ${r.asOf}) l using (customer_id, currency)
    order by customer_id, currency`,
  );
  return found.map(toSnapshot);
}

/** One sum a band of the weights, each from the day after the band before it. */
function ageSums(weights: Weights): RawBuilder<unknown> {
  const sums = weights.age_bands.map((band, index) => {
    const from = (weights.age_bands[index - 1]?.to_days ?? 0) + 1;
    const upTo = band.to_days === null ? sql`` : sql` and days <= ${band.to_days}::int`;
    return sql`coalesce(sum(open_minor) filter (where days >= ${from}::int${upTo}), 0)::bigint`;
  });
  return sql.join(sums);
}

/**
 * How late money of the last twelve months came, weighted by amount, and of the last ninety days: what was set against
 * what.
 */
const habits = (r: Reading, whom: Whom): RawBuilder<unknown> => sql`
  select coalesce(c.merged_into_id, c.id) as customer_id, p.currency, count(*)::int as paid_count,
    round(sum(p.amount_minor::numeric * (p.effective_on - v.due_on)) / sum(p.amount_minor))::int as days_late_year,
    round(sum(p.amount_minor::numeric * (p.effective_on - v.due_on))
      filter (where p.effective_on > ${r.asOf}::date - 90)
      / sum(p.amount_minor) filter (where p.effective_on > ${r.asOf}::date - 90))::int as days_late_recent
  from receivables.posting p
  join receivables.receivable v on v.org_id = p.org_id and v.id = p.receivable_id
  join parties.customer c on c.org_id = p.org_id and c.id = p.customer_id
  where ${inOrg(r, 'p')} and p.kind = 'ALLOCATION' and p.effective_on <= ${r.asOf}
    and p.effective_on > ${r.asOf}::date - 365
    and ${among(r, 'p.customer_id', whom)}
    and not exists (select from receivables.posting x where x.org_id = p.org_id and x.reverses = p.id
      and x.effective_on <= ${r.asOf})
  group by 1, 2`;

const toSnapshot = (row: SnapshotRow): CustomerSnapshot => ({
  customerId: row.customer_id,
  currency: row.currency,
  openMinor: row.open_minor,
  overdueMinor: row.overdue_minor,
  dueSoonMinor: row.due_soon_minor,
  unappliedMinor: row.unapplied_minor,
  ageMinor: row.age_minor,
  oldestDays: row.oldest_days,
  lastContactOn: row.last_contact_on,
  lastContactKind: row.last_contact_kind,
  paidCount: row.paid_count,
  daysLateYear: row.days_late_year,
  daysLateRecent: row.days_late_recent,
  limitMinor: row.limit_minor,
});

export interface StoredRate {
  readonly currency: string;
  readonly one: string;
  readonly rate: string;
}

/** For each foreign currency the newest rate against `home` that was known on the day, given for either of the two. */
export const ratesInto = (r: Reading, home: string): Promise<StoredRate[]> =>
  rows(
    r.tx,
    sql<StoredRate>`
    select distinct on (1) case when f.base = ${home} then f.quote else f.base end as currency, f.base as one,
      f.rate::text as rate
    from receivables.fx_rate f
    where ${inOrg(r, 'f')} and f.rate_on <= ${r.asOf} and (f.base = ${home} or f.quote = ${home})
    order by 1, f.rate_on desc, f.base desc`,
  );

export async function homeCurrency(r: Reading): Promise<string> {
  const [company] = await rows(
    r.tx,
    sql<{ currency: string }>`select o.currency from platform.organisation o where ${inOrg(r, 'o')}`,
  );
  return company?.currency ?? 'CNY';
}
