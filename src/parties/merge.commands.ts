/** Two records of one customer become one that answers; the merge moves no money and can be undone (I-28). */
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand } from '../platform/command.ts';
import { lockCustomers } from './customer.store.ts';
import { absorbedBy, insertMerge, lockMerge, markUndone, redirectTo, standAlone } from './merge.store.ts';

export const mergeCustomers = defineCommand({
  name: 'parties.merge_customers',
  permission: 'customers.merge',
  run: async (ctx, input: { fromId: Id; intoId: Id }) => {
    if (input.fromId === input.intoId) throw fault('customer.merge_itself');
    const locked = await lockCustomers(ctx, [input.fromId, input.intoId]);
    const from = locked.find((customer) => customer.id === input.fromId);
    const into = locked.find((customer) => customer.id === input.intoId);
    if (from === undefined || into === undefined) throw fault('not_found');
    if (from.merged_into_id !== null) throw fault('customer.merged', { into_id: from.merged_into_id.toString() });
    if (into.merged_into_id !== null)
      throw fault('customer.merge_target_merged', { into_id: into.merged_into_id.toString() });
    const { sales_owner_id, finance_owner_id, team_id } = from;
    const id = await insertMerge(ctx, { ...input, ownersBefore: { sales_owner_id, finance_owner_id, team_id } });
    await redirectTo(ctx, [input.fromId, ...(await absorbedBy(ctx, input.fromId))], input.intoId);
    ctx.about({
      kind: 'merge',
      id,
      customerId: input.intoId,
      before: { from: from.legal_name },
      after: { into: into.legal_name },
    });
    return { id };
  },
});

export const undoMerge = defineCommand({
  name: 'parties.undo_merge',
  permission: 'customers.merge',
  run: async (ctx, input: { id: Id }) => {
    const merge = await lockMerge(ctx, input.id);
    if (merge === undefined) throw fault('not_found');
    if (merge.undone_at !== null) throw fault('merge.undone');
    await lockCustomers(ctx, [merge.from_customer_id, merge.into_customer_id]);
    await markUndone(ctx, input.id);
    await standAlone(ctx, input.id);
    await redirectTo(ctx, await absorbedBy(ctx, merge.from_customer_id), merge.from_customer_id);
    ctx.about({
      kind: 'merge',
      id: input.id,
      customerId: merge.into_customer_id,
      before: { from_id: merge.from_customer_id },
    });
    return { id: input.id };
  },
});
