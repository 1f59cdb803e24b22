/** Exchange rates are typed in or loaded, one a day and pair; a correction keeps what stood there in the event log. */
import { defineCommand } from '../platform/command.ts';
import { assertStorable, type NewRate } from './rate.rules.ts';
import { nearestRate, rateOfDay, storeRate } from './rate.store.ts';
import './receivables.errors.ts';

export const postRate = defineCommand({
  name: 'receivables.post_rate',
  permission: 'rates.write',
  run: async (ctx, input: NewRate): Promise<{ corrected: boolean }> => {
    const pair = { base: input.base, quote: input.quote, day: input.rateOn };
    const before = await rateOfDay(ctx, pair);
    assertStorable(input, await nearestRate(ctx, pair), ctx.asOf);
    await storeRate(ctx, input);
    ctx.about({ kind: 'rate', id: null, before: before ?? null, after: input });
    return { corrected: before !== undefined };
  },
});
