/**
 * The gauge of a running import. It is written beside the transaction it measures, because rows written inside would be
 * seen by nobody before the end; it is not a fact of the business, so it needs no event (the one write outside runCommand).
 */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Actor } from '../platform/actor.ts';
import { now } from '../platform/clock.ts';
import { applyActor, firstRow, type Db, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly cancelWanted: boolean;
  readonly touchedAt: Date;
}

export async function findProgress(r: Reading, batchId: Id): Promise<Progress | undefined> {
  const row = await firstRow(
    r.tx,
    sql<{ done_rows: number; total_rows: number; cancel_wanted: boolean; touched_at: Date }>`
    select p.done_rows, p.total_rows, p.cancel_wanted, p.touched_at from connectors.import_progress p where ${inOrg(r, 'p')} and p.batch_id = ${batchId}`,
  );
  return row === undefined
    ? undefined
    : { done: row.done_rows, total: row.total_rows, cancelWanted: row.cancel_wanted, touchedAt: row.touched_at };
}

/** Says how far a step is; answers whether somebody asked to cancel. */
export async function reportProgress(
  db: Db,
  actor: Actor,
  batchId: Id,
  gauge: { done: number; total: number },
): Promise<boolean> {
  return db.kysely.transaction().execute(async (tx) => {
    await applyActor(tx, actor);
    const row = await firstRow(
      tx,
      sql<{ cancel_wanted: boolean }>`
      update connectors.import_progress set done_rows = ${gauge.done}, total_rows = ${gauge.total}, touched_at = ${now()}
      where org_id = ${actor.orgId} and batch_id = ${batchId} returning cancel_wanted`,
    );
    return row?.cancel_wanted ?? false;
  });
}

export async function wantCancel(r: Reading, batchId: Id): Promise<void> {
  await sql`update connectors.import_progress set cancel_wanted = true where org_id = ${r.orgId} and batch_id = ${batchId}`.execute(
    r.tx,
  );
}
