import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../core/errors.ts';
import { secret, secretsFile } from './secrets.ts';

let home: string;

beforeEach(() => {
  home = fs.mkdtempSync(path.join(tmpdir(), 'huikuan-secrets-'));
});

afterEach(() => fs.rmSync(home, { recursive: true }));

test('a secret is made once, kept for its owner alone, and different from every other', () => {
  const made = secret(home, 'one');
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(secret(home, 'two')).not.toBe(made);
  expect(secret(home, 'one')).toBe(made);
  expect(fs.statSync(secretsFile(home)).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(home)).toEqual(['secrets.json']);
});

test('a file that others can read is refused', () => {
  secret(home, 'one');
  fs.chmodSync(secretsFile(home), 0o640);
  expect(() => secret(home, 'one')).toThrow(expect.objectContaining({ code: 'secrets.exposed' }) as Fault);
});

test.each(['', '{"one": 1}', '[]x', 'null'])('a damaged file (%j) is refused and left as it is', (text) => {
  fs.writeFileSync(secretsFile(home), text, { mode: 0o600 });
  expect(() => secret(home, 'one')).toThrow(expect.objectContaining({ code: 'secrets.damaged' }) as Fault);
  expect(fs.readFileSync(secretsFile(home), 'utf8')).toBe(text);
});
