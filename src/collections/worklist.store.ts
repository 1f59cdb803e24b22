/** Reads of a day's worklist, under the caller's scope. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { customersMatching } from '../parties/customer.store.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Weights } from './weights.rules.ts';

export const WORKLIST_VIEWS = ['all', 'mine', 'due', 'big', 'cold'] as const;
export type WorklistView = (typeof WORKLIST_VIEWS)[number];

export interface WorklistFilter {
  readonly view: WorklistView;
  readonly search?: string | undefined;
  readonly currency?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface WorklistRow {
  readonly customer_id: Id;
  readonly customer_no: string;
  readonly name: string;
  readonly tags: string[];
  readonly owner_id: Id | null;
  readonly owner_name: string | null;
  readonly currency: string;
  readonly rank_group: string;
  readonly rank_position: bigint;
  readonly gain_minor: bigint;
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

export interface WorklistTotal {
  readonly currency: string;
  readonly customers: number;
  readonly open_minor: bigint;
  readonly overdue_minor: bigint;
  readonly due_soon_minor: bigint;
  readonly due_count: number;
  readonly cold_count: number;
  readonly big_count: number;
}

const ACTIONABLE = sql<boolean>`(w.overdue_minor > 0 or w.due_soon_minor > 0)`;

/** Rows of the page in their rank, one more than the limit. */
export const worklistRows = (
  r: Reading,
  filter: WorklistFilter,
  totals: readonly WorklistTotal[],
  weights: Weights,
): Promise<WorklistRow[]> =>
  rows(
    r.tx,
    sql<WorklistRow>`
    select w.*, c.customer_no, coalesce(c.short_name, c.legal_name) as name, c.tags, c.sales_owner_id as owner_id,
      m.name as owner_name
    from collections.worklist_row w
    join parties.customer c on c.org_id = w.org_id and c.id = w.customer_id
    left join access.membership m on m.org_id = c.org_id and m.user_id = c.sales_owner_id
    where ${matching(r, filter)} and ${ACTIONABLE} and ${inView(r, filter.view, totals, weights)}
      and ${afterCursor(filter.cursor)}
    order by w.rank_group, w.rank_position, w.customer_id, w.currency limit ${filter.limit + 1}`,
  );

export const worklistPosition = (row: WorklistRow): readonly (string | bigint)[] => [
  row.rank_group,
  row.rank_position,
  row.customer_id,
  row.currency,
];

function afterCursor(cursor: string | undefined): RawBuilder<boolean> {
  if (cursor === undefined) return sql<boolean>`true`;
  const [group, position, customer, currency] = decodeCursor(cursor, 4);
  return sql<boolean>`(w.rank_group, w.rank_position, w.customer_id, w.currency)
    > (${group}, ${cursorNumber(position)}::bigint, ${cursorNumber(customer)}::bigint, ${currency}::char(3))`;
}

/** Rows of the day the caller may see, of the currency and search asked for; `c` is the customer. */
function matching(r: Reading, filter: Pick<WorklistFilter, 'search' | 'currency'>): RawBuilder<boolean> {
  const currency = filter.currency === undefined ? sql`true` : sql`w.currency = ${filter.currency}`;
  return sql<boolean>`${inOrg(r, 'w')} and w.as_of_on = ${r.asOf} and ${currency}
    and ${customersMatching(r, { search: filter.search }, 'c')}`;
}

function inView(
  r: Reading,
  view: WorklistView,
  totals: readonly WorklistTotal[],
  weights: Weights,
): RawBuilder<boolean> {
  switch (view) {
    case 'all':
      return sql<boolean>`true`;
    case 'mine':
      return sql<boolean>`(c.sales_owner_id = ${r.actor.userId} or c.finance_owner_id = ${r.actor.userId})`;
    case 'due':
      return sql<boolean>`w.due_soon_minor > 0`;
    case 'cold':
      return sql<boolean>`w.overdue_minor > 0 and (w.last_contact_on is null
        or w.last_contact_on <= ${r.asOf}::date - ${weights.reasons.not_contacted_days}::int)`;
    case 'big':
      return sql<boolean>`w.overdue_minor > 0 and (false${sql.join(
        totals.map(
          (t) => sql` or (w.currency = ${t.currency}
        and w.overdue_minor::numeric * 10000 >= ${t.overdue_minor}::numeric * ${weights.reasons.large_amount_bp}::int)`,
        ),
        sql``,
      )})`;
  }
}

/**
 * Sums a currency in the caller's scope. Company-wide and unfiltered they are kept with the rows; else they are added
 * up here.
 */
export function worklistTotals(
  r: Reading,
  filter: Pick<WorklistFilter, 'search' | 'currency'>,
  weights: Weights,
): Promise<WorklistTotal[]> {
  const currency = filter.currency === undefined ? sql`true` : sql`t.currency = ${filter.currency}`;
  if (r.actor.scope === 'company' && filter.search === undefined) {
    return rows(
      r.tx,
      sql<WorklistTotal>`
      select t.currency, t.customers, t.open_minor, t.overdue_minor, t.due_soon_minor, t.due_count, t.cold_count,
        t.big_count
      from collections.worklist_total t where ${inOrg(r, 't')} and t.as_of_on = ${r.asOf} and ${currency}
        order by t.currency`,
    );
  }
  const cold = sql`w.last_contact_on is null
    or w.last_contact_on <= ${r.asOf}::date - ${weights.reasons.not_contacted_days}::int`;
  return rows(
    r.tx,
    sql<WorklistTotal>`
    select w.currency, count(*) filter (where ${ACTIONABLE})::int as customers, sum(w.open_minor)::bigint as open_minor,
      sum(w.overdue_minor)::bigint as overdue_minor, sum(w.due_soon_minor)::bigint as due_soon_minor,
      count(*) filter (where w.due_soon_minor > 0)::int as due_count, count(*) filter (where w.overdue_minor > 0
        and (${cold}))::int as cold_count,
      count(*) filter (where w.overdue_minor > 0
        and w.overdue_minor::numeric * 10000 >= w.total_minor * ${weights.reasons.large_amount_bp}::int)::int as big_count
    from (
      select w.*, sum(w.overdue_minor) over (partition by w.currency) as total_minor
      from collections.worklist_row w join parties.customer c on c.org_id = w.org_id and c.id = w.customer_id
      where ${matching(r, filter)}
    ) w group by w.currency order by w.currency`,
  );
}

/** Customers with something to do among the filter: one who owes in two currencies counts once. */
export async function customersToContact(
  r: Reading,
  filter: Pick<WorklistFilter, 'search' | 'currency'>,
): Promise<number> {
  if (r.actor.scope === 'company' && filter.search === undefined && filter.currency === undefined) {
    const cached = await firstRow(
      r.tx,
      sql<{ customers: number }>`
      select w.customers from collections.worklist_cache w where ${inOrg(r, 'w')} and w.as_of_on = ${r.asOf}`,
    );
    return cached?.customers ?? 0;
  }
  const counted = await firstRow(
    r.tx,
    sql<{ customers: number }>`
    select count(distinct w.customer_id)::int as customers
    from collections.worklist_row w join parties.customer c on c.org_id = w.org_id and c.id = w.customer_id
    where ${matching(r, filter)} and ${ACTIONABLE}`,
  );
  return counted?.customers ?? 0;
}

/** Rows of customers the caller owns in sales or finance. */
export async function countMine(
  r: Reading,
  filter: Pick<WorklistFilter, 'search' | 'currency'>,
  weights: Weights,
): Promise<number> {
  const counted = await firstRow(
    r.tx,
    sql<{ mine: number }>`
    select count(*)::int as mine
    from parties.customer c join collections.worklist_row w on w.org_id = c.org_id and w.customer_id = c.id
    where ${matching(r, filter)} and ${ACTIONABLE} and ${inView(r, 'mine', [], weights)}`,
  );
  return counted?.mine ?? 0;
}
