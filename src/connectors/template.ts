/** The file to fill in for one object: a sheet to fill, a guide to its fields, a dictionary of its words. */
import { writeXlsx, type ExportSheet } from './exportTable.ts';
import { OBJECTS } from './fields.rules.ts';
import {
  fieldExample,
  fieldFormat,
  fieldLabel,
  fieldMeaning,
  GUIDE_HEADINGS,
  ONE_OF,
  SHEET_NAMES,
  WORD_HEADINGS,
  wordsOfField,
  YES,
  type Language,
} from './fieldTexts.rules.ts';
import type { Field, ImportObject } from './table.ts';

/** Fields that only files of other systems have; a template offers the one clear way. */
const NOT_OFFERED: ReadonlySet<Field> = new Set(['debit', 'credit', 'direction', 'status']);
const EXAMPLE_ROWS = [0, 1, 2];

/** A workbook with three example rows, which are skipped when they come back. */
export function templateFor(object: ImportObject, language: Language): Promise<Uint8Array> {
  const fields = OBJECTS[object].fields.filter((field) => !NOT_OFFERED.has(field));
  return writeXlsx([
    fillSheet(object, fields, language),
    guideSheet(object, fields, language),
    wordSheet(object, fields, language),
  ]);
}

type Need = 'yes' | 'oneOf' | 'no';

function needOf(object: ImportObject, field: Field): Need {
  const group = OBJECTS[object].required.find((alternatives) => alternatives.some((a) => a.includes(field)));
  if (!group) return 'no';
  const first = group[0]?.includes(field) === true;
  const others = group.flat().filter((f) => f !== field && !NOT_OFFERED.has(f));
  if (group.length === 1) return 'yes';
  return others.some((f) => f === 'customer_no' || f === 'customer_name') ? 'oneOf' : first ? 'yes' : 'no';
}

function fillSheet(object: ImportObject, fields: readonly Field[], language: Language): ExportSheet {
  return {
    name: SHEET_NAMES.fill[language],
    header: fields.map((f) => `${fieldLabel(f, object, language)}${needOf(object, f) === 'no' ? '' : ' *'}`),
    rows: EXAMPLE_ROWS.map((row) => fields.map((f, column) => exampleOf(object, f, row, language, column))),
    greyRows: new Set(EXAMPLE_ROWS),
    choices: fields.flatMap((f, column) => {
      const values = wordsOfField(f, language);
      return values.length === 0 || f === 'roles' ? [] : [{ column, values }];
    }),
  };
}

const SAMPLE_CUSTOMER: Readonly<Record<Language, string>> = {
  'zh-CN': '示例-C00',
  'zh-TW': '範例-C00',
  en: 'SAMPLE-C00',
};

/** The first cell of an example row carries the mark by which the row is skipped. */
function exampleOf(object: ImportObject, field: Field, row: number, language: Language, column: number): string {
  const marked = column === 0 && object !== 'receivables' && object !== 'receipts';
  return marked ? `${SAMPLE_CUSTOMER[language]}${(row + 1).toString()}` : fieldExample(field, row, language);
}

function guideSheet(object: ImportObject, fields: readonly Field[], language: Language): ExportSheet {
  const need = { yes: YES[language], oneOf: ONE_OF[language], no: '' };
  return {
    name: SHEET_NAMES.guide[language],
    header: GUIDE_HEADINGS[language],
    rows: fields.map((f) => [
      fieldLabel(f, object, language),
      fieldMeaning(f, language),
      need[needOf(object, f)],
      fieldExample(f, 0, language),
      fieldFormat(f, language),
    ]),
  };
}

function wordSheet(object: ImportObject, fields: readonly Field[], language: Language): ExportSheet {
  const rows = fields.flatMap((f) => wordsOfField(f, language).map((word) => [fieldLabel(f, object, language), word]));
  return { name: SHEET_NAMES.words[language], header: WORD_HEADINGS[language], rows };
}
