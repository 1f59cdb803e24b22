import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvParser } from './csv.ts';
import { inspectHere, readHere, refusalHere } from './readHere.ts';
import { inspectFile, readRows } from './readTable.ts';
import type { Encoding, ParsedRow } from './table.ts';

const HEAD = 'Invoice No,Customer Name,Invoice Date,Due Date,Currency,Gross Amount,Notes';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (...lines: string[]): Uint8Array => utf8(`${[HEAD, ...lines].join('\r\n')}\r\n`);
const line = (no: string, amount: string, note = ''): string => `${no},Muster,2026-01-05,2026-02-05,EUR,${amount},${note}`;
const rowsOf = async (bytes: Uint8Array, options = {}): Promise<readonly ParsedRow[]> => (await readHere(bytes, 'a.csv', options)).rows;
const codes = (rows: readonly ParsedRow[]): (string | undefined)[] => rows.map((r) => r.issues[0]?.code);

describe('the shape of a CSV', () => {
  it('numbers rows by record, blank lines and quoted line ends included', async () => {
    const rows = await rowsOf(file(line('A', '1.00', '"two\r\nlines"'), '', line('B', '2.00', '"a ""quoted"" word, and a comma"')));
    expect(rows.map((r) => [r.row, r.skip, r.values.note])).toEqual([[2, undefined, 'two\r\nlines'], [3, 'empty', undefined], [4, undefined, 'a "quoted" word, and a comma']]);
  });

  it('takes a footer in a column of no use, and amounts alone, for no document', async () => {
    const rows = await rowsOf(utf8('序号,单据号,客户,日期,币种,金额\n1,A,甲,2026-01-05,CNY,10.00\n,,,,CNY,10.00\n制表人：张三,,,,,\n'));
    expect(rows.map((r) => r.skip)).toEqual([undefined, 'total', 'empty']);
  });

  it('asks for headings where a list has none', async () => {
    expect(await refusalHere(utf8('A,Muster,2026-01-05,100.00\n'), 'a.csv')).toBe('E_HEADER_MISSING');
  });

  it('warns about a number that looks like another', async () => {
    expect(codes(await rowsOf(file(line('\u0410-1', '1.00'), line('A\u200b-1', '1.00'), line('6.22E+15', '1.00'), line('A-1', '1.00')))))
      .toEqual(['E_TEXT_SUSPICIOUS', 'E_TEXT_SUSPICIOUS', 'E_PRECISION_LOSS', undefined]);
  });

  it('takes the order of day and month from the other dates of the file', async () => {
    const rows = await rowsOf(utf8(`${HEAD}\nA,M,05/01/2026,31/01/2026,EUR,1.00,\n`));
    expect(rows[0]?.values).toMatchObject({ doc_on: '2026-01-05', due_on: '2026-01-31' });
  });

  it('skips a heading that a printed report repeats', async () => {
    expect((await rowsOf(file(line('A', '1.00'), HEAD, line('B', '2.00')))).map((r) => r.skip)).toEqual([undefined, 'empty', undefined]);
  });

  it.each([[';'], ['\t'], ['|']])('finds the separator %j', async (separator) => {
    const { inspection, rows } = await readHere(utf8([HEAD, line('A', '1.00')].join('\n').replaceAll(',', separator)), 'a.txt');
    expect(inspection.delimiter).toBe(separator);
    expect(rows[0]?.values.amount?.minor).toBe(100n);
  });

  it('refuses a row with too few or too many cells, and only that row', async () => {
    const rows = await rowsOf(file(line('A', '1,50'), 'B,Muster', line('C', '3.00')));
    expect(codes(rows)).toEqual(['E_ROW_SHAPE', 'E_ROW_SHAPE', undefined]);
  });

  it('refuses a cell with text behind its closing quote', async () => {
    expect(codes(await rowsOf(file(line('A', '1.00', '"x"y'))))).toEqual(['E_ROW_SHAPE']);
  });

  it('keeps a quote inside a plain cell as it is', async () => {
    expect((await rowsOf(file(line('A', '1.00', '5" pipe'))))[0]?.values.note).toBe('5" pipe');
  });

  it('refuses a file whose quote is never closed, naming the row', async () => {
    expect(await refusalHere(file(line('A', '1.00'), line('B', '2.00', '"open')), 'a.csv')).toBe('E_TRUNCATED');
  });

  it('refuses a last row that is cut, also where a smaller amount is left', async () => {
    const amountLast = (tail: string): Uint8Array => utf8(`Invoice No,Customer Name,Invoice Date,Gross Amount\nA,M,2026-01-05,1234.50\nB,M,2026-01-05,${tail}`);
    expect(codes(await rowsOf(amountLast('123')))).toEqual([undefined, 'E_TRUNCATED']);
    expect(codes(await rowsOf(amountLast('1234.5')))).toEqual([undefined, 'E_TRUNCATED']);
    expect(codes(await rowsOf(amountLast('1234.56')))).toEqual([undefined, undefined]);
    expect(codes(await rowsOf(utf8(`${HEAD}\n${line('A', '1.00')}\nB,Mus`)))).toEqual([undefined, 'E_TRUNCATED']);
  });

  it('takes a line whose number is a totals word for a total, whatever else it holds', async () => {
    const rows = await rowsOf(file(line('A', '1.00'), line('TOTAL EUR', '3.00'), line('Total (2 invoices)', '3.00'), line('Total-7', '2.00')));
    expect(rows.map((r) => r.skip)).toEqual([undefined, 'total', 'total', undefined]);
  });

  it('takes a number that nobody can see for none', async () => {
    const [row] = await rowsOf(file(line('\u200b', '1.00')));
    expect(row?.issues.map((i) => [i.code, i.severity])).toEqual([['E_TEXT_SUSPICIOUS', 'warning'], ['E_MISSING_FIELD', 'error']]);
  });

  it('refuses UTF-32 and the long way to write a slash in UTF-8', async () => {
    const wide = Buffer.from([...`\ufeff${HEAD}\n`].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8, 0, 0]));
    expect(await refusalHere(wide, 'a.csv')).toBe('E_ENCODING');
    const overlong = Buffer.from(file(line('A', '1.00', 'x??y'))).toString('latin1').replace('??', '\xc0\xaf');
    expect(await refusalHere(Buffer.from(overlong, 'latin1'), 'a.csv')).toBe('E_ENCODING');
  });

  it('names the cell that is too long and the text with a NUL', async () => {
    const rows = await rowsOf(file(line('A', '1.00', 'x'.repeat(40_000)), line('B', '1.00', 'a\0b'), line('C', '1.00', 'y'.repeat(2001))));
    expect(rows.map((r) => [r.issues[0]?.code, r.issues[0]?.column])).toEqual([['E_CELL_TOO_LONG', 'Notes'], ['E_NUL_BYTE', 'Notes'], ['E_CELL_TOO_LONG', 'Notes']]);
  });

  it('refuses headings that stand twice, and files of other kinds', async () => {
    expect(await refusalHere(utf8(`${HEAD},Gross Amount\nA,M,2026-01-05,,EUR,1.00,,2.00\n`), 'a.csv')).toBe('E_HEADER_DUPLICATE');
    expect(await refusalHere(utf8('<html><table></table></html>'), 'a.csv')).toBe('E_NOT_THIS_FORMAT');
    expect(await refusalHere(utf8('{"a": 1}'), 'a.csv')).toBe('E_NOT_THIS_FORMAT');
    expect(await refusalHere(utf8(' \r\n\r\n'), 'a.csv')).toBe('E_EMPTY_FILE');
    expect(await refusalHere(utf8(`${HEAD}\r\n`), 'a.csv')).toBe('E_EMPTY_FILE');
    expect(await refusalHere(utf8(Array.from({ length: 250 }, (_, i) => `h${i}`).join(',')), 'a.csv')).toBe('E_COLUMN_LIMIT');
    expect(await refusalHere(new Uint8Array(26 * 1024 * 1024), 'a.csv')).toBe('E_TOO_LARGE');
  });

  it('refuses more than 300,000 rows', async () => {
    expect(await refusalHere(utf8(`Invoice No,Customer,Date,Amount\n${'A,B,2026-01-05,1\n'.repeat(300_200)}`), 'a.csv')).toBe('E_ROW_LIMIT');
  });

  it('refuses a row whose cell has ten million characters, and a file that is one endless cell', async () => {
    expect(codes(await rowsOf(file(line('A', '1.00', 'x'.repeat(10_000_000)), line('B', '2.00'))))).toEqual(['E_CELL_TOO_LONG', undefined]);
    expect(await refusalHere(utf8(`${HEAD}\nA,"${'""'.repeat(9_000_000)}`), 'a.csv')).toBe('E_CELL_TOO_LONG');
  });

  it('is not kept busy by texts made for slow regular expressions', async () => {
    const started = performance.now();
    const cells = [' '.repeat(30_000), '('.repeat(30_000), `1${' '.repeat(30_000)}x`, '1,'.repeat(15_000), '-'.repeat(30_000), 'a@a.'.repeat(7000)];
    for (const cell of cells) {
      await refusalHere(utf8(`${HEAD}\n${[cell, cell, cell, cell, cell, cell, cell].map((c) => `"x${c}"`).join(',')}\n`), 'a.csv');
      await refusalHere(utf8(`${Array.from({ length: 30 }, () => `"${cell}"`).join(',')}\na,b\n`), 'a.csv');
    }
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it('reads any cells back, however the text is cut into chunks', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '中', "'"), maxLength: 6 });
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 7 }), (rows, step) => {
      const text = rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n') + '\r\n';
      const parser = new CsvParser(',', '\n');
      const read: string[][] = [];
      for (let at = 0; at < text.length; at += step) read.push(...parser.push(text.slice(at, at + step), at + step >= text.length).map((r) => r.cells));
      expect(read).toEqual(rows);
      expect([parser.openEnded, parser.unclosedRow]).toEqual([false, null]);
    }));
  });
});

describe('encodings', () => {
  const chinese = '单据编号,客户名称,单据日期,到期日,价税合计,备注\r\nAR2311087,华东恒泰机电设备有限公司,2026年1月5日,2026-02-05,600000.00,已对账\r\n';
  const utf16 = (text: string, big: boolean, mark: boolean): Uint8Array => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };

  it.each([
    ['utf-8 with a mark', utf8(`\ufeff${chinese}`), 'utf-8'], ['utf-8', utf8(chinese), 'utf-8'],
    ['utf-16 little', utf16(chinese, false, true), 'utf-16le'], ['utf-16 big', utf16(chinese, true, true), 'utf-16be'],
    ['utf-16 little without a mark', utf16('Invoice No,Customer,Date,Amount\nA,B,2026-01-05,1\n', false, false), 'utf-16le'],
  ] satisfies [string, Uint8Array, Encoding][])('reads %s', async (_, bytes, encoding) => {
    const { inspection, rows } = await readHere(bytes, 'a.csv');
    expect(inspection.encoding).toBe(encoding);
    expect(rows[0]?.values.doc_on).toBe('2026-01-05');
  });

  // Written with another program's encoders; TextEncoder knows UTF-8 only.
  it.each([
    ['gb18030', '华东恒泰机电设备有限公司', 'taW+3bHgusUsv827p8P7s8YstaW+3cjVxtostb3G2sjVLLzby7C6z7zGLLG416INCkFSMjMxMTA4Nyy7qraruuPMqbv6tefJ6LG409DP3rmry74sMjAyNsTqMdTCNcjVLDIwMjYtMDItMDUsNjAwMDAwLjAwLNLRttTVyw0K'],
    ['gb18030', '𠮷野㐂公司', 'taW+3bHgusUsv827p8P7s8YstaW+3cjVxtostb3G2sjVLLzby7C6z7zGLLG416INCkFSMjMxMTA4NyyVNLI10rCBOe8xuavLviwyMDI2xOox1MI1yNUsMjAyNi0wMi0wNSw2MDAwMDAuMDAs0tG21NXLDQo='],
    ['big5', '宏泰機電股份有限公司', 's+a+2ri5vVgsq8ik4aZXutkss+a+2qTptMEsqOy0waTpLMCzpqyq98NCLLPGtfkNCkFSMjMxMTA4Nyynu671vve5carRpfems62tpL2lcSylwbDqMTE1pn4xpOs1pOksMTE1LzAyLzA1LDYwMDAwMC4wMCykd7nvsWINCg=='],
    ['windows-1252', 'Müller & Söhne GmbH', 'SW52b2ljZSBObyxDdXN0b21lciBOYW1lLEludm9pY2UgRGF0ZSxBbW91bnQNCkExLE38bGxlciAmIFP2aG5lIEdtYkgsMjAyNi0wMS0wNSw2MDAwMDAuMDANCkEyLENhZukgWvxyaWNoLDIwMjYtMDEtMDUsMS4wMA0K'],
  ])('recognises %s without a mark: %s', async (encoding, name, base64) => {
    const { inspection, rows } = await readHere(Buffer.from(base64, 'base64'), 'a.csv');
    expect(inspection.encoding).toBe(encoding);
    expect(rows[0]?.values).toMatchObject({ customer_name: name, doc_on: '2026-01-05', amount: { minor: 60_000_000n } });
  });

  it('recognises Shift_JIS by its kana', async () => {
    const bytes = Buffer.from('kL+LgY+RlNSNhixDdXN0b21lciBOYW1lLEludm9pY2UgRGF0ZSxEdWUgRGF0ZSxBbW91bnQNCkExLIqUjq6J747Qg4SDfYNfk2SLQINUgVuDcoNYLDIwMjYtMDEtMDUsMjAyNi0wMi0wNSw2MDAwMDANCg==', 'base64');
    const inspection = await inspectHere(bytes, 'a.csv');
    expect(inspection).toMatchObject({ encoding: 'shift_jis', columns: [{ samples: ['A1'] }, { samples: ['株式会社ヤマダ電機サービス'] }, {}, {}, {}] });
  });

  it('refuses two exports pasted together, naming the line', async () => {
    const mixed = Buffer.concat([utf8(`${HEAD}\r\nA,Müller,2026-01-05,2026-02-05,EUR,1.00,\r\nB,S`), Buffer.from([0xf6]), utf8('hne,2026-01-05,2026-02-05,EUR,1.00,\r\n')]);
    await expect(inspectHere(mixed, 'a.csv')).rejects.toMatchObject({ issue: { code: 'E_ENCODING', row: 3, value: String.raw`B,S\xf6hne,2026-01-05,2026-02-05,EUR,1.00,` } });
  });

  it('obeys the encoding a person chose, and refuses what it cannot read', async () => {
    const bytes = Buffer.from('SW52b2ljZSBObyxDdXN0b21lciBOYW1lLEludm9pY2UgRGF0ZSxBbW91bnQNCkExLE38bGxlciAmIFP2aG5lIEdtYkgsMjAyNi0wMS0wNSw2MDAwMDAuMDANCg==', 'base64');
    expect((await inspectHere(bytes, 'a.csv', { encoding: 'windows-1252' })).encoding).toBe('windows-1252');
    expect(await refusalHere(bytes, 'a.csv', { encoding: 'utf-8' })).toBe('E_ENCODING');
  });

  it('refuses a file full of zero bytes', async () => {
    expect(await refusalHere(utf8(`${HEAD}\n${line('A', '1.00', '\0'.repeat(500))}`), 'a.csv')).toBe('E_NUL_BYTE');
  });
});

describe('a long file', () => {
  it('tells how far it is, and its rows come in order and complete', async () => {
    const bytes = file(...Array.from({ length: 20_000 }, (_, i) => line(`A-${i}`, `${i + 1}.00`, i % 1000 === 0 ? 'a\u200bb' : 'note')));
    const seen: number[] = [];
    const inspection = await inspectFile(bytes, 'a.csv', { onProgress: (rows) => seen.push(rows) });
    expect(inspection.rows).toBe(20_000);
    expect(seen.every((rows, i) => rows <= 20_001 && (i === 0 || rows >= (seen[i - 1] ?? 0)))).toBe(true);
    let next = 2;
    let sum = 0n;
    const odd: number[] = [];
    for await (const rows of readRows(bytes, 'a.csv', inspection)) {
      for (const row of rows) {
        const wanted = (next - 2) % 1000 === 0 ? 1 : 0;
        if (row.row !== next || row.raw.length !== 7 || row.issues.length !== wanted) odd.push(row.row);
        sum += row.values.amount?.minor ?? 0n;
        next += 1;
      }
    }
    expect(odd).toEqual([]);
    expect(sum).toBe(((20_000n * 20_001n) / 2n) * 100n);
  });

  it('is told when the file was refused by its inspection', async () => {
    const inspection = await inspectFile(utf8('a,b\n1,2\n'), 'a.csv');
    expect(inspection.errors[0]?.code).toBe('E_HEADER_MISSING');
    await expect(readRows(utf8('a,b\n1,2\n'), 'a.csv', inspection).next()).rejects.toMatchObject({ issue: { code: 'E_HEADER_MISSING' } });
  });
});
