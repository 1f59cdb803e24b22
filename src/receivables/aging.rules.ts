/**
 * Aging buckets (rulebook 3.8). By due day an item that is not overdue is CURRENT; by invoice day the first bucket
 * begins
 * with the document's own day. Buckets partition every day there is: no gap, no overlap.
 */
import { addDays, type Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';

export type AgingBasis = 'due' | 'invoice';

/** Days from `minDays` to `maxDays` inclusive; null is without end. */
export interface Bucket {
  readonly code: string;
  readonly minDays: number | null;
  readonly maxDays: number | null;
}

const MOST_BOUNDARIES = 12;

/** @throws aging.buckets unless the boundaries are one to twelve whole numbers of days, growing from 1 */
export function bucketsOf(basis: AgingBasis, boundaries: readonly number[]): Bucket[] {
  const growing = boundaries.every((b, i) => Number.isInteger(b) && b > (boundaries[i - 1] ?? 0) && b <= 36_500);
  if (!growing || boundaries.length === 0 || boundaries.length > MOST_BOUNDARIES)
    throw fault('aging.buckets', { buckets: boundaries.map(String) });
  const start = basis === 'due' ? 1 : 0;
  const aged = boundaries.map((maxDays, i): Bucket => {
    const minDays = i === 0 ? start : (boundaries[i - 1] ?? 0) + 1;
    return { code: `D${minDays}_${maxDays}`, minDays: i === 0 && basis === 'invoice' ? null : minDays, maxDays };
  });
  const last = boundaries.at(-1) ?? 0;
  const oldest: Bucket = { code: `D${last}P`, minDays: last + 1, maxDays: null };
  return basis === 'due' ? [{ code: 'CURRENT', minDays: null, maxDays: 0 }, ...aged, oldest] : [...aged, oldest];
}

/** `30,60,90` as typed in an address or a command line. @throws aging.buckets */
export function parseBoundaries(text: string): number[] {
  const parts = text.split(',').map((p) => p.trim());
  if (parts.some((p) => !/^\d{1,5}$/.test(p)))
    throw fault('aging.buckets', { buckets: parts.map((p) => p.slice(0, 20)) });
  return parts.map((p) => Number.parseInt(p, 10));
}

/** The bucket an item of this many days falls into. */
export function bucketOf(buckets: readonly Bucket[], days: number): Bucket {
  const found = buckets.find((b) => days >= (b.minDays ?? days) && days <= (b.maxDays ?? days));
  if (found === undefined) throw new Error('buckets partition the days');
  return found;
}

/**
 * The same bucket as days of the calendar: from `first` to `last` inclusive, null without end; the oldest day is
 * `first`.
 */
export const bucketDays = (b: Bucket, asOf: Day): { first: Day | null; last: Day | null } => ({
  first: b.maxDays === null ? null : addDays(asOf, -b.maxDays),
  last: b.minDays === null ? null : addDays(asOf, -b.minDays),
});
