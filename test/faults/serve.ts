/**
 * A small program for the fault tests, run as a process of its own: opens a home, writes a row every few milliseconds
 * and says which ones were acknowledged. One JSON object a line on standard output.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../../src/core/errors.ts';
import { type HomeDatabase, openDatabase } from '../../src/platform/home.ts';
import { silentLog } from '../../src/platform/log.ts';

const [home = '', mode = 'serve'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const leaving = new AbortController();

async function writeRows(database: HomeDatabase): Promise<void> {
  const pool = new pg.Pool({ ...database.owner, max: 1 });
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  await pool.query('create table if not exists public.mark (id bigint primary key)');
  const { rows } = await pool.query<{ next: string }>('select coalesce(max(id), 0)::text as next from public.mark');
  for (let id = BigInt(rows[0]?.next ?? 0) + 1n; !leaving.signal.aborted; id += 1n) {
    try {
      await pool.query('insert into public.mark values ($1)', [id]);
      say({ acknowledged: id.toString() });
    } catch (error) {
      say({ failed: (error as Error).message });
    }
    await sleep(5);
  }
  await pool.end();
}

async function main(): Promise<void> {
  const database = await openDatabase({ home, exclusive: mode === 'serve', log: silentLog });
  database.onLost((reason) => {
    say({ lost: (reason as Fault).code, detail: (reason as Fault).detail });
    process.exit(1);
  });
  say({ ready: true, place: database.place, owner: database.owner });
  const stop = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()));
  const writing = mode === 'serve' ? writeRows(database) : Promise.resolve();
  await stop;
  leaving.abort();
  await writing;
  await database.stop();
  say({ stopped: true });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  say({ fault: error.code, detail: error.detail });
  process.exit(2);
}
