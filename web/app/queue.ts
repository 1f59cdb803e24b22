/** The list a record was opened from: `j` and `k` walk on through it inside the record, and its order stays while one works. */
const STORED = 'huikuan.queue';

export interface Queue {
  readonly from: string;
  readonly ids: readonly string[];
}

export const rememberQueue = (ids: readonly string[]): void =>
  sessionStorage.setItem(STORED, JSON.stringify({ from: window.location.pathname + window.location.search, ids } satisfies Queue));

export function currentQueue(): Queue | null {
  const stored: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? 'null');
  return typeof stored === 'object' && stored !== null && 'ids' in stored && Array.isArray(stored.ids) && 'from' in stored && typeof stored.from === 'string'
    ? { from: stored.from, ids: stored.ids.filter((id): id is string => typeof id === 'string') }
    : null;
}
