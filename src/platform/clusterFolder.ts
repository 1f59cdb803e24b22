/**
 * The folder of the embedded PostgreSQL: found, checked, and made when there is none. Nothing here ever writes over
 * data: a folder that is half-made, of another owner or of another major version is refused with a reason (F-40).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { fault } from '../core/errors.ts';
import { type Binaries, isRoot, reachableByOthers, serverUid, systemFolderFor } from './clusterBinaries.ts';
import { processAlive } from './clusterProcess.ts';
import { makeHome } from './homeFolder.ts';
import type { Log } from './log.ts';

/** Roles that the program's own user may take on the private socket; nobody else gets in. */
export const SUPERUSER = 'postgres';
const ROLES = [SUPERUSER, 'huikuan_owner', 'huikuan_app', 'huikuan_jobs'];

/** The environment of the server's programs: none of the caller's, so that PGDATA, LC_ALL and the like cannot reach it. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * Where a home keeps its PostgreSQL folder: inside it, or, when root's home cannot be entered by the server's user, in
 * the system folder, with a note in the home that says so and outlives a renamed home.
 */
function locate(home: string): string {
  const pointer = path.join(home, 'database.location');
  if (fs.existsSync(pointer)) {
    const noted = JSON.parse(fs.readFileSync(pointer, 'utf8')) as { folder: string; home: string };
    if (!fs.existsSync(noted.folder)) throw fault('database.moved', { pointer, folder: noted.folder });
    if (noted.home !== home && fs.existsSync(path.join(noted.home, 'database.location'))) {
      throw fault('database.copied_home', { home, original: noted.home, folder: noted.folder, pointer });
    }
    return noted.folder;
  }
  const inside = path.join(home, 'postgresql');
  if (!isRoot() || fs.existsSync(inside) || reachableByOthers(home)) return inside;
  const outside = systemFolderFor(fingerprint(home));
  fs.mkdirSync(outside, { recursive: true, mode: 0o711 });
  return path.join(outside, 'postgresql');
}

/** Written once the folder is whole, so that a note never points at nothing because a start was cut off. */
function notePlace(home: string, folder: string, log: Log): void {
  const pointer = path.join(home, 'database.location');
  if (path.dirname(folder) === home || fs.existsSync(pointer)) return;
  fs.writeFileSync(pointer, `${JSON.stringify({ folder, home }, null, 2)}\n`, { mode: 0o600 });
  log.warn({ folder }, `the database is kept in ${folder}, because only root can enter ${home}`);
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw fault('database.half_made', { folder });
    if (code === 'EACCES') refuseOtherOwner(folder);
    throw error;
  }
}

const accountName = (uid: number): string => {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? String(uid);
};

function refuseOtherOwner(folder: string): void {
  const { uid } = fs.statSync(folder);
  if (uid === serverUid()) return;
  const user = accountName(process.getuid?.() ?? serverUid());
  throw fault('database.other_owner', { folder, owner: accountName(uid), user });
}

/** True when the folder holds a complete cluster of our version and owner; false when there is nothing at all. */
function holdsCluster(folder: string, majorVersion: string): boolean {
  const entries = entriesOf(folder);
  if (entries.length === 0) return false;
  refuseOtherOwner(folder);
  if (!entries.includes('PG_VERSION') || !fs.existsSync(path.join(folder, 'global', 'pg_control'))) {
    throw fault('database.half_made', { folder });
  }
  const found = fs.readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found !== majorVersion) throw fault('database.other_version', { folder, found, expected: majorVersion });
  return true;
}

/** initdb needs an account with a name; root lends it one that owns nothing, and hands the result to the server's user. */
function initialiserIds(): { uid: number; gid: number } | undefined {
  if (!isRoot()) return undefined;
  const match = /^(?:nobody|daemon):[^:]*:(\d+):(\d+):/m.exec(fs.readFileSync('/etc/passwd', 'utf8'));
  if (!match?.[1] || !match[2]) throw fault('database.no_account', { user: 'nobody' });
  return { uid: Number.parseInt(match[1], 10), gid: Number.parseInt(match[2], 10) };
}

function removeAbandonedBeginnings(parent: string): void {
  for (const name of fs.readdirSync(parent)) {
    const pid = /^beginning-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !processAlive(Number.parseInt(pid, 10)))
      fs.rmSync(path.join(parent, name), { recursive: true });
  }
}

function giveToServer(folder: string): void {
  if (!isRoot()) return;
  const id = serverUid();
  for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    fs.lchownSync(path.join(folder, entry), id, id);
  fs.chownSync(folder, id, id);
}

interface InitdbOptions {
  readonly ids: { uid: number; gid: number } | undefined;
  readonly fast: boolean;
}

/** In a session of its own: Ctrl-C reaches the program, which stops when this is done. @throws database.not_made */
async function runInitdb(program: string, folder: string, { ids, fast }: InitdbOptions): Promise<void> {
  const locale = ['--locale=C', '--lc-ctype=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const manner = ['--data-checksums', '--auth=peer', '--no-instructions', ...(fast ? ['--no-sync'] : [])];
  const child = spawn(program, ['-D', folder, '-U', SUPERUSER, '-E', 'UTF8', ...locale, ...manner], {
    cwd: path.dirname(folder),
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...ids,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw fault('database.not_made', { folder: path.dirname(folder), reason: said.trim().slice(-800) });
}

/** Makes a cluster aside and renames it into place: whoever dies half way leaves nothing that looks like data. */
async function initialise(folder: string, binaries: Binaries, fast: boolean): Promise<void> {
  const parent = path.dirname(folder);
  removeAbandonedBeginnings(parent);
  const aside = path.join(parent, `beginning-${process.pid}`);
  const ids = initialiserIds();
  fs.mkdirSync(aside, { mode: 0o700 });
  try {
    if (ids) fs.chownSync(aside, ids.uid, ids.gid);
    const made = path.join(aside, 'postgresql');
    await runInitdb(path.join(binaries.folder, 'bin', 'initdb'), made, { ids, fast });
    giveToServer(made);
    fs.renameSync(made, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error; // another first start was quicker
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

export function currentAccount(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
    throw fault('database.no_account', { user: process.getuid?.() ?? -1 });
  }
}

/** Who may enter: the kernel vouches for the peer of the private socket, and only our own account is mapped to roles. */
export function writeAccessRules(folder: string): void {
  const account = currentAccount().replaceAll('"', '""');
  const files = {
    'pg_hba.conf': 'local all all peer map=huikuan\n',
    'pg_ident.conf': ROLES.map((role) => `huikuan "${account}" ${role}\n`).join(''),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    if (isRoot()) fs.chownSync(file, serverUid(), serverUid());
  }
}

/** A Unix socket's path may have 103 bytes on macOS and 107 on Linux; deep folders get a private one in /tmp. */
function shortSocketFolder(folder: string): string | undefined {
  const fits = Buffer.byteLength(`${folder}/.s.PGSQL.5432`) <= 103;
  return fits ? undefined : `/tmp/huikuan-${fingerprint(folder)}`;
}

/** After the server ended: what it leaves in /tmp. */
export function removeSocketFolder(folder: string): void {
  const short = shortSocketFolder(folder);
  if (short !== undefined) fs.rmSync(short, { recursive: true, force: true });
}

export function socketFolder(folder: string): string {
  const short = shortSocketFolder(folder);
  if (short === undefined) return folder;
  try {
    fs.mkdirSync(short, { mode: 0o700 });
    if (isRoot()) fs.lchownSync(short, serverUid(), serverUid());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = fs.lstatSync(short); // whoever may write to /tmp could have been there first
  const ours = found.isDirectory() && found.uid === serverUid() && (found.mode & 0o077) === 0;
  if (!ours) throw fault('database.not_writable', { folder: short });
  return short;
}

export interface ClusterFolder {
  readonly home: string;
  /** PostgreSQL's data directory. */
  readonly folder: string;
  readonly created: boolean;
}

/** Finds or makes the PostgreSQL folder of a home. @throws database.* faults that leave everything as it was */
export async function prepareFolder(
  home: string,
  binaries: Binaries,
  options: { fast: boolean; log: Log },
): Promise<ClusterFolder> {
  currentAccount();
  const real = makeHome(home);
  const folder = locate(real);
  const present = holdsCluster(folder, binaries.majorVersion);
  if (!present) await initialise(folder, binaries, options.fast);
  notePlace(real, folder, options.log);
  return { home: real, folder, created: !present };
}
