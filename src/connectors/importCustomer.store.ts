/** What an import asks about customers, their people and its own changes. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { decodeJson, encodeJson } from '../platform/json.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';

/** Active members of the company by name in lower case; a name that two share is left out. */
export async function ownersByName(r: Reading): Promise<Map<string, Id>> {
  const found = await rows(
    r.tx,
    sql<{ key: string; user_id: Id }>`
    select lower(m.name) as key, min(m.user_id) as user_id from access.member m
    where ${inOrg(r, 'm')} and m.active group by 1 having count(*) = 1`,
  );
  return new Map(found.map((m) => [m.key, m.user_id]));
}

export async function teamsByName(r: Reading): Promise<Map<string, Id>> {
  const found = await rows(
    r.tx,
    sql<{ key: string; id: Id }>`select lower(t.name) as key, t.id from access.team t where ${inOrg(r, 't')}`,
  );
  return new Map(found.map((t) => [t.key, t.id]));
}

/** Customers of new documents that an undo had taken out of the lists. */
export async function archivedCustomers(r: Reading, batchId: Id): Promise<Id[]> {
  const found = await rows(
    r.tx,
    sql<{ id: Id }>`
    select c.id from parties.customer c
    where ${inOrg(r, 'c')} and c.archived_at is not null and c.id in (
      select s.customer_id from connectors.staged_document s where s.org_id = ${r.orgId} and s.batch_id = ${batchId} and s.verdict = 'NEW'
      union all
      select s.customer_id from connectors.staged_record s where s.org_id = ${r.orgId} and s.batch_id = ${batchId} and s.verdict = 'NEW')`,
  );
  return found.map((c) => c.id);
}

export const lastStagedRow = async (r: Reading, batchId: Id): Promise<number> =>
  (
    await firstRow(
      r.tx,
      sql<{ last: number }>`
    select coalesce(max(s.row_no), 0) as last from connectors.staged_document s where s.org_id = ${r.orgId} and s.batch_id = ${batchId}`,
    )
  )?.last ?? 0;

/** Addresses of the file that no contact of their customer has yet. */
export const missingContacts = (r: Reading, batchId: Id): Promise<{ customer_id: Id; email: string }[]> =>
  rows(
    r.tx,
    sql<{ customer_id: Id; email: string }>`
    select distinct on (s.customer_id, lower(s.contact_email)) s.customer_id, s.contact_email as email
    from connectors.staged_document s
    where s.org_id = ${r.orgId} and s.batch_id = ${batchId} and s.verdict = 'NEW' and s.contact_email is not null
      and not exists (select from parties.contact k where k.org_id = s.org_id and k.customer_id = s.customer_id and lower(k.email) = lower(s.contact_email))
    order by s.customer_id, lower(s.contact_email), s.row_no`,
  );

export interface Suggestion {
  readonly customer_no: string;
  readonly name: string;
  readonly existing_id: Id;
  readonly existing_no: string;
}

/** New numbers under the name of a customer that is there already: perhaps one to merge. */
export const mergeSuggestions = (r: Reading, batchId: Id): Promise<Suggestion[]> =>
  rows(
    r.tx,
    sql<Suggestion>`
    select distinct on (s.customer_no_key) s.customer_no, s.customer_name as name, c.id as existing_id, c.customer_no as existing_no
    from connectors.staged_document s
    join parties.customer c on c.org_id = s.org_id and c.name_key = s.customer_name_key and c.merged_into_id is null
    where s.org_id = ${r.orgId} and s.batch_id = ${batchId} and s.verdict = 'NEW' and s.customer_id is null and s.customer_no_key is not null
    order by s.customer_no_key, s.row_no limit 50`,
  );

export interface Change {
  readonly row: number;
  readonly kind: 'document' | 'customer' | 'contact' | 'limit';
  readonly subjectId: Id;
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

export async function insertChanges(ctx: CommandContext, batchId: Id, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const records = encodeRecords(
    changes.map((c) => ({
      row_no: c.row,
      subject_kind: c.kind,
      subject_id: c.subjectId,
      before: encodeJson(c.before),
      after: encodeJson(c.after),
    })),
  );
  await sql`
    insert into connectors.import_change (org_id, batch_id, row_no, subject_kind, subject_id, before, after)
    select ${ctx.orgId}, ${batchId}, row_no, subject_kind, subject_id, before::jsonb, after::jsonb
    from json_to_recordset(${records}::json) as c (row_no int, subject_kind text, subject_id bigint, before text, after text)`.execute(
    ctx.tx,
  );
}

/** Changes that were booked, in the order they were. */
export async function listChanges(
  r: Reading,
  batchId: Id,
  page: { limit: number; afterId: Id },
): Promise<(Change & { id: Id })[]> {
  const found = await rows(
    r.tx,
    sql<{ id: Id; row_no: number; subject_kind: Change['kind']; subject_id: Id; before: string; after: string }>`
    select c.id, c.row_no, c.subject_kind, c.subject_id, c.before::text as before, c.after::text as after from connectors.import_change c
    where ${inOrg(r, 'c')} and c.batch_id = ${batchId} and c.id > ${page.afterId} order by c.id limit ${page.limit}`,
  );
  return found.map((c) => ({
    id: c.id,
    row: c.row_no,
    kind: c.subject_kind,
    subjectId: c.subject_id,
    before: decodeJson(c.before) as Record<string, unknown>,
    after: decodeJson(c.after) as Record<string, unknown>,
  }));
}

/** What the texts of documents are now. */
export const documentTexts = (
  r: Reading,
  ids: readonly Id[],
): Promise<{ id: Id; contract_no: string | null; order_no: string | null; note: string | null }[]> =>
  rows(
    r.tx,
    sql<{ id: Id; contract_no: string | null; order_no: string | null; note: string | null }>`
      select d.id, d.contract_no, d.order_no, d.note from receivables.document d
      where ${inOrg(r, 'd')} and d.id = any (${[...ids]}::bigint[])`,
  );

/**
 * Customers this import made that nobody uses: `named` only by documents and receipts that are reversed, which never vanish;
 * `unused` by nothing at all. A customer with living business, or with work that somebody put into it, is in neither.
 */
export async function customersToRemove(r: Reading, batchId: Id): Promise<{ unused: Id[]; named: Id[] }> {
  const found = await rows(
    r.tx,
    sql<{ id: Id; named: boolean }>`
    select c.id, exists (select from receivables.document d where d.org_id = c.org_id and d.customer_id = c.id)
      or exists (select from receivables.credit k where k.org_id = c.org_id and k.customer_id = c.id) as named
    from parties.customer c
    where ${inOrg(r, 'c')} and c.source_batch_id = ${batchId} and c.archived_at is null
      and not exists (select from receivables.document d where d.org_id = c.org_id and d.customer_id = c.id and d.voided_event_id is null)
      and not exists (select from receivables.credit k where k.org_id = c.org_id and k.customer_id = c.id and k.voided_event_id is null)
      and not exists (select from parties.contact k where k.org_id = c.org_id and k.customer_id = c.id)
      and not exists (select from parties.customer_merge m where m.org_id = c.org_id and (m.from_customer_id = c.id or m.into_customer_id = c.id))
      and not exists (select from parties.customer g where g.org_id = c.org_id and g.parent_id = c.id and g.source_batch_id is distinct from ${batchId})
      and not exists (select from credit.credit_limit l where l.org_id = c.org_id and l.customer_id = c.id)
      and not exists (select from collections.activity a where a.org_id = c.org_id and a.customer_id = c.id)`,
  );
  return {
    unused: found.filter((c) => !c.named).map((c) => c.id),
    named: found.filter((c) => c.named).map((c) => c.id),
  };
}
