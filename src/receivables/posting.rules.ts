/**
 * The movements of the ledger: which two accounts each kind moves between, and which running total it changes.
 * One table, so that posting, reversing and proving cannot disagree (the migration's triggers hold the same mapping).
 */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';

export type Account = 'RECEIVABLE' | 'UNAPPLIED' | 'CASH' | 'REVENUE' | 'OPENING' | 'BAD_DEBT';

export type MovementKind =
  | 'INVOICE'
  | 'OPENING_BALANCE'
  | 'CREDIT_NOTE'
  | 'RECEIPT'
  | 'ALLOCATION'
  | 'CREDIT_ALLOCATION'
  | 'WRITE_OFF'
  | 'REFUND';

/** One movement to post. It names the receivable and the credit whose accounts it moves. */
export interface Movement {
  readonly kind: MovementKind;
  readonly customerId: Id;
  readonly receivableId: Id | null;
  readonly creditId: Id | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** The business day it counts from. */
  readonly effectiveOn: Day;
  readonly reason?: string | null;
}

export const ACCOUNTS: Readonly<Record<MovementKind, { readonly debit: Account; readonly credit: Account }>> = {
  INVOICE: { debit: 'RECEIVABLE', credit: 'REVENUE' },
  OPENING_BALANCE: { debit: 'RECEIVABLE', credit: 'OPENING' },
  CREDIT_NOTE: { debit: 'REVENUE', credit: 'UNAPPLIED' },
  RECEIPT: { debit: 'CASH', credit: 'UNAPPLIED' },
  ALLOCATION: { debit: 'UNAPPLIED', credit: 'RECEIVABLE' },
  CREDIT_ALLOCATION: { debit: 'UNAPPLIED', credit: 'RECEIVABLE' },
  WRITE_OFF: { debit: 'BAD_DEBT', credit: 'RECEIVABLE' },
  REFUND: { debit: 'UNAPPLIED', credit: 'CASH' },
};
