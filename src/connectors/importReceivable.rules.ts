/**
 * What one row of a receivables file says in the ledger's words: which kind of document, how much of it is paid and since
 * when. No look at the ledger here; that comparison is set-based, in importDocument.store.ts.
 */
import { type Day, earlier } from '../core/day.ts';
import { documentKey, nameKey } from '../core/documentNumber.ts';
import type { Money } from '../core/money.ts';
import { issue } from './issue.rules.ts';
import type { Field, IssueCode, ParsedRow, RowIssue, Severity } from './table.ts';

export type DocumentKind = 'INVOICE' | 'CREDIT_NOTE' | 'DEBIT_NOTE' | 'OPENING_BALANCE';

/** A row on its way to the ledger; columns of connectors.staged_document. Amounts in minor units. */
export interface StagedDocument {
  readonly row: number;
  readonly wrong: boolean;
  readonly number: string | null;
  readonly numberKey: string | null;
  readonly instalmentNo: number | null;
  readonly customerNo: string | null;
  readonly customerNoKey: string | null;
  readonly customerName: string | null;
  readonly customerNameKey: string | null;
  readonly kind: DocumentKind | null;
  /** The file says the kind; else the sign decided. */
  readonly kindStated: boolean;
  readonly currency: string | null;
  /** Above zero; the kind carries the sign. */
  readonly amountMinor: bigint | null;
  /** Signed, as the file's own total counts it; kept for wrong rows too, when it could be read. */
  readonly fileMinor: bigint | null;
  readonly paidMinor: bigint;
  readonly paidOn: Day | null;
  readonly paidReason: PaidReason | null;
  readonly docOn: Day | null;
  readonly docStated: boolean;
  readonly dueOn: Day | null;
  readonly contractNo: string | null;
  readonly orderNo: string | null;
  readonly note: string | null;
  readonly owner: string | null;
  readonly contactEmail: string | null;
}

/** `settled`: the file names the day. `paid_before`: it only says how much is left, so the payment counts from the file's day. */
export type PaidReason = 'import.settled' | 'import.paid_before';

/** Where a field stands in the file, for messages. */
export interface FieldPlaces {
  headerOf(field: Field): string;
  cellOf(row: ParsedRow, field: Field): string;
}

export interface ReceivableReading {
  readonly staged: StagedDocument;
  readonly issues: readonly RowIssue[];
}

/** Characters of a customer number, as the customer file keeps it. */
export const CUSTOMER_NO_LIMIT = 64;

const abs = (n: bigint): bigint => (n < 0n ? -n : n);

export function readReceivable(row: ParsedRow, context: { asOf: Day; places: FieldPlaces }): ReceivableReading {
  const v = row.values;
  const issues: RowIssue[] = [];
  const tell: Tell = (code, field, severity = 'error') => {
    if (row.issues.some((i) => i.code === code && i.field === field)) return; // the reader said so already
    const { places } = context;
    issues.push(
      issue(code, { row: row.row, column: places.headerOf(field), field, value: places.cellOf(row, field), severity }),
    );
  };
  const unreadable = new Set(row.issues.filter((i) => i.severity === 'error').map((i) => i.field));
  const require = (present: unknown, ...fields: readonly [Field, ...Field[]]): void => {
    if (present === undefined && !unreadable.has(null) && !fields.some((f) => unreadable.has(f)))
      tell('E_MISSING_FIELD', fields[0]);
  };
  const stated = v.amount ?? v.open_amount;
  require(v.document_no, 'document_no');
  require(v.customer_no ?? v.customer_name, 'customer_no', 'customer_name');
  require(stated, 'amount', 'open_amount', 'debit', 'credit');
  require(v.doc_on ?? v.due_on, 'doc_on', 'due_on');
  if (v.document_no !== undefined && documentKey(v.document_no) === '') tell('E_MISSING_FIELD', 'document_no');

  if ((v.customer_no?.length ?? 0) > CUSTOMER_NO_LIMIT) tell('E_CELL_TOO_LONG', 'customer_no');

  const kind = v.kind ?? (stated === undefined ? undefined : stated.minor < 0n ? 'CREDIT_NOTE' : 'INVOICE');
  if (stated !== undefined && (stated.minor === 0n || (stated.minor < 0n && kind !== 'CREDIT_NOTE'))) {
    if (!unreadable.has('amount')) tell('E_SIGN', 'amount');
  }
  const instalmentNo = readInstalment(v.instalment_no);
  if (instalmentNo === undefined) tell('E_VALUE_UNKNOWN', 'instalment_no');
  if (v.doc_on !== undefined && v.due_on !== undefined && v.due_on < v.doc_on)
    tell('E_DATE_RANGE', 'due_on', 'warning');
  const paid = stated === undefined ? NOT_PAID : readPaid(row, abs(stated.minor), context.asOf, tell);
  const docOn = v.doc_on ?? (v.due_on === undefined ? undefined : earlier(v.due_on, context.asOf));
  const all = [...row.issues, ...issues];
  const wrong = all.some((i) => i.severity === 'error');
  return {
    issues: all,
    staged: {
      row: row.row,
      wrong,
      number: v.document_no ?? null,
      numberKey: v.document_no === undefined ? null : documentKey(v.document_no),
      instalmentNo: instalmentNo ?? null,
      ...customerKeys(v),
      kind: kind ?? null,
      kindStated: v.kind !== undefined && context.places.headerOf('kind') !== '',
      currency: stated?.currency ?? null,
      amountMinor: stated === undefined ? null : abs(stated.minor),
      fileMinor: fileAmount(stated, v.kind),
      paidMinor: wrong ? 0n : paid.minor,
      paidOn: paid.on,
      paidReason: paid.reason,
      docOn: docOn ?? null,
      docStated: v.doc_on !== undefined,
      dueOn: v.due_on ?? null,
      contractNo: v.contract_no ?? null,
      orderNo: v.order_no ?? null,
      note: v.note ?? null,
      owner: v.owner ?? null,
      contactEmail: v.contact_email ?? null,
    },
  };
}

/** A credit note may be written with or without its minus; the total counts it as less. */
function fileAmount(stated: Money | undefined, kind: DocumentKind | undefined): bigint | null {
  if (stated === undefined) return null;
  return kind === 'CREDIT_NOTE' ? -abs(stated.minor) : stated.minor;
}

/** null: no such column or blank; undefined: not an instalment number. */
function readInstalment(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  return /^0{0,3}[1-9]\d{0,2}$/.test(text) ? Number.parseInt(text, 10) : undefined;
}

interface CustomerKeys {
  readonly customerNo: string | null;
  readonly customerNoKey: string | null;
  readonly customerName: string | null;
  readonly customerNameKey: string | null;
}

/** How a row names its customer. A number of invisible characters only is no number. */
export function customerKeys(v: { readonly customer_no?: string; readonly customer_name?: string }): CustomerKeys {
  const noKey = v.customer_no === undefined ? '' : documentKey(v.customer_no);
  const customerNameKey = v.customer_name === undefined ? '' : nameKey(v.customer_name);
  return {
    customerNo: noKey === '' ? null : (v.customer_no ?? null),
    customerNoKey: noKey || null,
    customerName: customerNameKey === '' ? null : (v.customer_name ?? null),
    customerNameKey: customerNameKey || null,
  };
}

interface Paid {
  readonly minor: bigint;
  readonly on: Day | null;
  readonly reason: PaidReason | null;
}
const NOT_PAID: Paid = { minor: 0n, on: null, reason: null };

type Tell = (code: IssueCode, field: Field, severity?: Severity) => void;

/**
 * How much is paid. What is left open decides over what is said to be paid, because it is what the ledger must show.
 * A settlement day without amounts means paid in full. A payment whose day the file does not say counts from the file's
 * day: today's balance is right, and no past day is invented. A settlement day still to come is not a payment.
 */
function readPaid(row: ParsedRow, amount: bigint, asOf: Day, tell: Tell): Paid {
  const v = row.values;
  const open = v.open_amount === undefined ? undefined : abs(v.open_amount.minor);
  const said = v.paid_amount === undefined ? undefined : abs(v.paid_amount.minor);
  if (
    v.amount !== undefined &&
    v.open_amount !== undefined &&
    v.open_amount.minor !== 0n &&
    v.open_amount.minor < 0n !== v.amount.minor < 0n
  ) {
    tell('E_SIGN', 'open_amount');
  }
  if (open !== undefined && open > amount) tell('E_TOTALS_MISMATCH', 'open_amount');
  if (open === undefined && said !== undefined && said > amount) tell('E_TOTALS_MISMATCH', 'paid_amount');
  if (v.amount !== undefined && open !== undefined && said !== undefined && open + said !== amount) {
    tell('E_TOTALS_MISMATCH', 'paid_amount', 'warning');
  }
  if (v.settled_on !== undefined && v.settled_on > asOf) {
    tell('E_DATE_RANGE', 'settled_on', 'warning');
    return NOT_PAID;
  }
  const minor = open !== undefined ? amount - open : (said ?? (v.settled_on === undefined ? 0n : amount));
  if (minor <= 0n || minor > amount) return NOT_PAID;
  return v.settled_on === undefined
    ? { minor, on: asOf, reason: 'import.paid_before' }
    : { minor, on: v.settled_on, reason: 'import.settled' };
}

/** A posted document, and what a file says about it that may be booked. */
export interface DocumentChange {
  readonly currency: string;
  readonly more_paid_minor: bigint;
  readonly open_minor: bigint | null;
  readonly contract_no: string | null;
  readonly order_no: string | null;
  readonly note: string | null;
  readonly old_contract_no: string | null;
  readonly old_order_no: string | null;
  readonly old_note: string | null;
}

/** The fields that differ, by our names. */
export function beforeAndAfter(c: DocumentChange): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const fields: [string, unknown, unknown][] = [
    ['contract_no', c.old_contract_no, c.contract_no ?? c.old_contract_no],
    ['order_no', c.old_order_no, c.order_no ?? c.old_order_no],
    ['note', c.old_note, c.note ?? c.old_note],
    ['open_minor', c.open_minor, c.open_minor === null ? null : c.open_minor - c.more_paid_minor],
  ];
  const changed = fields.filter(([, before, after]) => before !== after);
  return {
    before: { currency: c.currency, ...Object.fromEntries(changed.map(([name, before]) => [name, before])) },
    after: { currency: c.currency, ...Object.fromEntries(changed.map(([name, , after]) => [name, after])) },
  };
}
