/**
 * The public payment histories, summed straight from their text: none of the product's reading, dating or money code is
 * used here, so that agreeing with it means something.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface PaymentFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** The day in the file's name. */
  readonly day: string;
  /** Of the company it is imported into: the file without a currency column is in it. */
  readonly currency: string;
  readonly columns: {
    readonly number: string;
    readonly customer: string;
    readonly amount: string;
    readonly due: string;
    readonly settled: string;
    readonly currency: string | null;
  };
}

const FOLDER = path.join(import.meta.dirname, '../../shared/data/payments');
const FILES: readonly Omit<PaymentFile, 'bytes'>[] = [
  {
    name: 'highradius_known_at_2019-11-01.csv',
    day: '2019-11-01',
    currency: 'USD',
    columns: {
      number: 'invoice_id',
      customer: 'cust_number',
      amount: 'amount',
      due: 'due_date',
      settled: 'clear_date',
      currency: 'currency',
    },
  },
  {
    name: 'ibm_known_at_2013-04-01.csv',
    day: '2013-04-01',
    currency: 'USD',
    columns: {
      number: 'invoiceNumber',
      customer: 'customerID',
      amount: 'InvoiceAmount',
      due: 'DueDate',
      settled: 'SettledDate',
      currency: null,
    },
  },
];

/** Empty where the folder of real files is not beside the project. */
export const paymentFiles = (): PaymentFile[] =>
  existsSync(FOLDER) ? FILES.map((file) => ({ ...file, bytes: readFileSync(path.join(FOLDER, file.name)) })) : [];

export interface FileSums {
  readonly rows: number;
  /** Row numbers, the heading being row 1: without a number, or sharing one with a row that says something else. */
  readonly faulty: readonly number[];
  /** currency -> sums in cents: what is open as of the day by days overdue, and everything that is not faulty. */
  readonly byCurrency: ReadonlyMap<
    string,
    { readonly buckets: readonly bigint[]; readonly open: bigint; readonly count: number; readonly total: bigint }
  >;
}

/** Upper ends in days overdue: not due, 1–30, 31–60, 61–90, 91–180, 181–365, more. */
const ENDS = [0, 30, 60, 90, 180, 365, Infinity];

const cents = (text: string): bigint => {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(2, '0').slice(0, 2));
};
const days = (from: string, to: string): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;

/** A sum over the lines of the file. */
export function sumFile(file: PaymentFile): FileSums {
  const [heading = '', ...lines] = file.bytes.toString('utf8').trimEnd().split(/\r?\n/);
  const names = heading.split(',');
  const { columns } = file;
  const cell = (cells: readonly string[], name: string | null): string =>
    name === null ? file.currency : (cells[names.indexOf(name)] ?? '');
  const rows = lines.map((line, i) => {
    const cells = line.split(',');
    return {
      row: i + 2,
      number: cell(cells, columns.number),
      currency: cell(cells, columns.currency),
      amount: cents(cell(cells, columns.amount)),
      due: cell(cells, columns.due),
      settled: cell(cells, columns.settled),
      all: [cell(cells, columns.customer), ...cells.slice(3)].join('|'),
    };
  });
  const alike = new Map<string, Set<string>>();
  for (const r of rows) alike.set(r.number, (alike.get(r.number) ?? new Set()).add(r.all));
  const isFaulty = (number: string): boolean => number === '' || (alike.get(number)?.size ?? 0) > 1;
  const byCurrency = new Map<string, { buckets: bigint[]; open: bigint; count: number; total: bigint }>();
  for (const r of rows.filter((x) => !isFaulty(x.number))) {
    const sums = byCurrency.get(r.currency) ?? { buckets: ENDS.map(() => 0n), open: 0n, count: 0, total: 0n };
    byCurrency.set(r.currency, sums);
    sums.total += r.amount;
    if (r.settled !== '' && r.settled <= file.day) continue;
    const bucket = ENDS.findIndex((end) => days(r.due, file.day) <= end);
    sums.buckets[bucket] = (sums.buckets[bucket] ?? 0n) + r.amount;
    sums.open += r.amount;
    sums.count += 1;
  }
  return { rows: rows.length, faulty: rows.filter((r) => isFaulty(r.number)).map((r) => r.row), byCurrency };
}

/** 123456n -> "1234.56" */
export const inUnits = (amount: bigint): string =>
  `${(amount / 100n).toString()}.${(amount % 100n).toString().padStart(2, '0')}`;
