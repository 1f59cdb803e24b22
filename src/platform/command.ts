/**
 * The write path: every change of the database goes through `runCommand`, which gives it one transaction, an idempotency
 * key, an event row, a dry run, and a retry of serialisation failures. Nothing else opens a write transaction.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { assert, declareErrors, fault, Fault } from '../core/errors.ts';
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from './actor.ts';
import { now as clockNow } from './clock.ts';
import { faultPoint } from './fault.ts';
import { actorSettings, firstRow, type Db, type Reading, type Tx } from './database.ts';
import { decodeJson, encodeJson, sha256 } from './json.ts';

declareErrors({
  not_found: { status: 404, message: 'There is no such record, or it is not yours to see.' },
  forbidden: { status: 403, message: 'Your role does not allow this. Ask an administrator of your company.' },
  'idempotency.conflict': { status: 409, message: 'This Idempotency-Key was used before with another request; use a new key.' },
  'write.busy': { status: 503, message: 'Others were changing the same records; nothing was changed. Try again.' },
});

/** What an event is about; `customerId` puts it on that customer's timeline. */
export interface Subject {
  readonly kind: string;
  readonly id: Id | null;
  readonly customerId?: Id | null;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface CommandContext extends Reading {
  readonly now: Date;
  /** Id of the event row this command will leave; postings carry it. */
  readonly eventId: Id;
  /** Says what the event is about; the last call wins. */
  about(subject: Subject): void;
  /** Queues a job in this transaction: it runs after commit or not at all. */
  enqueue(job: string, payload: Record<string, unknown>, options?: { key?: string }): Promise<void>;
}

export interface Command<I, R> {
  readonly name: string;
  /** Permission the actor needs; checked here as well as at the route. */
  readonly permission: string;
  readonly run: (ctx: CommandContext, input: I) => Promise<R>;
}

export const defineCommand = <I, R>(command: Command<I, R>): Command<I, R> => command;

export interface RunOptions {
  readonly actor: Actor;
  readonly asOf: Day;
  readonly idempotencyKey?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly requestId?: string | undefined;
}

/** Constraint name -> code of the refusal the user should see. */
const refusals = new Map<string, string>();
export function declareRefusals(byConstraint: Record<string, string>): void {
  for (const [constraint, code] of Object.entries(byConstraint)) refusals.set(constraint, code);
}

interface PgError extends Error {
  readonly code: string;
  readonly constraint?: string;
}
const isPgError = (error: unknown): error is PgError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.length === 5;

const TRIES = 5;

export async function runCommand<I, R>(db: Db, command: Command<I, R>, input: I, options: RunOptions): Promise<R> {
  if (!options.actor.permissions.has(command.permission)) throw fault('forbidden', { permission: command.permission });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptCommand(db, command, input, options);
    } catch (error) {
      if (!isPgError(error)) throw error;
      if (error.constraint === 'event_idempotency') continue; // the same key committed first: the next turn reads its answer
      const refusal = error.constraint === undefined ? undefined : refusals.get(error.constraint);
      if (refusal !== undefined) throw new Fault(refusal, { constraint: error.constraint ?? '' });
      if (error.code !== '40001' && error.code !== '40P01') throw error;
      if (attempt >= TRIES) throw fault('write.busy');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

async function attemptCommand<I, R>(db: Db, command: Command<I, R>, input: I, options: RunOptions): Promise<R> {
  const transaction = await db.kysely.startTransaction().execute();
  try {
    const eventId = await enter(transaction, options.actor);
    const inputHash = sha256(encodeJson({ command: command.name, input }));
    const stored = await storedAnswer(transaction, options, inputHash);
    if (stored !== undefined) {
      await transaction.rollback().execute();
      return stored.result as R;
    }
    const open = openContext(transaction, options, eventId);
    const result = await command.run(open.ctx, input);
    if (options.dryRun === true) {
      await transaction.rollback().execute();
      return result;
    }
    await writeEvent(open.ctx, { command: command.name, input, inputHash, result, subject: open.subject(), options });
    faultPoint('command.before_commit');
    await transaction.commit().execute();
    db.onCommit(options.actor.orgId);
    faultPoint('command.after_commit');
    return result;
  } catch (error) {
    if (!transaction.isCommitted && !transaction.isRolledBack) await transaction.rollback().execute();
    throw error;
  }
}

/** Tells row-level security who asks and draws the event's id, in one round trip. */
async function enter(tx: Tx, actor: Actor): Promise<Id> {
  const drawn = await firstRow(tx, sql<{ id: Id }>`/* kept */ select nextval('platform.event_id') as id, ${actorSettings(actor)}`);
  assert(drawn !== undefined, 'a sequence gives a number');
  return drawn.id;
}

async function storedAnswer(tx: Tx, options: RunOptions, inputHash: Buffer): Promise<{ result: unknown } | undefined> {
  if (options.idempotencyKey === undefined) return undefined;
  // two requests with one key wait for each other here; else the second would meet the first's rows and be refused by them
  const name = `${options.actor.orgId}/${options.actor.userId ?? 0n}/${options.idempotencyKey}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
  const row = await firstRow(
    tx,
    sql<{ input_hash: Buffer; result: string | null }>`
      select input_hash, result::text as result from platform.event
      where org_id = ${options.actor.orgId} and coalesce(actor_id, 0) = ${options.actor.userId ?? 0n}
        and idempotency_key = ${options.idempotencyKey}`,
  );
  if (row === undefined) return undefined;
  if (!row.input_hash.equals(inputHash)) throw fault('idempotency.conflict');
  return { result: row.result === null ? undefined : decodeJson(row.result) };
}

function openContext(tx: Tx, options: RunOptions, eventId: Id): { ctx: CommandContext; subject: () => Subject | undefined } {
  let subject: Subject | undefined;
  const ctx: CommandContext = {
    tx,
    orgId: options.actor.orgId,
    actor: options.actor,
    asOf: options.asOf,
    now: clockNow(),
    eventId,
    about: (s) => {
      subject = s;
    },
    enqueue: async (job, payload, enqueueOptions = {}) => {
      await sql`select platform.enqueue(${job}, ${encodeJson({ ...payload, org_id: options.actor.orgId })}::json, ${enqueueOptions.key ?? null})`.execute(tx);
    },
  };
  return { ctx, subject: () => subject };
}

interface EventFacts {
  readonly command: string;
  readonly input: unknown;
  readonly inputHash: Buffer;
  readonly result: unknown;
  readonly subject: Subject | undefined;
  readonly options: RunOptions;
}

async function writeEvent(ctx: CommandContext, facts: EventFacts): Promise<void> {
  const { options, subject } = facts;
  const requestId = options.requestId ?? randomUUID();
  const result = facts.result === undefined ? null : encodeJson(facts.result);
  const body = encodeJson({
    org_id: ctx.orgId, id: ctx.eventId, command: facts.command, actor_id: options.actor.userId, actor: options.actor.label,
    via: options.actor.via, request_id: requestId, as_of: ctx.asOf, recorded_at: ctx.now, input: facts.input,
    subject: subject ?? null, result: facts.result,
  });
  await sql`/* kept */ insert into platform.event (org_id, id, command, actor_id, actor_label, via, request_id, idempotency_key, input_hash, result,
      subject_kind, subject_id, customer_id, as_of_on, recorded_at, body)
    values (${ctx.orgId}, ${ctx.eventId}, ${facts.command}, ${options.actor.userId}, ${options.actor.label}, ${options.actor.via}, ${requestId},
      ${options.idempotencyKey ?? null}, ${facts.inputHash}, ${result}::jsonb, ${subject?.kind ?? null}, ${subject?.id ?? null},
      ${subject?.customerId ?? null}, ${ctx.asOf}, ${ctx.now}, ${body})`.execute(ctx.tx);
}
