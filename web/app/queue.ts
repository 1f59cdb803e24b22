/** The list a record was opened from: `j` and `k` walk on through it inside the record, and its order stays while one works. */
import { useEffect } from 'react';

const STORED = 'huikuan.queue';

export interface Queue {
  readonly from: string;
  readonly ids: readonly string[];
}

/** Makes the ids on the screen the list to walk through; a list of none leaves the one before. */
export function useQueue(ids: readonly string[]): void {
  const text = JSON.stringify([...new Set(ids)]);
  useEffect(() => {
    if (text === '[]') return;
    const queue: Queue = { from: window.location.pathname + window.location.search, ids: JSON.parse(text) as string[] };
    sessionStorage.setItem(STORED, JSON.stringify(queue));
  }, [text]);
}

export function currentQueue(): Queue | null {
  const stored: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? 'null');
  return typeof stored === 'object' &&
    stored !== null &&
    'ids' in stored &&
    Array.isArray(stored.ids) &&
    'from' in stored &&
    typeof stored.from === 'string'
    ? { from: stored.from, ids: stored.ids.filter((id): id is string => typeof id === 'string') }
    : null;
}
