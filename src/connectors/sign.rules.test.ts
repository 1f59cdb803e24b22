import { describe, expect, it } from 'vitest';
import { readHere } from './readHere.ts';
import type { ParsedRow } from './table.ts';

const read = async (head: string, ...lines: string[]): Promise<readonly ParsedRow[]> =>
  (await readHere(new TextEncoder().encode([head, ...lines, ''].join('\n')), 'a.csv')).rows;
const brief = (rows: readonly ParsedRow[]): unknown[] =>
  rows.map((r) => r.issues.find((i) => i.severity === 'error')?.code ?? [r.values.kind, r.values.amount?.minor]);

describe('what a row owes us', () => {
  it('is debit minus credit, and never both', async () => {
    expect(brief(await read('单据号,客户,日期,借方,贷方,余额', 'A,甲,2026-01-05,100.00,,100.00', 'B,甲,2026-01-06,,30.00,70.00', 'C,甲,2026-01-07,5.00,0.00,75.00', 'D,甲,2026-01-08,5.00,1.00,79.00', 'E,甲,2026-01-09,,,79.00')))
      .toEqual([['INVOICE', 10000n], ['CREDIT_NOTE', -3000n], ['INVOICE', 500n], 'E_AMOUNT_AMBIGUOUS', 'E_MISSING_FIELD']);
  });

  it('follows the direction beside one amount', async () => {
    expect(brief(await read('单据号,客户,日期,金额,方向', 'A,甲,2026-01-05,100.00,借', 'B,甲,2026-01-06,30.00,贷', 'C,甲,2026-01-06,-30.00,贷')))
      .toEqual([['INVOICE', 10000n], ['CREDIT_NOTE', -3000n], 'E_SIGN']);
  });

  it('is lowered by a credit note however its amount is written', async () => {
    expect(brief(await read('Invoice No,Customer,Date,Amount,Type', 'A,X,2026-01-05,50.00,Credit note', 'B,X,2026-01-05,-50.00,Credit note', 'C,X,2026-01-05,(50.00),Invoice', 'D,X,2026-01-05,50.00,Opening balance', 'E,X,2026-01-05,50.00,DZ')))
      .toEqual([['CREDIT_NOTE', -5000n], ['CREDIT_NOTE', -5000n], ['CREDIT_NOTE', -5000n], ['OPENING_BALANCE', 5000n], ['INVOICE', 5000n]]);
  });

  it('is never zero, and what is open stands in where no gross amount is given', async () => {
    expect(brief(await read('Invoice No,Customer,Date,Outstanding Amount', 'A,X,2026-01-05,12.30', 'B,X,2026-01-05,0.00'))).toEqual([['INVOICE', 1230n], 'E_SIGN']);
  });

  it('is read in the currency of its row, with a sign that agrees', async () => {
    const rows = await read('Invoice No,Customer,Date,Amount,Currency', 'A,X,2026-01-05,"¥1,234.50",CNY', 'B,X,2026-01-05,100,JPY', 'C,X,2026-01-05,$5.00,EUR', 'D,X,2026-01-05,1.5,JPY', 'E,X,2026-01-05,5.00,', 'F,X,2026-01-05,5.00,RMB');
    expect(rows.map((r) => r.issues[0]?.code ?? r.values.amount)).toEqual([
      { minor: 123450n, currency: 'CNY' }, { minor: 100n, currency: 'JPY' }, 'E_CURRENCY_MISMATCH', 'E_AMOUNT_PRECISION', 'E_MISSING_FIELD', 'E_CURRENCY_UNKNOWN',
    ]);
  });

  it('of a receipt is more than nothing, and a limit is not below it', async () => {
    expect(brief(await read('Receipt no,Customer,Received on,Amount', 'A,X,2026-01-05,0.00', 'B,X,2026-01-05,-1.00', 'C,X,2026-01-05,1.00'))).toEqual(['E_SIGN', 'E_SIGN', [undefined, 100n]]);
    expect((await read('Customer no,Credit limit,Valid from,Valid to', 'A,-1.00,2026-01-01,2026-12-31', 'B,0.00,2026-12-31,2026-01-01')).map((r) => r.issues[0]?.code)).toEqual(['E_SIGN', 'E_DATE_RANGE']);
  });

  it('tells a due day before the document with a warning', async () => {
    const [row] = await read('Invoice No,Customer,Invoice Date,Due Date,Amount', 'A,X,2026-02-05,2026-01-05,1.00');
    expect(row?.issues.map((i) => [i.code, i.severity, i.field])).toEqual([['E_DATE_RANGE', 'warning', 'due_on']]);
  });
});
