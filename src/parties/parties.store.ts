/** Every statement that touches the schema `parties`, and the predicate by which all slices follow a customer's visibility. */
import { sql, type RawBuilder } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { applicationFiltersOn, inOrg } from '../platform/orgFilter.ts';
import type { NewCustomer } from './customer.rules.ts';

/** Whether the customer row `alias` is the caller's to see: the first wall; policy customer_visible is the second. */
export function visibleCustomer(r: Pick<Reading, 'actor'>, alias: string): RawBuilder<boolean> {
  const { scope, userId, teamIds } = r.actor;
  if (!applicationFiltersOn() || scope === 'company') return sql<boolean>`true`;
  const owner = sql.ref(`${alias}.sales_owner_id`);
  switch (scope) {
    case 'team':
      return sql<boolean>`(${sql.ref(`${alias}.team_id`)} = any (${teamIds}::bigint[]) or ${owner} = ${userId})`;
    case 'own':
      return sql<boolean>`(${owner} = ${userId} or ${sql.ref(`${alias}.finance_owner_id`)} = ${userId})`;
    case 'none':
      return sql<boolean>`false`;
  }
}

/** For rows of any table that belong to a customer: `where ${visibleCustomers(r, 'd.customer_id')}`. */
export function visibleCustomers(r: Pick<Reading, 'actor' | 'orgId'>, column: string): RawBuilder<boolean> {
  if (!applicationFiltersOn() || r.actor.scope === 'company') return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(column)} in (
    select mine.id from parties.customer mine where mine.org_id = ${r.orgId} and ${visibleCustomer(r, 'mine')})`;
}

/** A customer ready to be written: number and keys are decided. */
export interface CustomerRow extends NewCustomer {
  readonly customerNo: string;
  readonly customerNoKey: string;
  readonly nameKey: string;
  readonly searchText: string;
}

/** How many customers of this company carry a number drawn by `nextCustomerNumbers`, at the highest. */
export async function highestDrawnNumber(ctx: CommandContext): Promise<bigint> {
  await sql`select pg_advisory_xact_lock(hashtext('parties.customer_no'), hashtext(${ctx.orgId.toString()}))`.execute(ctx.tx);
  const found = await firstRow(ctx.tx, sql<{ highest: bigint }>`
    select coalesce(max(substr(c.customer_no_key, 2)::bigint), 0) as highest
    from parties.customer c where ${inOrg(ctx, 'c')} and c.customer_no_key ~ '^c[0-9]{6,15}$'`);
  return found?.highest ?? 0n;
}

const CHUNK = 2000;

/** Inserts customers; ids come back in the order given. @throws customer.number_taken */
export async function insertCustomers(ctx: CommandContext, customers: readonly CustomerRow[]): Promise<Id[]> {
  const idByKey = new Map<string, Id>();
  for (let start = 0; start < customers.length; start += CHUNK) {
    const chunk = customers.slice(start, start + CHUNK).map(toRecord);
    const inserted = await rows(ctx.tx, sql<{ id: Id; customer_no_key: string }>`
      insert into parties.customer (org_id, customer_no, customer_no_key, legal_name, short_name, name_key, search_text, tax_id, country,
        customer_type, enterprise_size, parent_id, sales_owner_id, finance_owner_id, team_id, tags, payment_term_days, currency,
        address, phone, note, created_at, source_batch_id)
      select ${ctx.orgId}, customer_no, customer_no_key, legal_name, short_name, name_key, search_text, tax_id, coalesce(country, 'CN'),
        coalesce(customer_type, 'SME'), enterprise_size, parent_id, sales_owner_id, finance_owner_id, team_id, coalesce(tags, '{}'),
        payment_term_days, currency, address, phone, note, ${ctx.now}, source_batch_id
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as n (customer_no text, customer_no_key text, legal_name text,
        short_name text, name_key text, search_text text, tax_id text, country text, customer_type text, enterprise_size text,
        parent_id bigint, sales_owner_id bigint, finance_owner_id bigint, team_id bigint, tags text[], payment_term_days int,
        currency text, address text, phone text, note text, source_batch_id bigint)
      returning id, customer_no_key`);
    for (const row of inserted) idByKey.set(row.customer_no_key, row.id);
  }
  return customers.map((customer) => idByKey.get(customer.customerNoKey) ?? 0n);
}

const idText = (id: Id | null | undefined): string | null => id?.toString() ?? null;

const toRecord = (c: CustomerRow): Record<string, unknown> => ({
  customer_no: c.customerNo, customer_no_key: c.customerNoKey, legal_name: c.legalName, short_name: c.shortName ?? null,
  name_key: c.nameKey, search_text: c.searchText, tax_id: c.taxId ?? null, country: c.country ?? null,
  customer_type: c.customerType ?? null, enterprise_size: c.enterpriseSize ?? null, parent_id: idText(c.parentId),
  sales_owner_id: idText(c.salesOwnerId), finance_owner_id: idText(c.financeOwnerId), team_id: idText(c.teamId),
  tags: c.tags ?? null, payment_term_days: c.paymentTermDays ?? null, currency: c.currency ?? null, address: c.address ?? null,
  phone: c.phone ?? null, note: c.note ?? null, source_batch_id: idText(c.sourceBatchId),
});
