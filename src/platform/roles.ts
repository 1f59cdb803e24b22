/**
 * The database roles, made before the first migration and safe to repeat: the owner runs migrations and owns every
 * schema but one; `huikuan_app` owns nothing and bypasses nothing; `huikuan_jobs` owns the job queue's schema alone.
 */
import pg from 'pg';
import { fault } from '../core/errors.ts';

export const OWNER = 'huikuan_owner';
export const APP = 'huikuan_app';
export const JOBS = 'huikuan_jobs';

const literal = (text: string): string => pg.escapeLiteral(text);
const identifier = (text: string): string => pg.escapeIdentifier(text);

/** What an administrator would type for a role of the program; the password is absent where the socket vouches. */
export function createRoleSql(role: string, password?: string): string {
  const secret = password === undefined ? '' : ` password ${literal(password)}`;
  const inherit = role === OWNER ? 'inherit' : 'noinherit'; // the owner uses what owning the database gives it
  return `create role ${identifier(role)} login ${inherit} nosuperuser nocreatedb nocreaterole nobypassrls${secret};`;
}

export async function roleExists(client: pg.Client, role: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  return rowCount === 1;
}

const ARMED = 'select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls or rolcreaterole)';

/** @throws database.armed_role when someone gave a role of ours the right to step over the walls */
export async function assertHarmless(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(ARMED, [[APP, JOBS]]);
  const [armed] = rows;
  if (armed) {
    throw fault('database.armed_role', {
      role: armed.rolname,
      sql: `alter role ${identifier(armed.rolname)} nosuperuser nobypassrls nocreaterole;`,
    });
  }
}

/** In the database itself, by its owner or a superuser: the trigram extension, and nothing left open to everyone. */
export async function prepareDatabase(client: pg.Client, database: string): Promise<void> {
  await client.query('create extension if not exists pg_trgm');
  await client.query(`
    revoke all on schema public from public;
    grant usage on schema public to ${APP}, ${JOBS};
    revoke all on database ${identifier(database)} from public;
    grant connect on database ${identifier(database)} to ${APP}, ${JOBS};`);
}

const QUEUE_EXISTS = "select from pg_namespace where nspname = 'graphile_worker'";

/**
 * The queue's schema belongs to the jobs role, which may create it once and no schema afterwards. The table is the
 * one graphile-worker begins with; it fills in the rest itself, and would else ask for the right to make schemas.
 */
export async function prepareQueue(owner: pg.Client, jobs: () => Promise<pg.Client>, database: string): Promise<void> {
  if ((await owner.query(QUEUE_EXISTS)).rowCount === 1) return;
  await owner.query(`grant create on database ${identifier(database)} to ${JOBS}`);
  const client = await jobs();
  try {
    await client.query(`
      create schema if not exists graphile_worker;
      create table if not exists graphile_worker.migrations (
        id int primary key,
        ts timestamptz default now() not null,
        breaking boolean not null default false
      );`);
  } finally {
    await client.end();
    await owner.query(`revoke create on database ${identifier(database)} from ${JOBS}`);
  }
}
