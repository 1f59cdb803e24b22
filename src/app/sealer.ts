/** Seals events soon after their commit and keeps the head of each chain outside the database. */
import { systemActor } from '../access/caller.store.ts';
import { listCompanies } from '../access/company.store.ts';
import type { Id } from '../core/ids.ts';
import { now } from '../platform/clock.ts';
import type { Db } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { sealCompany } from '../platform/seal.ts';
import type { HeadLog } from '../platform/sealHeads.ts';

/** So long an event may stand unsealed; commits within it share one head line. */
const PATIENCE_MS = 2_000;
/** What other programs on the database did, such as the command line, is sealed at this interval. */
const ROUND_MS = 60_000;

export interface Sealer {
  /** The company has a new event. */
  nudge(orgId: Id): void;
  /** Seals what is left. */
  stop(): Promise<void>;
}

export function startSealer({ db, log, heads }: { db: Db; log: Log; heads: HeadLog }): Sealer {
  const waiting = new Set<Id>();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function seal(orgId: Id, reach: 'recent' | 'everything'): Promise<void> {
    const head = await sealCompany(db, systemActor(orgId), reach);
    if (head !== undefined) heads.append(head, now());
  }
  async function all(reach: 'recent' | 'everything'): Promise<void> {
    for (const company of await listCompanies(db)) await seal(company.org_id, reach);
  }
  async function waitingOnes(): Promise<void> {
    const companies = [...waiting];
    waiting.clear();
    for (const orgId of companies) await seal(orgId, 'recent');
  }
  /** One at a time. What fails now is done by the next round. */
  function queue(work: () => Promise<void>): Promise<void> {
    working = working
      .then(work)
      .catch((error: unknown) => log.error({ err: error }, 'events could not be sealed; the next round tries again'));
    return working;
  }

  void queue(() => all('everything'));
  const round = setInterval(() => void queue(() => all('recent')), ROUND_MS);
  return {
    nudge: (orgId) => {
      waiting.add(orgId);
      timer ??= setTimeout(() => {
        timer = undefined;
        void queue(waitingOnes);
      }, PATIENCE_MS);
    },
    stop: async () => {
      clearInterval(round);
      clearTimeout(timer);
      await queue(() => all('recent'));
    },
  };
}
