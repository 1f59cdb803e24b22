import type { Facts } from '../api/shapes.ts';
import { shortText } from '../format/money.ts';
import { language } from '../i18n/language.ts';
import { tCode, type Prefix } from '../i18n/translate.ts';
import { bucketLabel } from '../ui/bucketLabel.ts';

/** Facts as words: amounts shortened as on a card, age bands named, nothing unknown. */
function words(facts: Facts): Record<string, string | number> {
  const pairs = Object.entries(facts).flatMap(([name, value]): [string, string | number][] => {
    if (value === null) return [];
    if (typeof value === 'object') return [[name, shortText(value, language())]];
    if (name === 'band' && typeof value === 'string') return [[name, bucketLabel(value)]];
    return [[name, typeof value === 'boolean' ? String(value) : value]];
  });
  return Object.fromEntries(pairs);
}

/** A coded text with its facts; a code whose number is unknown has its own wording under `.never`. */
export function codedText(prefix: Prefix, code: string, facts: Facts): string {
  const unknown = facts['days'] === null ? tCode(prefix, `${code}.never`, words(facts), '') : '';
  return unknown || tCode(prefix, code, words(facts));
}

export const reasonText = (reason: { readonly code: string; readonly params: Facts }): string =>
  codedText('reason', reason.code, reason.params);
