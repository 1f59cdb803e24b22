/** `huikuan start` as people meet it: a process of its own, stopped, killed, started twice, robbed of its port or database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { serverPid, stopServer } from '../../src/platform/clusterProcess.ts';
import { makeTestFolder, removeTestFolder } from '../cluster.ts';

const project = path.resolve(import.meta.dirname, '..', '..');
const PATIENCE = 60_000;
vi.setConfig({ testTimeout: 180_000 });

class Start {
  readonly child: ChildProcess;
  out = '';
  said = '';
  readonly #closed: Promise<unknown>;

  constructor(script: readonly string[], environment: Readonly<Record<string, string>>) {
    const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', HUIKUAN_PORT: '0', DATABASE_URL: '', ...environment };
    this.child = spawn(process.execPath, script, {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that a kill -9 reaches what it started
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.#closed = once(this.child, 'close');
  }

  /** The address it printed. */
  async url(): Promise<string> {
    return until(() => {
      if (this.child.exitCode !== null)
        throw new Error(`it ended with ${this.child.exitCode}: ${this.out} ${this.said}`);
      return /running\s+(http:\/\/\S+)[\s\S]*To stop/.exec(this.out)?.[1];
    });
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    const running = this.child.exitCode === null && this.child.signalCode === null;
    if (signal && running) process.kill(signal === 'SIGKILL' ? -this.child.pid! : this.child.pid!, signal);
    await this.#closed;
    return this.child.exitCode;
  }
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const last = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > last) throw new Error('it did not come in time');
    await sleep(50);
  }
}

/** The state of the product as a supervisor sees it. */
const ready = async (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

let work: string;
let home: string;
let folder: string;
const started: Start[] = [];

function start(environment: Readonly<Record<string, string>> = {}, script = ['src/app/cli.ts']): Start {
  const product = new Start([...script, 'start', '--home', home], environment);
  started.push(product);
  return product;
}

beforeAll(() => {
  work = makeTestFolder('start');
  home = path.join(work, 'home');
  folder = path.join(home, 'postgresql');
});

afterEach(async () => {
  for (const product of started.splice(0)) await product.end('SIGKILL');
  await stopServer(folder, 20_000);
});

afterAll(() => removeTestFolder(work));

test('the first start says where it is, how to set it up, where the data lies and how to stop; TERM ends it in order', async () => {
  const product = start({}, ['bin/run.mjs', 'src/app/cli.ts']);
  const url = await product.url();
  expect(await ready(url)).toBe(true);
  expect(product.out).toMatch(new RegExp(`${url}/setup#[\\w-]{32,}`));
  expect(product.out).toContain(home);
  expect(product.out).toContain('Ctrl+C');
  expect(await product.end('SIGTERM')).toBe(0);
  expect(serverPid(folder)).toBeUndefined();
});

test('a start on a taken port ends with a clear sentence, and leaves no server running', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const product = start({ HUIKUAN_PORT: String(port) });
  expect(await product.end()).toBe(2);
  expect(product.said).toContain(String(port));
  expect(product.said).not.toMatch(/\bat .*\.ts:\d+/);
  expect(serverPid(folder)).toBeUndefined();
  other.close();
});

test('a second start on the same folder is refused with a sentence, and the first goes on', async () => {
  const first = start();
  const url = await first.url();
  const second = start();
  expect(await second.end()).toBe(2);
  expect(second.said).toContain(`already runs on ${home} (process ${first.child.pid})`);
  expect(await ready(url)).toBe(true);
});

test('after a kill -9 of the product the next start serves again', async () => {
  const first = start();
  await first.url();
  await first.end('SIGKILL');
  const next = start();
  expect(await ready(await next.url())).toBe(true);
  expect(await next.end('SIGTERM')).toBe(0);
});

test('PostgreSQL killed under the product comes back, and the product answers again without a restart', async () => {
  const product = start();
  const url = await product.url();
  const pid = serverPid(folder)!;
  process.kill(pid, 'SIGKILL');
  await until(() => (serverPid(folder) ?? pid) !== pid || undefined);
  await until(async () => (await ready(url)) || undefined);
  expect(product.child.exitCode).toBeNull();
  expect(await product.end('SIGTERM')).toBe(0);
});

test('a product whose PostgreSQL dies again and again stops with a sentence instead of pretending', async () => {
  const product = start();
  await product.url();
  let last = 0;
  while (product.child.exitCode === null) {
    const pid = await until(() => (product.child.exitCode === null ? serverPid(folder) : 0));
    if (pid !== 0 && pid !== last) process.kill(pid, 'SIGKILL');
    last = pid;
    await sleep(20);
  }
  expect(await product.end()).not.toBe(0);
  expect(product.said).toContain('could not be brought back');
});
