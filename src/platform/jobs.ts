/**
 * Jobs in PostgreSQL (graphile-worker): a job is data, queued in the transaction of the command that wants it,
 * run after commit, at least once. So a job must be safe to run twice. Each run is written into platform.job_run.
 */
import { sql } from 'kysely';
import { run, runMigrations, Logger, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import { assert } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from './actor.ts';
import { now } from './clock.ts';
import { applyActor, firstRow, type Db } from './database.ts';
import { decodeJson, encodeJson } from './json.ts';
import type { Log } from './log.ts';
import { APP } from './roles.ts';

export interface JobEnv {
  readonly db: Db;
  readonly log: Log;
  /** Acts for the company itself, with every permission. */
  systemActor(orgId: Id): Actor;
  /** Acts as a user, with the roles the user has now; undefined when the user may no longer enter the company. */
  userActor(orgId: Id, userId: Id): Promise<Actor | undefined>;
  /** Ends when the program stops: a long job then leaves off at a safe point and throws. */
  readonly signal: AbortSignal;
}

export interface Job<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** Without `org_id`, which every payload carries. Ids are bigint. */
  readonly schema: S;
  /** How often a failing job is tried in all. */
  readonly attempts?: number;
  /** Method syntax, so that a list can hold jobs of different payloads. */
  run(env: JobEnv, payload: z.output<S> & { org_id: Id }): Promise<void>;
}

export const defineJob = <S extends z.ZodObject>(job: Job<S>): Job<S> => job;

const MAX_ATTEMPTS = 5;

/** The one door for the application's role into the queue, which belongs to the jobs role. */
const ENQUEUE = `
  create or replace function graphile_worker.huikuan_enqueue(p_job text, p_payload json, p_key text) returns void
  language sql volatile security definer set search_path = graphile_worker, pg_temp as $$
    select graphile_worker.add_job(identifier => p_job, payload => p_payload, job_key => p_key,
      max_attempts => ${MAX_ATTEMPTS})
  $$;
  revoke all on function graphile_worker.huikuan_enqueue from public;
  grant usage on schema graphile_worker to ${APP};
  grant execute on function graphile_worker.huikuan_enqueue to ${APP};`;

/** graphile-worker narrates; what matters goes to the log, at the level it has here. */
function quietly(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error') log.error({ meta }, message);
    else if (level === 'warning') log.warn({ meta }, message);
    else log.debug(message);
  });
}

/** The queue's own ids stay text, as graphile-worker writes them back as JSON, which knows no bigint. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8
      ? (text: string) => text
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

function openPool(config: pg.ClientConfig, log: Log): pg.Pool {
  const pool = new pg.Pool({ ...config, types, max: 4 });
  const onError = (error: Error): void => log.warn({ err: error }, 'a connection of the job queue was lost');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** Brings the queue's schema up to date and makes the door into it. Safe to run at every start. */
export async function prepareJobs(jobs: pg.ClientConfig, log: Log): Promise<void> {
  const pool = openPool(jobs, log);
  try {
    await runMigrations({ pgPool: pool, logger: quietly(log) });
    await pool.query(ENQUEUE);
  } finally {
    await pool.end();
  }
}

export interface JobRunnerOptions {
  readonly jobs: pg.ClientConfig;
  readonly list: readonly Job[];
  readonly env: Omit<JobEnv, 'signal'>;
  readonly concurrency?: number;
}

export interface JobRunner {
  /** Lets running jobs end, or leave off at a safe point. */
  stop(): Promise<void>;
}

/** One runner a database: it holds this lock, so whatever is still marked as being worked on was left by a dead one. */
const RUNNER_LOCK = 727_010;
const LOCK_PATIENCE = 2_000;

const FREE_LEFT_BEHIND = `
  select graphile_worker.force_unlock_workers(array_agg(distinct worker))
  from (select locked_by as worker from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null) left_behind`;

export async function startJobs(options: JobRunnerOptions): Promise<JobRunner> {
  const { log } = options.env;
  const stopping = new AbortController();
  const pool = openPool(options.jobs, log);
  let runner: Runner | undefined;
  const taking = takeTheLead(options.jobs, stopping.signal).then(async (leader) => {
    if (leader === undefined) return undefined;
    await pool.query(FREE_LEFT_BEHIND);
    runner = await run({
      pgPool: pool,
      taskList: taskList(options, stopping.signal),
      concurrency: options.concurrency ?? 2,
      pollInterval: 1_000,
      noHandleSignals: true,
      parsedCronItems: [],
      logger: quietly(log),
    });
    return leader;
  });
  taking.catch((error: unknown) => log.error({ err: error }, 'jobs cannot be run'));
  return {
    stop: async () => {
      stopping.abort();
      const leader = await taking.catch(() => undefined);
      await runner?.stop();
      await leader?.end();
      await pool.end();
    },
  };
}

/** A connection that holds the lock, waiting while another program on the same database runs the jobs. */
async function takeTheLead(config: pg.ClientConfig, signal: AbortSignal): Promise<pg.Client | undefined> {
  const client = new pg.Client(config);
  client.on('error', () => undefined); // the next query reports it
  await client.connect();
  while (!signal.aborted) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [RUNNER_LOCK]);
    if (rows[0]?.held === true) return client;
    await pause(LOCK_PATIENCE, signal);
  }
  await client.end();
  return undefined;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

function taskList(options: JobRunnerOptions, signal: AbortSignal): TaskList {
  const names = new Set(options.list.map((job) => job.name));
  assert(names.size === options.list.length, 'two jobs have one name');
  return Object.fromEntries(
    options.list.map((job) => [
      job.name,
      async (payload: unknown, helpers: { job: { attempts: number } }) => {
        await runOne(job, payload, { env: { ...options.env, signal }, attempt: helpers.job.attempts });
      },
    ]),
  );
}

const Envelope = z.looseObject({ org_id: z.bigint() });

async function runOne(job: Job, raw: unknown, { env, attempt }: { env: JobEnv; attempt: number }): Promise<void> {
  const decoded = Envelope.parse(decodeJson(JSON.stringify(raw)));
  const { org_id: orgId, ...rest } = decoded;
  const runId = await noteStart(env, { job: job.name, orgId, payload: encodeJson(rest), attempt });
  try {
    await job.run(env, { ...job.schema.parse(rest), org_id: orgId });
    await noteEnd(env, orgId, runId, null);
  } catch (error) {
    env.log.error({ err: error, job: job.name, attempt }, 'a job failed');
    await noteEnd(env, orgId, runId, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    throw error;
  }
}

interface Start {
  readonly job: string;
  readonly orgId: Id;
  readonly payload: string;
  readonly attempt: number;
}

async function noteStart(env: JobEnv, start: Start): Promise<Id> {
  return env.db.kysely.transaction().execute(async (tx) => {
    await applyActor(tx, env.systemActor(start.orgId));
    const row = await firstRow(
      tx,
      sql<{ id: Id }>`
      insert into platform.job_run (org_id, job, payload, attempt, started_at)
      values (${start.orgId}, ${start.job}, ${start.payload}::jsonb, ${start.attempt}, ${now()}) returning id`,
    );
    assert(row, 'a job run has an id');
    return row.id;
  });
}

async function noteEnd(env: JobEnv, orgId: Id, runId: Id, error: string | null): Promise<void> {
  await env.db.kysely.transaction().execute(async (tx) => {
    await applyActor(tx, env.systemActor(orgId));
    await sql`update platform.job_run set finished_at = ${now()}, result = ${error === null ? 'done' : 'failed'},
      error = ${error}
      where org_id = ${orgId} and id = ${runId}`.execute(tx);
  });
}
