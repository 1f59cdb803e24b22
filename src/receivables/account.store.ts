/** One customer's account: what was paid and when, and the movements a statement of account shows. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { type Reading, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { accountOf } from './aging.store.ts';

export interface PaidReceivable {
  readonly number: string;
  readonly instalment_no: number;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly due_on: Day;
  readonly paid_on: Day;
}

/**
 * Receivables that receipts paid in full by the day, latest first, since `from` when given. What a credit note or a
 * write-off closed says nothing about how a customer pays, and is not among them.
 */
export const paidReceivables = (
  r: Reading,
  customerId: Id,
  options: { from?: Day; limit: number },
): Promise<PaidReceivable[]> =>
  rows(
    r.tx,
    sql<PaidReceivable>`
    select d.number, x.instalment_no, x.currency, x.amount_minor, x.due_on, p.paid_on
    from receivables.receivable x
    join receivables.document d on d.org_id = x.org_id and d.id = x.document_id
    cross join lateral (
      select sum(a.amount_minor) as paid_minor, max(a.effective_on) as paid_on
      from receivables.posting a
      where ${inOrg(r, 'a')} and a.receivable_id = x.id and a.kind = 'ALLOCATION' and a.effective_on <= ${r.asOf}
        and not exists (select from receivables.posting v where v.org_id = a.org_id and v.reverses = a.id
          and v.effective_on <= ${r.asOf})
    ) p
    where ${inOrg(r, 'x')} and ${visibleCustomers(r, 'x.customer_id')}
      and x.customer_id in (${accountOf(r, customerId)})
      and x.allocated_minor > 0 and p.paid_minor = x.amount_minor and (${options.from ?? null}::date is null
        or p.paid_on >= ${options.from ?? null}::date)
    order by p.paid_on desc, x.id desc limit ${options.limit}`,
  );

/** Money received of the customer in the period, less what was reversed, per currency. */
export const receivedBetween = (
  r: Reading,
  customerId: Id,
  from: Day,
): Promise<{ currency: string; minor: string }[]> =>
  rows(
    r.tx,
    sql<{ currency: string; minor: string }>`
    select p.currency, sum(case when p.kind = 'RECEIPT' then p.amount_minor else -p.amount_minor end)::text as minor
    from receivables.posting p left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')}
      and p.customer_id in (${accountOf(r, customerId)})
      and 'RECEIPT' in (p.kind, o.kind) and p.effective_on between ${from} and ${r.asOf}
    group by p.currency`,
  );

export interface StatementMovement {
  readonly currency: string;
  readonly on: Day;
  /** The posting's kind, DEBIT_NOTE for a debit note, or REVERSAL. */
  readonly kind: string;
  readonly reversed_kind: string | null;
  readonly number: string;
  readonly document_id: Id | null;
  readonly credit_id: Id | null;
  readonly due_on: Day | null;
  /** Positive raises what the customer owes; a sum of instalments. */
  readonly signed_minor: string;
}

/**
 * What changed the customer's balance (open documents less unapplied money and credit notes) until the day, one row a
 * document and command. Setting a receipt against an invoice moves nothing between the two parties and is not among
 * them.
 */
export const movements = (r: Reading, customerId: Id, from: Day | null, to: Day): Promise<StatementMovement[]> =>
  rows(
    r.tx,
    sql<StatementMovement>`
    select p.currency, p.effective_on as on, case when d.kind = 'DEBIT_NOTE' and p.kind = 'INVOICE' then d.kind
      else p.kind end as kind,
      o.kind as reversed_kind, coalesce(d.number, k.number, '') as number, d.id as document_id, k.id as credit_id,
        min(x.due_on) as due_on,
      sum(case when p.debit_account in ('RECEIVABLE', 'UNAPPLIED') then p.amount_minor
        else -p.amount_minor end)::text as signed_minor
    from receivables.posting p
    left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
    left join receivables.receivable x on x.org_id = p.org_id and x.id = p.receivable_id
    left join receivables.credit k on k.org_id = p.org_id and k.id = p.credit_id
    left join receivables.document d on d.org_id = p.org_id and d.id = coalesce(x.document_id, k.document_id)
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')}
      and p.customer_id in (${accountOf(r, customerId)})
      and (p.debit_account in ('RECEIVABLE', 'UNAPPLIED')) <> (p.credit_account in ('RECEIVABLE', 'UNAPPLIED'))
      and (${from}::date is null or p.effective_on >= ${from}::date) and p.effective_on <= ${to}
    group by p.currency, p.effective_on, p.event_id, p.kind, o.kind, d.id, d.kind, d.number, k.id, k.number
    order by p.currency, p.effective_on, min(p.id)`,
  );

/** The balance before the first day of a statement, per currency. */
export const balancesBefore = (r: Reading, customerId: Id, day: Day): Promise<{ currency: string; minor: string }[]> =>
  rows(
    r.tx,
    sql<{ currency: string; minor: string }>`
    select p.currency, sum(case when p.debit_account in ('RECEIVABLE', 'UNAPPLIED') then p.amount_minor
      else -p.amount_minor end)::text as minor
    from receivables.posting p
    where ${inOrg(r, 'p')} and ${visibleCustomers(r, 'p.customer_id')}
      and p.customer_id in (${accountOf(r, customerId)})
      and (p.debit_account in ('RECEIVABLE', 'UNAPPLIED')) <> (p.credit_account in ('RECEIVABLE', 'UNAPPLIED'))
        and p.effective_on < ${day}
    group by p.currency`,
  );
