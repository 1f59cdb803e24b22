/** The dictionaries: nothing missing, nothing extra, nothing unused, every code of the server named, every screen's words loaded with it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { allErrors } from '../../src/core/errors.ts';
import { FIELDS } from '../../src/connectors/fields.rules.ts';
import { ISSUE_TEXTS } from '../../src/connectors/issueTexts.rules.ts';
import { PERMISSIONS, ROLES } from '../../src/access/permission.rules.ts';
import { CONTACT_ROLES, CUSTOMER_TYPES, ENTERPRISE_SIZES } from '../../src/parties/customer.rules.ts';
import { INSTRUMENTS } from '../../src/cash/receipt.rules.ts';
import { ALLOCATION_MODES } from '../../src/cash/allocation.rules.ts';
import { REASONS } from '../../src/collections/weights.rules.ts';
import { routes } from '../../src/app/routes.ts';

const here = import.meta.dirname;
const web = path.join(here, '..');
const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const;
const areas = readdirSync(path.join(here, 'zh-CN')).map((f) => f.replace('.json', ''));
const read = (language: string, area: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(here, language, `${area}.json`), 'utf8')) as Record<string, string>;
const whole = (language: string): Map<string, string> =>
  new Map(areas.flatMap((area) => Object.entries(read(language, area))));
const base = (key: string): string => key.replace(/_(?:one|other)$/, '');
const areaOf = new Map(
  areas.flatMap((area) => Object.keys(read('zh-CN', area)).map((key) => [base(key), area] as const)),
);
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.tsx?$/.test(f) && !f.includes('.test.'))
  .map((f) => ({ file: f, text: readFileSync(path.join(web, f), 'utf8') }));
const quoted = new Set(
  sources.flatMap(({ text }) => [...text.matchAll(/['"`]([a-zA-Z]+(?:\.[\w-]+)+)['"`]/g)].map((m) => m[1] ?? '')),
);
/** `t(\`prefix.${code}\`)` and `tCode('prefix', …)` reach every key below the prefix. */
const reached = new Set(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/(?:tCode|codedText)\(\s*'(\w+)'/g), ...text.matchAll(/`([a-zA-Z.]+)\.\$\{/g)].map(
      (m) => m[1] ?? '',
    ),
  ),
);
const isReached = (key: string): boolean =>
  quoted.has(key) || [...reached].some((prefix) => key.startsWith(`${prefix}.`));

describe('keys', () => {
  test('every language has exactly the same keys', () => {
    for (const area of areas) {
      const wanted = new Set(Object.keys(read('zh-CN', area)).map(base));
      for (const language of LANGUAGES)
        expect(new Set(Object.keys(read(language, area)).map(base)), `${language} ${area}`).toEqual(wanted);
    }
  });

  test('a text has the same {parameters} in every language, and none is empty', () => {
    const names = (text: string): string[] =>
      [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''))].sort();
    const [zh, tw, en] = LANGUAGES.map(whole);
    for (const [key, text] of zh ?? []) {
      expect(text.trim(), key).not.toBe('');
      expect(names(tw?.get(key) ?? ''), `zh-TW ${key}`).toEqual(names(text));
      for (const variant of [key, `${base(key)}_one`])
        if (en?.has(variant) && variant === key) expect(names(en.get(variant) ?? ''), `en ${key}`).toEqual(names(text));
    }
  });

  test('no key stands in two areas', () => {
    const all = areas.flatMap((area) => Object.keys(read('zh-CN', area)));
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  test('no key is unused', () => {
    expect([...areaOf.keys()].filter((key) => !isReached(key))).toEqual([]);
  });

  test('traditional Chinese is not the simplified text with other characters by accident', () => {
    const simplified = /[发务应单据账户时间关闭设权编导币边资备这请与为会说没们来过还进错误记录号条选择额总计]/;
    const tw = [...whole('zh-TW')].filter(([key, text]) => simplified.test(text) && text === whole('zh-CN').get(key));
    expect(tw.map(([key]) => key)).toEqual([]);
  });
});

describe('codes of the server', () => {
  const texts = whole('zh-CN');
  const missing = (prefix: string, codes: Iterable<string>): string[] =>
    [...codes].filter((code) => !texts.has(`${prefix}.${code}`)).map((code) => `${prefix}.${code}`);

  test('every refusal a person can meet has a text', () => {
    // What stops the program before it serves a page is told on its terminal.
    const atStart = /^(?:database|secrets|config|cli|doctor|migrate|start)\.|^server\.(?:port_taken|address)/;
    expect(routes.length).toBeGreaterThan(40); // the routes bring their errors
    expect(
      missing(
        'error',
        [...allErrors().keys()].filter((code) => !atStart.test(code)),
      ),
    ).toEqual([]);
  });

  test('every row issue, field, role, permission, instrument and reason has a text', () => {
    expect([
      ...missing('issue', Object.keys(ISSUE_TEXTS)),
      ...missing('remedy', Object.keys(ISSUE_TEXTS)),
      ...missing('field', Object.keys(FIELDS)),
      ...missing('role', ROLES),
      ...missing('permission', PERMISSIONS),
      ...missing('contactRole', CONTACT_ROLES),
      ...missing('customerType', CUSTOMER_TYPES),
      ...missing('enterpriseSize', ENTERPRISE_SIZES),
      ...missing('instrument', INSTRUMENTS),
      ...missing('mode', ALLOCATION_MODES),
      ...missing('reason', REASONS),
    ]).toEqual([]);
  });

  test('every command has a text for timeline and audit trail', () => {
    const src = path.join(web, '..', 'src');
    const commands = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts') && !f.includes('.test.'))
      .flatMap((f) => {
        const text = readFileSync(path.join(src, f), 'utf8');
        return [...text.matchAll(/defineCommand(?:<[^(]*>)?\(\{\s*name: '([a-z]+\.[a-z_]+)'/g)].map((m) => m[1] ?? '');
      });
    expect(commands.length).toBeGreaterThan(20);
    expect(missing('event', new Set(commands))).toEqual([]);
  });
});

describe('loading', () => {
  const byFile = new Map(sources.map((s) => [s.file.split(path.sep).join('/'), s.text]));
  const importsOf = (file: string): string[] =>
    [...(byFile.get(file) ?? '').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)]
      .map((m) => path.posix.join(path.posix.dirname(file), m[1] ?? ''))
      .filter((target) => byFile.has(target));
  const keysOf = (file: string): string[] =>
    [
      ...(byFile.get(file) ?? '').matchAll(/\bt\(\s*'([\w.-]+)'/g),
      ...(byFile.get(file) ?? '').matchAll(/\? '([a-zA-Z]+\.[\w.-]+)'/g),
    ]
      .map((m) => m[1] ?? '')
      .filter((key) => areaOf.has(key));

  test('each screen loads the dictionaries of all texts on it', () => {
    const screens = [
      ...(byFile.get('app/screens.ts') ?? '').matchAll(
        /screen\(\s*'([^']+)',\s*'[^']+',\s*'\w+',\s*\[([^\]]*)\],\s*\(\) => import\('\.\.?\/?([^']+)'\)/g,
      ),
    ];
    expect(screens.length).toBeGreaterThan(20);
    const missing = screens.flatMap(([, address = '', list = '', target = '']) => {
      const loaded = new Set(['shell', 'errors', ...[...list.matchAll(/'(\w+)'/g)].map((m) => m[1] ?? '')]);
      const start = byFile.has(target) ? target : `app/${target}`;
      const seen = new Set<string>();
      const queue = [start];
      while (queue.length > 0) {
        const file = queue.pop() ?? '';
        if (seen.has(file) || (file.startsWith('app/') && file !== start)) continue;
        seen.add(file);
        queue.push(...importsOf(file));
      }
      return [...new Set([...seen].flatMap(keysOf).map((key) => areaOf.get(key) ?? ''))]
        .filter((area) => !loaded.has(area))
        .map((area) => `${address} needs ${area}`);
    });
    expect(missing).toEqual([]);
  });
});
