import { describe, expect, test } from 'vitest';
import { day } from '../core/day.ts';
import { money } from '../core/money.ts';
import { type FieldPlaces, readReceivable } from './importReceivable.rules.ts';
import { issue } from './issue.rules.ts';
import type { ParsedRow, RowValues } from './table.ts';

const asOf = day('2026-11-24');
const places: FieldPlaces = {
  headerOf: (field) => (field === 'kind' ? '' : field),
  cellOf: (_row, field) => `<${field}>`,
};
const cny = (minor: bigint) => money(minor, 'CNY');
const BASE: RowValues = {
  document_no: 'A-1',
  customer_no: 'K1',
  amount: cny(10_000n),
  doc_on: day('2026-01-10'),
  due_on: day('2026-02-10'),
};

const readRow = (values: RowValues, issues: ParsedRow['issues'] = []) =>
  readReceivable({ row: 2, values, raw: [], issues }, { asOf, places });
const told = (values: RowValues, issues: ParsedRow['issues'] = []) =>
  readRow(values, issues).issues.map((i) => `${i.code} ${i.field} ${i.severity}`);

describe('kind and sign', () => {
  test.each([
    ['a positive amount is an invoice', { amount: cny(1n) }, 'INVOICE', 1n, 1n],
    ['a negative amount is a credit note', { amount: cny(-1n) }, 'CREDIT_NOTE', 1n, -1n],
    [
      'a credit note may be written without its minus',
      { amount: cny(5n), kind: 'CREDIT_NOTE' },
      'CREDIT_NOTE',
      5n,
      -5n,
    ],
    ['a debit note adds', { amount: cny(5n), kind: 'DEBIT_NOTE' }, 'DEBIT_NOTE', 5n, 5n],
  ] as const)('%s', (_title, values, kind, amountMinor, fileMinor) => {
    const { staged } = readRow({ ...BASE, ...values });
    expect(staged).toMatchObject({ kind, amountMinor, fileMinor, wrong: false });
  });

  test('an invoice below zero, or of nothing, is refused', () => {
    expect(told({ ...BASE, amount: cny(-1n), kind: 'INVOICE' })).toEqual(['E_SIGN amount error']);
    expect(told({ ...BASE, amount: cny(0n) })).toEqual(['E_SIGN amount error']);
  });
});

describe('how much is paid', () => {
  const { amount: _, ...withoutAmount } = BASE;
  test.each([
    ['nothing said', {}, 0n, null],
    ['a settlement day alone: all of it, on that day', { settled_on: day('2026-03-01') }, 10_000n, '2026-03-01'],
    ["what is open decides; unknown day: the file's day", { open_amount: cny(2_500n) }, 7_500n, '2026-11-24'],
    [
      'open and a settlement day: the paid part, on that day',
      { open_amount: cny(2_500n), settled_on: day('2026-03-01') },
      7_500n,
      '2026-03-01',
    ],
    ['an amount said to be paid', { paid_amount: cny(4_000n) }, 4_000n, '2026-11-24'],
    ['open equal to the amount: nothing', { open_amount: cny(10_000n) }, 0n, null],
  ] as const)('%s', (_title, values, paidMinor, paidOn) => {
    expect(readRow({ ...BASE, ...values }).staged).toMatchObject({ paidMinor, paidOn, wrong: false });
  });

  test('a file with only what is open has no paid part', () => {
    expect(readRow({ ...withoutAmount, open_amount: cny(2_500n) }).staged).toMatchObject({
      amountMinor: 2_500n,
      paidMinor: 0n,
    });
  });
  test("a settlement day still to come is told and is no payment; the file's own day is one", () => {
    expect(told({ ...BASE, settled_on: day('2026-11-25') })).toEqual(['E_DATE_RANGE settled_on warning']);
    expect(readRow({ ...BASE, settled_on: day('2026-11-25') }).staged.paidMinor).toBe(0n);
    expect(readRow({ ...BASE, settled_on: asOf }).staged.paidMinor).toBe(10_000n);
  });
  test('more open or paid than there is, or open on the other side, is refused', () => {
    expect(told({ ...BASE, open_amount: cny(10_001n) })).toEqual(['E_TOTALS_MISMATCH open_amount error']);
    expect(told({ ...BASE, paid_amount: cny(10_001n) })).toEqual(['E_TOTALS_MISMATCH paid_amount error']);
    expect(told({ ...BASE, open_amount: cny(-1n) })).toEqual(['E_SIGN open_amount error']);
  });
  test('open and paid that miss the amount are told, and what is open counts', () => {
    const values = { ...BASE, open_amount: cny(3_000n), paid_amount: cny(6_000n) };
    expect(told(values)).toEqual(['E_TOTALS_MISMATCH paid_amount warning']);
    expect(readRow(values).staged.paidMinor).toBe(7_000n);
  });
  test('a wrong row pays nothing', () => {
    const wrong = readRow({ ...BASE, settled_on: day('2026-03-01') }, [
      issue('E_EMAIL_INVALID', { field: 'contact_email' }),
    ]);
    expect(wrong.staged).toMatchObject({ wrong: true, paidMinor: 0n, fileMinor: 10_000n });
  });
});

describe('what must be there', () => {
  test('a missing value is told once, and not where the reader refused its cell or the whole row', () => {
    expect(told({})).toEqual(
      ['document_no', 'customer_no', 'amount', 'doc_on'].map((f) => `E_MISSING_FIELD ${f} error`),
    );
    expect(told({}, [issue('E_ROW_SHAPE')])).toEqual(['E_ROW_SHAPE null error']);
    const { amount: _, ...rest } = BASE;
    expect(told(rest, [issue('E_AMOUNT_INVALID', { field: 'amount' })])).toEqual(['E_AMOUNT_INVALID amount error']);
  });
  test('a number that no one can see is no number, a name may stand for it', () => {
    expect(told({ ...BASE, document_no: '\u200b' })).toEqual(['E_MISSING_FIELD document_no error']);
    const { staged } = readRow({ ...BASE, customer_no: '\u200b', customer_name: '甲公司' });
    expect(staged).toMatchObject({ customerNoKey: null, customerNameKey: '甲公司' });
  });
  test('without a day of its own a document counts from its due day, but never from a day to come', () => {
    const { doc_on: _, ...rest } = BASE;
    expect(readRow(rest).staged).toMatchObject({ docOn: '2026-02-10', docStated: false });
    expect(readRow({ ...rest, due_on: day('2027-01-01') }).staged.docOn).toBe(asOf);
  });
  test('due before its own day is told and booked; the same day is right', () => {
    expect(told({ ...BASE, due_on: day('2026-01-09') })).toEqual(['E_DATE_RANGE due_on warning']);
    expect(told({ ...BASE, due_on: day('2026-01-10') })).toEqual([]);
  });
  test('an instalment is a whole number from 1 to 999', () => {
    expect(readRow({ ...BASE, instalment_no: '02' }).staged.instalmentNo).toBe(2);
    expect(told({ ...BASE, instalment_no: '1/3' })).toEqual(['E_VALUE_UNKNOWN instalment_no error']);
    expect(told({ ...BASE, instalment_no: '0' })).toEqual(['E_VALUE_UNKNOWN instalment_no error']);
  });
  test('a customer number fits the customer file', () => {
    expect(told({ ...BASE, customer_no: 'K'.repeat(64) })).toEqual([]);
    expect(told({ ...BASE, customer_no: 'K'.repeat(65) })).toEqual(['E_CELL_TOO_LONG customer_no error']);
  });
});
