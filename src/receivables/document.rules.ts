/** What may be posted as a document, decided before the database is asked. */
import type { Day } from '../core/day.ts';
import { documentKey } from '../core/documentNumber.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { MAX_MINOR } from '../core/money.ts';

export type DocumentKind = 'INVOICE' | 'DEBIT_NOTE' | 'CREDIT_NOTE' | 'OPENING_BALANCE';

export interface Instalment {
  readonly dueOn: Day;
  readonly amountMinor: bigint;
}

/** A document to post. Amounts are gross, in minor units of `currency`; a credit note has no instalments. */
export interface NewDocument {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly customerId: Id;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly docOn: Day;
  readonly instalments: readonly Instalment[];
  readonly contractNo?: string | null;
  readonly orderNo?: string | null;
  readonly note?: string | null;
  readonly sourceBatchId?: Id | null;
  readonly sourceRow?: number | null;
}

/** @throws document.* when the document cannot be a posting */
export function assertPostable(d: NewDocument): void {
  if (documentKey(d.number) === '') throw fault('document.number_empty');
  if (d.amountMinor <= 0n) throw fault('document.amount', { number: d.number });
  if (d.amountMinor > MAX_MINOR) throw fault('money.range', { number: d.number });
  if (d.kind === 'CREDIT_NOTE') {
    if (d.instalments.length > 0) throw fault('document.instalment_of_credit', { number: d.number });
    return;
  }
  if (d.instalments.length === 0) throw fault('document.no_instalment', { number: d.number });
  const sum = d.instalments.reduce((total, i) => total + i.amountMinor, 0n);
  if (sum !== d.amountMinor || d.instalments.some((i) => i.amountMinor <= 0n)) {
    throw fault('document.instalment_sum', { number: d.number });
  }
}
