/** Writes of the customer file. */
import { documentKey, nameKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import type { NewCustomer } from './customer.rules.ts';
import './parties.errors.ts';
import { type CustomerRow, highestDrawnNumber, insertCustomers } from './parties.store.ts';
import { searchText } from './searchText.rules.ts';

/** Creates customers, set-based; ids in the order given. @throws customer.number_taken (two of the same number within the call too) */
export async function applyCustomers(ctx: CommandContext, customers: readonly NewCustomer[]): Promise<Id[]> {
  const numberless = customers.some((customer) => customer.customerNo === undefined);
  let drawn = numberless ? await highestDrawnNumber(ctx) : 0n;
  const ready = customers.map((customer): CustomerRow => {
    const customerNo = customer.customerNo ?? `C${(drawn += 1n).toString().padStart(6, '0')}`;
    return {
      ...customer,
      customerNo,
      customerNoKey: documentKey(customerNo),
      nameKey: nameKey(customer.legalName),
      searchText: searchText({ ...customer, customerNo }),
    };
  });
  return insertCustomers(ctx, ready);
}

export const createCustomer = defineCommand({
  name: 'parties.create_customer',
  permission: 'customers.write',
  run: async (ctx, input: NewCustomer) => {
    const [id = 0n] = await applyCustomers(ctx, [input]);
    ctx.about({ kind: 'customer', id, customerId: id, after: input });
    return { id };
  },
});
