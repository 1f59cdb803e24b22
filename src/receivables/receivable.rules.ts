/** What a receivable is called as of a day, and what may be done with its document. */
import type { Day } from '../core/day.ts';
import type { DocumentKind } from './document.rules.ts';

export const RECEIVABLE_STATUSES = ['open', 'part_paid', 'paid', 'reversed', 'future'] as const;
export type ReceivableStatus = (typeof RECEIVABLE_STATUSES)[number];

/** Amounts as of the day, in minor units. */
export interface ReceivableState {
  readonly amountMinor: bigint;
  readonly openMinor: bigint;
  readonly reversedMinor: bigint;
  readonly docOn: Day;
}

export function statusOf(s: ReceivableState, asOf: Day): ReceivableStatus {
  if (s.docOn > asOf) return 'future';
  if (s.reversedMinor > 0n) return 'reversed';
  if (s.openMinor === 0n) return 'paid';
  return s.openMinor < s.amountMinor ? 'part_paid' : 'open';
}

export interface DocumentState {
  readonly kind: DocumentKind;
  readonly voided: boolean;
  /** Something is set against it: allocations, credits, write-offs, refunds. */
  readonly inUse: boolean;
}

/** Whether the document can be reversed as a whole: true, or the code of the reason why not. */
export function canReverse(document: DocumentState, permissions: ReadonlySet<string>): true | string {
  if (!permissions.has('documents.reverse')) return 'forbidden';
  if (document.voided) return 'document.already_reversed';
  return document.inUse ? 'document.in_use' : true;
}
