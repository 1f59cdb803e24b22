/**
 * The one exception to the write path: a named cache, which anybody may lose and fill again, is written in a
 * transaction
 * of its own without an event, by the company itself. Facts never pass here.
 */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from './actor.ts';
import { applyActor, type Db, type Reading } from './database.ts';

/** Sees the whole company and may do nothing. */
export const companyItself = (orgId: Id): Actor => ({
  orgId,
  userId: null,
  label: 'system',
  via: 'job',
  scope: 'company',
  teamIds: [],
  permissions: new Set(),
});

export const fillCache = <T>(db: Db, orgId: Id, asOf: Day, fill: (writing: Reading) => Promise<T>): Promise<T> =>
  db.kysely.transaction().execute(async (tx) => {
    const actor = companyItself(orgId);
    await applyActor(tx, actor);
    return fill({ tx, orgId, actor, asOf });
  });
