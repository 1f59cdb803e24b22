/** Signs and sides: what a row owes us, from one amount, debit and credit, or an amount with its direction. */
import { money, subtract, zero, type Money } from '../core/money.ts';
import type { Field, ImportObject, IssueCode } from './table.ts';

type Values = Map<Field, string | Money | readonly string[]>;
type Report = (code: IssueCode, field: Field) => void;

const moneyOf = (values: Values, field: Field): Money | undefined => {
  const value = values.get(field);
  return typeof value === 'object' && 'minor' in value ? value : undefined;
};

/** Leaves one signed `amount` among the values, and tells what cannot be. */
export function signAmounts(values: Values, object: ImportObject, report: Report): void {
  if (object === 'receivables') signReceivable(values, report);
  const received = object === 'receipts' ? moneyOf(values, 'amount') : undefined;
  if (received && received.minor <= 0n) report('E_SIGN', 'amount');
  const limit = moneyOf(values, 'credit_limit');
  if (limit && limit.minor < 0n) report('E_SIGN', 'credit_limit');
}

function signReceivable(values: Values, report: Report): void {
  joinSides(values, report);
  turnByDirection(values, report);
  const open = moneyOf(values, 'open_amount');
  if (!values.has('amount') && open) values.set('amount', open);
  const amount = moneyOf(values, 'amount');
  if (!amount) return;
  if (amount.minor === 0n) {
    report('E_SIGN', 'amount');
    return;
  }
  signByKind(values, amount);
}

/** Debit minus credit; a row with both filled could be two documents and is refused. */
function joinSides(values: Values, report: Report): void {
  const debit = moneyOf(values, 'debit');
  const credit = moneyOf(values, 'credit');
  values.delete('debit');
  values.delete('credit');
  const side = debit ?? credit;
  if (!side || values.has('amount')) return;
  if (debit && credit && debit.minor !== 0n && credit.minor !== 0n) {
    report('E_AMOUNT_AMBIGUOUS', 'debit');
    return;
  }
  const none = zero(side.currency);
  values.set('amount', subtract(debit ?? none, credit ?? none));
}

/** A credit side with a negative amount says the same thing twice or the opposite: refused. */
function turnByDirection(values: Values, report: Report): void {
  const direction = values.get('direction');
  const amount = moneyOf(values, 'amount');
  values.delete('direction');
  if (direction !== 'CREDIT' || !amount) return;
  if (amount.minor < 0n) report('E_SIGN', 'amount');
  else values.set('amount', money(-amount.minor, amount.currency));
}

/** A credit note lowers what is owed however its amount is written; a negative invoice is a credit note (红字). */
function signByKind(values: Values, amount: Money): void {
  if (values.get('kind') === 'CREDIT_NOTE' && amount.minor > 0n) {
    for (const field of ['amount', 'open_amount'] as const) {
      const written = moneyOf(values, field);
      if (written) values.set(field, money(written.minor < 0n ? written.minor : -written.minor, written.currency));
    }
  } else if (amount.minor < 0n) values.set('kind', 'CREDIT_NOTE');
  else if (!values.has('kind')) values.set('kind', 'INVOICE');
}
