import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day } from '../core/day.ts';
import { money } from '../core/money.ts';
import { writeCsv, writeXlsx, type ExportSheet } from './exportTable.ts';
import { OBJECTS, IMPORT_OBJECTS } from './fields.rules.ts';
import { fieldLabel, LANGUAGES } from './fieldTexts.rules.ts';
import { inspectHere, readHere, refusalHere } from './readHere.ts';
import { templateFor } from './template.ts';
import { withFormulaGuard, withoutFormulaGuard } from './text.rules.ts';
import { openWorkbook } from './workbook.ts';

const NAMES = ['=1+1', '+1', '-2+3', '@SUM(1)', '\t=1', '\r=1', '＝1', "'=1", "''x", '-5', '00012', '甲公司', ' a"b,c', '_x000D_', 'a\nb', '<&>'];
const sheet: ExportSheet = {
  name: '应收',
  header: ['单据号', '客户名称', '单据日期', '到期日', '币种', '金额'],
  rows: NAMES.map((name, i) => [`N-${i}`, name, { day: day('2026-01-05') }, { day: day('1900-02-28') }, 'CNY', money(BigInt(i * 1001 + 1) * (i % 2 ? -1n : 1n), 'CNY')]),
};
const textOf = async (bytes: Uint8Array, part: string): Promise<string> => {
  const book = await openWorkbook(bytes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of book.archive.read(part)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

describe('an export', () => {
  it.each([['xlsx', () => writeXlsx([sheet])], ['csv', () => Promise.resolve(writeCsv(sheet))]] as const)('imports back unchanged as %s', async (extension, make) => {
    const { rows } = await readHere(await make(), `a.${extension}`);
    expect(rows.map((r) => r.values.customer_name)).toEqual(NAMES.map((n) => n.replace(/^ /, '')));
    expect(rows.map((r) => r.values.amount?.minor)).toEqual(NAMES.map((_, i) => BigInt(i * 1001 + 1) * (i % 2 ? -1n : 1n)));
    expect(new Set(rows.map((r) => `${r.values.doc_on} ${r.values.due_on}`))).toEqual(new Set(['2026-01-05 1900-02-28']));
  });

  it('holds no formula in a workbook, and typed amounts and days', async () => {
    const xml = await textOf(await writeXlsx([sheet]), 'xl/worksheets/sheet1.xml');
    expect(xml).not.toMatch(/<f[ >/]/);
    expect(xml).toMatch(/<c r="B2" t="s"/);
    expect(xml).toMatch(/<c r="F2" s="\d"><v>0.01<\/v>/);
    expect(xml).toMatch(/ySplit="1"/);
  });

  it('holds no cell in a CSV that a spreadsheet would run', () => {
    const text = new TextDecoder().decode(writeCsv(sheet));
    for (const cell of text.split(/[,\n]/)) expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@\t＝＋－＠]|^-(?!\d+(?:\.\d+)?\r?$)/);
  });

  it('keeps amounts of more than 15 digits exact, as text', async () => {
    const large = money(10n ** 17n - 1n, 'CNY');
    const { rows } = await readHere(await writeXlsx([{ ...sheet, rows: [['N', 'a', { day: day('2026-01-05') }, null, 'CNY', large]] }]), 'a.xlsx');
    expect(rows[0]?.values.amount).toEqual(large);
  });

  it('takes off exactly the apostrophe it put', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '=', '-', '＠', 'a', '1', '.', '\t') });
    fc.assert(fc.property(text, (written) => {
      expect(withoutFormulaGuard(withFormulaGuard(written))).toBe(written);
    }));
  });
});

describe('a template', () => {
  const all = IMPORT_OBJECTS.flatMap((object) => LANGUAGES.map((language) => [object, language] as const));

  it.each(all)('%s %s: has three sheets, is recognised, and its examples are skipped', async (object, language) => {
    const bytes = await templateFor(object, language);
    expect((await openWorkbook(bytes)).sheets).toHaveLength(3);
    expect(await refusalHere(bytes, 'a.xlsx')).toBe('E_EMPTY_FILE');
  });

  it.each(all)('%s %s: every heading means its own field', async (object, language) => {
    const fields = OBJECTS[object].fields.filter((f) => !['debit', 'credit', 'direction'].includes(f));
    const bytes = writeCsv({ header: fields.map((f) => `${fieldLabel(f, object, language)} *`), rows: [fields.map(() => '1')] });
    const inspection = await inspectHere(bytes, 'a.csv');
    expect(inspection.object).toBe(object);
    expect(inspection.columns.map((c) => c.field)).toEqual(fields);
  });
});
