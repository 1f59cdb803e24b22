import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { referenceText } from './reference.ts';

test('docs/reference.md names every command, role, job, event, issue and refusal, and nothing else', () => {
  const file = path.join(import.meta.dirname, '../docs/reference.md');
  const made = referenceText();
  if (process.env['UPDATE_REFERENCE'] === '1') writeFileSync(file, made);
  expect(readFileSync(file, 'utf8')).toBe(made);
});
