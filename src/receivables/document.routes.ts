/** Receivables and documents over HTTP: list, detail, post, reverse. */
import { z } from 'zod';
import { chinaCalendar } from '../core/calendarCn.ts';
import { type Day, day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import { type Id, parseId } from '../core/ids.ts';
import { parseMinor } from '../core/money.ts';
import { pageOf } from '../platform/cursor.ts';
import type { Reading } from '../platform/database.ts';
import { route } from '../platform/route.ts';
import { dayText, idText, pageQuery } from '../platform/wire.ts';
import { companyDefaults } from './companyDefaults.ts';
import { customerTermDays } from './document.store.ts';
import { dueOn } from './dueDate.rules.ts';
import { canReverse } from './receivable.rules.ts';
import {
  DOCUMENT_KINDS,
  documentShape,
  presentDocument,
  presentReceivable,
  receivableList,
} from './receivable.shapes.ts';
import {
  documentOfReceivable,
  findDocument,
  instalmentsOf,
  listReceivables,
  postingsOf,
  RECEIVABLE_SORTS,
  receivablePosition,
} from './receivable.store.ts';
import { postDocument, reverseDocument } from './receivables.commands.ts';

const onlyId = z.strictObject({ id: idText });

export const receivablesQuery = z.strictObject({
  customer_id: idText.optional(),
  status: z.enum(['open', 'paid', 'all']).default('open'),
  overdue: z.enum(['true', 'false']).optional(),
  search: z.string().max(100).optional(),
  owner_id: idText.optional(),
  team_id: idText.optional(),
  currency: z.string().length(3).optional(),
  due_from: dayText.optional(),
  due_to: dayText.optional(),
  sort: z.enum(RECEIVABLE_SORTS).default('due'),
  ...pageQuery,
});

/** The list's filter from a query, also for exports. */
export function receivablesFilter(q: z.output<typeof receivablesQuery>): Parameters<typeof listReceivables>[1] {
  const id = (text: string | undefined): Id | undefined => (text === undefined ? undefined : parseId(text));
  return {
    customerId: id(q.customer_id),
    status: q.status,
    overdue: q.overdue === 'true',
    search: q.search,
    ownerId: id(q.owner_id),
    teamId: id(q.team_id),
    currency: q.currency,
    dueFrom: q.due_from,
    dueTo: q.due_to,
    sort: q.sort,
    limit: q.limit,
    cursor: q.cursor,
  };
}

export const getReceivables = route({
  method: 'GET',
  path: '/receivables',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'Receivables, one instalment a line, with what is open as of the day',
  query: receivablesQuery,
  response: receivableList,
  handle: async (call) => {
    const filter = receivablesFilter(call.query);
    const found = await call.read((r) => listReceivables(r, filter));
    const { page, nextCursor } = pageOf(found, filter.limit, (row) => receivablePosition(filter.sort, row));
    return { items: page.map((row) => presentReceivable(row, call.asOf)), next_cursor: nextCursor };
  },
});

/** @throws not_found */
async function readDocument(r: Reading, id: Id): Promise<z.input<typeof documentShape>> {
  const document = await findDocument(r, id);
  if (document === undefined) throw fault('not_found');
  const instalments = await instalmentsOf(r, id);
  const postings = await postingsOf(r, id);
  const reversible = canReverse(
    { kind: document.kind, voided: document.voided, inUse: document.in_use },
    r.actor.permissions,
  );
  return presentDocument(document, { instalments, postings, asOf: r.asOf, canReverse: reversible });
}

export const getReceivable = route({
  method: 'GET',
  path: '/receivables/:id',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'The document of a receivable with all instalments and everything posted to it',
  params: onlyId,
  response: documentShape,
  handle: (call) =>
    call.read(async (r) => {
      const found = await documentOfReceivable(r, parseId(call.params.id));
      if (found === undefined) throw fault('not_found');
      return readDocument(r, found.document_id);
    }),
});

export const getDocument = route({
  method: 'GET',
  path: '/documents/:id',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'A document with all instalments and everything posted to it',
  params: onlyId,
  response: documentShape,
  handle: (call) => call.read((r) => readDocument(r, parseId(call.params.id))),
});

const text = (most: number) => z.string().trim().max(most).nullish();
const newDocument = z
  .strictObject({
    kind: z.enum(DOCUMENT_KINDS),
    number: z.string().min(1).max(100),
    customer_id: idText,
    currency: z.string().length(3),
    amount: z.string().max(30).describe('Gross, a decimal string'),
    doc_on: dayText,
    due_on: dayText
      .optional()
      .describe('When it is due in full; default: by the payment term of the customer, else of the company'),
    instalments: z
      .array(z.strictObject({ due_on: dayText, amount: z.string().max(30) }))
      .max(120)
      .optional(),
    contract_no: text(100),
    order_no: text(100),
    note: text(2000),
  })
  .refine((d) => d.due_on === undefined || d.instalments === undefined, {
    message: 'due_on or instalments, not both',
    path: ['due_on'],
  });

/** By the customer's payment term, else the company's, where no day is given; NET days ask no calendar (rulebook 3.7). */
async function dueByTerm(r: Reading, customerId: Id, docOn: Day): Promise<Day> {
  const days = (await customerTermDays(r, customerId)) ?? (await companyDefaults(r)).settings.payment_term_days;
  return dueOn({ type: 'NET', days }, docOn, chinaCalendar);
}

export const postDocuments = route({
  method: 'POST',
  path: '/documents',
  permission: 'documents.post',
  scope: 'customer',
  summary: 'Posts an invoice, debit note, credit note or opening balance',
  body: newDocument,
  response: z.object({ document_id: z.string() }),
  status: 201,
  handle: async (call) => {
    const b = call.body;
    const amountMinor = parseMinor(b.amount, b.currency);
    const customerId = parseId(b.customer_id);
    const instalments =
      b.instalments?.map((i) => ({ dueOn: i.due_on, amountMinor: parseMinor(i.amount, b.currency) })) ??
      (b.due_on === undefined && b.kind === 'CREDIT_NOTE'
        ? []
        : [{ dueOn: b.due_on ?? (await call.read((r) => dueByTerm(r, customerId, b.doc_on))), amountMinor }]);
    const { documentId } = await call.run(postDocument, {
      kind: b.kind,
      number: b.number,
      customerId,
      currency: b.currency,
      amountMinor,
      docOn: b.doc_on,
      instalments,
      contractNo: b.contract_no ?? null,
      orderNo: b.order_no ?? null,
      note: b.note ?? null,
    });
    return { document_id: documentId.toString() };
  },
});

export const reverseDocuments = route({
  method: 'POST',
  path: '/documents/:id/reverse',
  permission: 'documents.reverse',
  scope: 'customer',
  summary: 'Reverses a whole document that nothing is set against; its number is free again',
  params: onlyId,
  body: z.strictObject({ reason: z.string().trim().min(1).max(500), effective_on: dayText.optional() }),
  response: z.object({ document_id: z.string() }),
  handle: async (call) => {
    const { documentId } = await call.run(reverseDocument, {
      documentId: parseId(call.params.id),
      reason: call.body.reason,
      effectiveOn: call.body.effective_on === undefined ? undefined : day(call.body.effective_on),
    });
    return { document_id: documentId.toString() };
  },
});
