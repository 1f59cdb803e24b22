/** Attempts that were refused for want of a permission: kept for ever, like what was done (reliability I-42). */
import { sql } from 'kysely';
import type { Actor } from '../platform/actor.ts';
import { now } from '../platform/clock.ts';
import { applyActor, type Db } from '../platform/database.ts';

export interface Denial {
  readonly permission: string;
  readonly method: string;
  /** As declared, with parameters as :name. */
  readonly path: string;
  readonly network: string;
}

/** Not a command: what was refused changes nothing but this list. */
export async function noteDenial(db: Db, actor: Actor, denial: Denial): Promise<void> {
  await db.kysely.transaction().execute(async (tx) => {
    await applyActor(tx, actor);
    await sql`insert into access.denial (org_id, actor_id, actor_label, via, permission, method, path, network,
      denied_at)
      values (${actor.orgId}, ${actor.userId}, ${actor.label}, ${actor.via}, ${denial.permission},
        ${denial.method}, ${denial.path},
        ${denial.network}, ${now()})`.execute(tx);
  });
}
