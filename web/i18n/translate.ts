/**
 * Texts by key, typed from the zh-CN dictionaries. Small on purpose: look up, plural by the language's rules, fill in {names}.
 * Dictionaries load per area and language, with the screen that needs them.
 */
import type access from './zh-CN/access.json';
import type cash from './zh-CN/cash.json';
import type collections from './zh-CN/collections.json';
import type connectors from './zh-CN/connectors.json';
import type errors from './zh-CN/errors.json';
import type insight from './zh-CN/insight.json';
import type parties from './zh-CN/parties.json';
import type receivables from './zh-CN/receivables.json';
import type shell from './zh-CN/shell.json';
import { becomeLanguage, language, type Language } from './language.ts';

type Dictionary = typeof access &
  typeof cash &
  typeof collections &
  typeof connectors &
  typeof errors &
  typeof insight &
  typeof parties &
  typeof receivables &
  typeof shell;
type WithoutPlural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type Key = WithoutPlural<keyof Dictionary>;
export type Area = 'access' | 'cash' | 'collections' | 'connectors' | 'errors' | 'insight' | 'parties' | 'receivables' | 'shell';
export type Params = Readonly<Record<string, string | number>>;

const files = import.meta.glob<{ default: Readonly<Record<string, string>> }>('./*/*.json');
const texts = new Map<Language, Map<string, string>>();
const loaded = new Map<string, Promise<void>>();
const wanted = new Set<Area>();

function loadOne(lang: Language, area: Area): Promise<void> {
  const path = `./${lang}/${area}.json`;
  const before = loaded.get(path);
  if (before) return before;
  const loading = (files[path]?.() ?? Promise.reject(new Error(`no dictionary ${path}`))).then(
    ({ default: dictionary }) => {
      const all = texts.get(lang) ?? new Map<string, string>();
      for (const [key, text] of Object.entries(dictionary)) all.set(key, text);
      texts.set(lang, all);
    },
  );
  loaded.set(path, loading);
  loading.catch(() => loaded.delete(path)); // a lost connection may be back at the next try
  return loading;
}

/** Makes the texts of these areas available in the current language. */
export async function loadAreas(areas: readonly Area[]): Promise<void> {
  for (const area of areas) wanted.add(area);
  await Promise.all(areas.map((area) => loadOne(language(), area)));
}

/** Switches once every area in use is there. */
export async function switchLanguage(next: Language): Promise<void> {
  await Promise.all([...wanted].map((area) => loadOne(next, area)));
  becomeLanguage(next);
}

const plurals = new Map<Language, Intl.PluralRules>();
function pluralOf(count: number): string {
  const rules = plurals.get(language()) ?? new Intl.PluralRules(language());
  plurals.set(language(), rules);
  return rules.select(count);
}

const find = (key: string): string | undefined => texts.get(language())?.get(key);

function lookUp(key: string, params?: Params): string | undefined {
  const count = params?.['count'];
  const text =
    typeof count === 'number' ? (find(`${key}_${pluralOf(count)}`) ?? find(`${key}_other`) ?? find(key)) : find(key);
  return text?.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params?.[name] ?? whole));
}

export const t = (key: Key, params?: Params): string => lookUp(key, params) ?? key;

/** Prefixes whose codes come from the server; the dictionary test checks that each code has a text. */
export type Prefix =
  | 'error'
  | 'issue'
  | 'remedy'
  | 'reason'
  | 'action'
  | 'role'
  | 'contactRole'
  | 'customerType'
  | 'enterpriseSize'
  | 'event'
  | 'kind'
  | 'posting'
  | 'instrument'
  | 'status'
  | 'importStatus'
  | 'object'
  | 'field'
  | 'columnReason'
  | 'note'
  | 'mode'
  | 'allocationReason'
  | 'scorePart'
  | 'view'
  | 'permission'
  | 'cannot'
  | 'rowCode'
  | 'kpiName'
  | 'kpiFormula'
  | 'kpiInput'
  | 'kpiFlag';

/** Text of a code sent by the server; `fallback` (or the bare code) when this version of the app does not know it. */
export const tCode = (prefix: Prefix, code: string, params?: Params, fallback?: string): string =>
  lookUp(`${prefix}.${code}`, params) ?? fallback ?? code;
