/** Statements on activities and on a customer's timeline. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { visibleCustomer, visibleCustomers } from '../parties/parties.store.ts';

export async function insertActivity(
  ctx: CommandContext,
  note: { customerId: Id; happenedOn: Day; body: string },
): Promise<Id> {
  const inserted = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into collections.activity (org_id, customer_id, kind, happened_on, body, author_id, author_label, event_id,
      recorded_at)
    values (${ctx.orgId}, ${note.customerId}, 'NOTE', ${note.happenedOn}, ${note.body}, ${ctx.actor.userId},
      ${ctx.actor.label}, ${ctx.eventId}, ${ctx.now})
    returning id`,
  );
  return inserted?.id ?? 0n;
}

export interface TimelineRow {
  readonly event_id: Id;
  readonly at: Date;
  readonly actor: string;
  readonly command: string;
  /** The event's record, as text; null for what an import brought, which many customers share. */
  readonly event_body: string | null;
  readonly activity_id: Id | null;
  readonly happened_on: Day | null;
  readonly body: string | null;
  readonly imported_documents: number | null;
  readonly imported_receipts: number | null;
}

/**
 * What happened at a customer and the records merged into it, newest first: its events, the activities they wrote, and
 * the imports that brought documents or receipts of it. One more row than the limit.
 */
export const timelineOf = (
  r: Reading,
  query: { customerId: Id; beforeEvent: Id | undefined; limit: number },
): Promise<TimelineRow[]> =>
  rows(
    r.tx,
    sql<TimelineRow>`
    with who as (
      select c.id from parties.customer c
      where ${inOrg(r, 'c')} and (c.id = ${query.customerId} or c.merged_into_id = ${query.customerId})
        and ${visibleCustomer(r, 'c')}
    ), booked as (
      select d.event_id, 1 as documents, 0 as receipts from receivables.document d
      where ${inOrg(r, 'd')} and d.customer_id in (select id from who) and d.source_batch_id is not null
      union all
      select k.event_id, 0, 1 from receivables.credit k
      where ${inOrg(r, 'k')} and k.customer_id in (select id from who) and k.source_batch_id is not null
        and k.kind = 'RECEIPT'
    ), imported as (
      select event_id, sum(documents)::int as documents, sum(receipts)::int as receipts from booked group by event_id
    ), found as (
      select e.id from platform.event e where ${inOrg(r, 'e')} and e.customer_id in (select id from who)
        and e.id < ${query.beforeEvent ?? 2n ** 62n}
      union
      select i.event_id from imported i where i.event_id < ${query.beforeEvent ?? 2n ** 62n}
      order by 1 desc limit ${query.limit + 1}
    )
    select e.id as event_id, e.recorded_at as at, e.actor_label as actor, e.command,
      case when i.event_id is null then e.body end as event_body,
      a.id as activity_id, a.happened_on, a.body, i.documents as imported_documents, i.receipts as imported_receipts
    from found f
    join platform.event e on ${inOrg(r, 'e')} and e.id = f.id
    left join collections.activity a on ${inOrg(r, 'a')} and a.event_id = e.id
      and ${visibleCustomers(r, 'a.customer_id')}
    left join imported i on i.event_id = e.id
    order by e.id desc`,
  );
