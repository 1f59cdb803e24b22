import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildCompany, buildWorld, TEST_DAY, type Company, type World } from '../../test/build.ts';
import type { Actor } from './actor.ts';
import { defineCommand, runCommand } from './command.ts';
import { defineJob, startJobs } from './jobs.ts';
import { silentLog } from './log.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
});
afterAll(() => world.close());

const ask = defineCommand({
  name: 'test.ask',
  permission: 'documents.post',
  run: async (ctx, input: { word: string; fail: boolean }) => {
    await ctx.enqueue('test.tell', { word: input.word, number: 9007199254740993n });
    if (input.fail) throw new Error('changed my mind');
  },
});

const systemActor = (orgId: bigint): Actor => ({
  orgId,
  userId: null,
  label: 'system',
  via: 'job',
  scope: 'company',
  teamIds: [],
  permissions: new Set(),
});

const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let turn = 0; turn < 200 && !(await done()); turn += 1) await new Promise((resolve) => setTimeout(resolve, 50));
};

test('a job runs after the commit of the command that asked for it, with exact numbers, and its run is written down', async () => {
  const told: { word: string }[] = [];
  const tell = defineJob({
    name: 'test.tell',
    schema: z.strictObject({ word: z.string(), number: z.bigint() }),
    run: async (_env, payload) => {
      told.push(payload);
      if (payload.word === 'bad') throw new Error('cannot tell');
    },
  });
  const actor = company.finance;
  await runCommand(world.db, ask, { word: 'good', fail: false }, { actor, asOf: TEST_DAY });
  await expect(runCommand(world.db, ask, { word: 'never', fail: true }, { actor, asOf: TEST_DAY })).rejects.toThrow(
    'changed my mind',
  );
  await runCommand(world.db, ask, { word: 'bad', fail: false }, { actor, asOf: TEST_DAY });
  const env = { db: world.db, log: silentLog, systemActor, userActor: async () => undefined };
  const runner = await startJobs({ jobs: world.database.jobs, list: [tell], env });
  const runs = () =>
    world.asOwner<{ result: string; error: string | null }>(
      'select result, error from platform.job_run where finished_at is not null order by result',
    );
  await until(async () => (await runs()).length >= 2);
  await runner.stop();
  told.sort((a, b) => (a.word < b.word ? 1 : -1)); // two run side by side
  expect(told).toEqual([
    { org_id: company.orgId, word: 'good', number: 9007199254740993n },
    { org_id: company.orgId, word: 'bad', number: 9007199254740993n },
  ]);
  expect(await runs()).toEqual([
    { result: 'done', error: null },
    { result: 'failed', error: 'Error: cannot tell' },
  ]);
});

test('a job that a killed program held is taken up again at the next start', async () => {
  await runCommand(world.db, ask, { word: 'held', fail: false }, { actor: company.finance, asOf: TEST_DAY });
  const { Client } = (await import('pg')).default;
  const client = new Client(world.database.jobs);
  await client.connect();
  await client.query(
    "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'dead' where payload::text like '%held%'",
  );
  await client.end();
  const words: string[] = [];
  const tell = defineJob({
    name: 'test.tell',
    schema: z.looseObject({ word: z.string() }),
    run: async (_env, { word }) => void words.push(word),
  });
  const env = { db: world.db, log: silentLog, systemActor, userActor: async () => undefined };
  const runner = await startJobs({ jobs: world.database.jobs, list: [tell], env });
  await until(async () => words.includes('held'));
  await runner.stop();
  expect(words).toContain('held');
});

test('nobody queues a job for another company, and the application cannot read the queue', async () => {
  const pool = world.db.pool;
  await expect(pool.query(`select platform.enqueue('test.tell', '{"org_id":{"$n":"1"}}'::json, null)`)).rejects.toThrow(
    'another company',
  );
  await expect(pool.query('select * from graphile_worker._private_jobs')).rejects.toThrow('permission denied');
});
