/** Takes up the imports that a killed program left in the middle, and that no queued job will finish: at every start. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../platform/actor.ts';
import { dayOf, now } from '../platform/clock.ts';
import { runCommand } from '../platform/command.ts';
import { type Db, read } from '../platform/database.ts';
import { resumeImport } from './import.commands.ts';
import { workingBatches } from './import.store.ts';

/** Queues the job again for each of them; it looks at where they are and goes on, or ends them when that was asked. */
export async function resumeImports(db: Db, companies: readonly { actor: Actor; timeZone: string }[]): Promise<number> {
  let resumed = 0;
  for (const { actor, timeZone } of companies) {
    const asOf = dayOf(now(), timeZone);
    for (const batchId of await read(db, actor, asOf, workingBatches)) {
      await runCommand(db, resumeImport, { batchId }, { actor, asOf, requestId: randomUUID() });
      resumed += 1;
    }
  }
  return resumed;
}
