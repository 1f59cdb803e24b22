/** Ledgers as a company would drop them on the page: CSV and XLSX of any length, made here, no one's data. */
import { writeXlsx } from '../src/connectors/exportTable.ts';

export interface MadeRow {
  readonly number: string;
  readonly customerNo: string;
  readonly customerName: string;
  readonly docOn: string;
  readonly dueOn: string;
  readonly amount: string;
}

const pad = (n: number, width: number): string => n.toString().padStart(width, '0');

export function* madeRows(count: number, prefix: string): Generator<MadeRow> {
  const customers = Math.max(10, Math.round(count / 40));
  for (let i = 0; i < count; i += 1) {
    const customer = (i * 7919) % customers;
    yield {
      number: `${prefix}${pad(i, 8)}`,
      customerNo: `C${pad(customer, 6)}`,
      customerName: `示例第${customer}号机电设备有限公司`,
      docOn: `2026-${pad((i % 6) + 1, 2)}-${pad((i % 28) + 1, 2)}`,
      dueOn: `2026-${pad((i % 6) + 3, 2)}-${pad((i % 28) + 1, 2)}`,
      amount: `${(i * 104_729) % 900_000}.${pad(i % 100, 2)}`.replace(/^0\./, '1.'),
    };
  }
}

const HEAD = ['单据编号', '客户编码', '客户名称', '单据日期', '到期日', '价税合计', '币别'];

export function csvLedger(count: number, prefix: string): Uint8Array {
  const lines = [HEAD.join(',')];
  for (const r of madeRows(count, prefix)) lines.push([r.number, r.customerNo, r.customerName, r.docOn, r.dueOn, r.amount, 'CNY'].join(','));
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

export async function xlsxLedger(count: number, prefix: string): Promise<Uint8Array> {
  const rows = [...madeRows(count, prefix)].map((r) => [r.number, r.customerNo, r.customerName, r.docOn, r.dueOn, r.amount, 'CNY']);
  return writeXlsx([{ name: '应收明细', header: HEAD, rows }]);
}
