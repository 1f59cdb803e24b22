/** The server process of a PostgreSQL folder: whether it lives, how it is started, and how it is asked to stop. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from './clock.ts';

/** A zombie counts as dead: it holds nothing any more. */
export function processAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return process.platform !== 'linux';
  }
}

function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('/bin/ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return ''; // it ended between two looks
  }
}

const pidFile = (folder: string): string => path.join(folder, 'postmaster.pid');

function readPidFile(folder: string): string | undefined {
  try {
    return fs.readFileSync(pidFile(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The process that serves this folder now; a pid file left by a dead one, or naming a stranger, counts as none. */
export function serverPid(folder: string): number | undefined {
  const pid = Number.parseInt(readPidFile(folder)?.split('\n')[0] ?? '', 10);
  if (Number.isNaN(pid) || pid <= 1 || !processAlive(pid)) return undefined;
  return commandLine(pid).includes(` -D ${folder} `) ? pid : undefined;
}

/** The socket folder a running server noted for itself (fifth line of its pid file). */
export const notedSocketFolder = (folder: string): string | undefined =>
  readPidFile(folder)?.split('\n')[4] || undefined;

/**
 * A pid file whose number now belongs to a stranger would make PostgreSQL refuse to start for ever (common in
 * containers, where ids repeat). Its own check of shared memory still refuses a folder that is truly in use.
 */
export function clearStrangersPidFile(folder: string): void {
  const before = readPidFile(folder);
  if (before === undefined || serverPid(folder) !== undefined) return;
  if (readPidFile(folder) === before) fs.rmSync(pidFile(folder), { force: true });
}

const MEBIBYTE = 1024 * 1024;

/** Sized for a ledger of a million receivables (about 1 GB) on the machine at hand, leaving most of it to others. */
function memorySettings(fast: boolean): Record<string, string> {
  const limit = process.constrainedMemory();
  const total = Math.floor((limit > 0 && limit < totalmem() ? limit : totalmem()) / MEBIBYTE);
  const share = (part: number, least: number, most: number) =>
    Math.max(least, Math.min(most, Math.floor(total / part)));
  const buffers = fast ? 128 : share(8, 64, 1024);
  return {
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${share(2, 128, 16_384)}MB`,
    work_mem: `${share(256, 4, 32)}MB`,
    maintenance_work_mem: `${share(32, 32, 256)}MB`,
  };
}

/** Given on the command line, where nothing in the folder can weaken them. */
function serverSettings(fast: boolean, socket: string): Record<string, string> {
  const durable = fast ? 'off' : 'on';
  return {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    fsync: durable,
    synchronous_commit: durable,
    full_page_writes: durable,
    ...memorySettings(fast),
    max_connections: '100',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.02',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO, YMD',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] %u@%d ',
  };
}

const LOG_LIMIT_BYTES = 16 * MEBIBYTE;

export const serverLog = (home: string): string => path.join(home, 'log', 'postgresql.log');

/** The last lines of the server's log: what it said before it gave up. */
export function lastWords(home: string): string {
  const file = serverLog(home);
  if (!fs.existsSync(file)) return '(nothing)';
  return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-4).join(' | ').slice(-800);
}

function openServerLog(home: string): number {
  const file = serverLog(home);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT_BYTES) fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, 'a', 0o600);
}

export interface ServerStart {
  readonly program: string;
  readonly home: string;
  readonly folder: string;
  readonly socket: string;
  readonly fast: boolean;
  readonly uid: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the server in a session of its own: it outlives a killed program, and Ctrl-C reaches the program first. */
export function spawnServer({ program, home, folder, socket, fast, uid, environment }: ServerStart): ChildProcess {
  const options = Object.entries(serverSettings(fast, socket)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openServerLog(home);
  const child = spawn(program, ['-D', folder, ...options], {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', log, log],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  fs.closeSync(log);
  child.unref();
  return child;
}

/** Fast shutdown: roll back what is open, write a checkpoint, end. False when it has not ended within the time. */
export async function stopServer(folder: string, patience: number): Promise<boolean> {
  const pid = serverPid(folder);
  if (pid === undefined) return true;
  process.kill(pid, 'SIGINT');
  const until = monotonic() + patience;
  while (processAlive(pid)) {
    if (monotonic() > until) return false;
    await sleep(10);
  }
  return true;
}
