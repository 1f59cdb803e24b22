/** The whole schema as text, from the server's own catalogue: committed as migrations/schema.sql, so that a change of shape shows in a diff. */
import type pg from 'pg';

const SCHEMAS = ['platform', 'access', 'parties', 'receivables', 'cash', 'credit', 'collections', 'connectors'];

const COLUMNS = `
  select n.nspname || '.' || c.relname as name, c.relkind as kind, c.relrowsecurity as secured,
    string_agg('  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || case when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
              when a.attidentity <> '' then ' identity'
              when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end, E',\n' order by a.attnum) as columns,
    case when c.relkind = 'v' then pg_get_viewdef(c.oid) end as definition
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where n.nspname = any($1) and c.relkind in ('r', 'v', 'p') group by n.nspname, c.relname, c.relkind, c.relrowsecurity, c.oid order by 1`;

const DETAILS = `
  select conrelid::regclass::text as name, 1 as rank, 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line
    from pg_constraint where connamespace = any(select oid from pg_namespace where nspname = any($1)) and contype in ('p', 'u', 'f', 'c')
  union all
  select schemaname || '.' || tablename, 2, indexdef from pg_indexes where schemaname = any($1)
    and indexname not in (select conname from pg_constraint where contype in ('p', 'u'))
  union all
  select tgrelid::regclass::text, 3, pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any($1) and not tgisinternal
  union all
  select schemaname || '.' || tablename, 4, 'policy ' || policyname || ' for ' || cmd || ' using (' || coalesce(qual, '') || ') check (' || coalesce(with_check, '') || ')'
    from pg_policies where schemaname = any($1)
  union all
  select table_schema || '.' || table_name, 5, 'grant ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' to ' || grantee
    from information_schema.role_table_grants where table_schema = any($1) and grantee = 'huikuan_app' group by table_schema, table_name, grantee
  order by 1, 2, 3`;

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = any($1) and p.prokind = 'f' order by n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`;

export async function schemaText(client: pg.Client): Promise<string> {
  const { rows: relations } = await client.query<{ name: string; kind: string; secured: boolean; columns: string; definition: string | null }>(COLUMNS, [SCHEMAS]);
  const { rows: details } = await client.query<{ name: string; line: string }>(DETAILS, [SCHEMAS]);
  const { rows: functions } = await client.query<{ text: string }>(FUNCTIONS, [SCHEMAS]);
  const of = (name: string): string[] => details.filter((d) => d.name === name).map((d) => `-- ${d.line}`);
  const blocks = relations.map((r) =>
    r.kind === 'v'
      ? `create view ${r.name} as\n${r.definition ?? ''}`
      : [`create table ${r.name} (`, r.columns, `);${r.secured ? ' -- row-level security' : ''}`, ...of(r.name)].join('\n'),
  );
  const head = '-- The schema as the migrations leave it, from the catalogue. Made by test/schema.test.ts; never edited, never run.';
  return `${[head, ...blocks, ...functions.map((f) => f.text.trimEnd())].join('\n\n')}\n`;
}
