/** Statements on merges. A merge changes only who answers for a record: no document, contact or amount moves (I-28). */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import { visibleCustomers } from './parties.store.ts';

export interface OwnersBefore {
  readonly sales_owner_id: Id | null;
  readonly finance_owner_id: Id | null;
  readonly team_id: Id | null;
}

export async function insertMerge(
  ctx: CommandContext,
  merge: { fromId: Id; intoId: Id; ownersBefore: OwnersBefore },
): Promise<Id> {
  const inserted = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into parties.customer_merge (org_id, from_customer_id, into_customer_id, merged_at, merged_by, owners_before)
    values (${ctx.orgId}, ${merge.fromId}, ${merge.intoId}, ${ctx.now}, ${ctx.actor.userId},
      (${encodeRecords([merge.ownersBefore as never])}::jsonb -> 0))
    returning id`,
  );
  return inserted?.id ?? 0n;
}

/** Lets `ids` answer as `intoId`, seen by the same people as that one. */
export async function redirectTo(ctx: CommandContext, ids: readonly Id[], intoId: Id): Promise<void> {
  await sql`
    update parties.customer c
    set merged_into_id = s.id, sales_owner_id = s.sales_owner_id, finance_owner_id = s.finance_owner_id,
      team_id = s.team_id, version = c.version + 1
    from parties.customer s
    where ${inOrg(ctx, 'c')} and c.id = any (${[...ids]}::bigint[]) and s.org_id = c.org_id
      and s.id = ${intoId}`.execute(ctx.tx);
}

/** Lets the record answer for itself again, with the owners it had. */
export async function standAlone(ctx: CommandContext, mergeId: Id): Promise<void> {
  await sql`
    update parties.customer c
    set merged_into_id = null, sales_owner_id = (m.owners_before ->> 'sales_owner_id')::bigint,
      finance_owner_id = (m.owners_before ->> 'finance_owner_id')::bigint,
        team_id = (m.owners_before ->> 'team_id')::bigint, version = c.version + 1
    from parties.customer_merge m
    where ${inOrg(ctx, 'c')} and m.org_id = c.org_id and m.id = ${mergeId} and c.id = m.from_customer_id`.execute(
    ctx.tx,
  );
}

/** Records that were merged into `id`, directly or through another one. */
export async function absorbedBy(ctx: CommandContext, id: Id): Promise<Id[]> {
  const absorbed = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    with recursive absorbed (id) as (
      select m.from_customer_id from parties.customer_merge m where ${inOrg(ctx, 'm')} and m.undone_at is null
        and m.into_customer_id = ${id}
      union
      select m.from_customer_id from absorbed a
        join parties.customer_merge m on ${inOrg(ctx, 'm')} and m.undone_at is null and m.into_customer_id = a.id
    ) select id from absorbed order by id`,
  );
  return absorbed.map((row) => row.id);
}

export interface MergeRecord {
  readonly id: Id;
  readonly from_customer_id: Id;
  readonly into_customer_id: Id;
  readonly merged_at: Date;
  readonly undone_at: Date | null;
}

export const lockMerge = (ctx: CommandContext, id: Id): Promise<MergeRecord | undefined> =>
  firstRow(
    ctx.tx,
    sql<MergeRecord>`
    select m.id, m.from_customer_id, m.into_customer_id, m.merged_at, m.undone_at from parties.customer_merge m
    where ${inOrg(ctx, 'm')} and m.id = ${id} and ${visibleCustomers(ctx, 'm.into_customer_id')} for no key update`,
  );

export async function markUndone(ctx: CommandContext, id: Id): Promise<void> {
  await sql`update parties.customer_merge m set undone_at = ${ctx.now}, undone_by = ${ctx.actor.userId}
    where ${inOrg(ctx, 'm')} and m.id = ${id}`.execute(ctx.tx);
}

export interface AbsorbedCustomer {
  readonly merge_id: Id;
  readonly id: Id;
  readonly customer_no: string;
  readonly legal_name: string;
  readonly merged_at: Date;
}

/** The live merges into a customer, newest first. */
export const mergesInto = (r: Reading, customerId: Id): Promise<AbsorbedCustomer[]> =>
  rows(
    r.tx,
    sql<AbsorbedCustomer>`
    select m.id as merge_id, c.id, c.customer_no, c.legal_name, m.merged_at
    from parties.customer_merge m join parties.customer c on c.org_id = m.org_id and c.id = m.from_customer_id
    where ${inOrg(r, 'm')} and ${visibleCustomers(r, 'm.into_customer_id')} and m.undone_at is null
      and m.into_customer_id = ${customerId}
    order by m.id desc limit 100`,
  );
