/** Invariants of receipts and of the reasons kept with allocations. */
import { sql } from 'kysely';
import type { Check } from '../platform/verify.ts';

export const CASH_TABLES = ['cash.receipt', 'cash.allocation_decision'];

export const cashChecks: readonly Check[] = [
  {
    invariant: 'I-13',
    text: 'Every receipt of the ledger has its particulars, and on the day its money came in.',
    breaches: sql`
      select 'credit ' || c.id as what from receivables.credit c left join cash.receipt r on r.org_id = c.org_id
        and r.credit_id = c.id
      where c.kind = 'RECEIPT' and r.received_on is distinct from c.effective_on
      union all
      select 'credit ' || c.id from receivables.credit c join cash.receipt r on r.org_id = c.org_id
        and r.credit_id = c.id where c.kind <> 'RECEIPT'`,
  },
  {
    invariant: 'I-42',
    text: 'The reason kept for an allocation belongs to a command in the audit trail.',
    breaches: sql`
      select 'allocation of credit ' || d.credit_id || ' event ' || d.event_id as what from cash.allocation_decision d
      where not exists (select from platform.event e where e.org_id = d.org_id and e.id = d.event_id)`,
  },
];
