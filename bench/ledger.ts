/** A ledger of any size, made by set-based SQL with the same rows the commands leave; `verify` proves it afterwards. */
import type pg from 'pg';
import type { Db } from '../src/platform/database.ts';
import { loadEvent } from './loadEvent.ts';

export interface MadeLedger {
  readonly orgId: bigint;
  /** The command that every row names. */
  readonly eventId: bigint;
  readonly customers: number;
  readonly open: number;
  readonly paid: number;
}

const AS_OF = '2026-06-30';
export const benchAsOf = AS_OF;

/**
 * `open` receivables that are open, and a fifth as many that were paid by a receipt with its allocation. One customer for
 * every 50 open items (at least 20); amounts, days and terms from a fixed arithmetic sequence, so that every run is the same.
 */
export async function makeLedger({ db, superuser }: { db: Db; superuser: pg.Client }, name: string, open: number): Promise<MadeLedger> {
  const customers = Math.max(20, Math.round(open / 50));
  const paid = Math.round(open / 5);
  const { rows } = await superuser.query<{ org_id: bigint }>(
    `insert into platform.organisation (name, country, currency, time_zone, language) values ($1, 'CN', 'CNY', 'Asia/Shanghai', 'zh-CN') returning org_id`,
    [name],
  );
  const orgId = rows[0]?.org_id ?? 0n;
  const eventId = await loadEvent(db, orgId, AS_OF);
  await superuser.query('begin');
  // the proofs at commit are left out while loading a million rows and made up for by `verify` over all of them
  await superuser.query('set local session_replication_role = replica');
  await superuser.query(
    `insert into parties.customer (org_id, customer_no, customer_no_key, legal_name, name_key, search_text, created_at)
     select $1, 'B' || g, 'b' || g, '示例客户' || g || '有限公司', '示例客户' || g || '有限公司', 'b' || g || ' 示例客户' || g, $3
     from generate_series(1, $2::int) g`,
    [orgId, customers, `${AS_OF}T00:00:00Z`],
  );
  await superuser.query(
    `create temp table made on commit drop as
     select g, c.id as customer_id, nextval(pg_get_serial_sequence('receivables.document', 'id')) as document_id,
            nextval(pg_get_serial_sequence('receivables.receivable', 'id')) as receivable_id,
            (1000 + (g * 7919::bigint) % 9000000)::bigint as amount_minor,
            date '${AS_OF}' - (((g * 104729::bigint) % 400)::int + 30) as doc_on,
            g > $2::int as is_paid
     from generate_series(1, $2::int + $3::int) g
     join lateral (select ((g * 15485863::bigint) % $4::int)::int + 1 as nth) n on true
     join (select id, row_number() over (order by id) as nth from parties.customer where org_id = $1) c on c.nth = n.nth`,
    [orgId, open, paid, customers],
  );
  const common = [orgId, eventId, `${AS_OF}T00:00:00Z`];
  await superuser.query(
    `insert into receivables.document (org_id, id, kind, number, number_key, customer_id, currency, amount_minor, doc_on, event_id, posted_at)
     select $1, document_id, 'INVOICE', 'B-' || g, 'b-' || g, customer_id, 'CNY', amount_minor, doc_on, $2, $3 from made`,
    common,
  );
  await superuser.query(
    `insert into receivables.receivable (org_id, id, document_id, customer_id, currency, amount_minor, doc_on, due_on, original_due_on, allocated_minor)
     select $1, receivable_id, document_id, customer_id, 'CNY', amount_minor, doc_on, doc_on + 60, doc_on + 60, case when is_paid then amount_minor else 0 end from made`,
    [orgId],
  );
  await superuser.query(
    `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, currency, amount_minor, effective_on, event_id, recorded_at)
     select $1, 'INVOICE', 'RECEIVABLE', 'REVENUE', customer_id, receivable_id, 'CNY', amount_minor, doc_on, $2, $3 from made`,
    common,
  );
  await superuser.query(
    `create temp table paid on commit drop as
     select made.*, nextval(pg_get_serial_sequence('receivables.credit', 'id')) as credit_id, least(doc_on + 60 + ((g * 31) % 40)::int, date '${AS_OF}') as paid_on from made where is_paid`,
  );
  await superuser.query(
    `insert into receivables.credit (org_id, id, kind, number, number_key, customer_id, currency, amount_minor, effective_on, applied_minor, event_id, posted_at)
     select $1, credit_id, 'RECEIPT', 'B-' || g, 'b-' || g, customer_id, 'CNY', amount_minor, paid_on, amount_minor, $2, $3 from paid`,
    common,
  );
  await superuser.query(
    `insert into cash.receipt (org_id, credit_id, received_on, instrument) select $1, credit_id, paid_on, 'BANK_TRANSFER' from paid`,
    [orgId],
  );
  await superuser.query(
    `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, credit_id, currency, amount_minor, effective_on, event_id, recorded_at)
     select $1, 'RECEIPT', 'CASH', 'UNAPPLIED', customer_id, credit_id, 'CNY', amount_minor, paid_on, $2, $3 from paid`,
    common,
  );
  await superuser.query(
    `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency, amount_minor, effective_on, event_id, recorded_at)
     select $1, 'ALLOCATION', 'UNAPPLIED', 'RECEIVABLE', customer_id, receivable_id, credit_id, 'CNY', amount_minor, paid_on, $2, $3 from paid`,
    common,
  );
  await superuser.query('commit');
  for (const t of ['parties.customer', 'receivables.document', 'receivables.receivable', 'receivables.credit', 'receivables.posting', 'cash.receipt']) {
    await superuser.query(`vacuum analyze ${t}`);
  }
  return { orgId, eventId, customers, open, paid };
}

/** What a person who knows SQL would write by hand for the aging of every customer, on the same tables. */
export const BARE_AGING = `
  select customer_id, currency,
    sum(open_minor) filter (where $2::date - due_on <= 0) as current,
    sum(open_minor) filter (where $2::date - due_on between 1 and 30) as d1_30,
    sum(open_minor) filter (where $2::date - due_on between 31 and 60) as d31_60,
    sum(open_minor) filter (where $2::date - due_on between 61 and 90) as d61_90,
    sum(open_minor) filter (where $2::date - due_on between 91 and 180) as d91_180,
    sum(open_minor) filter (where $2::date - due_on between 181 and 365) as d181_365,
    sum(open_minor) filter (where $2::date - due_on > 365) as d365p,
    sum(open_minor) as open, count(*) as count, min(due_on) as oldest
  from receivables.receivable where org_id = $1 and open_minor > 0 group by customer_id, currency`;
