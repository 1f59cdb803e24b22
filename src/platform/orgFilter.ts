/**
 * The first wall between companies: every store query carries this predicate; row-level security is the second.
 * A test switches the first wall off to show that the second alone leaks nothing (reliability 1.4, A-14).
 */
import { sql, type RawBuilder } from 'kysely';
import type { Reading } from './database.ts';

let applicationFilters = true;

export const applicationFiltersOn = (): boolean => applicationFilters;

/** For that one test only. */
export function setApplicationFilters(on: boolean): void {
  applicationFilters = on;
}

/** `alias.org_id = the actor's company`. */
export function inOrg(reading: Pick<Reading, 'orgId'>, alias: string): RawBuilder<boolean> {
  if (!applicationFilters) return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(`${alias}.org_id`)} = ${reading.orgId}`;
}
