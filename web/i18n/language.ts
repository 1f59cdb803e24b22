/** Which language the person reads. Known before sign-in (browser), then from the account. */
import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'zh-TW' | 'en';
export const LANGUAGES: readonly { id: Language; name: string }[] = [
  { id: 'zh-CN', name: '简体中文' },
  { id: 'zh-TW', name: '繁體中文' },
  { id: 'en', name: 'English' },
];

const STORED = 'huikuan.language';

export const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((l) => l.id === text);

function guess(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  for (const wish of navigator.languages) {
    if (/^zh-(tw|hk|mo|hant)/i.test(wish)) return 'zh-TW';
    if (/^zh/i.test(wish)) return 'zh-CN';
    if (/^en/i.test(wish)) return 'en';
  }
  return 'zh-CN';
}

let current: Language = 'zh-CN';
const listeners = new Set<() => void>();

export const language = (): Language => current;

/** Called by the dictionary loader once the texts are there, so that no screen shows two languages. */
export function becomeLanguage(next: Language): void {
  current = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  for (const tell of listeners) tell();
}

export const initialLanguage = guess;

export const useLanguage = (): Language =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, language);
