/** Long tables are written in pieces: the same file to whoever reads it. */
import { describe, expect, it } from 'vitest';
import { day } from '../core/day.ts';
import { money } from '../core/money.ts';
import { streamCsv, streamXlsx, writeCsv, writeXlsx, type ExportCell } from './exportTable.ts';
import { inspectFile, readRows } from './readTable.ts';

const HOSTILE = ['=1+1', '@x', ' blank ', '多行\n"引号", 逗号', '_x0041_', '<b>&amp;', '00012', '🙂', "'=x"];
const header = ['单据号', '客户名称', '单据日期', '到期日', '金额', '币种', '备注'];
const rows = Array.from({ length: 2_345 }, (_, i): ExportCell[] => [
  `N-${i}`,
  HOSTILE[i % HOSTILE.length] ?? '',
  { day: day('2026-01-05') },
  i % 7 === 0 ? null : { day: day('2026-12-31') },
  money(BigInt(i * 997 + 1), i % 5 === 0 ? 'JPY' : i % 11 === 0 ? 'KWD' : 'CNY'),
  i % 5 === 0 ? 'JPY' : i % 11 === 0 ? 'KWD' : 'CNY',
  HOSTILE[(i + 3) % HOSTILE.length] ?? '',
]);

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

async function valuesOf(bytes: Uint8Array): Promise<unknown[]> {
  const inspection = await inspectFile(bytes, 'x.xlsx', { object: 'receivables' });
  expect(inspection.errors).toEqual([]);
  const values: unknown[] = [];
  for await (const batch of readRows(bytes, 'x.xlsx', inspection)) values.push(...batch.map((row) => row.values));
  return values;
}

describe('a table written in pieces', () => {
  it('is the same CSV to the byte', async () => {
    const pieces = await whole(streamCsv({ header, rows }));
    expect(Buffer.from(pieces).equals(Buffer.from(writeCsv({ header, rows })))).toBe(true);
  });

  it('is the same workbook to a reader: texts, days, amounts of any currency', { timeout: 60_000 }, async () => {
    const sheet = { name: '应收', header, rows };
    const [pieces, atOnce] = [await valuesOf(await whole(streamXlsx(sheet))), await valuesOf(await writeXlsx([sheet]))];
    expect(pieces).toHaveLength(rows.length);
    expect(pieces).toEqual(atOnce);
  });
});
