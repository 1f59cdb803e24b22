/** The worklist of a day as the screen, the API and the CLI show it. */
import type { Day } from '../core/day.ts';
import { money, type Money } from '../core/money.ts';
import type { Actor } from '../platform/actor.ts';
import { pageOf } from '../platform/cursor.ts';
import { type Db, read, type Reading } from '../platform/database.ts';
import { type Weights, weightsOn } from './weights.rules.ts';
import { isFresh, refreshWorklist } from './worklistCache.ts';
import {
  type ActionCode,
  type Reason,
  reasons,
  score,
  type Score,
  type Snapshot,
  suggestedAction,
} from './worklist.rules.ts';
import {
  countMine,
  customersToContact,
  WORKLIST_VIEWS,
  type WorklistFilter,
  worklistPosition,
  type WorklistRow,
  worklistRows,
  type WorklistTotal,
  worklistTotals,
  type WorklistView,
} from './worklist.store.ts';

export interface WorklistItem {
  readonly row: WorklistRow;
  readonly snapshot: Snapshot;
  readonly reasons: readonly Reason[];
  readonly action: ActionCode;
  readonly score: Score;
  /** False when no stored rate compares this currency with the company's: then it is ranked among its own. */
  readonly comparable: boolean;
}

export interface Worklist {
  readonly asOf: Day;
  readonly weights: Weights;
  readonly customers: number;
  readonly overdue: readonly Money[];
  readonly open: readonly Money[];
  readonly dueSoon: readonly Money[];
  readonly views: readonly { id: WorklistView; count: number }[];
  readonly items: readonly WorklistItem[];
  readonly nextCursor: string | null;
}

/** Reads the day's worklist; brings its cache up to date first when something happened since. */
export async function readWorklist(db: Db, actor: Actor, asOf: Day, filter: WorklistFilter): Promise<Worklist> {
  const attempt = (): Promise<Worklist | undefined> =>
    read(db, actor, asOf, async (r) => ((await isFresh(r)) ? page(r, filter) : undefined));
  for (let tries = 0; tries < 3; tries += 1) {
    const found = await attempt();
    if (found !== undefined) return found;
    await refreshWorklist(db, actor.orgId, asOf);
  }
  // others write faster than we look: what the last refresh saw is a moment old and consistent
  return read(db, actor, asOf, (r) => page(r, filter));
}

async function page(r: Reading, filter: WorklistFilter): Promise<Worklist> {
  const weights = weightsOn(r.asOf);
  const totals = await worklistTotals(r, filter, weights);
  const found = await worklistRows(r, filter, totals, weights);
  const { page: shown, nextCursor } = pageOf(found, filter.limit, worklistPosition);
  const sums = (pick: (t: WorklistTotal) => bigint): Money[] =>
    totals.map((t) => money(pick(t), t.currency)).filter((m) => m.minor !== 0n);
  return {
    asOf: r.asOf,
    weights,
    customers: await customersToContact(r, filter),
    nextCursor,
    overdue: sums((t) => t.overdue_minor),
    open: sums((t) => t.open_minor),
    dueSoon: sums((t) => t.due_soon_minor),
    views: viewCounts(totals, await countMine(r, filter, weights)),
    items: shown.map((row) => itemOf(row, totals, r.asOf, weights)),
  };
}

function viewCounts(totals: readonly WorklistTotal[], mine: number): { id: WorklistView; count: number }[] {
  const count = (pick: (t: WorklistTotal) => number): number => totals.reduce((n, t) => n + pick(t), 0);
  const counts: Record<WorklistView, number> = {
    all: count((t) => t.customers),
    mine,
    due: count((t) => t.due_count),
    big: count((t) => t.big_count),
    cold: count((t) => t.cold_count),
  };
  return WORKLIST_VIEWS.map((id) => ({ id, count: counts[id] }));
}

function itemOf(row: WorklistRow, totals: readonly WorklistTotal[], asOf: Day, weights: Weights): WorklistItem {
  const snapshot: Snapshot = {
    openMinor: row.open_minor,
    overdueMinor: row.overdue_minor,
    dueSoonMinor: row.due_soon_minor,
    unappliedMinor: row.unapplied_minor,
    ageMinor: row.age_minor,
    oldestDays: row.oldest_days,
    lastContactOn: row.last_contact_on,
    paidCount: row.paid_count,
    daysLateYear: row.days_late_year,
    daysLateRecent: row.days_late_recent,
    limitMinor: row.limit_minor,
  };
  const totalOverdue = totals.find((t) => t.currency === row.currency)?.overdue_minor ?? 0n;
  return {
    row,
    snapshot,
    score: score(snapshot, asOf, weights),
    reasons: reasons(snapshot, totalOverdue, asOf, weights),
    action: suggestedAction(snapshot, totalOverdue, asOf, weights),
    comparable: row.rank_group === '',
  };
}
