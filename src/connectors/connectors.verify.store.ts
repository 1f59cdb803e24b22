/** Invariants of imports: the file is kept as it came, and what it brought is what was told. */
import { sql } from 'kysely';
import type { Check } from '../platform/verify.ts';

export const CONNECTORS_TABLES = ['connectors.import_file', 'connectors.import_batch'];

export const connectorsChecks: readonly Check[] = [
  {
    invariant: 'I-25',
    text: 'The bytes of every imported file are those that came in.',
    breaches: sql`
      select 'import file ' || f.id as what from connectors.import_file f
      where sha256(f.content) <> f.sha256 or length(f.content) <> f.size_bytes`,
  },
  {
    invariant: 'I-25',
    text: 'Every imported document, receipt and customer names the import and the row it came from.',
    breaches: sql`
      select t.what from (
        select d.org_id, d.source_batch_id, d.source_row, 'document ' || d.id as what from receivables.document d
          where d.source_batch_id is not null
        union all select c.org_id, c.source_batch_id, c.source_row, 'credit ' || c.id from receivables.credit c
          where c.source_batch_id is not null
        union all select c.org_id, c.source_batch_id, 1, 'customer ' || c.id from parties.customer c
          where c.source_batch_id is not null
      ) t left join connectors.import_batch b on b.org_id = t.org_id and b.id = t.source_batch_id
      where b.id is null or b.commit_event_id is null or coalesce(t.source_row, 0) < 1`,
  },
  {
    invariant: 'I-24',
    text: 'What an import brought was posted by the command that booked the import.',
    breaches: sql`
      select 'document ' || d.id as what from receivables.document d
      join connectors.import_batch b on b.org_id = d.org_id and b.id = d.source_batch_id where d.event_id is distinct
        from b.commit_event_id
      union all
      select 'import ' || b.id from connectors.import_batch b
      where b.commit_event_id is not null and not exists (select from platform.event e where e.org_id = b.org_id
        and e.id = b.commit_event_id)`,
  },
  {
    invariant: 'I-24',
    text: 'An import that was undone left no living document or receipt.',
    breaches: sql`
      select 'document ' || d.id as what from receivables.document d
      join connectors.import_batch b on b.org_id = d.org_id and b.id = d.source_batch_id
      where b.status = 'UNDONE' and d.event_id = b.commit_event_id and d.voided_event_id is null
      union all
      select 'credit ' || c.id from receivables.credit c
      join connectors.import_batch b on b.org_id = c.org_id and b.id = c.source_batch_id
      where b.status = 'UNDONE' and c.event_id = b.commit_event_id and c.voided_event_id is null`,
  },
  {
    invariant: 'I-23',
    text: 'The same bytes stand in one booked import only, unless someone asked for it twice.',
    breaches: sql`
      select 'import ' || min(b.id) as what from connectors.import_batch b
      where b.status not in ('FAILED', 'CANCELLED', 'UNDONE') and not b.repeated group by b.org_id,
        b.file_id having count(*) > 1`,
  },
];
