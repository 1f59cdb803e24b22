/** Writes of the credit file. */
import { currencyExponent } from '../core/currency.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { lockLivingCustomer } from '../parties/parties.commands.ts';
import { type CommandContext, defineCommand } from '../platform/command.ts';
import './credit.errors.ts';
import { deleteLimitsOfBatch, insertLimits, limitOn } from './credit.store.ts';
import type { NewLimit } from './limit.rules.ts';

/** Sets limits, set-based; ids in the order given. Later decisions win over earlier ones of the same day. */
export async function applyLimits(ctx: CommandContext, limits: readonly NewLimit[]): Promise<Id[]> {
  for (const currency of new Set(limits.map((limit) => limit.currency))) currencyExponent(currency);
  if (limits.some((limit) => limit.amountMinor !== null && limit.amountMinor < 0n)) throw fault('limit.negative');
  return limits.length === 0 ? [] : insertLimits(ctx, limits);
}

/** For the undo of an import: takes back the limits it set; the ones before count again. Gives how many. */
export const applyLimitRemoval = (ctx: CommandContext, batchId: Id): Promise<number> =>
  deleteLimitsOfBatch(ctx, batchId);

export const setLimit = defineCommand({
  name: 'credit.set_limit',
  permission: 'limits.write',
  run: async (ctx, input: NewLimit) => {
    await lockLivingCustomer(ctx, input.customerId);
    const before = await limitOn(ctx, input.customerId, input.validFromOn);
    const [id = 0n] = await applyLimits(ctx, [input]);
    ctx.about({ kind: 'limit', id, customerId: input.customerId, before: before ?? null, after: input });
    return { id };
  },
});
