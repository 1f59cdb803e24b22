/** Writes of the customer file. */
import { currencyExponent } from '../core/currency.ts';
import { documentKey, nameKey } from '../core/documentNumber.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import { type CustomerChange, type NewCustomer, tidyCustomer } from './customer.rules.ts';
import {
  activeMembers,
  type CustomerRecord,
  findCustomer,
  groupAbove,
  lockCustomers,
  lockGroups,
  teamExists,
} from './customer.store.ts';
import {
  assignOwners,
  type CustomerRow,
  deleteCustomers,
  highestDrawnNumber,
  insertCustomers,
  type Owners,
  setArchived,
  updateCustomer,
} from './customerWrites.store.ts';
import './parties.errors.ts';
import { searchText } from './searchText.rules.ts';
import { isUscCode, looksLikeUscCode } from './taxId.rules.ts';

/**
 * Creates customers, set-based; ids in the order given. A customer without a team joins the team of its owner in sales.
 * @throws customer.number_taken (also for two of one number in the call), customer.owner_unknown, customer.tax_id,
 * customer.parent_unknown
 */
export async function applyCustomers(ctx: CommandContext, customers: readonly NewCustomer[]): Promise<Id[]> {
  const numberless = customers.some((customer) => customer.customerNo === undefined);
  let drawn = numberless ? await highestDrawnNumber(ctx) : 0n;
  const teams = await teamsOf(
    ctx,
    customers.flatMap((customer) => [customer.salesOwnerId, customer.financeOwnerId]),
  );
  const ready = customers.map((given): CustomerRow => {
    const customer = checked(tidyCustomer(given));
    const customerNo = customer.customerNo ?? `C${(drawn += 1n).toString().padStart(6, '0')}`;
    const teamId = customer.teamId === undefined ? (teams.get(customer.salesOwnerId ?? 0n) ?? null) : customer.teamId;
    return { ...customer, ...keysOf({ ...customer, customerNo }), customerNo, teamId };
  });
  return insertCustomers(ctx, ready);
}

interface Named {
  readonly customerNo: string;
  readonly legalName: string;
  readonly shortName?: string | null | undefined;
  readonly taxId?: string | null | undefined;
}
const keysOf = (customer: Named): Pick<CustomerRow, 'customerNoKey' | 'nameKey' | 'searchText'> => ({
  customerNoKey: documentKey(customer.customerNo),
  nameKey: nameKey(customer.legalName),
  searchText: searchText(customer),
});

function checked<T extends CustomerChange>(customer: T): T {
  const { taxId, currency } = customer;
  if (typeof taxId === 'string' && looksLikeUscCode(taxId) && !isUscCode(taxId))
    throw fault('customer.tax_id', { tax_id: taxId });
  if (typeof currency === 'string') currencyExponent(currency);
  return customer;
}

/** Team of each person. @throws customer.owner_unknown when one is not an active member */
async function teamsOf(ctx: CommandContext, people: readonly (Id | null | undefined)[]): Promise<Map<Id, Id | null>> {
  const wanted = [...new Set(people.filter((id) => id !== null && id !== undefined))];
  if (wanted.length === 0) return new Map();
  const members = new Map((await activeMembers(ctx, wanted)).map((member) => [member.user_id, member.team_id]));
  const stranger = wanted.find((id) => !members.has(id));
  if (stranger !== undefined) throw fault('customer.owner_unknown', { user_id: stranger.toString() });
  return members;
}

export const createCustomer = defineCommand({
  name: 'parties.create_customer',
  permission: 'customers.write',
  run: async (ctx, input: NewCustomer) => {
    if (input.teamId !== undefined && input.teamId !== null) await requireTeam(ctx, input.teamId);
    const [id = 0n] = await applyCustomers(ctx, [input]);
    ctx.about({ kind: 'customer', id, customerId: id, after: input });
    return { id };
  },
});

async function requireTeam(ctx: CommandContext, teamId: Id): Promise<void> {
  if (!(await teamExists(ctx, teamId))) throw fault('customer.team_unknown');
}

/** The record as it stands, locked. @throws not_found, customer.merged */
export async function lockLivingCustomer(ctx: CommandContext, id: Id): Promise<CustomerRecord> {
  await lockCustomers(ctx, [id]);
  const customer = await findCustomer(ctx, id);
  if (customer === undefined) throw fault('not_found');
  if (customer.merged_into_id !== null) throw fault('customer.merged', { into_id: customer.merged_into_id.toString() });
  return customer;
}

export const editCustomer = defineCommand({
  name: 'parties.edit_customer',
  permission: 'customers.write',
  run: async (ctx, input: { id: Id; version: number; change: CustomerChange }) => {
    const change = checked(tidyCustomer(input.change));
    if (typeof change.parentId === 'bigint') await requireNoCycle(ctx, input.id, change.parentId);
    const before = await lockLivingCustomer(ctx, input.id);
    if (before.version !== input.version) throw fault('customer.changed_meanwhile', { version: before.version });
    const owners = await decideOwners(ctx, change);
    const now = {
      customerNo: change.customerNo ?? before.customer_no,
      legalName: change.legalName ?? before.legal_name,
      shortName: change.shortName === undefined ? before.short_name : change.shortName,
      taxId: change.taxId === undefined ? before.tax_id : change.taxId,
    };
    const { salesOwnerId: _, financeOwnerId: __, teamId: ___, ...rest } = change;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    if (!(await updateCustomer(ctx, input.id, input.version, { ...given, ...keysOf(now) })))
      throw fault('customer.changed_meanwhile');
    await assignOwners(ctx, [input.id], owners);
    const after = await lockLivingCustomer(ctx, input.id);
    ctx.about({ kind: 'customer', id: input.id, customerId: input.id, ...difference(before, after) });
    return { id: input.id, version: after.version };
  },
});

/** Who has the customer after a change: a new owner in sales brings his team unless another team is named. */
async function decideOwners(ctx: CommandContext, change: CustomerChange): Promise<Owners> {
  const teams = await teamsOf(ctx, [change.salesOwnerId, change.financeOwnerId]);
  if (typeof change.teamId === 'bigint') await requireTeam(ctx, change.teamId);
  const brought = typeof change.salesOwnerId === 'bigint' ? (teams.get(change.salesOwnerId) ?? null) : undefined;
  return {
    salesOwnerId: change.salesOwnerId,
    financeOwnerId: change.financeOwnerId,
    teamId: change.teamId === undefined ? brought : change.teamId,
  };
}

async function requireNoCycle(ctx: CommandContext, id: Id, parentId: Id): Promise<void> {
  await lockGroups(ctx); // two people who set each other's customers above one another must not both succeed
  const above = await groupAbove(ctx, parentId);
  if (above.length === 0) throw fault('customer.parent_unknown');
  if (above.includes(id)) throw fault('customer.group_cycle');
}

/** The fields that differ, before and after. */
function difference(
  before: CustomerRecord,
  after: CustomerRecord,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const text = (value: unknown): string => String(value);
  const changed = Object.entries(after).filter(
    ([key, value]) => key !== 'version' && text(value) !== text(Object.entries(before).find(([k]) => k === key)?.[1]),
  );
  const names = new Set(changed.map(([key]) => key));
  return {
    before: Object.fromEntries(Object.entries(before).filter(([key]) => names.has(key))),
    after: Object.fromEntries(changed),
  };
}

/** Hands customers to another owner (R189); a manager only within the own team. */
export const reassignCustomers = defineCommand({
  name: 'parties.reassign_customers',
  permission: 'customers.reassign',
  run: async (ctx, input: { customerIds: readonly Id[]; salesOwnerId: Id }) => {
    const locked = await lockCustomers(ctx, input.customerIds);
    if (locked.length !== new Set(input.customerIds).size) throw fault('not_found');
    if (locked.some((customer) => customer.merged_into_id !== null)) throw fault('customer.merged');
    const teamId = (await teamsOf(ctx, [input.salesOwnerId])).get(input.salesOwnerId) ?? null;
    const within = ctx.actor.scope === 'company' || (teamId !== null && ctx.actor.teamIds.includes(teamId));
    if (!within) throw fault('customer.outside_team');
    await assignOwners(ctx, input.customerIds, { salesOwnerId: input.salesOwnerId, teamId });
    const [only] = locked.length === 1 ? locked : [];
    ctx.about({
      kind: 'customer',
      id: only?.id ?? null,
      customerId: only?.id ?? null,
      before: locked.map((c) => ({ id: c.id, sales_owner_id: c.sales_owner_id, team_id: c.team_id })),
      after: { sales_owner_id: input.salesOwnerId, team_id: teamId },
    });
    return { reassigned: locked.length };
  },
});

/**
 * For the undo of an import: `unused` are deleted with their contacts, `named` (voided documents still name them)
 * leave the lists.
 */
export async function applyCustomerRemoval(
  ctx: CommandContext,
  customers: { unused: readonly Id[]; named: readonly Id[] },
): Promise<void> {
  if (customers.unused.length > 0) await deleteCustomers(ctx, customers.unused);
  if (customers.named.length > 0) await setArchived(ctx, customers.named, true);
}

/** Puts archived customers back into the lists: they are used again. */
export const applyCustomerRevival = (ctx: CommandContext, ids: readonly Id[]): Promise<void> =>
  setArchived(ctx, ids, false);
