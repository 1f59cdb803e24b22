/** Receipts by the hundred thousand: what is known about them beside their credits, from a query (receivables/bulk.store.ts). */
import { sql, type RawBuilder } from 'kysely';
import type { CommandContext } from '../platform/command.ts';

/** Columns: credit_id, received_on, reference. */
export async function insertReceiptsFrom(ctx: CommandContext, source: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into cash.receipt (org_id, credit_id, received_on, instrument, reference)
    select ${ctx.orgId}, b.credit_id, b.received_on, 'OTHER', b.reference from (${source}) b`.execute(ctx.tx);
}
