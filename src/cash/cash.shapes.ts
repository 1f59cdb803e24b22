/** Receipts and allocations on the wire. */
import { z } from 'zod';
import { parseId } from '../core/ids.ts';
import { money, parseMinor, toWire } from '../core/money.ts';
import { canShape, dayText, idText, moneyShape, textOrNull } from '../platform/wire.ts';
import type { AllocatedLine, AllocationAsked } from './allocation.commands.ts';
import { ALLOCATION_MODES, type AllocationReason } from './allocation.rules.ts';
import { isReason, modeText, reasonText, type Language } from './allocationTexts.rules.ts';
import { INSTRUMENTS, receiptStatus } from './receipt.rules.ts';
import type { AllocationRow, OpenCreditRow, ReceiptRow } from './receipt.store.ts';

const amountText = z.string().max(30).describe('Decimal string in the currency of the money');
const explained = z.object({ code: z.string(), text: z.string().describe("In the caller's language") });

export const allocateBody = z.strictObject({
  mode: z.enum(ALLOCATION_MODES),
  lines: z
    .array(z.strictObject({ receivable_id: idText, amount: amountText }))
    .max(5000)
    .optional()
    .describe('MANUAL: what goes where'),
  documents: z
    .array(z.strictObject({ number: z.string().min(1).max(100), amount: amountText.optional() }))
    .max(5000)
    .optional()
    .describe(
      "BY_REMITTANCE: what the payer named; else the numbers are looked for in `designation` or the receipt's reference",
    ),
  designation: z.string().max(2000).optional().describe("The payer's own words"),
  effective_on: dayText.optional().describe('Business day it counts from'),
});

export function allocationFromWire(body: z.output<typeof allocateBody>, currency: string): AllocationAsked {
  return {
    mode: body.mode,
    lines: body.lines?.map((line) => ({
      receivableId: parseId(line.receivable_id),
      amountMinor: parseMinor(line.amount, currency),
    })),
    documents: body.documents?.map((d) => ({
      number: d.number,
      amountMinor: d.amount === undefined ? undefined : parseMinor(d.amount, currency),
    })),
    designation: body.designation,
    effectiveOn: body.effective_on,
  };
}

const currencyCode = z.string().regex(/^[A-Z]{3}$/);
const text = (limit: number) => z.string().trim().min(1).max(limit).nullish();

export const receiptBody = z.strictObject({
  customer_id: idText,
  received_on: dayText,
  amount: amountText,
  currency: currencyCode,
  number: z.string().trim().min(1).max(100).optional().describe('Drawn when absent: R-2026-000123'),
  instrument: z.enum(INSTRUMENTS).optional(),
  reference: text(500),
  payer_name: text(300),
  bank_account: text(100),
  note: text(2000),
  allocate: allocateBody.optional().describe('Absent: the money stays unapplied'),
});

export const proposeBody = z.strictObject({
  customer_id: idText,
  received_on: dayText.optional(),
  amount: amountText,
  currency: currencyCode,
  reference: text(500),
  ...allocateBody.omit({ effective_on: true }).shape,
});

export const receiptShape = z.object({
  id: z.string(),
  number: z.string(),
  customer: z.object({ id: z.string(), customer_no: z.string(), name: z.string() }),
  received_on: z.string(),
  amount: moneyShape,
  unapplied: moneyShape,
  status: z.enum(['UNAPPLIED', 'PARTLY_APPLIED', 'APPLIED', 'REVERSED']),
  instrument: z.enum(INSTRUMENTS),
  reference: z.string().nullable(),
  payer_name: z.string().nullable(),
  bank_account: z.string().nullable(),
  note: z.string().nullable(),
  posted_at: z.string(),
  source: z.object({ batch_id: z.string(), row: z.number().int().nullable() }).nullable(),
});

export const presentReceipt = (row: ReceiptRow): z.input<typeof receiptShape> => ({
  id: String(row.id),
  number: row.number,
  customer: { id: String(row.customer_id), customer_no: row.customer_no, name: row.customer_name },
  received_on: row.received_on,
  amount: toWire(money(row.amount_minor, row.currency)),
  unapplied: toWire(money(row.unapplied_minor, row.currency)),
  status: receiptStatus({ amountMinor: row.amount_minor, unappliedMinor: row.unapplied_minor, reversed: row.reversed }),
  instrument: row.instrument,
  reference: row.reference,
  payer_name: row.payer_name,
  bank_account: row.bank_account,
  note: row.note,
  posted_at: row.posted_at.toISOString(),
  source: row.source_batch_id === null ? null : { batch_id: String(row.source_batch_id), row: row.source_row },
});

export const openCreditShape = z.object({
  id: z.string(),
  kind: z.enum(['RECEIPT', 'CREDIT_NOTE']),
  number: z.string(),
  document_id: z.string().nullable(),
  customer: z.object({ id: z.string(), customer_no: z.string(), name: z.string() }),
  on: z.string(),
  amount: moneyShape,
  unapplied: moneyShape,
  can: canShape,
});

export const presentOpenCredit = (row: OpenCreditRow, allocate: true | string): z.input<typeof openCreditShape> => ({
  id: String(row.id),
  kind: row.kind,
  number: row.number,
  document_id: textOrNull(row.document_id),
  customer: { id: String(row.customer_id), customer_no: row.customer_no, name: row.customer_name },
  on: row.effective_on,
  amount: toWire(money(row.amount_minor, row.currency)),
  unapplied: toWire(money(row.unapplied_minor, row.currency)),
  can: { allocate },
});

export const allocationShape = z.object({
  posting_id: z.string(),
  receivable_id: z.string(),
  document_id: z.string(),
  document_number: z.string(),
  instalment_no: z.number().int(),
  due_on: z.string(),
  amount: moneyShape,
  effective_on: z.string(),
  recorded_at: z.string(),
  actor: z.string().nullable(),
  reason: explained.nullable(),
  mode: explained.nullable(),
  designation: z.string().nullable(),
  reversed: z
    .object({ on: z.string(), at: z.string(), by: z.string().nullable(), reason: z.string().nullable() })
    .nullable(),
  can: canShape,
});

const reasonOf = (code: string | null, language: Language): { code: string; text: string } | null =>
  isReason(code) ? { code, text: reasonText(code, language) } : code === null ? null : { code, text: code };

export function presentAllocation(
  row: AllocationRow,
  language: Language,
  mayReverse: true | string,
): z.input<typeof allocationShape> {
  const mode = ALLOCATION_MODES.find((m) => m === row.mode);
  return {
    posting_id: String(row.posting_id),
    receivable_id: String(row.receivable_id),
    document_id: String(row.document_id),
    document_number: row.document_number,
    instalment_no: row.instalment_no,
    due_on: row.due_on,
    amount: toWire(money(row.amount_minor, row.currency)),
    effective_on: row.effective_on,
    recorded_at: row.recorded_at.toISOString(),
    actor: row.actor,
    reason: reasonOf(row.reason, language),
    mode: mode === undefined ? null : { code: mode, text: modeText(mode, language) },
    designation: row.designation,
    reversed:
      row.reversed_on === null
        ? null
        : {
            on: row.reversed_on,
            at: row.reversed_at?.toISOString() ?? '',
            by: row.reversed_by,
            reason: row.reversal_reason,
          },
    can: { reverse: row.reversed_on === null ? mayReverse : 'posting.already_reversed' },
  };
}

export const lineShape = z.object({
  posting_id: z.string(),
  receivable_id: z.string(),
  document_number: z.string(),
  amount: moneyShape,
  effective_on: z.string(),
  reason: explained,
});
export const doneShape = z.object({
  lines: z.array(lineShape),
  unapplied: moneyShape,
  not_found: z.array(z.string()).describe('Numbers the payer named that are not open'),
});

export const presentLine = (line: AllocatedLine, currency: string, language: Language): z.input<typeof lineShape> => ({
  posting_id: String(line.postingId),
  receivable_id: String(line.receivableId),
  document_number: line.documentNumber,
  amount: toWire(money(line.amountMinor, currency)),
  effective_on: line.effectiveOn,
  reason: explain(line.reason, language),
});

export const explain = (code: AllocationReason, language: Language): { code: string; text: string } => ({
  code,
  text: reasonText(code, language),
});

export const reverseBody = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  effective_on: dayText.optional(),
});
