/** Statements on the worklist's cache: is it fresh, who was touched since, write it again. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { firstRow, rows, type Reading, type Tx } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import type { CustomerSnapshot } from './snapshot.store.ts';
import type { Weights } from './weights.rules.ts';

export interface Freshness {
  readonly weights: string;
  readonly fresh: boolean;
  readonly filled_at: Date;
  readonly customers: number;
}

/** State of the day's cache; undefined when the day was never asked for. Fresh: every event is one it has seen. */
export const freshness = (r: Reading): Promise<Freshness | undefined> =>
  firstRow(
    r.tx,
    sql<Freshness>`
    select w.weights, w.filled_at, w.customers,
      not exists (select from platform.event e where ${inOrg(r, 'e')} and e.id > w.last_event_id)
      and not exists (select from platform.event e where ${inOrg(r, 'e')} and e.xid >= pg_snapshot_xmin(w.seen)
        and not pg_visible_in_snapshot(e.xid, w.seen)) as fresh
    from collections.worklist_cache w where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}`,
  );

/** Fillers of one company's cache take turns. */
export async function lockCache(r: Reading): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('collections.worklist'), hashtext(${r.orgId.toString()}))`.execute(
    r.tx,
  );
}

export interface Seen {
  readonly seen: string;
  readonly last_event_id: Id;
}

/** What is visible now. Taken before the facts are read, so that a later event is at worst looked at twice. */
export async function seenNow(r: Reading): Promise<Seen> {
  const found = await firstRow(
    r.tx,
    sql<Seen>`
    select pg_current_snapshot()::text as seen, coalesce(max(e.id), 0) as last_event_id from platform.event e
      where ${inOrg(r, 'e')}`,
  );
  return found ?? { seen: '1:1:', last_event_id: 0n };
}

export interface TouchedSince {
  readonly command: string;
  readonly customer_id: Id | null;
}

/** Events the day's cache has not seen, by command and customer; of a merge both records. */
export const touchedSince = (r: Reading): Promise<TouchedSince[]> =>
  rows(
    r.tx,
    sql<TouchedSince>`
    with unseen as (
      select e.command, e.customer_id, e.subject_kind, e.subject_id
      from collections.worklist_cache w join platform.event e on ${inOrg(r, 'e')} and e.id > w.last_event_id
      where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}
      union
      select e.command, e.customer_id, e.subject_kind, e.subject_id
      from collections.worklist_cache w
      join platform.event e on ${inOrg(r, 'e')} and e.xid >= pg_snapshot_xmin(w.seen)
        and not pg_visible_in_snapshot(e.xid, w.seen)
      where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}
    )
    select u.command, coalesce(c.merged_into_id, u.customer_id) as customer_id
    from unseen u left join parties.customer c on ${inOrg(r, 'c')} and c.id = u.customer_id
    union
    select u.command, m.from_customer_id
    from unseen u join parties.customer_merge m on ${inOrg(r, 'm')} and m.id = u.subject_id
    where u.subject_kind = 'merge'`,
  );

export interface RankedSnapshot extends CustomerSnapshot {
  readonly gainMinor: bigint;
  readonly rankGroup: string;
  readonly rankPosition: bigint;
}

const CHUNK = 5000;

/** Replaces the rows of the day: all of them, or those of the given customers. */
export async function replaceRows(
  r: Reading,
  whom: 'everybody' | readonly Id[],
  ranked: readonly RankedSnapshot[],
): Promise<void> {
  const those = whom === 'everybody' ? sql`true` : sql`w.customer_id = any (${[...whom]}::bigint[])`;
  await sql`delete from collections.worklist_row w where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}
    and ${those}`.execute(r.tx);
  for (let start = 0; start < ranked.length; start += CHUNK) {
    const records = encodeRecords(ranked.slice(start, start + CHUNK).map(toRecord));
    await sql`
      insert into collections.worklist_row (org_id, as_of_on, customer_id, currency, rank_group, rank_position,
        gain_minor, open_minor,
        overdue_minor, due_soon_minor, unapplied_minor, age_minor, oldest_days, last_contact_on, last_contact_kind,
          paid_count,
        days_late_year, days_late_recent, limit_minor)
      select ${r.orgId}, ${r.asOf}, n.* from json_to_recordset(${records}::json) as n (customer_id bigint,
        currency char(3), rank_group text,
        rank_position bigint, gain_minor bigint, open_minor bigint, overdue_minor bigint, due_soon_minor bigint,
          unapplied_minor bigint,
        age_minor bigint[], oldest_days int, last_contact_on date, last_contact_kind text, paid_count int,
          days_late_year int,
        days_late_recent int, limit_minor bigint)`.execute(r.tx);
  }
}

const toRecord = (s: RankedSnapshot): Record<string, unknown> => ({
  customer_id: s.customerId,
  currency: s.currency,
  rank_group: s.rankGroup,
  rank_position: s.rankPosition,
  gain_minor: s.gainMinor,
  open_minor: s.openMinor,
  overdue_minor: s.overdueMinor,
  due_soon_minor: s.dueSoonMinor,
  unapplied_minor: s.unappliedMinor,
  age_minor: s.ageMinor,
  oldest_days: s.oldestDays,
  last_contact_on: s.lastContactOn,
  last_contact_kind: s.lastContactKind,
  paid_count: s.paidCount,
  days_late_year: s.daysLateYear,
  days_late_recent: s.daysLateRecent,
  limit_minor: s.limitMinor,
});

/** Adds the day's rows up again and says what the cache has seen. Days long unused go. */
export async function sealCache(r: Reading, seen: Seen, weights: Weights, filledAt: Date): Promise<void> {
  await sql`delete from collections.worklist_total t where ${inOrg(r, 't')} and t.as_of_on = ${r.asOf}`.execute(r.tx);
  await sql`
    insert into collections.worklist_total (org_id, as_of_on, currency, customers, open_minor, overdue_minor,
      due_soon_minor, due_count, cold_count, big_count)
    select w.org_id, w.as_of_on, w.currency, count(*) filter (where w.overdue_minor > 0 or w.due_soon_minor > 0),
      sum(w.open_minor),
      sum(w.overdue_minor), sum(w.due_soon_minor), count(*) filter (where w.due_soon_minor > 0),
      count(*) filter (where w.overdue_minor > 0 and (w.last_contact_on is null
        or w.last_contact_on <= ${r.asOf}::date - ${weights.reasons.not_contacted_days}::int)),
      count(*) filter (where w.overdue_minor > 0
        and w.overdue_minor::numeric * 10000 >= c.overdue * ${weights.reasons.large_amount_bp}::int)
    from collections.worklist_row w
    join (select x.currency, sum(x.overdue_minor) as overdue from collections.worklist_row x
      where ${inOrg(r, 'x')} and x.as_of_on = ${r.asOf} group by x.currency) c on c.currency = w.currency
    where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}
    group by w.org_id, w.as_of_on, w.currency`.execute(r.tx);
  await sql`
    insert into collections.worklist_cache (org_id, as_of_on, seen, last_event_id, weights, customers, filled_at)
    values (${r.orgId}, ${r.asOf}, ${seen.seen}::pg_snapshot, ${seen.last_event_id}, ${weights.version},
      (select count(distinct w.customer_id) from collections.worklist_row w
        where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf} and (w.overdue_minor > 0 or w.due_soon_minor > 0)),
          ${filledAt})
    on conflict (org_id, as_of_on) do update set seen = excluded.seen, last_event_id = excluded.last_event_id,
      weights = excluded.weights,
      customers = excluded.customers, filled_at = excluded.filled_at`.execute(r.tx);
}

const KEPT_DAYS = 7;

/** Keeps the days that were asked for last; the rows of the others go with them. */
export async function dropOldDays(r: Reading): Promise<void> {
  const old = await rows(
    r.tx,
    sql<{ as_of_on: string }>`
    delete from collections.worklist_cache w where ${inOrg(r, 'w')} and w.as_of_on in (
      select o.as_of_on from collections.worklist_cache o where ${inOrg(r, 'o')}
        order by o.filled_at desc offset ${KEPT_DAYS})
    returning w.as_of_on`,
  );
  if (old.length === 0) return;
  const days = old.map((day) => day.as_of_on);
  await sql`delete from collections.worklist_row w where ${inOrg(r, 'w')}
    and w.as_of_on = any (${days}::date[])`.execute(r.tx);
  await sql`delete from collections.worklist_total t where ${inOrg(r, 't')}
    and t.as_of_on = any (${days}::date[])`.execute(r.tx);
}

/** The day's rows as they are cached. */
export const cachedSnapshots = (r: Reading): Promise<RankedSnapshot[]> =>
  rows(
    r.tx,
    sql<RankedSnapshot>`
    select w.customer_id as "customerId", w.currency, w.open_minor as "openMinor", w.overdue_minor as "overdueMinor",
      w.due_soon_minor as "dueSoonMinor", w.unapplied_minor as "unappliedMinor", w.age_minor as "ageMinor",
        w.oldest_days as "oldestDays",
      w.last_contact_on as "lastContactOn", w.last_contact_kind as "lastContactKind", w.paid_count as "paidCount",
      w.days_late_year as "daysLateYear", w.days_late_recent as "daysLateRecent", w.limit_minor as "limitMinor",
      w.gain_minor as "gainMinor", w.rank_group as "rankGroup", w.rank_position as "rankPosition"
    from collections.worklist_row w where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}`,
  );

/** The day whose worklist was filled last, of each company the reader sees. */
export const lastFilled = (tx: Tx): Promise<{ org_id: Id; as_of_on: Day }[]> =>
  rows(
    tx,
    sql<{ org_id: Id; as_of_on: Day }>`
    select distinct on (w.org_id) w.org_id, w.as_of_on from collections.worklist_cache w order by w.org_id,
      w.filled_at desc, w.as_of_on`,
  );
