/** The headings that other systems give our fields: `data/aliases.json`, which contributors extend. */
import aliases from './data/aliases.json' with { type: 'json' };
import { fieldLabel, LANGUAGES } from './fieldTexts.rules.ts';
import { IMPORT_OBJECTS, OBJECTS } from './fields.rules.ts';
import type { Field, ImportObject } from './table.ts';

/** Comparable form of a heading: half width, lower case, letters, digits and Han only: `Invoice No.` = `invoice_no`. */
export const headingKey = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#]+/gu, '');

/** The same without what stands in brackets: `金额(元)` = `金额`, `Amount (EUR)` = `amount`. */
const keyWithoutBrackets = (heading: string): string =>
  headingKey(heading.normalize('NFKC').replace(/[([{【][^)\]}】]*[)\]}】]/g, ''));

export interface AliasMatch {
  readonly field: Field;
  /** Place in the list of aliases: lower is the more usual heading. */
  readonly rank: number;
  readonly confidence: number;
  readonly reason: 'alias' | 'alias-part';
}

type Dictionary = ReadonlyMap<string, { readonly field: Field; readonly rank: number }>;

function dictionaryOf(object: ImportObject): Dictionary {
  const lists: Partial<Record<Field, readonly string[]>> = aliases[object];
  const map = new Map<string, { field: Field; rank: number }>();
  for (const field of OBJECTS[object].fields) {
    const names = [field, ...LANGUAGES.map((l) => fieldLabel(field, object, l)), ...(lists[field] ?? [])];
    names.forEach((name, rank) => {
      const key = headingKey(name);
      const known = map.get(key);
      if (!known || known.rank > rank) map.set(key, { field, rank });
    });
  }
  return map;
}

const DICTIONARIES: ReadonlyMap<ImportObject, Dictionary> = new Map(IMPORT_OBJECTS.map((o) => [o, dictionaryOf(o)]));
const IGNORED: ReadonlySet<string> = new Set(aliases.ignored.map(headingKey));

/** Characters; no heading of any system is longer, and a hostile one could keep a regular expression busy. */
const MAX_HEADING = 200;

/** Columns of reports that are recomputed here (ages, buckets) or of no use. */
export function isIgnoredHeading(heading: string): boolean {
  if (heading.length > MAX_HEADING) return false;
  return (
    IGNORED.has(headingKey(heading)) ||
    /^\s*(?:\d+\s*[-–~]\s*\d+|\d+\s*[-+]?\s*(?:above|以上|天以上|\+))\s*(?:天|days)?\s*$/i.test(heading)
  );
}

/** The field a heading names for an object, or null. */
export function matchHeading(heading: string, object: ImportObject): AliasMatch | null {
  const dictionary = DICTIONARIES.get(object);
  const key = heading.length > MAX_HEADING ? '' : headingKey(heading);
  if (!dictionary || key === '') return null;
  const exact = dictionary.get(key);
  if (exact) return { ...exact, confidence: 0.98, reason: 'alias' };
  if (isIgnoredHeading(heading)) return null;
  const bare = dictionary.get(keyWithoutBrackets(heading));
  if (bare) return { ...bare, rank: bare.rank + 0.5, confidence: 0.9, reason: 'alias' };
  return partOf(key, dictionary);
}

/** A Han heading that ends with an alias of at least three characters, such as 应收单据编号. */
function partOf(key: string, dictionary: Dictionary): AliasMatch | null {
  if (!/^[\p{Script=Han}\p{N}]+$/u.test(key)) return null;
  for (let length = key.length - 1; length >= 3; length -= 1) {
    const found = dictionary.get(key.slice(-length));
    if (found) return { ...found, rank: found.rank + 100, confidence: 0.6, reason: 'alias-part' };
  }
  return null;
}

/** How many cells are headings of any object: finds the heading row, and the right encoding. */
export const knownHeadings = (cells: readonly string[]): number =>
  cells.filter((cell) => cell.length < 60 && IMPORT_OBJECTS.some((o) => DICTIONARIES.get(o)?.has(headingKey(cell))))
    .length;
