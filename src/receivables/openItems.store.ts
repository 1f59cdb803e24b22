/**
 * What is open as of a day, for every report. SQL functions of the migration say it; where no posting counts from a
 * later
 * day, today's running totals are that same answer, and the covering index gives them without touching the table.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import { firstRow, type Reading } from '../platform/database.ts';

/**
 * Row sources to be named in a `from`: items (receivable_id, customer_id, currency, doc_on, due_on, open_minor),
 * credits (kind, …, unapplied_minor).
 */
export interface OpenSource {
  /** Nothing counts from a later day: the running totals stand as they are. */
  readonly current: boolean;
  readonly asOf: Day;
  readonly items: RawBuilder<unknown>;
  readonly credits: RawBuilder<unknown>;
}

export async function openSource(r: Reading): Promise<OpenSource> {
  const later = await firstRow(
    r.tx,
    sql`
    select from receivables.posting p where p.org_id = ${r.orgId} and p.effective_on > ${r.asOf} limit 1`,
  );
  if (later === undefined) {
    return {
      current: true,
      asOf: r.asOf,
      items: sql`(select i.id as receivable_id, i.document_id, i.customer_id, i.currency, i.doc_on, i.due_on,
        i.open_minor
        from receivables.receivable i where i.org_id = ${r.orgId} and i.open_minor > 0)`,
      credits: sql`(select c.id as credit_id, c.kind, c.customer_id, c.currency, c.effective_on, c.unapplied_minor
        from receivables.credit c where c.org_id = ${r.orgId} and c.unapplied_minor > 0)`,
    };
  }
  return {
    current: false,
    asOf: r.asOf,
    items: sql`receivables.open_items(${r.orgId}, ${r.asOf})`,
    credits: sql`receivables.open_credits(${r.orgId}, ${r.asOf})`,
  };
}
