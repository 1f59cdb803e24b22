/** F-40 and its kin: whatever happens to the data folder or the processes on it ends in a clear code, and no data is harmed. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serverPid, stopServer } from '../../src/platform/clusterProcess.ts';
import { openDatabase } from '../../src/platform/home.ts';
import { silentLog } from '../../src/platform/log.ts';
import { makeTestFolder, removeTestFolder } from '../cluster.ts';
import { Program } from './program.ts';

const root = process.getuid?.() === 0;
let work: string;
let home: string;
let folder: string;
const programs: Program[] = [];

function start(mode: 'serve' | 'visit' = 'serve', at = home, options: { uid?: number } = {}): Program {
  const program = new Program('serve.ts', [at, mode], options);
  programs.push(program);
  return program;
}

async function storedIds(): Promise<bigint[]> {
  const database = await openDatabase({ home, log: silentLog });
  const client = new pg.Client(database.owner);
  await client.connect();
  const { rows } = await client.query<{ id: string }>('select id::text from public.mark order by id');
  await client.end();
  await database.stop();
  return rows.map((row) => BigInt(row.id));
}

async function refusal(program: Program): Promise<unknown> {
  const line = await program.hear('fault');
  await program.ended();
  expect(program.child.exitCode).toBe(2);
  return line['fault'];
}

/** Name, size and owner of everything in a folder: what a refused start must leave as it was. */
function inventory(at: string): string[] {
  return fs
    .readdirSync(at, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, uid, mode, mtimeMs } = fs.lstatSync(path.join(at, name));
      return `${name} ${size} ${uid} ${mode} ${mtimeMs}`;
    });
}

beforeAll(async () => {
  work = makeTestFolder('faults');
  home = path.join(work, 'home');
  folder = path.join(home, 'postgresql');
  const first = start();
  await first.hear('acknowledged');
  await first.stop();
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.stop('SIGKILL');
  await stopServer(folder, 20_000);
});

afterAll(() => removeTestFolder(work));

describe('one program to a folder', () => {
  test('a graceful stop ends the server and keeps every row; the next start finds them', async () => {
    const program = start();
    await program.hear('acknowledged');
    await program.stop();
    expect(program.lines.at(-1)).toEqual({ stopped: true });
    expect(program.child.exitCode).toBe(0);
    expect(serverPid(folder)).toBeUndefined();
    expect(await storedIds()).toEqual(expect.arrayContaining(program.acknowledged));
  });

  test('a second start is refused and the first one goes on', async () => {
    const first = start();
    await first.hear('acknowledged');
    expect(await refusal(start())).toBe('database.running');
    const heard = first.lines.length;
    await first.hear('acknowledged', heard);
    expect(first.lines.some((line) => 'failed' in line)).toBe(false);
  });

  test('of two first starts at once on an empty folder one serves and the other is refused', async () => {
    const fresh = path.join(work, 'fresh');
    const pair = [start('serve', fresh), start('serve', fresh)];
    const ends = await Promise.all(
      pair.map((program) => Promise.any([program.hear('acknowledged'), program.hear('fault')])),
    );
    expect(ends.map((line) => ('fault' in line ? line['fault'] : 'serves')).sort()).toEqual([
      'database.running',
      'serves',
    ]);
    for (const program of pair) await program.stop();
    expect(fs.readdirSync(fresh).filter((name) => name.startsWith('beginning'))).toEqual([]);
  });

  test('a command visits the folder that a program serves, and leaves the server running', async () => {
    const program = start();
    await program.hear('acknowledged');
    const pid = serverPid(folder);
    expect((await storedIds()).length).toBeGreaterThan(0);
    expect(serverPid(folder)).toBe(pid);
    const heard = program.lines.length;
    await program.hear('acknowledged', heard);
    expect(program.lines.some((line) => 'failed' in line)).toBe(false);
  });

  test('of several commands without a program the last one to leave stops the server', async () => {
    const one = start('visit');
    await one.hear('ready');
    const two = start('visit');
    await two.hear('ready');
    await one.stop();
    expect(serverPid(folder)).toBeDefined();
    await two.stop();
    expect(serverPid(folder)).toBeUndefined();
  });
});

describe('killed processes', () => {
  test('after a kill -9 of the program the next start adopts the running server, and nothing acknowledged is lost', async () => {
    const program = start();
    await program.hear('acknowledged');
    const pid = serverPid(folder);
    await program.stop('SIGKILL');
    expect(serverPid(folder)).toBe(pid);
    const next = start();
    await next.hear('acknowledged');
    expect(serverPid(folder)).toBe(pid);
    await next.stop();
    expect(serverPid(folder)).toBeUndefined();
    expect(await storedIds()).toEqual(expect.arrayContaining([...program.acknowledged, ...next.acknowledged]));
  });

  test('after a kill -9 of both, the next start recovers and nothing acknowledged is lost', async () => {
    for (let round = 0; round < 3; round += 1) {
      const program = start();
      await program.hear('acknowledged');
      process.kill(serverPid(folder)!, 'SIGKILL');
      await program.stop('SIGKILL');
      const next = start();
      await next.hear('acknowledged');
      await next.stop();
      expect(await storedIds()).toEqual(expect.arrayContaining([...program.acknowledged, ...next.acknowledged]));
    }
  });

  test('PostgreSQL killed under the program is brought back, and the program goes on writing', async () => {
    const program = start();
    await program.hear('acknowledged');
    const pid = serverPid(folder);
    process.kill(pid!, 'SIGKILL');
    await program.hear('failed');
    const heard = program.lines.length;
    await program.hear('acknowledged', heard);
    expect(serverPid(folder)).not.toBe(pid);
    await program.stop();
    expect(program.child.exitCode).toBe(0);
    expect(await storedIds()).toEqual(expect.arrayContaining(program.acknowledged));
  });

  test('PostgreSQL that dies again and again is given up, and the program is told', async () => {
    const program = start();
    await program.hear('acknowledged');
    for (let last = 0; program.running;) {
      const pid = serverPid(folder) ?? last;
      if (pid !== last) process.kill(pid, 'SIGKILL');
      last = pid;
      await sleep(20);
    }
    await program.ended();
    expect(program.lines.at(-1)).toMatchObject({ lost: 'database.lost' });
  });
});

describe('pid files', () => {
  test('a pid file of a dead process does not stop a start', async () => {
    fs.writeFileSync(path.join(folder, 'postmaster.pid'), `${deadPid()}\n${folder}\n1\n5432\n${folder}\n\n1 1\n`);
    await start().hear('acknowledged');
  });

  test('a pid file whose number now belongs to a stranger does not stop a start, and the stranger is left alone', async () => {
    fs.writeFileSync(path.join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n1\n5432\n${folder}\n\n1 1\n`);
    const program = start();
    await program.hear('acknowledged');
    await program.stop();
    expect(program.child.exitCode).toBe(0);
  });
});

function deadPid(): number {
  return Number(execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
}

describe('folders that are not ours to touch', () => {
  const copies: string[] = [];
  const refused = async (name: string, damage: (data: string) => void): Promise<unknown> => {
    const at = path.join(work, name);
    fs.mkdirSync(at, { mode: 0o711 });
    fs.cpSync(folder, path.join(at, 'postgresql'), { recursive: true, preserveTimestamps: true });
    if (root) execFileSync('chown', ['-R', '64731:64731', path.join(at, 'postgresql')]);
    fs.chmodSync(path.join(at, 'postgresql'), 0o700);
    damage(path.join(at, 'postgresql'));
    copies.push(at);
    const before = inventory(path.join(at, 'postgresql'));
    const code = await refusal(start('serve', at));
    expect(inventory(path.join(at, 'postgresql'))).toEqual(before);
    return code;
  };

  test('data of another major version is refused', async () => {
    expect(await refused('version', (data) => fs.writeFileSync(path.join(data, 'PG_VERSION'), '17\n'))).toBe(
      'database.other_version',
    );
  });

  test.runIf(root)('data of another owner is refused', async () => {
    expect(await refused('owner', (data) => fs.chownSync(data, 4242, 4242))).toBe('database.other_owner');
  });

  test('a folder without its control file is refused, never initialised over', async () => {
    expect(await refused('half', (data) => fs.rmSync(path.join(data, 'global', 'pg_control')))).toBe(
      'database.half_made',
    );
  });

  test('a folder with foreign files is refused, never initialised over', async () => {
    const damage = (data: string): void => {
      fs.rmSync(data, { recursive: true });
      fs.mkdirSync(data);
      fs.writeFileSync(path.join(data, 'ledger.xlsx'), 'precious');
      if (root) fs.chownSync(data, 64_731, 64_731);
    };
    expect(await refused('foreign', damage)).toBe('database.half_made');
  });

  test('a file in the place of the folder is refused', async () => {
    const at = path.join(work, 'file');
    fs.writeFileSync(at, 'not a folder');
    expect(await refusal(start('serve', at))).toBe('database.not_writable');
    expect(fs.readFileSync(at, 'utf8')).toBe('not a folder');
  });

  test('a server that cannot start is given up with its last words', async () => {
    const at = path.join(work, 'broken');
    fs.mkdirSync(at, { mode: 0o711 });
    fs.cpSync(folder, path.join(at, 'postgresql'), { recursive: true });
    fs.appendFileSync(path.join(at, 'postgresql', 'postgresql.conf'), 'no_such_setting = 1\n');
    if (root) execFileSync('chown', ['-R', '64731:64731', path.join(at, 'postgresql')]);
    const program = start('serve', at);
    const line = await program.hear('fault');
    expect(line['fault']).toBe('database.start_failed');
    expect(JSON.stringify(line['detail'])).toContain('no_such_setting');
  });

  test('a running server without durability is refused', async () => {
    const throwaway = await openDatabase({ home, fast: true, log: silentLog });
    try {
      expect(await refusal(start())).toBe('database.not_durable');
    } finally {
      await throwaway.stop();
    }
  });

  test('what a killed first start left aside is cleared away', async () => {
    const abandoned = path.join(work, 'abandoned', `beginning-${deadPid()}`);
    fs.mkdirSync(abandoned, { recursive: true });
    fs.chmodSync(path.dirname(abandoned), 0o711);
    const program = start('serve', path.dirname(abandoned));
    await program.hear('acknowledged');
    await program.stop();
    expect(fs.existsSync(abandoned)).toBe(false);
  });
});

describe('awkward places', () => {
  test('a path too long for a socket is served all the same', async () => {
    const deep = path.join(work, 'a'.repeat(60), 'b'.repeat(60));
    const program = start('serve', deep);
    const { owner } = await program.hear('ready');
    const socket = (owner as { host: string }).host;
    expect(fs.statSync(socket).mode & 0o777).toBe(0o700);
    await program.hear('acknowledged');
    await program.stop();
    expect(program.child.exitCode).toBe(0);
    expect(fs.existsSync(socket)).toBe(false);
  });

  test.runIf(root)('a home that only root can enter keeps its data in the system folder, and says so', async () => {
    const closed = path.join(work, 'closed');
    fs.mkdirSync(closed, { mode: 0o700 });
    const inside = path.join(closed, 'home');
    const program = start('serve', inside);
    const { place } = await program.hear('ready');
    await program.hear('acknowledged');
    await program.stop();
    const outside = path.dirname(String(place));
    try {
      expect(outside).toMatch(/^\/var\/lib\/huikuan\//);
      const pointer = path.join(inside, 'database.location');
      expect(JSON.parse(fs.readFileSync(pointer, 'utf8'))).toEqual({ folder: place, home: inside });

      const renamed = path.join(closed, 'renamed');
      fs.renameSync(inside, renamed);
      const again = start('serve', renamed);
      expect((await again.hear('ready'))['place']).toBe(place);
      await again.stop();

      fs.cpSync(renamed, inside, { recursive: true });
      expect(await refusal(start('serve', renamed))).toBe('database.copied_home');

      fs.renameSync(outside, `${outside}-away`);
      expect(await refusal(start('serve', inside))).toBe('database.moved');
      fs.renameSync(`${outside}-away`, outside);
    } finally {
      fs.rmSync(outside, { recursive: true, force: true });
    }
  });

  test.runIf(root)('an ordinary user serves a folder too, and root then leaves it alone', async () => {
    const theirs = path.join(work, 'theirs');
    fs.mkdirSync(theirs, { mode: 0o700 });
    fs.chownSync(theirs, 65_534, 65_534);
    const program = start('serve', theirs, { uid: 65_534 });
    await program.hear('acknowledged');
    await program.stop();
    expect(program.child.exitCode).toBe(0);
    expect(fs.statSync(path.join(theirs, 'postgresql')).uid).toBe(65_534);
    expect(await refusal(start('serve', theirs))).toBe('database.other_owner');
  });
});
