/** For `verify`: the worklist is a cache, so it is computed again from the ledger and compared. */
import { companyItself } from '../platform/cacheWrite.ts';
import type { Tx } from '../platform/database.ts';
import type { Violation } from '../platform/verify.ts';
import { compareWorklist } from './worklistCache.ts';
import { lastFilled } from './worklistCache.store.ts';

const SHOWN = 20;

/**
 * Compares the day filled last of every company the transaction sees; a day that events have overtaken is nobody's
 * answer.
 */
export async function worklistViolations(tx: Tx): Promise<Violation[]> {
  const wrong: string[] = [];
  for (const { org_id: orgId, as_of_on: asOf } of await lastFilled(tx)) {
    wrong.push(...(await compareWorklist({ tx, orgId, actor: companyItself(orgId), asOf })));
  }
  if (wrong.length === 0) return [];
  const text = 'Each row of the worklist, which is a cache, is what the ledger gives.';
  return [{ invariant: 'I-10', text, ids: wrong.slice(0, SHOWN), count: wrong.length }];
}
