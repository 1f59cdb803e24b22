/** What an export of receivables says beyond the list: texts of the document, and the day a receivable was paid off. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { visibleCustomers } from '../parties/parties.store.ts';
import { rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';

export interface ReceivableExtra {
  readonly receivable_id: Id;
  readonly contract_no: string | null;
  readonly order_no: string | null;
  readonly note: string | null;
  readonly owner_name: string | null;
  /** Instalments of the document. */
  readonly instalments: number;
  /** The last day money was set against it that still counts; of use only where nothing is open. */
  readonly paid_on: Day | null;
}

export const receivableExtras = (r: Reading, receivableIds: readonly Id[]): Promise<ReceivableExtra[]> =>
  rows(
    r.tx,
    sql<ReceivableExtra>`
    select x.id as receivable_id, d.contract_no, d.order_no, d.note, m.name as owner_name,
      (select count(*)::int from receivables.receivable s where s.org_id = x.org_id and s.document_id = x.document_id) as instalments,
      case when x.allocated_minor > 0 then (
        select max(p.effective_on) from receivables.posting p
        where p.org_id = x.org_id and p.receivable_id = x.id and p.kind = 'ALLOCATION' and p.effective_on <= ${r.asOf}
          and not exists (select from receivables.posting b where b.org_id = p.org_id and b.reverses = p.id)) end as paid_on
    from receivables.receivable x
    join receivables.document d on d.org_id = x.org_id and d.id = x.document_id
    join parties.customer c on c.org_id = x.org_id and c.id = x.customer_id
    left join access.membership m on m.org_id = c.org_id and m.user_id = c.sales_owner_id
    where ${inOrg(r, 'x')} and ${visibleCustomers(r, 'x.customer_id')} and x.id = any(${receivableIds}::bigint[])`,
  );
