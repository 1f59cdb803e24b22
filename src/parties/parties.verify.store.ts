/** Invariants of customers: numbers and merges. */
import { sql } from 'kysely';
import type { Check } from '../platform/verify.ts';

export const PARTIES_TABLES = ['parties.customer', 'parties.contact', 'parties.customer_merge'];

export const partiesChecks: readonly Check[] = [
  {
    invariant: 'I-28',
    text: 'A merged customer answers as one that stands alone, and the merge is on record.',
    breaches: sql`
      select 'customer ' || c.id as what from parties.customer c join parties.customer s on s.org_id = c.org_id
        and s.id = c.merged_into_id
      where s.merged_into_id is not null
      union all
      select 'customer ' || c.id from parties.customer c
      where (c.merged_into_id is not null) <> exists (
        select from parties.customer_merge m where m.org_id = c.org_id and m.from_customer_id = c.id
          and m.undone_at is null)`,
  },
  {
    invariant: 'I-22',
    text: 'No two customers have the same number, however written.',
    breaches: sql`
      select 'customer ' || min(c.id) as what from parties.customer c group by c.org_id,
        c.customer_no_key having count(*) > 1
      union all
      select 'customer ' || c.id from parties.customer c where c.customer_no ~ '^[!-~]+$'
        and c.customer_no_key <> lower(c.customer_no)`,
  },
];
