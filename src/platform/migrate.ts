/**
 * Forward-only numbered SQL files, each in its own transaction, one migrator at a time. An older program refuses a
 * newer schema, and a file that was changed after it ran is refused by its checksum.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { declareErrors, fault } from '../core/errors.ts';

declareErrors({
  'migrate.newer_schema': { status: 503, message: 'The database was made by a newer version of the program; start that version.' },
  'migrate.changed_file': { status: 503, message: 'A migration that already ran was changed afterwards; restore the original file.' },
});

const FOLDER = path.join(import.meta.dirname, '../../migrations');
const LOCK = 727_002;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

export async function migrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((n) => /^\d{4}_\w+\.sql$/.test(n)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(FOLDER, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Brings the schema up to this program's version. Safe to run at every start and by several starts at once. */
export async function migrate(owner: pg.ClientConfig): Promise<string[]> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create table if not exists public.migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const { rows: applied } = await client.query<{ name: string; checksum: string }>('select name, checksum from public.migration');
    const done = new Map(applied.map((m) => [m.name, m.checksum]));
    const wanted = await migrations();
    const known = new Set(wanted.map((m) => m.name));
    const unknown = applied.filter((m) => !known.has(m.name));
    if (unknown.length > 0) throw fault('migrate.newer_schema', { migrations: unknown.map((m) => m.name) });
    const ran: string[] = [];
    for (const m of wanted) {
      const checksum = done.get(m.name);
      if (checksum === m.checksum) continue;
      if (checksum !== undefined) throw fault('migrate.changed_file', { migration: m.name });
      await applyOne(client, m);
      ran.push(m.name);
    }
    return ran;
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, m: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(m.text);
    await client.query('insert into public.migration (name, checksum) values ($1, $2)', [m.name, m.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${m.name} failed`, { cause: error });
  }
}
