/**
 * Writes of the customer file: many new records in one statement, a changed record, its owners, its way out of the
 * lists.
 */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import type { NewCustomer } from './customer.rules.ts';

/** A customer ready to be written: number, keys and team are decided. */
export interface CustomerRow extends NewCustomer {
  readonly customerNo: string;
  readonly customerNoKey: string;
  readonly nameKey: string;
  readonly searchText: string;
}

const COLUMN: Readonly<Record<keyof CustomerRow, string>> = {
  customerNo: 'customer_no',
  customerNoKey: 'customer_no_key',
  legalName: 'legal_name',
  shortName: 'short_name',
  nameKey: 'name_key',
  searchText: 'search_text',
  taxId: 'tax_id',
  country: 'country',
  customerType: 'customer_type',
  enterpriseSize: 'enterprise_size',
  parentId: 'parent_id',
  salesOwnerId: 'sales_owner_id',
  financeOwnerId: 'finance_owner_id',
  teamId: 'team_id',
  tags: 'tags',
  paymentTermDays: 'payment_term_days',
  currency: 'currency',
  address: 'address',
  phone: 'phone',
  note: 'note',
  sourceBatchId: 'source_batch_id',
};
const FIELDS = Object.keys(COLUMN) as (keyof CustomerRow)[];

const toRecord = (customer: CustomerRow): Record<string, unknown> =>
  Object.fromEntries(FIELDS.map((field) => [COLUMN[field], customer[field] ?? null]));

/** The highest number drawn so far for a customer that came without one; the next draw waits for this transaction. */
export async function highestDrawnNumber(ctx: CommandContext): Promise<bigint> {
  await sql`select pg_advisory_xact_lock(hashtext('parties.customer_no'), hashtext(${ctx.orgId.toString()}))`.execute(
    ctx.tx,
  );
  const found = await firstRow(
    ctx.tx,
    sql<{ highest: bigint }>`
    select coalesce(max(substr(c.customer_no_key, 2)::bigint), 0) as highest
    from parties.customer c where ${inOrg(ctx, 'c')} and c.customer_no_key ~ '^c[0-9]{6,15}$'`,
  );
  return found?.highest ?? 0n;
}

const CHUNK = 2000;

/** Ids in the order given: the number is unique, so it names the row. @throws customer.number_taken */
export async function insertCustomers(ctx: CommandContext, customers: readonly CustomerRow[]): Promise<Id[]> {
  const ids: Id[] = [];
  for (let start = 0; start < customers.length; start += CHUNK) {
    const chunk = customers.slice(start, start + CHUNK).map((customer, ord) => ({ ord, ...toRecord(customer) }));
    const inserted = await rows(
      ctx.tx,
      sql<{ id: Id }>`
      with n as materialized (
        select nextval('parties.customer_id_seq') as id, n.*
        from (select * from json_to_recordset(${encodeRecords(chunk)}::json) as n (ord int, customer_no text,
          customer_no_key text,
          legal_name text, short_name text, name_key text, search_text text, tax_id text, country text,
            customer_type text,
          enterprise_size text, parent_id bigint, sales_owner_id bigint, finance_owner_id bigint, team_id bigint,
            tags text[],
          payment_term_days int, currency text, address text, phone text, note text, source_batch_id bigint)
            order by ord) n
      ), i as (
        insert into parties.customer (org_id, id, customer_no, customer_no_key, legal_name, short_name, name_key,
          search_text, tax_id,
          country, customer_type, enterprise_size, parent_id, sales_owner_id, finance_owner_id, team_id, tags,
            payment_term_days,
          currency, address, phone, note, source_batch_id, created_at)
        select ${ctx.orgId}, id, customer_no, customer_no_key, legal_name, short_name, name_key, search_text, tax_id,
          coalesce(country, 'CN'), coalesce(customer_type, 'SME'), enterprise_size, parent_id, sales_owner_id,
            finance_owner_id,
          team_id, coalesce(tags, '{}'), payment_term_days, currency, address, phone, note, source_batch_id,
            ${ctx.now} from n
      )
      select id from n order by ord`,
    );
    for (const row of inserted) ids.push(row.id);
  }
  return ids;
}

/** Writes the given fields and counts the version up; false when the record is no longer at `version`. */
export async function updateCustomer(
  ctx: CommandContext,
  id: Id,
  version: number,
  fields: Partial<CustomerRow>,
): Promise<boolean> {
  const changes = FIELDS.filter((field) => field in fields).map(
    (field) => sql`${sql.ref(COLUMN[field])} = ${fields[field] ?? null}`,
  );
  const done = await sql`
    update parties.customer c set ${sql.join([...changes, sql`version = c.version + 1`])}
    where ${inOrg(ctx, 'c')} and c.id = ${id} and c.version = ${version}`.execute(ctx.tx);
  return done.numAffectedRows === 1n;
}

export interface Owners {
  readonly salesOwnerId?: Id | null | undefined;
  readonly financeOwnerId?: Id | null | undefined;
  readonly teamId?: Id | null | undefined;
}

/** Gives customers, and the records merged into them, to other people; a missing field stays. */
export async function assignOwners(ctx: CommandContext, ids: readonly Id[], owners: Owners): Promise<void> {
  const fields = (['salesOwnerId', 'financeOwnerId', 'teamId'] as const).filter((field) => owners[field] !== undefined);
  if (fields.length === 0) return;
  const changes = fields.map((field) => sql`${sql.ref(COLUMN[field])} = ${owners[field] ?? null}`);
  await sql`
    update parties.customer c set ${sql.join([...changes, sql`version = c.version + 1`])}
    where ${inOrg(ctx, 'c')} and (c.id = any (${[...ids]}::bigint[])
      or c.merged_into_id = any (${[...ids]}::bigint[]))`.execute(ctx.tx);
}

/** Takes customers out of the lists or back in; their documents, numbers and pages stay. */
export async function setArchived(ctx: CommandContext, ids: readonly Id[], archived: boolean): Promise<void> {
  await sql`
    update parties.customer c set archived_at = ${archived ? ctx.now : null}, version = c.version + 1
    where ${inOrg(ctx, 'c')} and c.id = any (${[...ids]}::bigint[])`.execute(ctx.tx);
}

/**
 * Deletes customers that nothing names, with their contacts; a customer that something names is refused by its foreign
 * keys.
 */
export async function deleteCustomers(ctx: CommandContext, ids: readonly Id[]): Promise<void> {
  await sql`delete from parties.contact k where ${inOrg(ctx, 'k')}
    and k.customer_id = any (${[...ids]}::bigint[])`.execute(ctx.tx);
  await sql`delete from parties.customer c where ${inOrg(ctx, 'c')} and c.id = any (${[...ids]}::bigint[])`.execute(
    ctx.tx,
  );
}
