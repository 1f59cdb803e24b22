/**
 * Checks of what must always be true (reliability 2), each one question to the database that answers with the rows that
 * break it. Read by the owner of the tables it sees every company; read as a member, row-level security shows the
 * member's.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Id } from '../core/ids.ts';
import { firstRow, rows, type Tx } from './database.ts';

export interface Check {
  /** Number of the invariant in reliability 2, such as `I-03`. */
  readonly invariant: string;
  /** One English sentence: what is true of every row. */
  readonly text: string;
  /** A query with the column `what`, one row a breach, such as `receivable 17`. */
  readonly breaches: RawBuilder<{ what: string }>;
}

/** A check that SQL alone cannot ask: it reads and answers what it found, such as `document 17`. */
export interface ReadingCheck {
  readonly invariant: string;
  readonly text: string;
  readonly find: (tx: Tx) => Promise<readonly string[]>;
}

export interface Violation {
  readonly invariant: string;
  readonly text: string;
  /** The first breaches. */
  readonly ids: readonly string[];
  readonly count: number;
}

const SHOWN = 20;

export async function runCheck(tx: Tx, check: Check | ReadingCheck): Promise<Violation | undefined> {
  if ('find' in check) {
    const broken = await check.find(tx);
    return broken.length === 0
      ? undefined
      : { invariant: check.invariant, text: check.text, ids: broken.slice(0, SHOWN), count: broken.length };
  }
  const found = await rows(
    tx,
    sql<{ what: string; count: number }>`
    select b.what, (count(*) over ())::int as count from (${check.breaches}) b order by b.what limit ${SHOWN}`,
  );
  const [first] = found;
  return first === undefined
    ? undefined
    : { invariant: check.invariant, text: check.text, ids: found.map((f) => f.what), count: first.count };
}

/** Schemas of the product; the job queue and the migration table have their own rules. */
const OURS = sql`('platform', 'access', 'parties', 'receivables', 'cash', 'credit', 'collections', 'connectors')`;

/** Tables that are about people or keys before a company is known, and hold no money. */
const BEFORE_COMPANY = sql`('access.user_account', 'access.session', 'access.one_time_link', 'access.sign_in_attempt')`;

const inQuotes = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql`(${name})`));

/** Guards without which wrong rows could have come in unseen: they must be there, and switched on. */
export function guardChecks(guards: {
  readonly triggers: readonly string[];
  readonly constraints: readonly string[];
  readonly indexes: readonly string[];
}): Check[] {
  return [
    {
      invariant: 'I-07',
      text: 'The triggers that keep postings immutable and totals proven are there and switched on.',
      breaches: sql`
        select 'trigger ' || g.name as what from (values ${inQuotes(guards.triggers)}) g (name)
        where not exists (select from pg_trigger t where t.tgname = g.name and t.tgenabled in ('O', 'A'))`,
    },
    {
      invariant: 'I-01',
      text: 'The constraints that refuse impossible amounts are there and hold for every row.',
      breaches: sql`
        select 'constraint ' || g.name as what from (values ${inQuotes(guards.constraints)}) g (name)
        where not exists (select from pg_constraint c where c.conname = g.name and c.convalidated)`,
    },
    {
      invariant: 'I-22',
      text: 'The unique indexes that refuse doubles are there and valid.',
      breaches: sql`
        select 'index ' || g.name as what from (values ${inQuotes(guards.indexes)}) g (name)
        where not exists (select from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = g.name
          and i.indisunique and i.indisvalid and i.indisready)`,
    },
  ];
}

export const wallChecks: readonly Check[] = [
  {
    invariant: 'I-41',
    text: 'Every table of a company is behind row-level security with a policy.',
    breaches: sql`
      select 'table ' || n.nspname || '.' || c.relname as what
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ${OURS} and n.nspname || '.' || c.relname not in ${BEFORE_COMPANY}
        and (not c.relrowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid))`,
  },
  {
    invariant: 'I-41',
    text: "The first column of every key of a company's table is the company.",
    breaches: sql`
      select 'table ' || n.nspname || '.' || c.relname as what
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index i on i.indrelid = c.oid
        and i.indisprimary
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where n.nspname in ${OURS} and n.nspname || '.' || c.relname not in ${BEFORE_COMPANY} and a.attname <> 'org_id'`,
  },
  {
    invariant: 'I-41',
    text: 'The application owns no table, bypasses no wall and may not remove a posting.',
    breaches: sql`
      select 'role ' || r.rolname as what from pg_roles r where r.rolname in ('huikuan_app', 'huikuan_jobs')
        and (r.rolsuper or r.rolbypassrls)
      union all
      select 'table ' || n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ${OURS} and c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) = 'huikuan_app'
      union all
      select 'grant ' || p.privilege || ' on ' || t.name
      from (values ('receivables.posting'), ('receivables.document'), ('receivables.receivable'),
        ('receivables.credit'), ('platform.event'), ('cash.receipt')) t (name),
        (values ('DELETE'), ('TRUNCATE')) p (privilege)
      where has_table_privilege('huikuan_app', t.name, p.privilege)
      union all
      select 'grant UPDATE on receivables.posting' where has_any_column_privilege('huikuan_app',
        'receivables.posting', 'UPDATE')`,
  },
];

interface ForeignKey {
  readonly name: string;
  readonly child: string;
  readonly parent: string;
  readonly child_columns: string[];
  readonly parent_columns: string[];
}

/**
 * One check for each foreign key there is: the row it names exists. A restore or a repair with triggers switched off
 * can
 * leave rows that name nothing, and PostgreSQL itself never looks again.
 */
export async function referenceChecks(tx: Tx): Promise<Check[]> {
  const keys = await rows(
    tx,
    sql<ForeignKey>`
    select c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
      (select array_agg(a.attname::text order by k.ord) from unnest(c.conkey) with ordinality k (num, ord)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num) as child_columns,
      (select array_agg(a.attname::text order by k.ord) from unnest(c.confkey) with ordinality k (num, ord)
        join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num) as parent_columns
    from pg_constraint c join pg_namespace n on n.oid = c.connamespace
    where c.contype = 'f' and c.conparentid = 0 and n.nspname in ${OURS}
      -- the owner sees all; a member's walls would hide people's own records and make them look missing
      and (pg_has_role(n.nspowner, 'usage') or n.nspname not in ('access', 'platform')) order by c.conname`,
  );
  return keys.map((key) => ({
    invariant: 'I-05',
    text: `Every row of ${key.child} names an existing row of ${key.parent} (${key.name}).`,
    breaches: danglingRows(key),
  }));
}

function danglingRows(key: ForeignKey): RawBuilder<{ what: string }> {
  const table = (name: string): RawBuilder<unknown> => sql.table(name);
  const child = key.child_columns.map((name) => sql.ref(`c.${name}`));
  const parent = key.parent_columns.map((name) => sql.ref(`p.${name}`));
  const label = sql.join(
    child.map((column) => sql`${column}::text`),
    sql` || '/' || `,
  );
  return sql<{ what: string }>`
    select ${`${key.child} `} || ${label} as what from ${table(key.child)} c
    where ${sql.join(
      child.map((column) => sql`${column} is not null`),
      sql` and `,
    )}
      and not exists (select from ${table(key.parent)} p where ${sql.join(
        parent.map((column, i) => sql`${column} = ${child[i] ?? column}`),
        sql` and `,
      )})`;
}

/** How many rows the checks looked at: of every table of ours that this reader may read. */
export async function countRows(tx: Tx, tables: readonly string[]): Promise<number> {
  const counted = await firstRow(
    tx,
    sql<{ n: number }>`
    select (${sql.join(
      tables.map((name) => sql`(select count(*) from ${sql.table(name)})`),
      sql` + `,
    )})::int as n`,
  );
  return counted?.n ?? 0;
}

/** Sorting and hashing a large ledger in memory is minutes faster than on disk; for this transaction only. */
export const useMemory = async (tx: Tx): Promise<void> => {
  await sql`select set_config('work_mem', '256MB', true)`.execute(tx);
};

/** Every company that this reader may see. */
export const companiesSeen = async (tx: Tx): Promise<Id[]> =>
  (await rows(tx, sql<{ org_id: Id }>`select o.org_id from platform.organisation o order by 1`)).map((o) => o.org_id);
