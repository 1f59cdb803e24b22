/** Receipts and allocation over HTTP. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { money, parseMinor, toWire } from '../core/money.ts';
import { pageOf } from '../platform/cursor.ts';
import { route, type Route } from '../platform/route.ts';
import { canShape, dayText, idIfGiven, idText, listShape, moneyShape, pageQuery } from '../platform/wire.ts';
import { allocate, type AllocationDone, planFor } from './allocation.commands.ts';
import { ALLOCATION_MODES } from './allocation.rules.ts';
import { debtsOf, findCredit, payerOf } from './allocation.store.ts';
import { type Language, modeText } from './allocationTexts.rules.ts';
import { postReceipt } from './cash.commands.ts';
import {
  allocateBody,
  allocationFromWire,
  allocationShape,
  doneShape,
  explain,
  openCreditShape,
  presentAllocation,
  presentLine,
  presentOpenCredit,
  presentReceipt,
  proposeBody,
  receiptBody,
  receiptShape,
  reverseBody,
} from './cash.shapes.ts';
import { allocationsOf, findReceipt, listReceipts, openCredits } from './receipt.store.ts';
import { reverseAllocation, reverseReceipt } from './reversal.commands.ts';

const byId = z.strictObject({ id: idText });

export const receiptsQuery = z.strictObject({
  ...pageQuery,
  customer_id: idText.optional(),
  currency: z.string().length(3).optional(),
  search: z.string().max(100).optional(),
  unapplied: z.enum(['true', 'false']).optional().describe('true: only money of which something is left'),
  received_from: dayText.optional(),
  received_to: dayText.optional(),
});

export const receiptFilter = (q: z.output<typeof receiptsQuery>) => ({
  limit: q.limit,
  cursor: q.cursor,
  currency: q.currency,
  search: q.search,
  customerId: idIfGiven(q.customer_id),
  unapplied: q.unapplied === 'true',
  receivedFrom: q.received_from,
  receivedTo: q.received_to,
});

export const listReceiptsRoute = route({
  method: 'GET',
  path: '/receipts',
  permission: 'receipts.read',
  scope: 'customer',
  summary: 'Receipts, newest first, with what is left of them as of the day',
  query: receiptsQuery,
  response: listShape(receiptShape),
  handle: async (call) => {
    const found = await call.read((r) => listReceipts(r, receiptFilter(call.query)));
    const { page, nextCursor } = pageOf(found, call.query.limit, (last) => [last.received_on, last.id]);
    return { items: page.map(presentReceipt), next_cursor: nextCursor };
  },
});

export const postReceiptRoute = route({
  method: 'POST',
  path: '/receipts',
  permission: 'receipts.post',
  scope: 'customer',
  status: 201,
  summary: 'Book money that came in, and set it against documents if asked',
  body: receiptBody,
  response: z.object({ id: z.string(), ...doneShape.shape }),
  handle: async (call) => {
    const { body } = call;
    const done = await call.run(postReceipt, {
      customerId: parseId(body.customer_id),
      receivedOn: body.received_on,
      amountMinor: parseMinor(body.amount, body.currency),
      currency: body.currency,
      number: body.number,
      instrument: body.instrument,
      reference: body.reference,
      payerName: body.payer_name,
      bankAccount: body.bank_account,
      note: body.note,
      allocate: body.allocate === undefined ? undefined : allocationFromWire(body.allocate, body.currency),
    });
    return { id: String(done.receiptId), ...presentDone(done, body.currency, call.language) };
  },
});

const presentDone = (done: AllocationDone, currency: string, language: Language): z.input<typeof doneShape> => ({
  lines: done.lines.map((line) => presentLine(line, currency, language)),
  unapplied: toWire(money(done.unappliedMinor, currency)),
  not_found: [...done.notFound],
});

const proposalShape = z.object({
  lines: z.array(
    z.object({
      receivable: z.object({
        id: z.string(),
        document_id: z.string(),
        number: z.string(),
        kind: z.string(),
        instalment_no: z.number().int(),
        doc_on: z.string(),
        due_on: z.string(),
        amount: moneyShape,
        open: moneyShape,
      }),
      amount: moneyShape,
      reason: z.object({ code: z.string(), text: z.string() }),
    }),
  ),
  unapplied: moneyShape,
  not_found: z.array(z.string()),
  explanation: z.object({ code: z.enum(ALLOCATION_MODES), text: z.string() }),
});

export const proposeAllocation = route({
  method: 'POST',
  path: '/receipts/propose',
  permission: 'receipts.read',
  scope: 'customer',
  summary: 'Which documents this money would pay and why; the code that books it, without booking',
  body: proposeBody,
  response: proposalShape,
  handle: async (call) => {
    const { customer_id, received_on, amount, currency, reference, ...asked } = call.body;
    const credit = { amountMinor: parseMinor(amount, currency), currency, effective_on: received_on ?? call.asOf };
    const debts = await call.read(async (r) => {
      const payer = await payerOf(r, parseId(customer_id));
      if (payer === undefined) throw fault('not_found');
      return debtsOf(r, { payerId: payer.payerId, currency });
    });
    if (credit.amountMinor <= 0n) throw fault('receipt.amount_not_positive');
    const fromWire = allocationFromWire(asked, currency);
    const plan = planFor({
      credit,
      debts,
      asked: { ...fromWire, designation: fromWire.designation ?? reference ?? undefined },
    });
    const byReceivable = new Map(debts.map((d) => [d.receivable_id, d]));
    const wire = (minor: bigint) => toWire(money(minor, currency));
    return {
      lines: plan.parts.flatMap((part) => {
        const d = byReceivable.get(part.receivableId);
        if (d === undefined) return [];
        const receivable = {
          id: String(d.receivable_id),
          document_id: String(d.document_id),
          number: d.number,
          kind: d.kind,
          instalment_no: d.instalment_no,
          doc_on: d.doc_on,
          due_on: d.due_on,
          amount: wire(d.amount_minor),
          open: wire(d.open_minor),
        };
        return [{ receivable, amount: wire(part.amountMinor), reason: explain(part.reason, call.language) }];
      }),
      unapplied: wire(plan.unappliedMinor),
      not_found: [...plan.notFound],
      explanation: { code: asked.mode, text: modeText(asked.mode, call.language) },
    };
  },
});

const may = (permissions: ReadonlySet<string>, permission: string, obstacle: string | false): true | string =>
  !permissions.has(permission) ? 'forbidden' : obstacle === false ? true : obstacle;

export const getReceipt = route({
  method: 'GET',
  path: '/receipts/:id',
  permission: 'receipts.read',
  scope: 'customer',
  summary: 'One receipt and everything that was ever set against documents from it',
  params: byId,
  response: z.object({ ...receiptShape.shape, allocations: z.array(allocationShape), can: canShape }),
  handle: async (call) => {
    const id = parseId(call.params.id);
    const { receipt, allocations } = await call.read(async (r) => ({
      receipt: await findReceipt(r, id),
      allocations: await allocationsOf(r, id),
    }));
    if (receipt === undefined) throw fault('not_found');
    const { permissions } = call.actor;
    const mayReverse = may(permissions, 'allocations.write', false);
    return {
      ...presentReceipt(receipt),
      allocations: allocations.map((a) => presentAllocation(a, call.language, mayReverse)),
      can: {
        allocate: may(
          permissions,
          'allocations.write',
          receipt.reversed ? 'credit.reversed' : receipt.unapplied_minor === 0n && 'credit.nothing_left',
        ),
        reverse: may(permissions, 'receipts.post', receipt.reversed && 'receipt.already_reversed'),
      },
    };
  },
});

export const listCreditsRoute = route({
  method: 'GET',
  path: '/credits',
  permission: 'receipts.read',
  scope: 'customer',
  summary: 'Receipts and credit notes of which something is left to set against documents, oldest first',
  query: z.strictObject({ ...pageQuery, customer_id: idText.optional(), currency: z.string().length(3).optional() }),
  response: listShape(openCreditShape),
  handle: async (call) => {
    const { customer_id, ...page } = call.query;
    const found = await call.read((r) => openCredits(r, { ...page, customerId: idIfGiven(customer_id) }));
    const { page: shown, nextCursor } = pageOf(found, page.limit, (last) => [last.effective_on, last.id]);
    const allocate = may(call.actor.permissions, 'allocations.write', false);
    return { items: shown.map((row) => presentOpenCredit(row, allocate)), next_cursor: nextCursor };
  },
});

export const allocateRoute = route({
  method: 'POST',
  path: '/credits/:id/allocate',
  permission: 'allocations.write',
  scope: 'customer',
  summary: 'Set what is left of a receipt or credit note against documents',
  params: byId,
  body: allocateBody,
  response: doneShape,
  handle: async (call) => {
    const creditId = parseId(call.params.id);
    const credit = await call.read((r) => findCredit(r, creditId));
    if (credit === undefined) throw fault('not_found');
    const done = await call.run(allocate, { creditId, ...allocationFromWire(call.body, credit.currency) });
    return presentDone(done, credit.currency, call.language);
  },
});

export const reverseAllocationRoute = route({
  method: 'POST',
  path: '/postings/:id/reverse',
  permission: 'allocations.write',
  scope: 'customer',
  summary: 'Take back one allocation',
  params: byId,
  body: reverseBody,
  response: z.object({ id: z.string(), effective_on: z.string() }),
  handle: async (call) => {
    const { reason, effective_on } = call.body;
    const done = await call.run(reverseAllocation, {
      postingId: parseId(call.params.id),
      reason,
      effectiveOn: effective_on,
    });
    return { id: String(done.postingId), effective_on: done.effectiveOn };
  },
});

export const reverseReceiptRoute = route({
  method: 'POST',
  path: '/receipts/:id/reverse',
  permission: 'receipts.post',
  scope: 'customer',
  summary: 'Take back a whole receipt and everything set against documents from it',
  params: byId,
  body: reverseBody,
  response: z.object({ id: z.string(), allocations_reversed: z.number().int(), effective_on: z.string() }),
  handle: async (call) => {
    const { reason, effective_on } = call.body;
    const done = await call.run(reverseReceipt, {
      receiptId: parseId(call.params.id),
      reason,
      effectiveOn: effective_on,
    });
    return {
      id: String(done.receiptId),
      allocations_reversed: done.allocationsReversed,
      effective_on: done.effectiveOn,
    };
  },
});

export const cashRoutes: readonly Route[] = [
  listReceiptsRoute,
  postReceiptRoute,
  proposeAllocation,
  getReceipt,
  listCreditsRoute,
  allocateRoute,
  reverseAllocationRoute,
  reverseReceiptRoute,
];
