/** The two commands before the program: `bin/` in a project of its own, with a stand-in for npm that counts its calls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '..', 'bin');
let project: string;

const NPM = `
import fs from 'node:fs';
fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('npm-fails')) process.exit(7);
await new Promise((done) => setTimeout(done, 300));
fs.mkdirSync('node_modules', { recursive: true });`;

const SCRIPT = `
process.on('SIGTERM', () => process.exit(9));
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), node: process.versions.node }));
if (process.argv[2] === 'wait') setInterval(() => undefined, 1000);
else process.exit(Number(process.argv[2]));`;

beforeEach(() => {
  project = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'huikuan-bootstrap-')));
  fs.cpSync(source, path.join(project, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
  fs.writeFileSync(path.join(project, 'package-lock.json'), '{"packages":{}}');
  fs.writeFileSync(path.join(project, 'npm-cli.js'), NPM);
  fs.writeFileSync(path.join(project, 'script.ts'), SCRIPT);
});

afterEach(() => fs.rmSync(project, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

function launch(
  args: readonly string[],
  environment: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [path.join(project, 'bin', 'run.mjs'), ...args], {
    cwd: project,
    env: {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      npm_execpath: path.join(project, 'npm-cli.js'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode, out, said })) };
}

const run = (args: readonly string[], environment?: Record<string, string>): Promise<Ended> =>
  launch(args, environment).ended;
const npmCalls = (): string[] => fs.readFileSync(path.join(project, 'calls'), 'utf8').trim().split('\n');

test('the first start installs, the next one does not, and a changed lock file installs again', async () => {
  expect((await run(['script.ts', '0'])).said).toContain('First start');
  expect((await run(['script.ts', '0'])).said).toBe('');
  expect(npmCalls()).toEqual([expect.stringMatching(/^ci /)]);
  fs.writeFileSync(path.join(project, 'package-lock.json'), '{"packages":{"node_modules/one":{"version":"1.0.0"}}}');
  expect((await run(['script.ts', '0'])).said).toContain('The list of packages changed');
  expect(npmCalls()).toHaveLength(2);
});

test('two first starts at once install once', async () => {
  const both = await Promise.all([run(['script.ts', '0']), run(['script.ts', '0'])]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(npmCalls()).toHaveLength(1);
});

test('the mark of a killed installer does not hold up the next start', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  fs.writeFileSync(path.join(project, '.bootstrap.lock'), String(gone.pid));
  expect((await run(['script.ts', '0'])).code).toBe(0);
});

test('a failed installation is told, ends with 1, and is tried again', async () => {
  fs.writeFileSync(path.join(project, 'npm-fails'), '');
  const failed = await run(['script.ts', '0']);
  expect(failed).toMatchObject({ code: 1, out: '' });
  expect(failed.said).toContain('could not be installed (npm ci: 7)');
  fs.rmSync(path.join(project, 'npm-fails'));
  expect((await run(['script.ts', '0'])).code).toBe(0);
});

test('packages that someone installed by hand in the right versions are taken as they are', async () => {
  fs.mkdirSync(path.join(project, 'node_modules'));
  fs.writeFileSync(
    path.join(project, 'package-lock.json'),
    '{"packages":{"node_modules/one":{"version":"1.0.0"},"node_modules/two":{"version":"2.0.0","optional":true}}}',
  );
  fs.writeFileSync(
    path.join(project, 'node_modules', '.package-lock.json'),
    '{"packages":{"node_modules/one":{"version":"1.0.0"}}}',
  );
  expect((await run(['script.ts', '0'])).said).toBe('');
  expect(fs.existsSync(path.join(project, 'calls'))).toBe(false);
});

test('standard output, arguments and exit code are those of the program', async () => {
  const { code, out } = await run(['script.ts', '3', '--json', '两 个']);
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ args: ['3', '--json', '两 个'], cwd: project });
});

test('a TERM reaches the program, and its answer is passed on', async () => {
  const { child, ended } = launch(['script.ts', 'wait']);
  await once(child.stdout!, 'data');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(9);
});

test('the terminal is spoken to in its language', async () => {
  expect((await run(['script.ts', '0'], { LANG: 'zh_CN.UTF-8' })).said).toContain('首次启动');
  fs.rmSync(path.join(project, 'node_modules'), { recursive: true });
  expect((await run(['script.ts', '0'], { LANG: 'zh_TW.UTF-8' })).said).toContain('首次啟動');
});
