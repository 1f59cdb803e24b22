import { describe, expect, it, vi } from 'vitest';
import { readHere, refusalHere } from './readHere.ts';
import { inspectFile, readRows } from './readTable.ts';
import type { IssueCode, ParsedRow } from './table.ts';
import { bookOf, bookParts, sheetOf, zipOf, type FixtureCell, type Part } from './workbookFixture.ts';

const HEAD = ['Invoice No', 'Customer Name', 'Invoice Date', 'Due Date', 'Currency', 'Gross Amount'];
const row = (no: FixtureCell, amount: FixtureCell, on: FixtureCell = { v: '46030', s: 1 }): FixtureCell[] => [no, 'Muster GmbH', on, { v: '46060', s: 1 }, 'EUR', amount];

const rowsOf = async (bytes: Uint8Array): Promise<readonly ParsedRow[]> => (await readHere(bytes, 'a.xlsx')).rows;
const refusalOf = (bytes: Uint8Array): Promise<IssueCode | null> => refusalHere(bytes, 'a.xlsx');
/** A sound workbook with one part replaced or added. */
const broken = (part: Part): Uint8Array => {
  const parts = bookParts([sheetOf([HEAD, row('A', { v: '1.5' })])]);
  return zipOf([...parts.filter((p) => p.name !== part.name), part]);
};
const SHEET = 'xl/worksheets/sheet1.xml';
const soundSheet = bookParts([sheetOf([HEAD, row('A', { v: '1.5' })])]).find((p) => p.name === SHEET)!.content as string;

describe('a sound workbook', () => {
  it('gives exact amounts, days and texts', async () => {
    const [first, second, third] = await rowsOf(bookOf([
      HEAD, row('A-1', { v: '1234.5', s: 2 }), row({ v: '10012' }, { v: '1502.4999999999998' }), row('A-3', '(1,200.00)', '2026年1月8日'), row('A-4', '1,200.00'),
    ]));
    expect(first?.values).toEqual({
      document_no: 'A-1', customer_name: 'Muster GmbH', doc_on: '2026-01-08', due_on: '2026-02-07', currency: 'EUR', amount: { minor: 123450n, currency: 'EUR' }, kind: 'INVOICE',
    });
    expect(second?.values.document_no).toBe('10012');
    expect(second?.values.amount?.minor).toBe(150250n);
    expect(second?.issues.map((i) => [i.code, i.severity])).toEqual([['E_PRECISION_LOSS', 'warning']]);
    expect(third?.values).toMatchObject({ amount: { minor: -120000n }, kind: 'CREDIT_NOTE', doc_on: '2026-01-08' });
  });

  it('counts days from 1904 when it says so', async () => {
    const [only] = await rowsOf(bookOf([HEAD, row('A', { v: '5' }, { v: '44568', s: 1 })], '', { date1904: true }));
    expect(only?.values.doc_on).toBe('2026-01-08');
  });

  it('reads an unformatted day number in a date column, and refuses serial 60', async () => {
    const [plain, sixty] = await rowsOf(bookOf([HEAD, row('A', { v: '5' }, { v: '46030' }), row('B', { v: '5' }, { v: '60', s: 1 })]));
    expect(plain?.values.doc_on).toBe('2026-01-08');
    expect(sixty?.issues[0]).toMatchObject({ code: 'E_DATE_INVALID', column: 'Invoice Date', value: '60', row: 3 });
  });

  it('takes the stored result of a formula with a warning, and none without a result', async () => {
    const [stored, empty] = await rowsOf(bookOf([HEAD, row('A', { v: '5', f: 'SUM(1,4)' }), row('B', { f: 'NOW()' })]));
    expect(stored?.values.amount?.minor).toBe(500n);
    expect(stored?.issues[0]).toMatchObject({ code: 'E_FORMULA_CELL', severity: 'warning' });
    expect(empty?.issues[0]).toMatchObject({ code: 'E_FORMULA_CELL', severity: 'error' });
  });

  it('refuses cells that show an error, a truth value or no number', async () => {
    const rows = await rowsOf(bookOf([HEAD, row('A', { v: '#REF!', t: 'e' }), row('B', { v: '1', t: 'b' }), row('C', { v: 'NaN' }), row('D', { v: '1E+400' }), row('E', { v: '10.001' })]));
    expect(rows.map((r) => r.issues[0]?.code)).toEqual(['E_CELL_ERROR', 'E_AMOUNT_INVALID', 'E_AMOUNT_INVALID', 'E_AMOUNT_RANGE', 'E_AMOUNT_PRECISION']);
  });

  it('keeps long numbers digit for digit and leading zeros that the sheet shows', async () => {
    const [long, zeros] = await rowsOf(bookOf([HEAD, row({ v: '1234567890123456789' }, { v: '5' }), row({ v: '42', s: 3 }, { v: '5' })], '', { formats: '<numFmt numFmtId="200" formatCode="00000"/>' }));
    expect(long?.values.document_no).toBe('1234567890123456789');
    expect(long?.issues[0]).toMatchObject({ code: 'E_PRECISION_LOSS', severity: 'warning' });
    expect(zeros?.values.document_no).toBe('00042');
  });

  it('reads shared texts with runs, escapes and without phonetic guides', async () => {
    const shared = `<si><r><t>A-</t></r><r><t>1</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si><si><t>_x005F_x000D_</t></si>${HEAD.map((h) => `<si><t>${h}</t></si>`).join('')}`;
    const head = HEAD.map((_, i) => ({ v: String(i + 2), t: 's' }));
    const [only] = await rowsOf(bookOf([head, [{ v: '0', t: 's' }, { v: '1', t: 's' }, { v: '46030', s: 1 }, { v: '46060', s: 1 }, 'EUR', { v: '7' }]], '', { shared }));
    expect(only?.values).toMatchObject({ document_no: 'A-1', customer_name: '_x000D_' });
  });

  it('finds the heading below title rows, fills merged customers down, skips totals, samples and blank rows', async () => {
    const bytes = bookOf([
      ['应收账款明细表'], ['截止日：2026-01-31'], [],
      ['客户', '单据编号', '单据日期', '到期日', '应收金额', ''],
      ['甲公司', 'A-1', '2026-01-05', '2026-02-05', { v: '100' }], ['', 'A-2', '2026-01-06', '2026-02-06', { v: '50.5' }],
      ['小计', '', '', '', { v: '150.5' }], [], ['乙公司', 'B-1', '2026-01-07', '2026-02-07', { v: '7' }], ['丙', '示例-1', '2026-01-07', '2026-02-07', { v: '9' }], ['合  计：', '', '', '', { v: '157.5' }],
    ], '<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="A5:A6"/></mergeCells>');
    const { inspection, rows } = await readHere(bytes, '应收.xlsx');
    expect(inspection).toMatchObject({ headerRow: 4, object: 'receivables', rows: 3, skipped: 4, statedTotals: [{ row: 7, amount: '150.5' }, { row: 11, amount: '157.5' }] });
    expect(rows.filter((r) => !r.skip).map((r) => [r.row, r.values.customer_name, r.values.document_no, r.values.amount?.minor])).toEqual([
      [5, '甲公司', 'A-1', 10000n], [6, '甲公司', 'A-2', 5050n], [9, '乙公司', 'B-1', 700n],
    ]);
    expect(rows.filter((r) => r.skip).map((r) => [r.row, r.skip])).toEqual([[7, 'total'], [8, 'empty'], [10, 'sample'], [11, 'total']]);
  });

  it('does not count an amount twice that is merged over rows', async () => {
    const rows = await rowsOf(bookOf([HEAD, row('A', { v: '100' }), row('B', '')], '<mergeCells><mergeCell ref="F2:F3"/></mergeCells>'));
    expect(rows.map((r) => r.values.amount?.minor)).toEqual([10000n, undefined]);
  });

  it('reads the lower line of a heading of two lines', async () => {
    const bytes = bookOf([['单据编号', '客户', '日期信息', '', '应收金额'], ['', '', '单据日期', '到期日', ''], ['A', '甲', '2026-01-05', '2026-02-05', { v: '3' }]],
      '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/><mergeCell ref="E1:E2"/></mergeCells>');
    const [only] = await rowsOf(bytes);
    expect(only?.values).toMatchObject({ document_no: 'A', customer_name: '甲', doc_on: '2026-01-05', due_on: '2026-02-05', amount: { minor: 300n } });
  });

  it('takes the first visible sheet that holds anything', async () => {
    const bytes = zipOf(bookParts([sheetOf([['hidden']]), sheetOf([]), sheetOf([HEAD, row('A', { v: '1' })])], { states: ['state="hidden"', '', ''] }));
    expect((await readHere(bytes, 'a.xlsx')).inspection).toMatchObject({ sheets: ['Sheet2', 'Sheet3'], sheet: 'Sheet3', rows: 1 });
  });
});

describe('a workbook that must be refused', () => {
  const cases: readonly (readonly [string, () => Uint8Array, IssueCode])[] = [
    ['a checksum that does not fit', () => broken({ name: SHEET, content: soundSheet, crc: 1 }), 'E_ARCHIVE_CORRUPT'],
    ['a part larger than it says', () => broken({ name: SHEET, content: soundSheet, size: 10 }), 'E_ARCHIVE_CORRUPT'],
    ['a part smaller than it says', () => broken({ name: SHEET, content: soundSheet, size: soundSheet.length + 5 }), 'E_ARCHIVE_CORRUPT'],
    ['two parts of one name', () => zipOf([...bookParts([sheetOf([HEAD, row('A', { v: '1' })])]), { name: SHEET, content: soundSheet }]), 'E_ARCHIVE_CORRUPT'],
    ['a part with two names', () => broken({ name: SHEET, content: soundSheet, localName: 'xl/worksheets/sheet9.xml' }), 'E_ARCHIVE_CORRUPT'],
    ['a path outside', () => broken({ name: '../../evil.txt', content: 'x' }), 'E_ARCHIVE_UNSAFE_PATH'],
    ['an absolute path', () => broken({ name: '/evil.txt', content: 'x' }), 'E_ARCHIVE_UNSAFE_PATH'],
    ['a link', () => broken({ name: 'xl/link', content: '/etc/passwd', mode: 0o120_777 }), 'E_ARCHIVE_UNSAFE_PATH'],
    ['a password on a part', () => broken({ name: SHEET, content: soundSheet, flags: 1 }), 'E_ENCRYPTED'],
    ['macros', () => broken({ name: 'xl/vbaProject.bin', content: 'x' }), 'E_ACTIVE_CONTENT'],
    ['no workbook inside', () => zipOf([{ name: 'readme.txt', content: 'hi' }]), 'E_NOT_THIS_FORMAT'],
    ['a zip bomb', () => broken({ name: SHEET, content: Buffer.alloc(30 * 1024 * 1024, 0x20) }), 'E_DECOMPRESS_LIMIT'],
    ['a bomb with a lying size', () => broken({ name: SHEET, content: Buffer.alloc(30 * 1024 * 1024, 0x20), size: 1000 }), 'E_ARCHIVE_CORRUPT'],
    ['thousands of parts', () => zipOf([...bookParts([sheetOf([])]), ...Array.from({ length: 2001 }, (_, i) => ({ name: `x${i}`, content: '' }))]), 'E_DECOMPRESS_LIMIT'],
    ['an end in the middle', () => bookOf([HEAD, row('A', { v: '1' })]).subarray(0, 900), 'E_ARCHIVE_CORRUPT'],
    ['a truncated sheet', () => broken({ name: SHEET, content: soundSheet.slice(0, -60) }), 'E_XML_MALFORMED'],
    ['a DOCTYPE', () => broken({ name: SHEET, content: `<!DOCTYPE a [<!ENTITY x "9">]>${soundSheet}` }), 'E_XML_DTD_FORBIDDEN'],
    ['an unknown entity', () => broken({ name: SHEET, content: soundSheet.replace('Muster', '&xxe;') }), 'E_XML_MALFORMED'],
    ['a repeated attribute', () => broken({ name: SHEET, content: soundSheet.replace('r="A2"', 'r="A2" r="A3"') }), 'E_XML_MALFORMED'],
    ['nesting', () => broken({ name: SHEET, content: soundSheet.replace('<sheetData>', `<sheetData>${'<x>'.repeat(50_000)}`) }), 'E_XML_LIMIT'],
    ['thousands of attributes', () => broken({ name: SHEET, content: soundSheet.replace('<sheetData>', `<sheetData ${Array.from({ length: 300 }, (_, i) => `a${i}="1"`).join(' ')}>`) }), 'E_XML_LIMIT'],
    ['a cell of 40,000 characters', () => bookOf([HEAD, row('A'.repeat(40_000), { v: '1' })]), 'E_CELL_TOO_LONG'],
    ['a text of 3 MB without a tag', () => broken({ name: SHEET, content: soundSheet.replace('<sheetData>', `<sheetData>${'x y '.repeat(800_000)}`) }), 'E_XML_LIMIT'],
    ['two cells of one address', () => broken({ name: SHEET, content: soundSheet.replace('r="F2"', 'r="E2"') }), 'E_ARCHIVE_CORRUPT'],
    ['a cell of another row', () => broken({ name: SHEET, content: soundSheet.replace('r="F2"', 'r="F7"') }), 'E_ARCHIVE_CORRUPT'],
    ['a row twice', () => broken({ name: SHEET, content: soundSheet.replace('<row r="2">', '<row r="1">') }), 'E_ARCHIVE_CORRUPT'],
    ['row 2147483647', () => broken({ name: SHEET, content: soundSheet.replace('<row r="2">', '<row r="2147483647">') }), 'E_ROW_LIMIT'],
    ['a shared text that is not there', () => bookOf([HEAD, row({ v: '99', t: 's' }, { v: '1' })]), 'E_ARCHIVE_CORRUPT'],
    ['column ZZ', () => broken({ name: SHEET, content: soundSheet.replace('r="F2"', 'r="ZZ2"') }), 'E_COLUMN_LIMIT'],
    ['no rows at all', () => bookOf([]), 'E_EMPTY_FILE'],
    ['a heading and nothing else', () => bookOf([HEAD]), 'E_EMPTY_FILE'],
    ['a required column missing', () => bookOf([['Invoice No', 'Customer Name', 'Invoice Date'], ['A', 'B', '2026-01-05']]), 'E_HEADER_MISSING'],
    ['a heading twice in another case', () => bookOf([[...HEAD, 'GROSS  AMOUNT'], [...row('A', { v: '1' }), { v: '2' }]]), 'E_HEADER_DUPLICATE'],
    ['a cell with two values', () => broken({ name: SHEET, content: soundSheet.replace('<v>1.5</v>', '<v>1</v><v>9</v>') }), 'E_ARCHIVE_CORRUPT'],
    ['a part whose name has a NUL', () => broken({ name: 'a\0b.xml', content: 'x' }), 'E_ARCHIVE_UNSAFE_PATH'],
    ['a heading twice', () => bookOf([[...HEAD, 'Gross Amount'], [...row('A', { v: '1' }), { v: '2' }]]), 'E_HEADER_DUPLICATE'],
    ['an old .xls', () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)]), 'E_LEGACY_FORMAT'],
    ['an encrypted workbook', () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]), 'E_ENCRYPTED'],
    ['a PDF', () => Buffer.from('%PDF-1.7 …'), 'E_NOT_THIS_FORMAT'],
    ['text under a workbook name', () => Buffer.from('a,b\n1,2\n'), 'E_NOT_THIS_FORMAT'],
  ];
  it.each(cases)('has %s', async (_, make, code) => {
    expect(await refusalOf(make())).toBe(code);
  });

  it('has overlapping parts', async () => {
    const bytes = Buffer.from(broken({ name: 'zz.xml', content: 'x'.repeat(100) }));
    const entry = bytes.lastIndexOf(Buffer.from('zz.xml')) - 46;
    bytes.writeUInt32LE(0, entry + 42);
    expect(await refusalOf(bytes)).toBe('E_ARCHIVE_CORRUPT');
  });

  it('names what is missing', async () => {
    const inspection = await inspectFile(bookOf([['Invoice No', 'Customer Name'], ['A', 'B']]), 'a.xlsx');
    expect(inspection.errors[0]).toMatchObject({ code: 'E_HEADER_MISSING', value: 'amount, doc_on' });
  });
});

describe('the reading process', () => {
  it('gives up at its time limit and leaves the process alone', async () => {
    const bytes = bookOf(Array.from({ length: 2000 }, (_, i) => (i === 0 ? HEAD : row(`A-${i}`, { v: '1' }))));
    const inspection = await inspectFile(bytes, 'a.xlsx', {}, { milliseconds: 1 });
    expect(inspection.errors[0]?.code).toBe('E_PARSER_LIMIT');
  });

  it('gives up at its memory limit', async () => {
    const texts = Array.from({ length: 60_000 }, (_, i) => `<si><t>${'x'.repeat(200)}${i}</t></si>`).join('');
    const inspection = await inspectFile(bookOf([HEAD, row('A', { v: '1' })], '', { shared: texts }), 'a.xlsx', {}, { megabytes: 12 });
    expect(inspection.errors[0]?.code).toBe('E_PARSER_LIMIT');
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(inspectFile(bookOf([HEAD]), 'a.xlsx', { signal: controller.signal })).rejects.toThrow(/abort/i);
  });

  it('leaves no process behind when the caller stops early', async () => {
    const bytes = bookOf(Array.from({ length: 9000 }, (_, i) => (i === 0 ? HEAD : row(`A-${i}`, { v: '1' }))));
    const inspection = await inspectFile(bytes, 'a.xlsx');
    for await (const rows of readRows(bytes, 'a.xlsx', inspection)) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'), 5_000);
  });
});
