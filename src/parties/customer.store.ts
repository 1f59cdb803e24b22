/** Reads of the customer file: one record, the list, look-ups for commands. */
import { sql, type RawBuilder } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { CustomerType, EnterpriseSize } from './customer.rules.ts';
import { visibleCustomer } from './parties.store.ts';
import { searchWords } from './searchText.rules.ts';

export interface CustomerRecord {
  readonly id: Id;
  readonly customer_no: string;
  readonly legal_name: string;
  readonly short_name: string | null;
  readonly tax_id: string | null;
  readonly country: string;
  readonly customer_type: CustomerType;
  readonly enterprise_size: EnterpriseSize | null;
  readonly parent_id: Id | null;
  readonly parent_name: string | null;
  readonly sales_owner_id: Id | null;
  readonly sales_owner_name: string | null;
  readonly finance_owner_id: Id | null;
  readonly finance_owner_name: string | null;
  readonly team_id: Id | null;
  readonly team_name: string | null;
  readonly tags: string[];
  readonly payment_term_days: number | null;
  readonly currency: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly merged_into_id: Id | null;
  readonly merged_into_name: string | null;
  readonly archived_at: Date | null;
  readonly created_at: Date;
  readonly version: number;
}

/** Ties of one record to others are looked up under the same walls: what the caller may not see stays unnamed. */
const RECORD = sql`
  select c.id, c.customer_no, c.legal_name, c.short_name, c.tax_id, c.country, c.customer_type, c.enterprise_size,
    c.parent_id,
    (select p.legal_name from parties.customer p where p.org_id = c.org_id and p.id = c.parent_id) as parent_name,
    c.sales_owner_id, so.name as sales_owner_name, c.finance_owner_id, fo.name as finance_owner_name,
    c.team_id, t.name as team_name, c.tags, c.payment_term_days, c.currency, c.address, c.phone, c.note,
      c.merged_into_id,
    (select m.legal_name from parties.customer m where m.org_id = c.org_id
      and m.id = c.merged_into_id) as merged_into_name,
    c.archived_at, c.created_at, c.version, c.name_key, c.customer_no_key
  from parties.customer c
  left join access.membership so on so.org_id = c.org_id and so.user_id = c.sales_owner_id
  left join access.membership fo on fo.org_id = c.org_id and fo.user_id = c.finance_owner_id
  left join access.team t on t.org_id = c.org_id and t.id = c.team_id`;

export const findCustomer = (r: Reading, id: Id): Promise<CustomerRecord | undefined> =>
  firstRow(r.tx, sql<CustomerRecord>`${RECORD} where ${inOrg(r, 'c')} and c.id = ${id} and ${visibleCustomer(r, 'c')}`);

export const CUSTOMER_SORTS = ['name', 'number', 'newest'] as const;

export interface CustomerFilter {
  readonly search?: string | undefined;
  readonly type?: CustomerType | undefined;
  readonly ownerId?: Id | undefined;
  readonly teamId?: Id | undefined;
  readonly tag?: string | undefined;
  readonly sort: (typeof CUSTOMER_SORTS)[number];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ListedCustomer extends CustomerRecord {
  readonly name_key: string;
  readonly customer_no_key: string;
}

/** One more row than the limit, so that the caller knows of a next page. Merged and archived records are not listed. */
export const listCustomers = (r: Reading, filter: CustomerFilter): Promise<ListedCustomer[]> =>
  rows(
    r.tx,
    sql<ListedCustomer>`
    ${RECORD}
    where ${customersMatching(r, filter, 'c')} and ${afterCursor(filter)}
    order by ${ORDER[filter.sort]} limit ${filter.limit + 1}`,
  );

const ORDER: Record<CustomerFilter['sort'], RawBuilder<unknown>> = {
  name: sql`c.name_key, c.id`,
  number: sql`c.customer_no_key, c.id`,
  newest: sql`c.id desc`,
};

/** Position of a listed row under its sort. */
export const customerPosition = (sort: CustomerFilter['sort'], row: ListedCustomer): readonly (string | bigint)[] =>
  sort === 'newest' ? [row.id] : [sort === 'name' ? row.name_key : row.customer_no_key, row.id];

function afterCursor(filter: CustomerFilter): RawBuilder<boolean> {
  if (filter.cursor === undefined) return sql<boolean>`true`;
  if (filter.sort === 'newest') return sql<boolean>`c.id < ${cursorNumber(decodeCursor(filter.cursor, 1)[0])}`;
  const [key, id] = decodeCursor(filter.cursor, 2);
  const column = sql.ref(filter.sort === 'name' ? 'c.name_key' : 'c.customer_no_key');
  return sql<boolean>`(${column}, c.id) > (${key}, ${cursorNumber(id)})`;
}

/** The filter chips of every list of customers, as one predicate on the customer row `alias`. */
export function customersMatching(
  r: Reading,
  filter: Omit<CustomerFilter, 'sort' | 'limit' | 'cursor'>,
  alias: string,
): RawBuilder<boolean> {
  const at = (column: string): RawBuilder<unknown> => sql.ref(`${alias}.${column}`);
  const parts = [
    inOrg(r, alias),
    visibleCustomer(r, alias),
    sql`${at('merged_into_id')} is null`,
    sql`${at('archived_at')} is null`,
    ...(filter.type === undefined ? [] : [sql`${at('customer_type')} = ${filter.type}`]),
    ...(filter.ownerId === undefined
      ? []
      : [sql`(${at('sales_owner_id')} = ${filter.ownerId} or ${at('finance_owner_id')} = ${filter.ownerId})`]),
    ...(filter.teamId === undefined ? [] : [sql`${at('team_id')} = ${filter.teamId}`]),
    ...(filter.tag === undefined ? [] : [sql`${filter.tag} = any (${at('tags')})`]),
    ...(filter.search === undefined ? [] : [foundBy(r, searchWords(filter.search), alias)]),
  ];
  return sql<boolean>`${sql.join(parts, sql` and `)}`;
}

/** Every word stands in the record, or in one that was merged into it: who knows the old name finds the survivor. */
function foundBy(r: Reading, words: readonly string[], alias: string): RawBuilder<boolean> {
  const contains = (of: string): RawBuilder<unknown> =>
    sql.join(
      [sql`true`, ...words.map((word) => sql`${sql.ref(`${of}.search_text`)} like ${likePattern(word)}`)],
      sql` and `,
    );
  return sql<boolean>`((${contains(alias)}) or ${sql.ref(`${alias}.id`)} in (
    select gone.merged_into_id from parties.customer gone where ${inOrg(r, 'gone')}
      and gone.merged_into_id is not null and ${contains('gone')}))`;
}

const likePattern = (word: string): string => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** Locks customers for a change of the record itself, ids ascending, so that two changes meet one after the other. */
export const lockCustomers = (ctx: CommandContext, ids: readonly Id[]): Promise<LockedCustomer[]> =>
  rows(
    ctx.tx,
    sql<LockedCustomer>`
    select c.id, c.legal_name, c.merged_into_id, c.version, c.sales_owner_id, c.finance_owner_id, c.team_id
      from parties.customer c
    where ${inOrg(ctx, 'c')} and c.id = any (${[...ids]}::bigint[]) and ${visibleCustomer(ctx, 'c')}
      order by c.id for no key update`,
  );

export interface LockedCustomer {
  readonly id: Id;
  readonly legal_name: string;
  readonly merged_into_id: Id | null;
  readonly version: number;
  readonly sales_owner_id: Id | null;
  readonly finance_owner_id: Id | null;
  readonly team_id: Id | null;
}

/** The customer and those above it in its group, nearest first; stops at 50 levels. */
export async function groupAbove(ctx: CommandContext, id: Id): Promise<Id[]> {
  const above = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    with recursive above (id, parent_id, level) as (
      select c.id, c.parent_id, 0 from parties.customer c where ${inOrg(ctx, 'c')} and c.id = ${id}
      union all
      select p.id, p.parent_id, a.level + 1 from above a join parties.customer p on ${inOrg(ctx, 'p')}
        and p.id = a.parent_id where a.level < 50
    ) select id from above order by level`,
  );
  return above.map((row) => row.id);
}

/** Changes of group parents take turns within a company. */
export async function lockGroups(ctx: CommandContext): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('parties.group'), hashtext(${ctx.orgId.toString()}))`.execute(ctx.tx);
}

/** Active members of the company among `ids`, with their teams. */
export const activeMembers = (
  ctx: CommandContext,
  ids: readonly Id[],
): Promise<{ user_id: Id; team_id: Id | null }[]> =>
  rows(
    ctx.tx,
    sql<{ user_id: Id; team_id: Id | null }>`
    select m.user_id, m.team_id from access.membership m
    where ${inOrg(ctx, 'm')} and m.disabled_at is null and m.user_id = any (${[...ids]}::bigint[])`,
  );

export async function teamExists(ctx: CommandContext, id: Id): Promise<boolean> {
  const team = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`select t.id from access.team t where ${inOrg(ctx, 't')} and t.id = ${id}`,
  );
  return team !== undefined;
}
