/**
 * The only writer of postings and running totals. Every call keeps one order: lock credits, then receivables (ids
 * ascending), change the totals, insert the postings. So writers never deadlock, and CHECK refuses what is too much.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { rows } from '../platform/database.ts';
import { encodeRecords } from '../platform/records.ts';
import { ACCOUNTS, type Movement } from './posting.rules.ts';

const distinct = (ids: readonly (Id | null)[]): Id[] => [...new Set(ids.filter((id) => id !== null))];

/** Locks credits and then receivables against other writers until commit. */
export async function lockBalances(
  ctx: CommandContext,
  ids: { credits: readonly Id[]; receivables: readonly Id[] },
): Promise<void> {
  if (ids.credits.length > 0) {
    await sql`/* kept */ select from receivables.credit where org_id = ${ctx.orgId} and id = any(${ids.credits})
      order by id for no key update`.execute(ctx.tx);
  }
  if (ids.receivables.length > 0) {
    await sql`/* kept */ select from receivables.receivable where org_id = ${ctx.orgId}
      and id = any(${ids.receivables}) order by id for no key update`.execute(ctx.tx);
  }
}

/**
 * What brings a receivable or credit into the ledger: its row is this transaction's own and carries the amount already.
 */
const ISSUES: ReadonlySet<string> = new Set(['INVOICE', 'OPENING_BALANCE', 'CREDIT_NOTE', 'RECEIPT']);

/**
 * Posts movements, set-based: any number in four statements, one for issues alone. Returns the posting ids in the order
 * given. `locked`: the caller holds the locks already, taken in their order.
 * @throws posting.over_receivable, posting.over_credit through the CHECKs
 */
export async function postMovements(
  ctx: CommandContext,
  movements: readonly Movement[],
  options: { locked?: boolean } = {},
): Promise<Id[]> {
  if (movements.length === 0) return [];
  const moving = movements.filter((m) => !ISSUES.has(m.kind));
  if (options.locked !== true) {
    await lockBalances(ctx, {
      credits: distinct(moving.map((m) => m.creditId)),
      receivables: distinct(moving.map((m) => m.receivableId)),
    });
  }
  const records = encodeRecords(
    movements.map((m, ord) => ({
      ord,
      kind: m.kind,
      debit_account: ACCOUNTS[m.kind].debit,
      credit_account: ACCOUNTS[m.kind].credit,
      customer_id: m.customerId,
      receivable_id: m.receivableId,
      credit_id: m.creditId,
      currency: m.currency,
      amount_minor: m.amountMinor,
      effective_on: m.effectiveOn,
      reason: m.reason ?? null,
    })),
  );
  const moved = sql`(select kind, receivable_id, credit_id, amount_minor as delta
    from json_to_recordset(${records}::json) as m(kind text, receivable_id bigint, credit_id bigint,
      amount_minor bigint)) m`;
  if (moving.length > 0) await changeTotals(ctx, moved);
  const posted = await rows(
    ctx.tx,
    sql<{ id: Id }>`/* kept */
    with m as materialized (
      select nextval('receivables.posting_id_seq') as id, m.*
      from (select * from json_to_recordset(${records}::json) as m(ord int, kind text, debit_account text,
        credit_account text, customer_id bigint, receivable_id bigint, credit_id bigint, currency char(3),
        amount_minor bigint, effective_on date, reason text) order by ord) m
    ), i as (
      insert into receivables.posting (org_id, id, kind, debit_account, credit_account, customer_id, receivable_id,
        credit_id, currency,
        amount_minor, effective_on, reason, event_id, recorded_at)
      select ${ctx.orgId}, id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency,
        amount_minor, effective_on, reason, ${ctx.eventId}, ${ctx.now} from m
    )
    select id from m order by ord`,
  );
  return posted.map((p) => p.id);
}

/**
 * Reverses postings: accounts swapped, totals taken back. `effectiveOn` is one day for all, or 'original' to count as
 * if they had never been. Returns how many were reversed.
 * @throws not_found, posting.not_reversible; posting.already_reversed through the unique index
 */
export async function reversePostings(
  ctx: CommandContext,
  input: { postingIds: readonly Id[]; reason: string; effectiveOn: Day | 'original' },
): Promise<number> {
  const ids = distinct(input.postingIds);
  if (ids.length === 0) return 0;
  const originals = await rows(
    ctx.tx,
    sql<{ kind: string; receivable_id: Id | null; credit_id: Id | null }>`
    select kind, receivable_id, credit_id from receivables.posting where org_id = ${ctx.orgId} and id = any(${ids})`,
  );
  if (originals.length !== ids.length) throw fault('not_found');
  if (originals.some((p) => p.kind === 'REVERSAL')) throw fault('posting.not_reversible');
  await lockBalances(ctx, {
    credits: distinct(originals.map((p) => p.credit_id)),
    receivables: distinct(originals.map((p) => p.receivable_id)),
  });
  const done = await rows(
    ctx.tx,
    sql`
    select from receivables.posting where org_id = ${ctx.orgId} and reverses = any(${ids}) limit 1`,
  );
  if (done.length > 0) throw fault('posting.already_reversed');
  await changeTotals(
    ctx,
    sql`(select kind, receivable_id, credit_id, -amount_minor as delta
    from receivables.posting where org_id = ${ctx.orgId} and id = any(${ids})) m`,
  );
  const day = input.effectiveOn === 'original' ? null : input.effectiveOn;
  const reversed = await rows(
    ctx.tx,
    sql`
    insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id,
      credit_id, currency,
      amount_minor, effective_on, reverses, reason, event_id, recorded_at)
    select org_id, 'REVERSAL', credit_account, debit_account, customer_id, receivable_id, credit_id, currency,
      amount_minor, coalesce(${day}::date, effective_on), id, ${input.reason}, ${ctx.eventId}, ${ctx.now}
    from receivables.posting where org_id = ${ctx.orgId} and id = any(${ids}) order by id
    returning 1 as one`,
  );
  await assertEveryDayHolds(ctx, {
    credits: distinct(originals.map((p) => p.credit_id)),
    receivables: distinct(originals.map((p) => p.receivable_id)),
  });
  return reversed.length;
}

/**
 * Issuing a receivable or credit sets its amount, so only its reversal changes a running total. The ids are named as an
 * array too: joined alone, the policy's sub-select is priced once a row and the planner would rather read the whole table.
 */
async function changeTotals(ctx: CommandContext, moved: RawBuilder<unknown>): Promise<void> {
  await sql`/* kept */
    with m as materialized (select * from ${moved}), receivables as (
      update receivables.receivable r
      set allocated_minor = r.allocated_minor + d.allocated, credited_minor = r.credited_minor + d.credited,
          written_off_minor = r.written_off_minor + d.written_off, reversed_minor = r.reversed_minor + d.reversed
      from (
        select receivable_id,
          coalesce(sum(delta) filter (where kind = 'ALLOCATION'), 0)::bigint as allocated,
          coalesce(sum(delta) filter (where kind = 'CREDIT_ALLOCATION'), 0)::bigint as credited,
          coalesce(sum(delta) filter (where kind = 'WRITE_OFF'), 0)::bigint as written_off,
          coalesce(-sum(delta) filter (where kind in ('INVOICE', 'OPENING_BALANCE') and delta < 0),
            0)::bigint as reversed
        from m where receivable_id is not null group by receivable_id
      ) d
      where r.org_id = ${ctx.orgId} and r.id = any (array(select receivable_id from m)) and r.id = d.receivable_id
        and (d.allocated, d.credited, d.written_off,
        d.reversed) <> (0, 0, 0, 0)
    )
    update receivables.credit c
    set applied_minor = c.applied_minor + d.applied, refunded_minor = c.refunded_minor + d.refunded,
      reversed_minor = c.reversed_minor + d.reversed
    from (
      select credit_id,
        coalesce(sum(delta) filter (where kind in ('ALLOCATION', 'CREDIT_ALLOCATION')), 0)::bigint as applied,
        coalesce(sum(delta) filter (where kind = 'REFUND'), 0)::bigint as refunded,
        coalesce(-sum(delta) filter (where kind in ('RECEIPT', 'CREDIT_NOTE') and delta < 0), 0)::bigint as reversed
      from m where credit_id is not null group by credit_id
    ) d
    where c.org_id = ${ctx.orgId} and c.id = any (array(select credit_id from m)) and c.id = d.credit_id
      and (d.applied, d.refunded, d.reversed) <> (0, 0, 0)`.execute(ctx.tx);
}

/**
 * On every day, not only in the end, what is open lies between nothing and the amount: else a report as of that day
 * would show money that never was. @throws posting.day_impossible
 */
export async function assertEveryDayHolds(
  ctx: CommandContext,
  ids: { credits: readonly Id[]; receivables: readonly Id[] },
): Promise<void> {
  const broken = await rows(
    ctx.tx,
    sql`
    select from (
      select r.amount_minor, sum(case when p.debit_account = 'RECEIVABLE' then p.amount_minor else -p.amount_minor end)
        over (partition by p.receivable_id order by p.effective_on) as running
      from receivables.posting p join receivables.receivable r on r.org_id = p.org_id and r.id = p.receivable_id
      where p.org_id = ${ctx.orgId} and p.receivable_id = any(${ids.receivables})
        and 'RECEIVABLE' in (p.debit_account, p.credit_account)
    ) t where running < 0 or running > amount_minor
    union all
    select from (
      select c.amount_minor, sum(case when p.credit_account = 'UNAPPLIED' then p.amount_minor else -p.amount_minor end)
        over (partition by p.credit_id order by p.effective_on) as running
      from receivables.posting p join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id
      where p.org_id = ${ctx.orgId} and p.credit_id = any(${ids.credits}) and 'UNAPPLIED' in (p.debit_account,
        p.credit_account)
    ) t where running < 0 or running > amount_minor
    limit 1`,
  );
  if (broken.length > 0) throw fault('posting.day_impossible');
}
