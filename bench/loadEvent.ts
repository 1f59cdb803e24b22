/** The command that a bulk load stands for: its event is in the audit trail like any other, so that `verify` finds it. */
import { systemActor } from '../src/access/caller.store.ts';
import { day } from '../src/core/day.ts';
import type { Id } from '../src/core/ids.ts';
import { defineCommand, runCommand } from '../src/platform/command.ts';
import type { Db } from '../src/platform/database.ts';

const load = defineCommand({
  name: 'bench.load',
  permission: 'documents.post',
  run: async (ctx) => ({ eventId: ctx.eventId }),
});

export async function loadEvent(db: Db, orgId: Id, asOf: string): Promise<Id> {
  const { eventId } = await runCommand(db, load, {}, { actor: systemActor(orgId), asOf: day(asOf) });
  return eventId;
}
