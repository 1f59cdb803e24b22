/** What people do at a customer. Issue A knows plain notes; channels and outcomes come with the desk. */
import type { Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { lockLivingCustomer } from '../parties/parties.commands.ts';
import { defineCommand } from '../platform/command.ts';
import { insertActivity } from './activity.store.ts';
import './collections.errors.ts';

export const addNote = defineCommand({
  name: 'collections.add_note',
  permission: 'notes.write',
  run: async (ctx, input: { customerId: Id; body: string; happenedOn: Day }) => {
    if (input.happenedOn > ctx.asOf) throw fault('activity.future', { day: input.happenedOn });
    await lockLivingCustomer(ctx, input.customerId);
    const id = await insertActivity(ctx, input);
    ctx.about({ kind: 'activity', id, customerId: input.customerId });
    return { id };
  },
});
