import { useEffect, useState } from 'react';
import { useSearchParams } from './router.ts';

const PAUSE_MS = 250;

/** The text of a list's search box; it goes into the address once the person pauses, so that the view can be linked. */
export function useSearchText(): [string, (text: string) => void] {
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState(search['search'] ?? '');
  const asked = search['search'] ?? '';
  useEffect(() => {
    if (text.trim() === asked) return undefined;
    const timer = setTimeout(() => setSearch({ search: text.trim() }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, asked, setSearch]);
  return [text, setText];
}
