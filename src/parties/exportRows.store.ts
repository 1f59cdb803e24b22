/** Contacts of many customers, in the order of their customers, for exports. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import { customersMatching, type CustomerFilter } from './customer.store.ts';
import type { ContactRole } from './customer.rules.ts';

export interface ExportedContact {
  readonly id: Id;
  readonly customer_no: string;
  readonly customer_name: string;
  readonly name: string;
  readonly roles: ContactRole[];
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly title: string | null;
  readonly language: 'zh-CN' | 'zh-TW' | 'en' | null;
}

/** Living contacts of the customers that match, after the contact `afterId`, by id. */
export const exportContacts = (
  r: Reading,
  filter: Omit<CustomerFilter, 'sort' | 'limit' | 'cursor'>,
  page: { readonly afterId: Id; readonly limit: number },
): Promise<ExportedContact[]> =>
  rows(
    r.tx,
    sql<ExportedContact>`
    select k.id, c.customer_no, c.legal_name as customer_name, k.name, k.roles, k.email, k.phone, k.mobile, k.title,
      k.language
    from parties.contact k join parties.customer c on c.org_id = k.org_id and c.id = k.customer_id
    where ${inOrg(r, 'k')} and ${customersMatching(r, filter, 'c')} and k.archived_at is null and k.id > ${page.afterId}
    order by k.id limit ${page.limit}`,
  );
