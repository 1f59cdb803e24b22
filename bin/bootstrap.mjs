/**
 * Plain JavaScript without dependencies, for any Node from 20 on: installs what is missing, builds the web pages when
 * their sources changed, and runs the program on Node 24. Speaks on standard error only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './messages.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const programs = join(modules, '.bin');
const NODE_MAJOR = 24;

const major = (version) => Number.parseInt(version, 10);

function refuse(key, values) {
  say(key, values);
  process.exit(1);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Only one process installs or builds at a time; the others wait for it, and a killed one is not waited for. */
function alone(work) {
  const lock = join(root, '.bootstrap.lock');
  for (let told = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = major(readStamp(lock));
    if (Number.isNaN(holder) ? existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 5_000 : !alive(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) say('waiting', { pid: holder });
    told = true;
    pause(200);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The environment for npm without what an outer npm put there, and with the machine's own Node. */
function npmEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_global|config_prefix|package_|lifecycle_|command|node_execpath|execpath)/.test(name),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(modules));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

function npmCommand() {
  const script = process.env.npm_execpath;
  if (!script?.endsWith('npm-cli.js')) return ['npm'];
  const node = process.env.npm_node_execpath;
  return [!node || node.startsWith(modules) ? 'node' : node, script];
}

/** True when someone already ran npm: every package that the lock file demands is there in its version. */
function installedAsLocked() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const { packages: present } = JSON.parse(readFileSync(record, 'utf8'));
  const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(locked).every(
    ([name, wanted]) =>
      name === '' ||
      (present[name] ? present[name].version === wanted.version : wanted.optional || wanted.devOptional || wanted.peer),
  );
}

function installStamp() {
  return `${hashOf(['package.json', 'package-lock.json'])} ${process.platform}-${process.arch}`;
}

function install() {
  const stamp = join(modules, '.huikuan-install');
  const wanted = installStamp();
  if (readStamp(stamp) === wanted) return;
  alone(() => {
    if (readStamp(stamp) === wanted) return;
    if (installedAsLocked()) return writeFileSync(stamp, wanted);
    say(existsSync(modules) ? 'packagesChanged' : 'firstInstall');
    const began = Date.now();
    const [command, ...first] = npmCommand();
    const result = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: npmEnvironment(),
    });
    if (result.status !== 0)
      refuse('installFailed', { reason: result.error?.message ?? `npm ci: ${result.status ?? result.signal}` });
    writeFileSync(stamp, wanted);
    say('installed', { seconds: Math.round((Date.now() - began) / 1000) });
  });
}

/** The Node that runs the program: the one that came with the packages, or the machine's own when it is new enough. */
function programNode() {
  const bundled = join(programs, 'node');
  if (existsSync(bundled)) return realpathSync(bundled);
  if (major(process.versions.node) >= NODE_MAJOR) return process.execPath;
  return refuse('nodeNeeded', {
    machine: `${process.platform}-${process.arch}`,
    found: process.version,
    needed: NODE_MAJOR,
  });
}

const environment = () => ({
  NODE_COMPILE_CACHE: join(modules, '.cache', 'node'), // a third less work at each start
  ...process.env,
  PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
});

/** Everything the web bundle is made of. */
function webSources() {
  const within = (folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
      : [];
  const single = readdirSync(root).filter((name) =>
    /^(index\.html|(vite|postcss)\.config\.\w+|package-lock\.json)$/.test(name),
  );
  return [...within('web'), ...within(join('src', 'core')), ...single].sort();
}

/** Builds `dist/web` when a source of it changed since the last build. */
export function buildWeb() {
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  const stamp = join(root, 'dist', 'web', '.huikuan-build');
  const wanted = hashOf(webSources());
  if (readStamp(stamp) === wanted) return;
  alone(() => {
    if (readStamp(stamp) === wanted) return;
    if (!existsSync(vite)) refuse('webMissing');
    say('buildingWeb');
    rmSync(stamp, { force: true });
    const result = spawnSync(programNode(), [vite, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      // under a test runner NODE_ENV is `test`, and the pages would carry React's development half
      env: { ...environment(), NODE_ENV: 'production' },
    });
    if (result.status !== 0) refuse('buildFailed');
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted);
  });
}

/** Installs what is missing: everything else needs the packages. */
export function prepare() {
  if (major(process.versions.node) < 20) refuse('nodeTooOld', { found: process.version });
  if (!['linux', 'darwin'].includes(process.platform)) refuse('systemUnknown', { machine: process.platform });
  install();
}

/** Runs a script on the program's Node in `cwd`, hands every signal on, and ends as it ends. */
export function run(script, args, cwd) {
  const child = spawn(programNode(), [join(root, script), ...args], { cwd, stdio: 'inherit', env: environment() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => refuse('nodeBroken', { reason: error.message }));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
