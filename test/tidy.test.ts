/** A machine keeps the house rules of ARCHITECTURE.md, so that no reviewer has to say them. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ladder } from '../src/app/modules.ts';

const root = path.join(import.meta.dirname, '..');

interface Source {
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Without comments, so that prose cannot break a rule. */
  readonly code: string;
}

function sources(folder: string, pattern: RegExp): Source[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((f) => pattern.test(f) && !f.includes('node_modules'))
    .map((f) => {
      const file = path.posix.join(folder, f.split(path.sep).join('/'));
      const text = readFileSync(path.join(root, file), 'utf8');
      return { file, text, code: text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1') };
    });
}

const server = sources('src', /\.ts$/).filter((s) => !s.file.endsWith('.test.ts'));
const web = sources('web', /\.tsx?$/).filter((s) => !/\.test\.tsx?$/.test(s.file));

const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.endsWith('.test.tsx');
const role = (file: string): string => /\.(rules|store|commands|routes|jobs|errors)\.ts$/.exec(file)?.[1] ?? 'plain';
const sliceOf = (file: string): string => file.split('/')[1] ?? '';

function importsOf(source: Source): { target: string; typeOnly: boolean }[] {
  const found = source.code.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^'"\n;]*?(?:\{[^}]*\}[^'"]*?)?from\s+['"](\.[^'"]+)['"]/g);
  return [...found].map((m) => ({
    target: path.posix.normalize(path.posix.join(path.posix.dirname(source.file), m[2] ?? '')),
    typeOnly: m[1] !== undefined,
  }));
}

/** Every breach, named by file: an empty list is a tidy house. */
const breaches = (list: readonly Source[], broken: (s: Source) => boolean): string[] => list.filter(broken).map((s) => s.file);

describe('direction', () => {
  test('a slice imports only what stands above it on the ladder', () => {
    const rank = new Map<string, number>(ladder.map((name, index) => [name, index]));
    const wrong = server.flatMap((s) =>
      importsOf(s)
        .filter(({ target }) => target.startsWith('src/'))
        .filter(({ target }) => (rank.get(sliceOf(target)) ?? -1) > (rank.get(sliceOf(s.file)) ?? -1))
        .map(({ target }) => `${s.file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every folder of src is on the ladder', () => {
    const folders = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name);
    expect(folders.filter((f) => !(ladder as readonly string[]).includes(f))).toEqual([]);
  });

  test('no files import one another in a circle', () => {
    const graph = new Map(server.map((s) => [s.file, importsOf(s).filter((i) => !i.typeOnly).map((i) => i.target)]));
    const circles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of graph.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('rules import only core and rules; stores never commands or routes; commands never routes', () => {
    const forbidden: Record<string, RegExp> = {
      rules: /src\/platform\/|\.(store|commands|routes|jobs)\.ts$/,
      store: /\.(commands|routes|jobs)\.ts$/,
      commands: /\.(routes|jobs)\.ts$/,
      errors: /\.(store|commands|routes|jobs)\.ts$/,
    };
    const wrong = server.flatMap((s) => {
      const pattern = forbidden[role(s.file)];
      return pattern === undefined ? [] : importsOf(s).filter((i) => !i.typeOnly && pattern.test(i.target)).map((i) => `${s.file} -> ${i.target}`);
    });
    expect(wrong).toEqual([]);
  });

  test('core imports nothing of the product', () => {
    expect(server.filter((s) => sliceOf(s.file) === 'core').flatMap((s) => importsOf(s).filter((i) => !i.target.startsWith('src/core/')).map((i) => `${s.file} -> ${i.target}`))).toEqual([]);
  });

  test('the web app takes from the server only pure vocabulary, and types of routes in web/api', () => {
    const wrong = web.flatMap((s) =>
      importsOf(s)
        .filter(({ target }) => target.startsWith('src/') && !target.startsWith('src/core/'))
        .filter(({ typeOnly }) => !(typeOnly && s.file.startsWith('web/api/')))
        .map(({ target }) => `${s.file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('only web/ui touches the component library', () => {
    expect(breaches(web, (s) => !s.file.startsWith('web/ui/') && /from ['"]@mantine\//.test(s.code))).toEqual([]);
  });
});

describe('purity', () => {
  test('rules are pure: no waiting, no clock, no chance', () => {
    expect(breaches(server, (s) => role(s.file) === 'rules' && /\basync\b|\bawait\b|new Date\b|Date\.now|Math\.random|process\./.test(s.code))).toEqual([]);
  });

  /** Reads of the clock that are not business days: durations, deadlines of processes, log lines. Each with its reason. */
  const clockAllowed = new Map<string, string>([['src/platform/clock.ts', 'the one reader of the clock']]);
  test('only the clock reads the clock', () => {
    expect(breaches(server, (s) => !clockAllowed.has(s.file) && /new Date\(\s*\)|Date\.now\(/.test(s.code))).toEqual([]);
  });

  test('amounts are never floats', () => {
    const allowed = new Set(['src/core/money.ts', 'src/core/day.ts']);
    expect(breaches(server, (s) => !allowed.has(s.file) && /parseFloat\(|\/ 100\b(?!_)/.test(s.code))).toEqual([]);
  });
});

describe('statements', () => {
  test('SQL stands in stores, the platform and migrations only', () => {
    const allowed = (file: string): boolean => role(file) === 'store' || file.startsWith('src/platform/');
    expect(breaches(server, (s) => !allowed(s.file) && /\bsql(?:<[^`;]*>)?`|\.query(?:<[^(]*>)?\(\s*[`'"]/.test(s.code))).toEqual([]);
  });

  test('no statement is glued together from values', () => {
    expect(breaches(server, (s) => /sql\.raw\(|sql\.lit\(/.test(s.code) && !/sql\.raw\([A-Z_]+\)/.test(s.code))).toEqual([]);
  });
});

describe('leftovers', () => {
  const everything = [...server, ...web, ...sources('test', /\.tsx?$/), ...sources('src', /\.test\.ts$/), ...(existsSync(path.join(root, 'bench')) ? sources('bench', /\.ts$/) : [])];
  test('nothing unfinished, focused or silent stays behind', () => {
    const marks = new RegExp(['FIX' + 'ME', 'TO' + 'DO', 'XX' + 'X:', '\\.on' + 'ly\\(', 'debug' + 'ger;'].join('|'));
    expect(breaches(everything, (s) => marks.test(s.text))).toEqual([]);
    expect(breaches([...server, ...web], (s) => /\bconsole\./.test(s.code))).toEqual([]);
    expect(breaches([...server, ...web], (s) => /catch\s*(?:\([^)]*\))?\s*\{\s*\}/.test(s.code))).toEqual([]);
  });

  test('no file hides behind a name that says nothing', () => {
    expect(everything.map((s) => s.file).filter((f) => /(?:^|[/.])(?:utils?|helpers?|services?|common|misc|manager)(?:[/.]|$)/i.test(f))).toEqual([]);
  });

  test('no default exports, no barrel files', () => {
    expect(breaches([...server, ...web], (s) => /^export default/m.test(s.code))).toEqual([]);
    expect([...server, ...web].map((s) => s.file).filter((f) => /\/index\.tsx?$/.test(f))).toEqual([]);
  });

  test('no source file is longer than 400 lines, no component file longer than 250', () => {
    expect([...server, ...web].filter((s) => s.text.split('\n').length > (s.file.endsWith('.tsx') ? 250 : 400)).map((s) => s.file)).toEqual([]);
  });

  test('no machine path and no registry host is in the repository', () => {
    const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
    expect(/"resolved":\s*"http/.test(lock)).toBe(false);
    const here = new RegExp(['/wo' + 'rk/', '/ho' + 'me/[a-z]'].join('|'));
    expect(breaches(everything.filter((s) => !isTest(s.file)), (s) => here.test(s.text))).toEqual([]);
  });
});
