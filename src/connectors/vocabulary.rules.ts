/** The words that files use for our values, in three languages: `data/vocabulary.json`, which contributors extend. */
import vocabulary from './data/vocabulary.json' with { type: 'json' };

export const NAMED_CURRENCIES: ReadonlyMap<string, string> = new Map(Object.entries(vocabulary.currencies));

/** Comparable form of a word: half width, lower case, without blanks, colons and separators. */
export const wordKey = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s:_．.·•\-–—]+/g, '');

const index = (words: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(words)
      .flatMap(([value, names]) => [value, ...names].map((name) => [wordKey(name), value] as const))
      .filter(([key]) => key !== ''),
  );

export type Vocabulary = 'kind' | 'direction' | 'customer_type' | 'enterprise_size' | 'preferred_language' | 'roles';

const VOCABULARIES: Readonly<Record<Vocabulary, ReadonlyMap<string, string>>> = {
  kind: index(vocabulary.kind),
  // A bare sign is a whole word here, but its key is empty.
  direction: new Map([...index(vocabulary.direction), ['+', 'DEBIT'], ['-', 'CREDIT']]),
  customer_type: index(vocabulary.customer_type),
  enterprise_size: index(vocabulary.enterprise_size),
  preferred_language: index(vocabulary.preferred_language),
  roles: index(vocabulary.roles),
};

/** Our value for a word of the file, or null. */
export const valueOfWord = (name: Vocabulary, text: string): string | null =>
  VOCABULARIES[name].get(wordKey(text)) ?? VOCABULARIES[name].get(text.trim()) ?? null;

const TOTALS: ReadonlySet<string> = new Set(vocabulary.totals.map(wordKey));
/** `Total`, and `TOTAL EUR` or `Total (12 invoices)`: a currency or a remark in brackets may follow. */
export const isTotalWord = (text: string): boolean =>
  text.length < 40 && (TOTALS.has(wordKey(text)) || TOTALS.has(wordKey(text.replace(/ ?\([^()]*\)$| [A-Z]{3}$/, ''))));

export const SAMPLE_PREFIXES: readonly string[] = vocabulary.samples;
export const isSampleNumber = (text: string): boolean => {
  const key = text.slice(0, 20).normalize('NFKC').toLowerCase();
  return SAMPLE_PREFIXES.some((prefix) => key.startsWith(prefix));
};
