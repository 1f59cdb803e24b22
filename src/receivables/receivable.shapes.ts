/** How receivables look on the wire, and how rows become that. */
import { z } from 'zod';
import type { Day } from '../core/day.ts';
import { formatMinor } from '../core/money.ts';
import { daysOverdue } from '../core/day.ts';
import { canShape, listShape, textOrNull } from '../platform/wire.ts';
import { RECEIVABLE_STATUSES, statusOf } from './receivable.rules.ts';
import type { DocumentPosting, DocumentRecord, ListedReceivable } from './receivable.store.ts';

const amount = z.string();
export const DOCUMENT_KINDS = ['INVOICE', 'DEBIT_NOTE', 'CREDIT_NOTE', 'OPENING_BALANCE'] as const;

export const receivableShape = z.object({
  id: z.string(),
  document_id: z.string(),
  kind: z.enum(DOCUMENT_KINDS),
  number: z.string(),
  instalment_no: z.number().int(),
  customer: z.object({ id: z.string(), customer_no: z.string(), name: z.string() }),
  doc_on: z.string(),
  due_on: z.string(),
  days_overdue: z.number().int().describe('0 when it is not overdue or nothing is open'),
  currency: z.string(),
  amount,
  open: amount,
  allocated: amount,
  credited: amount,
  written_off: amount,
  status: z.enum(RECEIVABLE_STATUSES),
});
export const receivableList = listShape(receivableShape);

export const documentShape = z.object({
  id: z.string(),
  kind: z.enum(DOCUMENT_KINDS),
  number: z.string(),
  currency: z.string(),
  amount,
  open: amount,
  doc_on: z.string(),
  customer: z.object({ id: z.string(), customer_no: z.string(), name: z.string() }),
  contract_no: z.string().nullable(),
  order_no: z.string().nullable(),
  note: z.string().nullable(),
  reversed: z.boolean(),
  posted_at: z.string(),
  posted_by: z.string(),
  source: z
    .object({ batch_id: z.string(), row: z.number().int().nullable() })
    .nullable()
    .describe('The import that brought it, else null'),
  instalments: z.array(receivableShape),
  postings: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      receivable_id: z.string().nullable(),
      instalment_no: z.number().int().nullable(),
      credit_id: z.string().nullable(),
      credit_number: z.string().nullable(),
      credit_kind: z.enum(['RECEIPT', 'CREDIT_NOTE']).nullable(),
      amount,
      effective_on: z.string(),
      recorded_at: z.string(),
      actor: z.string(),
      reason: z.string().nullable(),
      reverses: z.string().nullable(),
      reversed_by: z.string().nullable(),
    }),
  ),
  can: canShape,
});

export function presentReceivable(row: ListedReceivable, asOf: Day): z.input<typeof receivableShape> {
  const text = (minor: bigint): string => formatMinor(minor, row.currency);
  const late = daysOverdue(row.due_on, asOf);
  const state = {
    amountMinor: row.amount_minor,
    openMinor: row.open_minor,
    reversedMinor: row.reversed_minor,
    docOn: row.doc_on,
  };
  return {
    id: row.id.toString(),
    document_id: row.document_id.toString(),
    kind: row.kind,
    number: row.number,
    instalment_no: row.instalment_no,
    customer: { id: row.customer_id.toString(), customer_no: row.customer_no, name: row.customer_name },
    doc_on: row.doc_on,
    due_on: row.due_on,
    days_overdue: row.open_minor > 0n && late > 0 ? late : 0,
    currency: row.currency,
    amount: text(row.amount_minor),
    open: text(row.open_minor),
    allocated: text(row.allocated_minor),
    credited: text(row.credited_minor),
    written_off: text(row.written_off_minor),
    status: statusOf(state, asOf),
  };
}

export function presentDocument(
  d: DocumentRecord,
  parts: {
    instalments: readonly ListedReceivable[];
    postings: readonly DocumentPosting[];
    asOf: Day;
    canReverse: true | string;
  },
): z.input<typeof documentShape> {
  const text = (minor: bigint): string => formatMinor(minor, d.currency);
  return {
    id: d.id.toString(),
    kind: d.kind,
    number: d.number,
    currency: d.currency,
    amount: text(d.amount_minor),
    doc_on: d.doc_on,
    open: text(parts.instalments.reduce((sum, i) => sum + i.open_minor, 0n)),
    customer: { id: d.customer_id.toString(), customer_no: d.customer_no, name: d.customer_name },
    contract_no: d.contract_no,
    order_no: d.order_no,
    note: d.note,
    reversed: d.voided,
    posted_at: d.posted_at.toISOString(),
    posted_by: d.posted_by,
    source: d.source_batch_id === null ? null : { batch_id: d.source_batch_id.toString(), row: d.source_row },
    instalments: parts.instalments.map((i) => presentReceivable(i, parts.asOf)),
    postings: parts.postings.map((p) => ({
      id: p.id.toString(),
      kind: p.kind,
      receivable_id: textOrNull(p.receivable_id),
      instalment_no: p.instalment_no,
      credit_id: textOrNull(p.credit_id),
      credit_number: p.credit_number,
      credit_kind: p.credit_kind,
      amount: text(p.amount_minor),
      effective_on: p.effective_on,
      recorded_at: p.recorded_at.toISOString(),
      actor: p.actor,
      reason: p.reason,
      reverses: textOrNull(p.reverses),
      reversed_by: textOrNull(p.reversed_by),
    })),
    can: { reverse: parts.canReverse },
  };
}
