/** Notes on a customer and its timeline. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { findCustomer } from '../parties/customer.store.ts';
import { byId } from '../parties/parties.routes.ts';
import { cursorNumber, decodeCursor, pageOf } from '../platform/cursor.ts';
import { decodeJson } from '../platform/json.ts';
import { type Route, route } from '../platform/route.ts';
import { dayText, listShape, moneyShape, pageQuery } from '../platform/wire.ts';
import { addNote } from './activity.commands.ts';
import { timelineOf, type TimelineRow } from './activity.store.ts';
import { timelineParams, type TimelineParams } from './timeline.rules.ts';

export const addNoteRoute = route({
  method: 'POST',
  path: '/customers/:id/notes',
  status: 201,
  permission: 'notes.write',
  scope: 'customer',
  summary: 'Write a note on a customer',
  params: byId,
  body: z.strictObject({
    body: z.string().trim().min(1).max(10_000),
    happened_on: dayText.optional().describe('Default: today'),
  }),
  response: z.object({ id: z.string() }),
  handle: async (call) => {
    const input = {
      customerId: parseId(call.params.id),
      body: call.body.body,
      happenedOn: call.body.happened_on ?? call.asOf,
    };
    return { id: (await call.run(addNote, input)).id.toString() };
  },
});

const timelineItem = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  kind: z.enum(['event', 'note', 'import']),
  text_code: z.string().describe('The command; the dictionaries hold a text for each'),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), moneyShape])),
  on: z.string().nullable().describe('The day a note speaks of'),
  body: z.string().nullable(),
});

export const timelineRoute = route({
  method: 'GET',
  path: '/customers/:id/timeline',
  permission: 'customers.read',
  scope: 'customer',
  summary: 'What happened at a customer, newest first: changes, documents, receipts, imports and notes',
  params: byId,
  query: z.strictObject(pageQuery),
  response: listShape(timelineItem),
  handle: (call) =>
    call.read(async (r) => {
      const customerId = parseId(call.params.id);
      if ((await findCustomer(r, customerId)) === undefined) throw fault('not_found');
      const { cursor, limit } = call.query;
      const beforeEvent = cursor === undefined ? undefined : cursorNumber(decodeCursor(cursor, 1)[0]);
      const { page, nextCursor } = pageOf(await timelineOf(r, { customerId, beforeEvent, limit }), limit, (last) => [
        last.event_id,
      ]);
      return { items: page.map(presentItem), next_cursor: nextCursor };
    }),
});

function presentItem(row: TimelineRow): z.input<typeof timelineItem> {
  return {
    id: row.event_id.toString(),
    at: row.at.toISOString(),
    actor: row.actor,
    kind: kindOf(row),
    text_code: row.command,
    params: paramsOf(row),
    on: row.happened_on,
    body: row.body,
  };
}

function kindOf(row: TimelineRow): 'event' | 'note' | 'import' {
  if (row.activity_id !== null) return 'note';
  return row.imported_documents === null ? 'event' : 'import';
}

function paramsOf(row: TimelineRow): TimelineParams {
  if (row.activity_id !== null) return {};
  if (row.event_body === null) return { documents: row.imported_documents, receipts: row.imported_receipts };
  const body = decodeJson(row.event_body);
  return timelineParams(row.command, body !== null && typeof body === 'object' ? body : {});
}

export const activityRoutes: readonly Route[] = [addNoteRoute, timelineRoute];
