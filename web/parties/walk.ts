import { useKey } from '../app/keys.ts';
import { paths } from '../app/paths.ts';
import { currentQueue } from '../app/queue.ts';
import { navigate } from '../app/router.ts';

export type Walk = ReturnType<typeof useWalk>;

/** Where one stands in the list the customer was opened from. */
export function useWalk(id: string, tab: string | undefined) {
  const queue = currentQueue();
  const at = queue?.ids.indexOf(id) ?? -1;
  const go = (step: number): void => {
    const next = queue?.ids[at + step];
    if (at >= 0 && next !== undefined) navigate(paths.customer(next, { tab }));
  };
  useKey('next', () => go(1), at >= 0);
  useKey('previous', () => go(-1), at >= 0);
  useKey('back', () => navigate(queue?.from ?? paths.customers()));
  return {
    position: at < 0 || queue === null ? null : { at: at + 1, of: queue.ids.length },
    from: queue?.from ?? paths.customers(),
    go,
  };
}
