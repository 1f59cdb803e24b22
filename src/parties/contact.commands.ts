/** Writes of contacts: by whoever may see the customer and write contacts (matrix 5.2). */
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import type { ContactChange, NewContact } from './contact.rules.ts';
import {
  archiveContact,
  type ContactRecord,
  deleteContactsOfBatch,
  insertContacts,
  keepOnePrimary,
  lockContact,
  updateContact,
} from './contact.store.ts';
import { lockLivingCustomer } from './parties.commands.ts';

/** Creates contacts of customers the caller may see, set-based; ids in the order given. */
export const applyContacts = (ctx: CommandContext, contacts: readonly NewContact[]): Promise<Id[]> =>
  contacts.length === 0 ? Promise.resolve([]) : insertContacts(ctx, contacts);

export const addContact = defineCommand({
  name: 'parties.add_contact',
  permission: 'contacts.write',
  run: async (ctx, input: NewContact) => {
    await lockLivingCustomer(ctx, input.customerId);
    const [id = 0n] = await insertContacts(ctx, [input]);
    if (input.isPrimary === true) await keepOnePrimary(ctx, input.customerId, id);
    ctx.about({ kind: 'contact', id, customerId: input.customerId, after: input });
    return { id };
  },
});

export const editContact = defineCommand({
  name: 'parties.edit_contact',
  permission: 'contacts.write',
  run: async (ctx, input: { id: Id; version: number; change: ContactChange }) => {
    const before = await requireContact(ctx, input.id);
    if (before.version !== input.version) throw fault('contact.changed_meanwhile', { version: before.version });
    await updateContact(ctx, input.id, input.change);
    if (input.change.isPrimary === true) await keepOnePrimary(ctx, before.customer_id, input.id);
    ctx.about({ kind: 'contact', id: input.id, customerId: before.customer_id, before, after: input.change });
    return { id: input.id, version: before.version + 1 };
  },
});

/** The contact leaves the page; what it did before keeps its name. */
export const removeContact = defineCommand({
  name: 'parties.remove_contact',
  permission: 'contacts.write',
  run: async (ctx, input: { id: Id }) => {
    const before = await requireContact(ctx, input.id);
    await archiveContact(ctx, input.id);
    ctx.about({ kind: 'contact', id: input.id, customerId: before.customer_id, before });
    return { id: input.id };
  },
});

async function requireContact(ctx: CommandContext, id: Id): Promise<ContactRecord> {
  const contact = await lockContact(ctx, id);
  if (contact === undefined) throw fault('not_found');
  return contact;
}

/**
 * For the undo of an import: deletes the contacts it made, except those that somebody changed since; gives how many.
 */
export const applyContactRemoval = (ctx: CommandContext, batchId: Id): Promise<number> =>
  deleteContactsOfBatch(ctx, batchId);
