/** The invariants of money (reliability 2.1), each as one set-based question. An empty answer is a sound ledger. */
import { sql } from 'kysely';
import { allCurrencies } from '../core/currency.ts';
import { documentKey } from '../core/documentNumber.ts';
import { rows, type Tx } from '../platform/database.ts';
import type { Check, ReadingCheck } from '../platform/verify.ts';
import { ACCOUNTS } from './posting.rules.ts';

export const LEDGER_GUARDS = {
  triggers: [
    'posting_append_only',
    'posting_no_truncate',
    'posting_proved',
    'document_no_delete',
    'receivable_no_delete',
    'credit_no_delete',
    'document_immutable',
    'receivable_immutable',
    'credit_immutable',
    'receivable_total_proved',
    'credit_total_proved',
    'event_append_only',
    'event_no_truncate',
  ],
  constraints: [
    'receivable_not_over',
    'credit_not_over',
    'receivable_allocated_minor_check',
    'receivable_credited_minor_check',
    'receivable_written_off_minor_check',
    'receivable_reversed_minor_check',
    'receivable_amount_minor_check',
    'credit_applied_minor_check',
    'credit_refunded_minor_check',
    'credit_reversed_minor_check',
    'credit_amount_minor_check',
    'document_amount_minor_check',
    'posting_amount_minor_check',
    'posting_org_id_receivable_id_currency_fkey',
    'posting_org_id_credit_id_currency_fkey',
    'receivable_org_id_document_id_currency_fkey',
  ],
  indexes: ['document_number', 'credit_number', 'posting_reversed_once', 'customer_no_unique', 'event_idempotency'],
};
export const LEDGER_TABLES = [
  'receivables.document',
  'receivables.receivable',
  'receivables.credit',
  'receivables.posting',
];

const ACCOUNT_ROWS = sql.join(
  Object.entries(ACCOUNTS).map(([kind, { debit, credit }]) => sql`(${kind}, ${debit}, ${credit})`),
);
const CURRENCY_ROWS = sql.join(allCurrencies().map((code) => sql`(${code})`));

/**
 * Every posting with the kind it counts under; a reversal counts under its original's, below zero. Reversals are few,
 * so this joins little.
 */
const COUNTED = sql`(
  select p.org_id, p.receivable_id, p.credit_id, p.kind, p.amount_minor from receivables.posting p
    where p.kind <> 'REVERSAL'
  union all
  select p.org_id, p.receivable_id, p.credit_id, o.kind, -p.amount_minor from receivables.posting p
  join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses where p.kind = 'REVERSAL'
) p`;

const amounts: Check[] = [
  {
    invariant: 'I-01',
    text:
      'Of a receivable, allocated, credited, written off and reversed are never below zero and never above its ' +
      'amount; open is the rest.',
    breaches: sql`
      select 'receivable ' || r.id as what from receivables.receivable r
      where least(r.allocated_minor, r.credited_minor, r.written_off_minor, r.reversed_minor, r.open_minor) < 0
        or r.allocated_minor + r.credited_minor + r.written_off_minor + r.reversed_minor + r.open_minor
          <> r.amount_minor`,
  },
  {
    invariant: 'I-02',
    text:
      'Of a receipt or credit note, applied, refunded and reversed are never below zero and never above its ' +
      'amount; unapplied is the rest.',
    breaches: sql`
      select 'credit ' || c.id as what from receivables.credit c
      where least(c.applied_minor, c.refunded_minor, c.reversed_minor, c.unapplied_minor) < 0
        or c.applied_minor + c.refunded_minor + c.reversed_minor + c.unapplied_minor <> c.amount_minor`,
  },
  {
    invariant: 'I-03',
    text: 'The stored totals of a receivable are the sums of its postings.',
    breaches: sql`
      select 'receivable ' || r.id as what
      from receivables.receivable r left join (
        select p.org_id, p.receivable_id,
          sum(p.amount_minor) filter (where p.kind in ('INVOICE', 'OPENING_BALANCE') and p.amount_minor > 0) as issued,
          sum(p.amount_minor) filter (where p.kind = 'ALLOCATION') as allocated,
            sum(p.amount_minor) filter (where p.kind = 'CREDIT_ALLOCATION') as credited,
          sum(p.amount_minor) filter (where p.kind = 'WRITE_OFF') as written_off,
          -sum(p.amount_minor) filter (where p.kind in ('INVOICE', 'OPENING_BALANCE')
            and p.amount_minor < 0) as reversed
        from ${COUNTED} where p.receivable_id is not null group by 1, 2
      ) t on t.org_id = r.org_id and t.receivable_id = r.id
      where (r.amount_minor, r.allocated_minor, r.credited_minor, r.written_off_minor,
        r.reversed_minor) is distinct from
        (coalesce(t.issued, 0), coalesce(t.allocated, 0), coalesce(t.credited, 0), coalesce(t.written_off, 0),
          coalesce(t.reversed, 0))`,
  },
  {
    invariant: 'I-03',
    text: 'The stored totals of a receipt or credit note are the sums of its postings.',
    breaches: sql`
      select 'credit ' || c.id as what
      from receivables.credit c left join (
        select p.org_id, p.credit_id,
          sum(p.amount_minor) filter (where p.kind in ('RECEIPT', 'CREDIT_NOTE') and p.amount_minor > 0) as issued,
          sum(p.amount_minor) filter (where p.kind in ('ALLOCATION', 'CREDIT_ALLOCATION')) as applied,
          sum(p.amount_minor) filter (where p.kind = 'REFUND') as refunded,
          -sum(p.amount_minor) filter (where p.kind in ('RECEIPT', 'CREDIT_NOTE') and p.amount_minor < 0) as reversed
        from ${COUNTED} where p.credit_id is not null group by 1, 2
      ) t on t.org_id = c.org_id and t.credit_id = c.id
      where (c.amount_minor, c.applied_minor, c.refunded_minor, c.reversed_minor) is distinct from
        (coalesce(t.issued, 0), coalesce(t.applied, 0), coalesce(t.refunded, 0), coalesce(t.reversed, 0))`,
  },
  {
    invariant: 'I-06',
    text: 'Every amount is in a current currency of ISO 4217 and above zero.',
    breaches: sql`
      select t.what from (
        select 'document ' || d.id as what, d.currency, d.amount_minor from receivables.document d
        union all select 'receivable ' || r.id, r.currency, r.amount_minor from receivables.receivable r
        union all select 'credit ' || c.id, c.currency, c.amount_minor from receivables.credit c
        union all select 'posting ' || p.id, p.currency, p.amount_minor from receivables.posting p
      ) t where t.amount_minor <= 0 or t.currency not in (values ${CURRENCY_ROWS})`,
  },
];

const agreement: Check[] = [
  {
    invariant: 'I-04',
    text: 'A posting has the currency of its receivable and of its credit.',
    breaches: sql`
      select 'posting ' || p.id as what from receivables.posting p
      left join receivables.receivable r on r.org_id = p.org_id and r.id = p.receivable_id
      left join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id
      where r.currency <> p.currency or c.currency <> p.currency`,
  },
  {
    invariant: 'I-05',
    text: 'An instalment has the customer, currency and day of its document.',
    breaches: sql`
      select 'receivable ' || r.id as what from receivables.receivable r
        join receivables.document d on d.org_id = r.org_id and d.id = r.document_id
      where (r.customer_id, r.currency, r.doc_on) <> (d.customer_id, d.currency, d.doc_on)`,
  },
  {
    invariant: 'I-05',
    text: 'The credit of a credit note has the customer, currency, amount, number and day of its document.',
    breaches: sql`
      select 'credit ' || c.id as what from receivables.credit c join receivables.document d on d.org_id = c.org_id
        and d.id = c.document_id
      where d.kind <> 'CREDIT_NOTE' or (c.customer_id, c.currency, c.amount_minor, c.number_key, c.effective_on)
        <> (d.customer_id, d.currency, d.amount_minor, d.number_key, d.doc_on)`,
  },
  {
    invariant: 'I-05',
    text: 'A posting is for the customer whose receivable it moves, or whose credit where it moves no receivable.',
    breaches: sql`
      select 'posting ' || p.id as what from receivables.posting p
      left join receivables.receivable r on r.org_id = p.org_id and r.id = p.receivable_id
      left join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id
      where p.customer_id <> coalesce(r.customer_id, c.customer_id)`,
  },
  {
    invariant: 'I-17',
    text:
      'The instalments of a document are numbered from one without gap and add up to its amount; a credit note ' +
      'has one credit instead.',
    breaches: sql`
      select 'document ' || d.id as what from receivables.document d
      left join (select r.org_id, r.document_id, sum(r.amount_minor) as total, count(*) as n,
        max(r.instalment_no) as last
        from receivables.receivable r group by 1, 2) r on r.org_id = d.org_id and r.document_id = d.id
      left join (select c.org_id, c.document_id, count(*) as n from receivables.credit c
        where c.document_id is not null group by 1, 2) c
        on c.org_id = d.org_id and c.document_id = d.id
      where case when d.kind = 'CREDIT_NOTE' then r.n is not null or c.n is distinct from 1
        else c.n is not null or r.total is distinct from d.amount_minor or r.n <> r.last end`,
  },
];

const postings: Check[] = [
  {
    invariant: 'I-07',
    text: 'Every instalment and every credit was issued by exactly one posting, on its own day.',
    breaches: sql`
      select 'receivable ' || r.id as what from receivables.receivable r
        join receivables.document d on d.org_id = r.org_id and d.id = r.document_id
      left join (select p.org_id, p.receivable_id, count(*) as n, min(p.effective_on) as on_day, min(p.kind) as kind
        from receivables.posting p
        where p.kind in ('INVOICE', 'OPENING_BALANCE') group by 1, 2) p on p.org_id = r.org_id
          and p.receivable_id = r.id
      where p.n is distinct from 1 or p.on_day <> r.doc_on
        or (p.kind = 'OPENING_BALANCE') <> (d.kind = 'OPENING_BALANCE')
      union all
      select 'credit ' || c.id from receivables.credit c
      left join (select p.org_id, p.credit_id, count(*) as n, min(p.effective_on) as on_day, min(p.kind) as kind
        from receivables.posting p
        where p.kind in ('RECEIPT', 'CREDIT_NOTE') group by 1, 2) p on p.org_id = c.org_id and p.credit_id = c.id
      where p.n is distinct from 1 or p.on_day <> c.effective_on or p.kind <> c.kind`,
  },
  {
    invariant: 'I-07',
    text: 'A reversal swaps the accounts of the posting it names, in full, on or after its day, and once.',
    breaches: sql`
      select 'posting ' || p.id as what from receivables.posting p join receivables.posting o on o.org_id = p.org_id
        and o.id = p.reverses
      where o.kind = 'REVERSAL' or p.effective_on < o.effective_on
        or (p.debit_account, p.credit_account, p.amount_minor, p.currency, p.customer_id) <> (o.credit_account,
          o.debit_account, o.amount_minor, o.currency, o.customer_id)
        or (p.receivable_id, p.credit_id) is distinct from (o.receivable_id, o.credit_id)
      union all
      select 'posting ' || p.reverses from receivables.posting p where p.reverses is not null group by p.org_id,
        p.reverses having count(*) > 1`,
  },
  {
    invariant: 'I-07',
    text: 'A document or credit is marked as reversed exactly when its postings are.',
    breaches: sql`
      select 'document ' || d.id as what from receivables.document d
        join receivables.receivable r on r.org_id = d.org_id and r.document_id = d.id
      where (d.voided_event_id is not null) <> (r.reversed_minor > 0) or r.reversed_minor not in (0, r.amount_minor)
      union all
      select 'credit ' || c.id from receivables.credit c left join receivables.document d on d.org_id = c.org_id
        and d.id = c.document_id
      where (c.voided_event_id is not null) <> (c.reversed_minor > 0) or c.reversed_minor not in (0, c.amount_minor)
        or (d.id is not null and d.voided_event_id is distinct from c.voided_event_id)`,
  },
  {
    invariant: 'I-08',
    text: 'Every posting moves its amount between the two accounts of its kind, so that debits equal credits.',
    breaches: sql`
      select 'posting ' || p.id as what from receivables.posting p left join (values ${ACCOUNT_ROWS}) a (kind, debit,
        credit) on a.kind = p.kind
      where p.debit_account = p.credit_account or (p.kind = 'REVERSAL') <> (p.reverses is not null)
        or (p.kind <> 'REVERSAL' and (p.debit_account, p.credit_account) is distinct from (a.debit, a.credit))
        or ('RECEIVABLE' in (p.debit_account, p.credit_account)) <> (p.receivable_id is not null)
        or ('UNAPPLIED' in (p.debit_account, p.credit_account)) <> (p.credit_id is not null)`,
  },
  {
    invariant: 'I-16',
    text: 'A write-off, a refund and a reversal say why and by which command.',
    breaches: sql`
      select 'posting ' || p.id as what from receivables.posting p
      where p.kind in ('WRITE_OFF', 'REFUND', 'REVERSAL') and coalesce(btrim(p.reason), '') = ''`,
  },
];

const reports: Check[] = [
  {
    invariant: 'I-09',
    text: "A customer's balance in the ledger is what is open less what is unapplied, per currency.",
    breaches: sql`
      select 'company ' || t.org_id || ' customer ' || coalesce(c.merged_into_id, t.customer_id) || ' '
        || t.currency as what
      from (
        select p.org_id, p.customer_id, p.currency, case when p.debit_account in ('RECEIVABLE', 'UNAPPLIED')
          then p.amount_minor else 0 end
          - case when p.credit_account in ('RECEIVABLE', 'UNAPPLIED') then p.amount_minor else 0 end as minor
            from receivables.posting p
        union all select r.org_id, r.customer_id, r.currency, -r.open_minor from receivables.receivable r
        union all select k.org_id, k.customer_id, k.currency, k.unapplied_minor from receivables.credit k
      ) t left join parties.customer c on c.org_id = t.org_id and c.id = t.customer_id
      group by t.org_id, coalesce(c.merged_into_id, t.customer_id), t.currency having sum(t.minor) <> 0`,
  },
  {
    invariant: 'I-10',
    text:
      'What the reports call open and unapplied is the balance of the control account, today and at the end of the ' +
      'last month.',
    breaches: sql`
      select 'company ' || o.org_id || ' as of ' || d.on_day || ' ' || t.currency as what
      from platform.organisation o
      cross join (select current_date as on_day union all select date_trunc('month', current_date)::date - 1) d
      cross join lateral (
        select i.currency, sum(i.open_minor) as minor from receivables.open_items(o.org_id, d.on_day) i group by 1
        union all select k.currency, -sum(k.unapplied_minor) from receivables.open_credits(o.org_id, d.on_day) k
          group by 1
        union all select e.currency, -sum(e.signed_minor) from receivables.ledger_entry e
          where e.org_id = o.org_id and e.account in ('RECEIVABLE', 'UNAPPLIED') and e.effective_on <= d.on_day
            group by 1
      ) t group by o.org_id, d.on_day, t.currency having sum(t.minor) <> 0`,
  },
  {
    invariant: 'I-11',
    text: 'On every day there ever was, what is open or unapplied lies between nothing and the amount.',
    breaches: sql`
      select distinct 'receivable ' || t.receivable_id as what from (
        select p.receivable_id, r.amount_minor, sum(case when p.debit_account = 'RECEIVABLE' then p.amount_minor
          else -p.amount_minor end)
          over (partition by p.org_id, p.receivable_id order by p.effective_on) as running
        from receivables.posting p join receivables.receivable r on r.org_id = p.org_id and r.id = p.receivable_id
      ) t where t.running < 0 or t.running > t.amount_minor
      union all
      select distinct 'credit ' || t.credit_id from (
        select p.credit_id, c.amount_minor, sum(case when p.credit_account = 'UNAPPLIED' then p.amount_minor
          else -p.amount_minor end)
          over (partition by p.org_id, p.credit_id order by p.effective_on) as running
        from receivables.posting p join receivables.credit c on c.org_id = p.org_id and c.id = p.credit_id
      ) t where t.running < 0 or t.running > t.amount_minor`,
  },
  {
    invariant: 'I-22',
    text: 'No two living documents, and no two living receipts, have the same number.',
    breaches: sql`
      select 'document ' || min(d.id) as what from receivables.document d where d.voided_event_id is null
        group by d.org_id, d.number_key having count(*) > 1
      union all
      select 'credit ' || min(c.id) from receivables.credit c where c.voided_event_id is null group by c.org_id,
        c.kind, c.number_key having count(*) > 1`,
  },
  {
    invariant: 'I-42',
    text:
      'Every document, credit, posting and reversal names the command that made it, and that command is in the ' +
      'audit trail.',
    breaches: sql`
      select t.what || ' event ' || t.event_id as what from (
        select d.org_id, d.event_id, 'document ' || min(d.id) as what from receivables.document d group by 1, 2
        union all select d.org_id, d.voided_event_id, 'document ' || min(d.id) from receivables.document d
          where d.voided_event_id is not null group by 1, 2
        union all select c.org_id, c.event_id, 'credit ' || min(c.id) from receivables.credit c group by 1, 2
        union all select c.org_id, c.voided_event_id, 'credit ' || min(c.id) from receivables.credit c
          where c.voided_event_id is not null group by 1, 2
        union all select p.org_id, p.event_id, 'posting ' || min(p.id) from receivables.posting p group by 1, 2
      ) t where not exists (select from platform.event e where e.org_id = t.org_id and e.id = t.event_id)`,
  },
];

const KEY_BATCH = 10_000;

/**
 * Numbers in plain ASCII are compared in SQL; the others are few, and their keys are made again by the rule that made
 * them.
 */
async function wrongKeys(tx: Tx): Promise<string[]> {
  const plain = await rows(
    tx,
    sql<{ what: string }>`
    select 'document ' || d.id as what from receivables.document d where d.number ~ '^[!-~]+$'
      and d.number_key <> lower(d.number)
    union all
    select 'credit ' || c.id from receivables.credit c where c.number ~ '^[!-~]+$' and c.number_key <> lower(c.number)`,
  );
  const wrong = plain.map((p) => p.what);
  for (let after = ''; ;) {
    const batch = await rows(
      tx,
      sql<{ what: string; number: string; number_key: string }>`
      select n.what, n.number, n.number_key from (
        select 'document ' || d.id as what, d.number, d.number_key from receivables.document d
          where d.number !~ '^[!-~]+$'
        union all
        select 'credit ' || c.id, c.number, c.number_key from receivables.credit c where c.number !~ '^[!-~]+$'
      ) n where n.what > ${after} order by n.what limit ${KEY_BATCH}`,
    );
    wrong.push(...batch.filter((n) => documentKey(n.number) !== n.number_key).map((n) => n.what));
    after = batch.at(-1)?.what ?? '';
    if (batch.length < KEY_BATCH) return wrong;
  }
}

export const ledgerChecks: readonly (Check | ReadingCheck)[] = [
  ...amounts,
  ...agreement,
  ...postings,
  ...reports,
  {
    invariant: 'I-22',
    text: 'The key under which a number is unique is made from the number as it is written.',
    find: wrongKeys,
  },
];
