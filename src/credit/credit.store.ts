/** Every statement that touches the schema `credit`. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import type { NewLimit } from './limit.rules.ts';

export interface LimitRecord {
  readonly amount_minor: bigint;
  readonly currency: string;
  readonly valid_from_on: Day;
  readonly valid_to_on: Day | null;
}

/** The customer's limit on `on`, or undefined when none is set. */
export const limitOn = (r: Reading, customerId: Id, on: Day): Promise<LimitRecord | undefined> =>
  firstRow(
    r.tx,
    sql<LimitRecord>`
    select l.amount_minor, l.currency, l.valid_from_on, l.valid_to_on from credit.limits_on(${r.orgId}, ${on}) l
    where l.customer_id = ${customerId} and ${visibleCustomers(r, 'l.customer_id')}`,
  );

export interface LimitDecision {
  readonly id: Id;
  readonly amount_minor: bigint | null;
  readonly currency: string;
  readonly valid_from_on: Day;
  readonly valid_to_on: Day | null;
  readonly note: string | null;
  readonly set_at: Date;
  readonly set_by: string | null;
}

/** All decisions on a customer's limit, newest first. */
export const limitHistory = (r: Reading, customerId: Id): Promise<LimitDecision[]> =>
  rows(
    r.tx,
    sql<LimitDecision>`
    select l.id, l.amount_minor, l.currency, l.valid_from_on, l.valid_to_on, l.note, l.set_at, e.actor_label as set_by
    from credit.credit_limit l left join platform.event e on e.org_id = l.org_id and e.id = l.event_id
    where ${inOrg(r, 'l')} and l.customer_id = ${customerId} and ${visibleCustomers(r, 'l.customer_id')}
    order by l.valid_from_on desc, l.id desc limit 100`,
  );

/** Ids in the order given. */
export async function insertLimits(ctx: CommandContext, limits: readonly NewLimit[]): Promise<Id[]> {
  const records = encodeRecords(
    limits.map((l, ord) => ({
      ord,
      customer_id: l.customerId,
      amount_minor: l.amountMinor,
      currency: l.currency,
      valid_from_on: l.validFromOn,
      valid_to_on: l.validToOn ?? null,
      note: l.note ?? null,
      source_batch_id: l.sourceBatchId ?? null,
    })),
  );
  const inserted = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    with n as materialized (
      select nextval('credit.credit_limit_id_seq') as id, n.*
      from (select * from json_to_recordset(${records}::json) as n (ord int, customer_id bigint, amount_minor bigint,
        currency char(3),
        valid_from_on date, valid_to_on date, note text, source_batch_id bigint) order by ord) n
    ), i as (
      insert into credit.credit_limit (org_id, id, customer_id, amount_minor, currency, valid_from_on, valid_to_on,
        note, source_batch_id,
        event_id, set_at)
      select ${ctx.orgId}, id, customer_id, amount_minor, currency, valid_from_on, valid_to_on, note, source_batch_id,
        ${ctx.eventId}, ${ctx.now} from n
    )
    select id from n order by ord`,
  );
  return inserted.map((row) => row.id);
}

/** Takes back the limits an import set; gives how many. */
export async function deleteLimitsOfBatch(ctx: CommandContext, batchId: Id): Promise<number> {
  const gone = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    delete from credit.credit_limit l where ${inOrg(ctx, 'l')} and l.source_batch_id = ${batchId} returning l.id`,
  );
  return gone.length;
}

/** Current limits of many customers on a day, for lists, exports and comparisons with a file. */
export const limitsOn = (
  r: Reading,
  on: Day,
  customerIds: readonly Id[],
): Promise<(LimitRecord & { customer_id: Id })[]> =>
  rows(
    r.tx,
    sql<LimitRecord & { customer_id: Id }>`
    select l.customer_id, l.amount_minor, l.currency, l.valid_from_on, l.valid_to_on from credit.limits_on(${r.orgId},
      ${on}) l
    where l.customer_id = any (${[...customerIds]}::bigint[]) and ${visibleCustomers(r, 'l.customer_id')}`,
  );
