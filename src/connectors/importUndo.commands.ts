/**
 * Takes back a whole import, or refuses with the reason; never half. Every posting is reversed on its own business day, so
 * no day's report shows it any more; numbers are free again; records it changed get their old values back.
 */
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { applyLimitRemoval } from '../credit/credit.commands.ts';
import { applyContactRemoval, editContact } from '../parties/contact.commands.ts';
import { lockContact } from '../parties/contact.store.ts';
import { findCustomer } from '../parties/customer.store.ts';
import { applyCustomerRemoval, editCustomer } from '../parties/parties.commands.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import { faultPoint } from '../platform/fault.ts';
import { changeTexts, dependentsOf, reverseBatch } from '../receivables/bulk.store.ts';
import './import.errors.ts';
import { changeBatch, lockBatch } from './import.store.ts';
import { type Change, customersToRemove, listChanges, documentTexts } from './importCustomer.store.ts';

const REASON = 'import.undone';
/** How many dependents the refusal names. */
const NAMED = 10;
const PAGE = 500;

export interface Undone {
  readonly postings: number;
  readonly contacts: number;
  readonly limits: number;
  /** Customers the import had made: gone, or out of the lists because reversed documents still name them. */
  readonly customersRemoved: number;
  readonly customersArchived: number;
}

export const undoImport = defineCommand({
  name: 'connectors.undo_import',
  permission: 'imports.write',
  run: async (ctx, input: { batchId: Id }): Promise<Undone> => {
    const batch = await lockBatch(ctx, input.batchId);
    if (batch === undefined) throw fault('not_found');
    if ((batch.status !== 'DONE' && batch.status !== 'DONE_PARTLY') || batch.commitEventId === null)
      throw fault('import.not_undoable', { status: batch.status });
    const booked = { id: batch.id, eventId: batch.commitEventId };
    const dependents = await dependentsOf(ctx, booked, NAMED);
    if (dependents.length > 0)
      throw fault('import.undo_in_use', { documents: [...new Set(dependents.map((d) => d.number))] });
    const postings = await reverseBatch(ctx, booked, REASON);
    faultPoint('import.undo_after_postings');
    await restoreRecords(ctx, batch.id);
    const limits = await applyLimitRemoval(ctx, batch.id);
    const contacts = await applyContactRemoval(ctx, batch.id);
    const customers = await customersToRemove(ctx, batch.id);
    await applyCustomerRemoval(ctx, customers);
    await changeBatch(ctx, batch.id, { status: 'UNDONE', undone: { eventId: ctx.eventId, at: ctx.now } });
    const undone = {
      postings,
      contacts,
      limits,
      customersRemoved: customers.unused.length,
      customersArchived: customers.named.length,
    };
    ctx.about({ kind: 'import', id: batch.id, before: { status: batch.status }, after: undone });
    return undone;
  },
});

/** Contract, order and note of documents that were there before, where they still stand as the import left them. */
async function restoreTexts(ctx: CommandContext, changes: readonly Change[]): Promise<void> {
  const documents = changes.filter((change) => change.kind === 'document');
  const now = new Map(
    (
      await documentTexts(
        ctx,
        documents.map((c) => c.subjectId),
      )
    ).map((d) => [d.id, d]),
  );
  await changeTexts(
    ctx,
    documents.map(({ subjectId, before, after }) => {
      const old = (name: 'contract_no' | 'order_no' | 'note'): string | null => {
        if (!(name in after) || now.get(subjectId)?.[name] !== after[name]) return null;
        const value = before[name];
        return typeof value === 'string' ? value : '';
      };
      return { documentId: subjectId, contractNo: old('contract_no'), orderNo: old('order_no'), note: old('note') };
    }),
  );
}

/** Customers and contacts get their old values back, unless somebody changed them since. @throws import.undo_changed */
async function restoreRecords(ctx: CommandContext, batchId: Id): Promise<void> {
  const changed: string[] = [];
  for (let cursor: bigint = 0n; ;) {
    const page = await listChanges(ctx, batchId, { limit: PAGE, afterId: cursor });
    const last = page.at(-1);
    if (last === undefined) break;
    cursor = last.id;
    await restoreTexts(ctx, page);
    for (const change of page) {
      const blocked =
        change.kind === 'customer'
          ? await restoreCustomer(ctx, change)
          : change.kind === 'contact'
            ? await restoreContact(ctx, change)
            : undefined;
      if (blocked !== undefined) changed.push(blocked);
    }
  }
  if (changed.length > 0) throw fault('import.undo_changed', { records: changed.slice(0, NAMED) });
}

/** Field names of the customer file as an import keeps them -> as a change names them. */
const CUSTOMER_FIELD: Readonly<Record<string, string>> = {
  legal_name: 'legalName',
  short_name: 'shortName',
  tax_id: 'taxId',
  customer_type: 'customerType',
  enterprise_size: 'enterpriseSize',
  sales_owner_id: 'salesOwnerId',
  finance_owner_id: 'financeOwnerId',
  team_id: 'teamId',
  tags: 'tags',
  currency: 'currency',
  address: 'address',
  phone: 'phone',
  payment_term_days: 'paymentTermDays',
  parent_id: 'parentId',
};

const renamed = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      CUSTOMER_FIELD[name] === undefined ? [] : [[CUSTOMER_FIELD[name], value]],
    ),
  );

const text = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v)) ?? 'null';

/** What the import wrote must still stand there, or somebody's later work would be lost. */
const stillAs = (record: object, after: Readonly<Record<string, unknown>>): boolean => {
  const now = new Map(Object.entries(record));
  return Object.entries(after).every(([name, value]) => text(now.get(name) ?? null) === text(value ?? null));
};

async function restoreCustomer(ctx: CommandContext, change: Change): Promise<string | undefined> {
  const now = await findCustomer(ctx, change.subjectId);
  if (now === undefined) return undefined;
  if (!stillAs(now, change.after)) return now.customer_no;
  await editCustomer.run(ctx, { id: now.id, version: now.version, change: renamed(change.before) });
  return undefined;
}

async function restoreContact(ctx: CommandContext, change: Change): Promise<string | undefined> {
  const now = await lockContact(ctx, change.subjectId);
  if (now === undefined) return undefined;
  if (!stillAs(now, change.after)) return now.name;
  await editContact.run(ctx, { id: now.id, version: now.version, change: change.before });
  return undefined;
}
