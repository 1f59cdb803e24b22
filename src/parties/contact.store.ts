/** Statements on contacts. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { encodeRecords } from '../platform/records.ts';
import type { ContactRole } from './customer.rules.ts';
import type { ContactChange, NewContact } from './contact.rules.ts';
import { visibleCustomers } from './parties.store.ts';

export interface ContactRecord {
  readonly id: Id;
  readonly customer_id: Id;
  readonly name: string;
  readonly title: string | null;
  readonly roles: ContactRole[];
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly wechat: string | null;
  readonly language: 'zh-CN' | 'zh-TW' | 'en' | null;
  readonly is_primary: boolean;
  readonly note: string | null;
  readonly version: number;
}

const RECORD = sql`k.id, k.customer_id, k.name, k.title, k.roles, k.email, k.phone, k.mobile, k.wechat, k.language,
  k.is_primary, k.note, k.version`;

/** Contacts of a customer and of the records merged into it, the primary one first. */
export const contactsOf = (r: Reading, customerId: Id): Promise<ContactRecord[]> =>
  rows(
    r.tx,
    sql<ContactRecord>`
    select ${RECORD} from parties.contact k join parties.customer c on c.org_id = k.org_id and c.id = k.customer_id
    where ${inOrg(r, 'k')} and ${visibleCustomers(r, 'k.customer_id')} and k.archived_at is null
      and (c.id = ${customerId} or c.merged_into_id = ${customerId})
    order by (c.id = ${customerId}) desc, k.is_primary desc, k.name, k.id limit 500`,
  );

export const lockContact = (ctx: CommandContext, id: Id): Promise<ContactRecord | undefined> =>
  firstRow(
    ctx.tx,
    sql<ContactRecord>`
    select ${RECORD} from parties.contact k
    where ${inOrg(ctx, 'k')} and k.id = ${id} and k.archived_at is null
      and ${visibleCustomers(ctx, 'k.customer_id')} for no key update`,
  );

/** Ids in the order given. */
export async function insertContacts(ctx: CommandContext, contacts: readonly NewContact[]): Promise<Id[]> {
  const records = encodeRecords(
    contacts.map((k, ord) => ({
      ord,
      customer_id: k.customerId,
      name: k.name,
      title: k.title ?? null,
      roles: k.roles ?? [],
      email: k.email ?? null,
      phone: k.phone ?? null,
      mobile: k.mobile ?? null,
      wechat: k.wechat ?? null,
      language: k.language ?? null,
      is_primary: k.isPrimary ?? false,
      note: k.note ?? null,
      source_batch_id: k.sourceBatchId ?? null,
    })),
  );
  const inserted = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    with n as materialized (
      select nextval('parties.contact_id_seq') as id, n.*
      from (select * from json_to_recordset(${records}::json) as n (ord int, customer_id bigint, name text,
        title text, roles text[],
        email text, phone text, mobile text, wechat text, language text, is_primary boolean, note text,
          source_batch_id bigint)
        order by ord) n
    ), i as (
      insert into parties.contact (org_id, id, customer_id, name, title, roles, email, phone, mobile, wechat,
        language, is_primary, note,
        source_batch_id, created_at)
      select ${ctx.orgId}, id, customer_id, name, title, roles, email, phone, mobile, wechat, language, is_primary,
        note, source_batch_id,
        ${ctx.now} from n
    )
    select id from n order by ord`,
  );
  return inserted.map((row) => row.id);
}

const COLUMN = {
  name: 'name',
  title: 'title',
  roles: 'roles',
  email: 'email',
  phone: 'phone',
  mobile: 'mobile',
  wechat: 'wechat',
  language: 'language',
  isPrimary: 'is_primary',
  note: 'note',
} as const;
const FIELDS = Object.keys(COLUMN) as (keyof typeof COLUMN)[];

export async function updateContact(ctx: CommandContext, id: Id, fields: ContactChange): Promise<void> {
  const changes = FIELDS.filter((field) => fields[field] !== undefined).map(
    (field) => sql`${sql.ref(COLUMN[field])} = ${fields[field]}`,
  );
  await sql`
    update parties.contact k set ${sql.join([...changes, sql`version = k.version + 1`])}
    where ${inOrg(ctx, 'k')} and k.id = ${id}`.execute(ctx.tx);
}

export async function archiveContact(ctx: CommandContext, id: Id): Promise<void> {
  await sql`update parties.contact k set archived_at = ${ctx.now}, is_primary = false, version = k.version + 1
    where ${inOrg(ctx, 'k')} and k.id = ${id}`.execute(ctx.tx);
}

/** One primary contact a customer: the others step back. */
export async function keepOnePrimary(ctx: CommandContext, customerId: Id, primaryId: Id): Promise<void> {
  await sql`update parties.contact k set is_primary = false, version = k.version + 1
    where ${inOrg(ctx, 'k')} and k.customer_id = ${customerId} and k.id <> ${primaryId} and k.is_primary`.execute(
    ctx.tx,
  );
}

/** Deletes contacts that an import made and nobody changed since; gives how many. */
export async function deleteContactsOfBatch(ctx: CommandContext, batchId: Id): Promise<number> {
  const gone = await rows(
    ctx.tx,
    sql<{ id: Id }>`
    delete from parties.contact k where ${inOrg(ctx, 'k')} and k.source_batch_id = ${batchId} and k.version = 1
      returning k.id`,
  );
  return gone.length;
}
