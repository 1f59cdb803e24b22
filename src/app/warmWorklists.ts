/** Keeps today's worklist of every company ready, so that the first person of the day does not wait for it. */
import { listCompanies } from '../access/company.store.ts';
import { refreshWorklist } from '../collections/worklistCache.ts';
import { today } from '../platform/clock.ts';
import type { Db } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';

/** A new day, or what an import brought, is picked up at the latest after this; whoever looks earlier gets it at once. */
const ROUND_MS = 5 * 60_000;

export interface Warming {
  stop(): Promise<void>;
}

export function startWarming({ db, log }: { db: Db; log: Log }): Warming {
  let stopped = false;
  async function round(): Promise<void> {
    for (const company of await listCompanies(db)) {
      if (!stopped) await refreshWorklist(db, company.org_id, today(company.time_zone));
    }
  }
  let working: Promise<void> = Promise.resolve();
  const queue = (): void => {
    working = working
      .then(round)
      .catch((error: unknown) =>
        log.error({ err: error }, 'the worklist could not be prepared; the next look does it'),
      );
  };
  queue();
  const timer = setInterval(queue, ROUND_MS);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}
