import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log.ts';

let home: string;

beforeEach(() => {
  home = fs.mkdtempSync(path.join(tmpdir(), 'huikuan-log-'));
});

afterEach(() => fs.rmSync(home, { recursive: true }));

const lines = (): Record<string, unknown>[] =>
  fs
    .readFileSync(path.join(home, 'log', 'huikuan.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('an entry is one JSON line, in the file as soon as it is written', () => {
  openLog({ home, level: 'info' }).info({ rows: 3 }, 'imported');
  expect(lines()).toEqual([
    expect.objectContaining({
      level: 30,
      rows: 3,
      msg: 'imported',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    }),
  ]);
});

test('secrets never reach the file, wherever they stand', () => {
  const hush = 'hush-hush';
  openLog({ home, level: 'info' }).warn(
    { password: hush, body: { token: hush }, req: { headers: { cookie: hush, authorization: hush } } },
    'x',
  );
  expect(JSON.stringify(lines())).not.toContain(hush);
});

test('less grave entries than the level are left out', () => {
  const log = openLog({ home, level: 'warn' });
  log.info('quiet');
  log.error({ err: new Error('broken') }, 'loud');
  expect(lines().map((line) => line['msg'])).toEqual(['loud']);
});

test('a full file is set aside, and no line is lost', () => {
  fs.mkdirSync(path.join(home, 'log'));
  const file = path.join(home, 'log', 'huikuan.log');
  fs.writeFileSync(file, '');
  fs.truncateSync(file, 33 * 1024 * 1024);
  const log = openLog({ home, level: 'info' });
  log.info('first of the new file');
  log.info('second');
  expect(lines().map((line) => line['msg'])).toEqual(['first of the new file', 'second']);
  expect(fs.statSync(`${file}.1`).size).toBe(33 * 1024 * 1024);
});
