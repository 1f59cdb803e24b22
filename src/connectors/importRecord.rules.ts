/** Rows of customers, contacts, receipts and limits files: under which key they are one record, and what differs. */
import { documentKey, nameKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { CUSTOMER_NO_LIMIT, customerKeys, type FieldPlaces } from './importReceivable.rules.ts';
import { issue } from './issue.rules.ts';
import type { Day } from '../core/day.ts';
import type { Field, ImportObject, IssueCode, ParsedRow, RowIssue, RowValues, Severity } from './table.ts';

export type RecordObject = Exclude<ImportObject, 'receivables'>;

export interface StagedRecord {
  readonly row: number;
  readonly key: string | null;
  readonly wrong: boolean;
  readonly values: RowValues;
}

export type Verdict = 'NEW' | 'CHANGED' | 'SAME' | 'CONFLICT' | 'WRONG' | 'REPEATED';

export interface RecordRow {
  readonly row: number;
  readonly verdict: Verdict | null;
  readonly customerId: Id | null;
  readonly subjectId: Id | null;
  readonly values: RowValues;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export interface Decision {
  readonly row: number;
  readonly verdict: Verdict;
  readonly customerId?: Id | null;
  readonly subjectId?: Id | null;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly RowIssue[];
}

/** `n:` number or `m:` name: how a row names its customer. */
export function customerKey(v: RowValues): string | null {
  const { customerNoKey, customerNameKey } = customerKeys(v);
  if (customerNoKey !== null) return `n:${customerNoKey}`;
  return customerNameKey === null ? null : `m:${customerNameKey}`;
}

/** The field a finding is told under: whichever the file has. */
export const customerField = (v: RowValues): Field => (v.customer_no === undefined ? 'customer_name' : 'customer_no');

/** null: rows of this object without a key are told apart by counting (receipts without a number). */
function recordKey(object: RecordObject, v: RowValues): string | null {
  const customer = customerKey(v);
  switch (object) {
    case 'customers':
      return customer;
    case 'contacts':
      return customer === null
        ? null
        : `${customer} ${v.email === undefined ? nameKey(v.name ?? '') : v.email.toLowerCase()}`;
    case 'receipts':
      return v.receipt_no === undefined ? null : documentKey(v.receipt_no);
    case 'limits':
      return customer === null ? null : `${customer} ${v.valid_from ?? ''}`;
  }
}

const REQUIRED: Readonly<Record<RecordObject, readonly Field[]>> = {
  customers: ['customer_name'],
  contacts: ['name'],
  receipts: ['received_on', 'amount'],
  limits: ['credit_limit'],
};

export function readRecord(
  object: RecordObject,
  row: ParsedRow,
  context: { asOf: Day; places: FieldPlaces },
): { staged: StagedRecord; issues: readonly RowIssue[] } {
  const v = row.values;
  const issues: RowIssue[] = [...row.issues];
  const tell = (code: IssueCode, field: Field, severity: Severity = 'error'): void => {
    if (issues.some((i) => i.code === code && i.field === field)) return;
    const { places } = context;
    issues.push(
      issue(code, { row: row.row, column: places.headerOf(field), field, value: places.cellOf(row, field), severity }),
    );
  };
  for (const field of REQUIRED[object]) {
    if (field in v || issues.some((i) => (i.field === field || i.field === null) && i.severity === 'error')) continue;
    tell('E_MISSING_FIELD', field);
  }
  if (customerKey(v) === null && !issues.some((i) => i.severity === 'error')) tell('E_MISSING_FIELD', customerField(v));
  if ((v.customer_no?.length ?? 0) > CUSTOMER_NO_LIMIT) tell('E_CELL_TOO_LONG', 'customer_no');
  if (object === 'receipts' && v.amount !== undefined && v.amount.minor <= 0n) tell('E_SIGN', 'amount');
  if (object === 'receipts' && v.received_on !== undefined && v.received_on > context.asOf)
    tell('E_DATE_RANGE', 'received_on');
  if (object === 'limits' && v.credit_limit !== undefined && v.credit_limit.minor < 0n) tell('E_SIGN', 'credit_limit');
  if (object === 'limits' && v.valid_from !== undefined && v.valid_to !== undefined && v.valid_to < v.valid_from)
    tell('E_DATE_RANGE', 'valid_to');
  const wrong = issues.some((i) => i.severity === 'error');
  return { issues, staged: { row: row.row, key: recordKey(object, v), wrong, values: v } };
}

/** A field as it is and as the file has it; undefined in the file means "says nothing". */
export type Comparison = readonly [name: string, before: unknown, after: unknown];

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((x) => b.includes(x))
    : (a ?? null) === (b ?? null);

/** What the file would change: empty when nothing. */
export function differences(
  fields: readonly Comparison[],
): { before: Record<string, unknown>; after: Record<string, unknown> } | undefined {
  const changed = fields.filter(([, before, after]) => after !== undefined && !same(before, after));
  if (changed.length === 0) return undefined;
  return {
    before: Object.fromEntries(changed.map(([name, before]) => [name, before ?? null])),
    after: Object.fromEntries(changed.map(([name, , after]) => [name, after])),
  };
}
