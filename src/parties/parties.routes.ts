/**
 * Customers, contacts and merges over HTTP. The page of one customer, which shows the limit too, is a route of
 * `credit`.
 */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { type Id, parseId } from '../core/ids.ts';
import { pageOf } from '../platform/cursor.ts';
import type { Reading } from '../platform/database.ts';
import { type Route, route } from '../platform/route.ts';
import { idIfGiven, idText, listShape, pageQuery } from '../platform/wire.ts';
import { addContact, editContact, removeContact } from './contact.commands.ts';
import { contactsOf } from './contact.store.ts';
import { CUSTOMER_TYPES, customerActions } from './customer.rules.ts';
import { CUSTOMER_SORTS, customerPosition, findCustomer, listCustomers } from './customer.store.ts';
import { mergeCustomers, undoMerge } from './merge.commands.ts';
import { mergesInto } from './merge.store.ts';
import { createCustomer, editCustomer, reassignCustomers } from './parties.commands.ts';
import {
  contactChangeBody,
  contactChangeFromWire,
  type CustomerFile,
  customerChangeBody,
  customerChangeFromWire,
  customerShape,
  newContactBody,
  newContactFromWire,
  newCustomerBody,
  newCustomerFromWire,
  presentCustomer,
} from './parties.shapes.ts';

export const byId = z.strictObject({ id: idText });
const written = z.object({ id: z.string() });
const writtenVersion = z.object({ id: z.string(), version: z.number().int() });

export const listCustomersRoute = route({
  method: 'GET',
  path: '/customers',
  permission: 'customers.read',
  scope: 'customer',
  summary: 'Customers the caller may see; merged and archived ones are left out. Amounts are in /aging.',
  query: z.strictObject({
    ...pageQuery,
    search: z.string().max(100).optional(),
    type: z.enum(CUSTOMER_TYPES).optional(),
    owner_id: idText.optional(),
    team_id: idText.optional(),
    tag: z.string().max(40).optional(),
    sort: z.enum(CUSTOMER_SORTS).default('name'),
  }),
  response: listShape(customerShape),
  handle: async (call) => {
    const { owner_id, team_id, ...query } = call.query;
    const filter = { ...query, ownerId: idIfGiven(owner_id), teamId: idIfGiven(team_id) };
    const found = await call.read((r) => listCustomers(r, filter));
    const { page, nextCursor } = pageOf(found, query.limit, (last) => customerPosition(query.sort, last));
    return { items: page.map(presentCustomer), next_cursor: nextCursor };
  },
});

export const createCustomerRoute = route({
  method: 'POST',
  path: '/customers',
  status: 201,
  permission: 'customers.write',
  scope: 'company',
  summary: 'Create a customer',
  body: newCustomerBody,
  response: written,
  handle: async (call) => ({ id: String((await call.run(createCustomer, newCustomerFromWire(call.body))).id) }),
});

export const editCustomerRoute = route({
  method: 'PATCH',
  path: '/customers/:id',
  permission: 'customers.write',
  scope: 'customer',
  summary: 'Change a customer as it stood at `version`; a missing field stays, null empties it',
  params: byId,
  body: customerChangeBody,
  response: writtenVersion,
  handle: async (call) => {
    const input = {
      id: parseId(call.params.id),
      version: call.body.version,
      change: customerChangeFromWire(call.body),
    };
    const { version } = await call.run(editCustomer, input);
    return { id: call.params.id, version };
  },
});

export const reassignCustomersRoute = route({
  method: 'POST',
  path: '/customers/reassign',
  permission: 'customers.reassign',
  scope: 'customer',
  summary: "Hand customers to another owner in sales; they join that person's team",
  body: z.strictObject({ customer_ids: z.array(idText).min(1).max(1000), sales_owner_id: idText }),
  response: z.object({ reassigned: z.number().int() }),
  handle: (call) =>
    call.run(reassignCustomers, {
      customerIds: call.body.customer_ids.map(parseId),
      salesOwnerId: parseId(call.body.sales_owner_id),
    }),
});

export const addContactRoute = route({
  method: 'POST',
  path: '/customers/:id/contacts',
  status: 201,
  permission: 'contacts.write',
  scope: 'customer',
  summary: 'Add a contact to a customer',
  params: byId,
  body: newContactBody,
  response: written,
  handle: async (call) => ({
    id: String((await call.run(addContact, newContactFromWire(call.params.id, call.body))).id),
  }),
});

export const editContactRoute = route({
  method: 'PATCH',
  path: '/contacts/:id',
  permission: 'contacts.write',
  scope: 'customer',
  summary: 'Change a contact as it stood at `version`',
  params: byId,
  body: contactChangeBody,
  response: writtenVersion,
  handle: async (call) => {
    const { version, ...body } = call.body;
    const done = await call.run(editContact, {
      id: parseId(call.params.id),
      version,
      change: contactChangeFromWire(body),
    });
    return { id: call.params.id, version: done.version };
  },
});

export const removeContactRoute = route({
  method: 'DELETE',
  path: '/contacts/:id',
  permission: 'contacts.write',
  scope: 'customer',
  summary: "Take a contact off the customer's page",
  params: byId,
  response: written,
  handle: async (call) => ({ id: String((await call.run(removeContact, { id: parseId(call.params.id) })).id) }),
});

export const mergeCustomersRoute = route({
  method: 'POST',
  path: '/customers/:id/merge',
  status: 201,
  permission: 'customers.merge',
  scope: 'customer',
  summary: 'Let this customer answer as another one. Moves no document and no amount; can be undone',
  params: byId,
  body: z.strictObject({ into_id: idText }),
  response: written,
  handle: async (call) => ({
    id: String(
      (await call.run(mergeCustomers, { fromId: parseId(call.params.id), intoId: parseId(call.body.into_id) })).id,
    ),
  }),
});

export const undoMergeRoute = route({
  method: 'POST',
  path: '/merges/:id/undo',
  permission: 'customers.merge',
  scope: 'customer',
  summary: 'Undo a merge',
  params: byId,
  response: written,
  handle: async (call) => ({ id: String((await call.run(undoMerge, { id: parseId(call.params.id) })).id) }),
});

/** Everything the file says about one customer. @throws not_found */
export async function readCustomerFile(r: Reading, id: Id): Promise<CustomerFile> {
  const customer = await findCustomer(r, id);
  if (customer === undefined) throw fault('not_found');
  const can = customerActions(r.actor.permissions, { merged: customer.merged_into_id !== null });
  return { customer, contacts: await contactsOf(r, id), mergedFrom: await mergesInto(r, id), can };
}

export const partiesRoutes: readonly Route[] = [
  listCustomersRoute,
  createCustomerRoute,
  editCustomerRoute,
  reassignCustomersRoute,
  addContactRoute,
  editContactRoute,
  removeContactRoute,
  mergeCustomersRoute,
  undoMergeRoute,
];
