/** What the ledger knows for the collection figures of a period, per currency. Nothing is converted. */
import { sql } from 'kysely';
import { addDays, type Day } from '../core/day.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { type Reading, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { openSource } from '../receivables/openItems.store.ts';

/** Whole minor units as text: sums may exceed a bigint. */
export interface OpenSums {
  readonly currency: string;
  readonly open: string;
  readonly not_due: string;
}

/** Open receivables at the end of the day, and the part that is not overdue then. */
export async function openOn(r: Reading, on: Day): Promise<OpenSums[]> {
  const reading = { ...r, asOf: on };
  const source = await openSource(reading);
  return rows(
    r.tx,
    sql<OpenSums>`
    select o.currency, sum(o.open_minor)::text as open,
      coalesce(sum(o.open_minor) filter (where o.due_on >= ${on}::date), 0)::text as not_due
    from ${source.items} o where ${visibleCustomers(r, 'o.customer_id')} group by 1`,
  );
}

export interface MonthRow {
  readonly currency: string;
  /** First day of the month. */
  readonly month: Day;
  readonly sales: string;
}

/** Invoiced less credited, per calendar month, each reversal in the month it counts from. */
export const salesByMonth = (r: Reading, from: Day, to: Day): Promise<MonthRow[]> =>
  rows(
    r.tx,
    sql<MonthRow>`
    select p.currency, date_trunc('month', p.effective_on)::date as month,
      sum(case when p.credit_account = 'REVENUE' then p.amount_minor else -p.amount_minor end)::text as sales
    from receivables.posting p
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and 'REVENUE' in (p.debit_account,
      p.credit_account)
      and p.effective_on between ${from} and ${to}
    group by 1, 2 order by 1, 2 desc`,
  );

export interface FlowRow {
  readonly currency: string;
  readonly sales: string;
  readonly receipts: string;
}

/** Sales less credit notes, and money received less reversed and refunded, in the period. */
export const flows = (r: Reading, from: Day, to: Day): Promise<FlowRow[]> =>
  rows(
    r.tx,
    sql<FlowRow>`
    select p.currency,
      coalesce(sum(case when p.credit_account = 'REVENUE' then p.amount_minor when p.debit_account = 'REVENUE'
        then -p.amount_minor end), 0)::text as sales,
      coalesce(sum(case when p.debit_account = 'CASH' then p.amount_minor when p.credit_account = 'CASH'
        then -p.amount_minor end), 0)::text as receipts
    from receivables.posting p
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and p.effective_on between ${from} and ${to}
    group by 1`,
  );

export interface DueRow {
  readonly currency: string;
  readonly due: string;
  readonly applied: string;
}

/** What fell due in the period and was not reversed, and what receipts paid of it by its end. */
export const dueInPeriod = (r: Reading, from: Day, to: Day): Promise<DueRow[]> =>
  rows(
    r.tx,
    sql<DueRow>`
    with due as (
      select x.id, x.currency, x.amount_minor from receivables.receivable x
      where ${inOrg(r, 'x')} and ${visibleCustomers(r, 'x.customer_id')} and x.due_on between ${from} and ${to}
        and x.doc_on <= ${to} and x.reversed_minor = 0
    ), paid as (
      select p.receivable_id, sum(case when p.kind = 'ALLOCATION' then p.amount_minor when o.kind = 'ALLOCATION'
        then -p.amount_minor else 0 end) as minor
      from receivables.posting p left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
      where ${inOrg(r, 'p')} and p.effective_on <= ${to} and p.receivable_id in (select d.id from due d)
      group by 1
    )
    select d.currency, sum(d.amount_minor)::text as due, coalesce(sum(p.minor), 0)::text as applied
    from due d left join paid p on p.receivable_id = d.id group by 1`,
  );

export interface LateRow {
  readonly currency: string;
  /** Σ amount × days late. */
  readonly weighted: string;
  readonly paid: string;
}

/**
 * Allocations of receipts in the period that stand at its end, weighted by how many days after the due day they came.
 */
export const lateness = (r: Reading, from: Day, to: Day): Promise<LateRow[]> =>
  rows(
    r.tx,
    sql<LateRow>`
    select p.currency, sum(p.amount_minor::numeric * (p.effective_on - x.due_on))::text as weighted,
      sum(p.amount_minor)::text as paid
    from receivables.posting p join receivables.receivable x on x.org_id = p.org_id and x.id = p.receivable_id
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')} and p.kind = 'ALLOCATION'
      and p.effective_on between ${from} and ${to}
      and not exists (select from receivables.posting v where v.org_id = p.org_id and v.reverses = p.id
        and v.effective_on <= ${to})
    group by 1`,
  );

export const dayBefore = (on: Day): Day => addDays(on, -1);
