/** The predicate by which all slices follow a customer's visibility (reliability 5.1). */
import { sql, type RawBuilder } from 'kysely';
import type { Reading } from '../platform/database.ts';
import { applicationFiltersOn } from '../platform/orgFilter.ts';

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
