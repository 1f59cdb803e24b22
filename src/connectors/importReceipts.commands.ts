/** Receipts from a file. Where it names documents, the money is set against them as the payer meant it; else it stays unapplied. */
import { documentKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { allocateCredit } from '../cash/allocation.commands.ts';
import { applyReceipts } from '../cash/cash.commands.ts';
import { instrumentOf } from '../cash/receipt.rules.ts';
import { customersNamed } from './importNames.ts';
import type { Step } from './importObject.ts';
import { customerField, type Decision, type RecordRow } from './importRecord.rules.ts';
import { knownDocuments, type KnownReceipt, receiptsUnder } from './importRecord.store.ts';
import type { RecordKind } from './importRecords.commands.ts';
import { issue } from './issue.rules.ts';
import type { IssueCode, Field, RowIssue, RowValues } from './table.ts';

export const receiptRecords: RecordKind = {
  keyField: 'receipt_no',
  decide: async (step, rows, seen) => {
    const names = await customersNamed(
      step.ctx,
      rows.map((row) => row.values),
    );
    const found = rows.map((row) => ({ row, customer: names.of(row.values) }));
    const known = await receiptsUnder(step.ctx, {
      numbers: rows.flatMap((row) => (row.values.receipt_no === undefined ? [] : [documentKey(row.values.receipt_no)])),
      customerIds: found.flatMap(({ customer }) => (typeof customer === 'string' ? [] : [customer.id])),
      days: [...new Set(rows.flatMap((row) => row.values.received_on ?? []))],
    });
    const documents = await knownDocuments(
      step.ctx,
      rows.flatMap((row) => row.values.document_nos?.map(documentKey) ?? []),
    );
    return found.map(({ row, customer }): Decision => {
      if (typeof customer === 'string')
        return {
          row: row.row,
          verdict: 'WRONG',
          issues: [told(step, row, 'E_VALUE_UNKNOWN', customerField(row.values))],
        };
      const judged = judge(step, row, customer.id, { known, seen });
      return {
        row: row.row,
        customerId: customer.id,
        verdict: judged.verdict,
        issues: [...(judged.issues ?? []), ...unknownDocuments(step, row, documents)],
      };
    });
  },
  book: async (step, rows) => {
    const creditIds = await applyReceipts(
      step.ctx,
      rows.map((row) => ({
        customerId: row.customerId ?? 0n,
        receivedOn: row.values.received_on ?? step.asOf,
        amountMinor: row.values.amount?.minor ?? 0n,
        currency: row.values.amount?.currency ?? '',
        number: row.values.receipt_no,
        payerName: row.values.payer_name,
        bankAccount: row.values.bank_account,
        instrument: row.values.instrument === undefined ? undefined : instrumentOf(row.values.instrument),
        reference: row.values.reference?.slice(0, 500),
        note: row.values.note,
        sourceBatchId: step.batch.id,
        sourceRow: row.row,
      })),
    );
    for (const [i, row] of rows.entries()) {
      const documents = row.values.document_nos ?? [];
      const creditId = creditIds[i];
      if (documents.length === 0 || creditId === undefined) continue;
      await allocateCredit(step.ctx, {
        creditId,
        mode: 'BY_REMITTANCE',
        documents: documents.map((number) => ({ number })),
        designation: documents.join(', ').slice(0, 2000),
        countsFrom: 'receipt',
      });
    }
  },
};

/**
 * With a number: posted the same is known, posted otherwise is a conflict. Without one, two payments may really be alike:
 * as many as the ledger has are known, the others are new, and a second one in the file is told.
 */
function judge(
  step: Step,
  row: RecordRow,
  customerId: Id,
  memory: { known: readonly KnownReceipt[]; seen: Map<string, number> },
): Pick<Decision, 'verdict' | 'issues'> {
  const v = row.values;
  const here: Alike = {
    customer_id: customerId,
    currency: v.amount?.currency ?? '',
    amount_minor: v.amount?.minor ?? 0n,
    received_on: v.received_on ?? '',
    reference: v.reference ?? null,
  };
  if (v.receipt_no !== undefined) {
    const number = documentKey(v.receipt_no);
    const posted = memory.known.find((k) => k.number_key === number);
    if (posted === undefined) return { verdict: 'NEW' };
    const same = alikeKey({ ...posted, reference: null }) === alikeKey({ ...here, reference: null });
    return same
      ? { verdict: 'SAME' }
      : { verdict: 'CONFLICT', issues: [told(step, row, 'E_CONFLICT_EXISTING', 'receipt_no')] };
  }
  const alike = alikeKey(here);
  const before = memory.seen.get(alike) ?? 0;
  memory.seen.set(alike, before + 1);
  if (before < memory.known.filter((k) => alikeKey(k) === alike).length) return { verdict: 'SAME' };
  if (before === 0) return { verdict: 'NEW' };
  return { verdict: 'NEW', issues: [{ ...told(step, row, 'E_POSSIBLE_DUPLICATE', 'amount'), severity: 'warning' }] };
}

/** Money for a document nobody knows stays unapplied, and that is told. */
const unknownDocuments = (step: Step, row: RecordRow, known: ReadonlySet<string>): RowIssue[] =>
  (row.values.document_nos ?? [])
    .filter((number) => !known.has(documentKey(number)))
    .map((value) =>
      issue('E_VALUE_UNKNOWN', {
        row: row.row,
        column: step.places.headerOf('document_nos'),
        field: 'document_nos',
        value,
        severity: 'warning',
      }),
    );

interface Alike {
  readonly customer_id: Id;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly received_on: string;
  readonly reference: string | null;
}
const alikeKey = (r: Alike): string =>
  JSON.stringify([r.customer_id.toString(), r.currency, r.amount_minor.toString(), r.received_on, r.reference ?? '']);

const told = (step: Step, row: RecordRow, code: IssueCode, field: Field): RowIssue => {
  const value = row.values[field as keyof RowValues];
  return issue(code, {
    row: row.row,
    column: step.places.headerOf(field),
    field,
    value: typeof value === 'string' ? value : '',
  });
};
