/**
 * The address is the state: screen, filters, tab and as-of day live in the URL, so every view can be linked and gone back to.
 * A hundred lines instead of a library: the app has flat routes with `:name` parts and text search parameters.
 */
import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const tellAll = (): void => {
  for (const tell of listeners) tell();
};
window.addEventListener('popstate', tellAll);

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

export function navigate(href: string, options: { replace?: boolean } = {}): void {
  const samePath = href.split('?')[0] === window.location.pathname;
  window.history[options.replace ? 'replaceState' : 'pushState'](null, '', href);
  if (!samePath) window.scrollTo(0, 0);
  tellAll();
}

export const usePath = (): string => useSyncExternalStore(subscribe, () => window.location.pathname);
export const useSearch = (): string => useSyncExternalStore(subscribe, () => window.location.search);

export type Search = Readonly<Record<string, string>>;

/** The search parameters and a setter that keeps the others; an empty value removes one. */
export function useSearchParams(): [
  Search,
  (change: Readonly<Record<string, string | null>>, replace?: boolean) => void,
] {
  const text = useSearch();
  const set = useCallback((change: Readonly<Record<string, string | null>>, replace = true) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === null || value === '') next.delete(name);
      else next.set(name, value);
    }
    navigate(window.location.pathname + (next.size > 0 ? `?${next.toString()}` : ''), { replace });
  }, []);
  return [Object.fromEntries(new URLSearchParams(text)), set];
}

/** Parameters of a path that fits the pattern, else null. */
export function matchPath(pattern: string, path: string): Search | null {
  const wanted = pattern.split('/');
  const given = path.replace(/\/+$/, '').split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return null;
      params[part.slice(1)] = decodeURIComponent(value);
    } else if (part !== value) return null;
  }
  return params;
}
