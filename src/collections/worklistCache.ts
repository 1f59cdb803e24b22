/** Fills the worklist of a day and keeps it fresh: everybody once, then only the customers that events touched. */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { convertMinor, money } from '../core/money.ts';
import { fillCache } from '../platform/cacheWrite.ts';
import { now } from '../platform/clock.ts';
import type { Db, Reading } from '../platform/database.ts';
import {
  type CustomerSnapshot,
  homeCurrency,
  ratesInto,
  snapshots,
  type StoredRate,
  type Whom,
} from './snapshot.store.ts';
import { type Weights, weightsOn } from './weights.rules.ts';
import { touchedCustomers } from './worklistTouch.rules.ts';
import { score } from './worklist.rules.ts';
import { encodeJson } from '../platform/json.ts';
import {
  cachedSnapshots,
  dropOldDays,
  freshness,
  lockCache,
  type RankedSnapshot,
  replaceRows,
  sealCache,
  seenNow,
  touchedSince,
} from './worklistCache.store.ts';

export const isFresh = async (r: Reading): Promise<boolean> => {
  const found = await freshness(r);
  return found !== undefined && found.fresh && found.weights === weightsOn(r.asOf).version;
};

/** Brings the day's worklist up to date; does nothing when it is. Safe to call from many requests at once. */
export const refreshWorklist = (db: Db, orgId: Id, asOf: Day): Promise<void> =>
  fillCache(db, orgId, asOf, async (r) => {
    await lockCache(r);
    const found = await freshness(r);
    const weights = weightsOn(asOf);
    const usable = found !== undefined && found.weights === weights.version;
    if (usable && found.fresh) return;
    const seen = await seenNow(r);
    const whom: Whom = usable ? touchedCustomers(await touchedSince(r)) : 'everybody';
    if (whom === 'everybody' || whom.length > 0) await replaceRows(r, whom, await computeWorklist(r, whom));
    await sealCache(r, seen, weights, now());
    await dropOldDays(r);
  });

/** The rows as they should be, computed from the ledger: for filling the cache, and for `verify` to compare it with. */
export async function computeWorklist(r: Reading, whom: Whom): Promise<RankedSnapshot[]> {
  const weights = weightsOn(r.asOf);
  const home = await homeCurrency(r);
  const rates = new Map((await ratesInto(r, home)).map((rate) => [rate.currency, rate]));
  return (await snapshots(r, whom, weights)).map((snapshot) =>
    ranked(snapshot, { asOf: r.asOf, weights, home, rates }),
  );
}

interface Yardstick {
  readonly asOf: Day;
  readonly weights: Weights;
  readonly home: string;
  readonly rates: ReadonlyMap<string, StoredRate>;
}

/**
 * Gains are compared in the company's currency where a stored rate allows it; else the currency is ranked by itself.
 */
function ranked(snapshot: CustomerSnapshot, { asOf, weights, home, rates }: Yardstick): RankedSnapshot {
  const { gainMinor } = score(snapshot, asOf, weights);
  const { currency } = snapshot;
  const rate = rates.get(currency);
  if (currency === home) return { ...snapshot, gainMinor, rankGroup: '', rankPosition: -gainMinor };
  if (rate === undefined) return { ...snapshot, gainMinor, rankGroup: currency, rankPosition: -gainMinor };
  return { ...snapshot, gainMinor, rankGroup: '', rankPosition: -convertMinor(money(gainMinor, currency), home, rate) };
}

/**
 * For `verify`: each cached row of the day that is not what the ledger gives, in words. A day not filled or not fresh
 * has nothing to compare.
 */
export async function compareWorklist(r: Reading): Promise<string[]> {
  if (!(await isFresh(r))) return [];
  const right = new Map(
    (await computeWorklist(r, 'everybody')).map((s) => [`${s.customerId} ${s.currency}`, encodeJson(s)]),
  );
  const cached = new Map((await cachedSnapshots(r)).map((s) => [`${s.customerId} ${s.currency}`, encodeJson(s)]));
  const keys = [...new Set([...right.keys(), ...cached.keys()])];
  return keys
    .filter((key) => right.get(key) !== cached.get(key))
    .map((key) => `worklist of ${r.asOf}, customer and currency ${key}`);
}
