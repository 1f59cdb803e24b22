/** Names, meanings and examples of our fields in three languages: headings of templates and exports. */
import texts from './data/fields.json' with { type: 'json' };
import type { Field, ImportObject } from './table.ts';
import type { Vocabulary } from './vocabulary.rules.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'zh-TW', 'en'];

type Translated = Readonly<Record<Language, string>>;
interface FieldText {
  readonly label: Translated;
  readonly meaning: Translated;
  readonly example: readonly Translated[];
  readonly format: string;
}

const FIELD_TEXTS: Readonly<Record<Field, FieldText>> = texts.fields;
const OVERRIDES: Partial<Record<ImportObject, Partial<Record<Field, Translated>>>> = texts.overrides;
const FORMATS: ReadonlyMap<string, Translated> = new Map(Object.entries(texts.formats));

/** Heading of a field in templates and exports; every one is known to the detection, so exports import back. */
export const fieldLabel = (field: Field, object: ImportObject, language: Language): string =>
  (OVERRIDES[object]?.[field] ?? FIELD_TEXTS[field].label)[language];

export const fieldMeaning = (field: Field, language: Language): string => FIELD_TEXTS[field].meaning[language];
export const fieldFormat = (field: Field, language: Language): string =>
  FORMATS.get(FIELD_TEXTS[field].format)?.[language] ?? '';
export const fieldExample = (field: Field, row: number, language: Language): string =>
  FIELD_TEXTS[field].example[row]?.[language] ?? '';

export const SHEET_NAMES = texts.sheets;
export const GUIDE_HEADINGS: Readonly<Record<Language, readonly string[]>> = texts.guide;
export const WORD_HEADINGS: Readonly<Record<Language, readonly string[]>> = texts.words;
export const YES: Translated = texts.yes;
export const ONE_OF: Translated = texts.oneOf;

const WORDS: Partial<Record<Vocabulary, Readonly<Record<string, Translated>>>> = texts.wordsShown;

/** The values of a field with vocabulary, as they are written in a language; empty for other fields. */
export const wordsOfField = (field: Field, language: Language): string[] => {
  const words = new Map(Object.entries(WORDS)).get(field);
  return words === undefined ? [] : Object.values(words).map((w) => w[language]);
};

/** One value as exports write it: `SOE` is 国企. An unknown value is written as it is. */
export const shownWord = (field: Vocabulary, value: string, language: Language): string =>
  new Map(Object.entries(WORDS[field] ?? {})).get(value)?.[language] ?? value;
