import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Fault } from '../core/errors.ts';
import { projectFolder, readConfig, settings } from './config.ts';

test('without any variable the defaults hold', () => {
  expect(readConfig({})).toEqual({
    home: path.join(projectFolder, '.data'),
    databaseUrl: undefined,
    host: '127.0.0.1',
    port: 4200,
    publicUrl: undefined,
    trustProxy: 0,
    logLevel: 'info',
  });
});

test('an empty variable counts as absent', () => {
  const empty = Object.fromEntries(Object.values(settings).map(({ name }) => [name, ' ']));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test('what is set is read', () => {
  const config = readConfig({
    HUIKUAN_PORT: '0',
    HUIKUAN_PUBLIC_URL: 'https://ar.example.com/',
    HUIKUAN_LOG_LEVEL: 'warn',
  });
  expect(config).toMatchObject({ port: 0, publicUrl: 'https://ar.example.com', logLevel: 'warn' });
});

test.each([
  ['HUIKUAN_PORT', '65536'],
  ['HUIKUAN_PORT', '42x'],
  ['HUIKUAN_PORT', '-1'],
  ['HUIKUAN_TRUST_PROXY', 'true'],
  ['HUIKUAN_PUBLIC_URL', 'javascript:alert(1)'],
  ['HUIKUAN_PUBLIC_URL', 'ar.example.com'],
  ['HUIKUAN_LOG_LEVEL', 'loud'],
])('%s=%s is refused by name', (name, value) => {
  const refused = (): unknown => readConfig({ [name]: value });
  expect(refused).toThrow(
    expect.objectContaining({ code: 'config.invalid', detail: expect.objectContaining({ name }) }) as Fault,
  );
});

test('every setting says its default and its meaning', () => {
  for (const { name, fallback, meaning } of Object.values(settings)) {
    expect(name).toMatch(/^(HUIKUAN_[A-Z_]+|DATABASE_URL)$/);
    expect(fallback).not.toBe('');
    expect(meaning).toMatch(/\.$/);
  }
});

test('the documentation lists every setting as it is, and no other', () => {
  const page = fs.readFileSync(path.join(projectFolder, 'docs', 'settings.md'), 'utf8');
  const documented = page.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const declared = Object.values(settings).map(
    ({ name, fallback, meaning }) => `| \`${name}\` | ${fallback} | ${meaning} |`,
  );
  expect(documented).toEqual(declared);
});
