/** Writes of the ledger: documents in, documents reversed. `apply…` functions run inside another slice's command. */
import { type Day, later } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import { assertPostable, type NewDocument } from './document.rules.ts';
import {
  insertCredits,
  insertDocuments,
  insertReceivables,
  issuingPostings,
  lockDocument,
  lockIssued,
  type NewReceivable,
  unusableCustomers,
  voidDocument,
} from './document.store.ts';
import type { Movement } from './posting.rules.ts';
import { postMovements, reversePostings } from './posting.store.ts';
import './receivables.errors.ts';

const instalmentsOf = (d: NewDocument, documentId: Id): NewReceivable[] =>
  d.instalments.map((i, index) => ({
    documentId,
    instalmentNo: index + 1,
    customerId: d.customerId,
    currency: d.currency,
    amountMinor: i.amountMinor,
    docOn: d.docOn,
    dueOn: i.dueOn,
  }));

const issueOf = (d: NewDocument | undefined, r: NewReceivable, receivableId: Id | undefined): Movement => ({
  kind: d?.kind === 'OPENING_BALANCE' ? 'OPENING_BALANCE' : 'INVOICE',
  customerId: r.customerId,
  receivableId: receivableId ?? null,
  creditId: null,
  currency: r.currency,
  amountMinor: r.amountMinor,
  effectiveOn: r.docOn,
});

/**
 * Posts documents with their instalments: a handful of statements for any number of them. Ids in the order given.
 * @throws document.* , not_found for a customer that is not there or not visible
 */
export async function applyDocuments(ctx: CommandContext, docs: readonly NewDocument[]): Promise<Id[]> {
  if (docs.length === 0) return [];
  for (const d of docs) assertPostable(d);
  const { missing, mergedIds } = await unusableCustomers(
    ctx,
    docs.map((d) => d.customerId),
  );
  if (missing) throw fault('not_found');
  if (mergedIds.length > 0) throw fault('document.customer_merged', { customers: mergedIds.map(String) });

  const ids = await insertDocuments(ctx, docs);
  const posted = docs.map((doc, index) => ({ doc, id: ids[index] ?? 0n }));
  const byDocument = new Map(posted.map((p) => [p.id, p.doc]));
  const receivables = posted.flatMap((p) => instalmentsOf(p.doc, p.id));
  const receivableIds = await insertReceivables(ctx, receivables);
  const credits = posted.filter((p) => p.doc.kind === 'CREDIT_NOTE');
  const creditIds = await insertCredits(
    ctx,
    credits.map(({ doc, id }) => ({
      kind: 'CREDIT_NOTE',
      documentId: id,
      number: doc.number,
      customerId: doc.customerId,
      currency: doc.currency,
      amountMinor: doc.amountMinor,
      effectiveOn: doc.docOn,
      sourceBatchId: doc.sourceBatchId ?? null,
      sourceRow: doc.sourceRow ?? null,
    })),
  );
  await postMovements(ctx, [
    ...receivables.map((r, index) => issueOf(byDocument.get(r.documentId), r, receivableIds[index])),
    ...credits.map(({ doc }, index): Movement => ({
      kind: 'CREDIT_NOTE',
      customerId: doc.customerId,
      receivableId: null,
      creditId: creditIds[index] ?? null,
      currency: doc.currency,
      amountMinor: doc.amountMinor,
      effectiveOn: doc.docOn,
    })),
  ]);
  return ids;
}

export interface DocumentReversal {
  readonly documentId: Id;
  readonly reason: string;
  /** Default: today, or the document's day when that is later. */
  readonly effectiveOn?: Day | undefined;
}

/**
 * Reverses a whole document; its number may be used again. Nothing may be set against it.
 * @throws not_found, document.already_reversed, document.in_use, document.reversal_before
 */
export async function applyReversal(ctx: CommandContext, input: DocumentReversal): Promise<void> {
  const document = await lockDocument(ctx, input.documentId);
  if (document === undefined) throw fault('not_found');
  if (document.voided_event_id !== null) throw fault('document.already_reversed', { number: document.number });
  const effectiveOn = input.effectiveOn ?? later(ctx.asOf, document.doc_on);
  if (effectiveOn < document.doc_on)
    throw fault('document.reversal_before', { number: document.number, doc_on: document.doc_on });
  await lockIssued(ctx, document.id);
  const issued = await issuingPostings(ctx, document.id);
  if (issued.inUse) throw fault('document.in_use', { number: document.number });
  await reversePostings(ctx, { postingIds: issued.ids, reason: input.reason, effectiveOn });
  await voidDocument(ctx, document.id);
  ctx.about({
    kind: 'document',
    id: document.id,
    customerId: document.customer_id,
    before: document,
    after: { reversed_on: effectiveOn, reason: input.reason },
  });
}

export const postDocument = defineCommand({
  name: 'receivables.post_document',
  permission: 'documents.post',
  run: async (ctx, input: NewDocument): Promise<{ documentId: Id }> => {
    const [documentId] = await applyDocuments(ctx, [input]);
    if (documentId === undefined) throw new Error('one document gives one id');
    ctx.about({ kind: 'document', id: documentId, customerId: input.customerId, after: input });
    return { documentId };
  },
});

export const reverseDocument = defineCommand({
  name: 'receivables.reverse_document',
  permission: 'documents.reverse',
  run: async (ctx, input: DocumentReversal): Promise<{ documentId: Id }> => {
    await applyReversal(ctx, input);
    return { documentId: input.documentId };
  },
});
