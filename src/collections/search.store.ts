/** One search over customers, receivables and receipts, each under the caller's scope. */
import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { customersMatching } from '../parties/customer.store.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import type { AmountIn } from './search.rules.ts';

export interface Found {
  readonly id: Id;
  readonly title: string;
  readonly customer_id: Id;
  readonly customer_name: string;
  readonly on: Day | null;
  readonly currency: string | null;
  readonly amount_minor: bigint | null;
}

export const findCustomers = (r: Reading, typed: string, limit: number): Promise<(Found & { customer_no: string })[]> =>
  rows(
    r.tx,
    sql<Found & { customer_no: string }>`
    select c.id, c.legal_name as title, c.id as customer_id, coalesce(c.short_name, c.legal_name) as customer_name,
      c.customer_no,
      null as on, null as currency, null as amount_minor
    from parties.customer c where ${customersMatching(r, { search: typed }, 'c')}
    order by (c.customer_no_key = ${documentKey(typed)}) desc, length(c.name_key), c.name_key, c.id limit ${limit}`,
  );

/**
 * A key that begins as typed: a range, because under row-level security only comparisons may use an index, not LIKE.
 */
const begins = (column: string, typed: string): RawBuilder<boolean> => {
  const key = documentKey(typed);
  return sql<boolean>`(${sql.ref(column)} >= ${key} and ${sql.ref(column)} < ${`${key}\u{10ffff}`})`;
};

const isAmount = (alias: string, amounts: readonly AmountIn[]): RawBuilder<boolean> => sql<boolean>`
  ${sql.ref(`${alias}.amount_minor`)} = any (${[...new Set(amounts.map((a) => a.minor))]}::bigint[])
  and (${sql.ref(`${alias}.currency`)}, ${sql.ref(`${alias}.amount_minor`)}) in (
    select a.currency, a.minor
      from json_to_recordset(${encodeRecords(amounts.map((a) => ({ ...a })))}::json) as a (currency char(3),
      minor bigint))`;

export const findReceivablesByNumber = (r: Reading, typed: string, limit: number): Promise<Found[]> =>
  rows(
    r.tx,
    sql<Found>`
    select v.id, d.number as title, c.id as customer_id, coalesce(c.short_name, c.legal_name) as customer_name,
      v.due_on as on, v.currency, v.open_minor as amount_minor
    from receivables.document d
    join receivables.receivable v on v.org_id = d.org_id and v.document_id = d.id
    join parties.customer c on c.org_id = d.org_id and c.id = d.customer_id
    where ${inOrg(r, 'd')} and d.voided_event_id is null and ${begins('d.number_key', typed)}
      and ${visibleCustomers(r, 'd.customer_id')}
    order by d.number_key, v.instalment_no limit ${limit}`,
  );

export const findReceivablesByAmount = (r: Reading, amounts: readonly AmountIn[], limit: number): Promise<Found[]> =>
  rows(
    r.tx,
    sql<Found>`
    select v.id, d.number as title, c.id as customer_id, coalesce(c.short_name, c.legal_name) as customer_name,
      v.due_on as on, v.currency, v.open_minor as amount_minor
    from receivables.receivable v
    join receivables.document d on d.org_id = v.org_id and d.id = v.document_id
    join parties.customer c on c.org_id = v.org_id and c.id = v.customer_id
    where ${inOrg(r, 'v')} and ${isAmount('v', amounts)} and d.voided_event_id is null
      and ${visibleCustomers(r, 'v.customer_id')}
    order by v.open_minor = 0, v.due_on, v.id limit ${limit}`,
  );

export const findReceipts = (
  r: Reading,
  typed: string,
  amounts: readonly AmountIn[],
  limit: number,
): Promise<Found[]> => {
  const wanted =
    amounts.length === 0
      ? begins('k.number_key', typed)
      : sql<boolean>`(${begins('k.number_key', typed)} or (${isAmount('k', amounts)}))`;
  return rows(
    r.tx,
    sql<Found>`
    select k.id, k.number as title, c.id as customer_id, coalesce(c.short_name, c.legal_name) as customer_name,
      k.effective_on as on, k.currency, k.amount_minor
    from receivables.credit k join parties.customer c on c.org_id = k.org_id and c.id = k.customer_id
    where ${inOrg(r, 'k')} and k.kind = 'RECEIPT' and k.voided_event_id is null and ${wanted}
      and ${visibleCustomers(r, 'k.customer_id')}
    order by k.effective_on desc, k.id desc limit ${limit}`,
  );
};
