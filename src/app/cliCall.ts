/**
 * Calls a route of the API inside the process: the command line gives the same answers as HTTP because it asks the same
 * handlers, with the operator of the machine as the actor.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { assert, fault } from '../core/errors.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import type { FileAnswer, RawJson, Route } from '../platform/route.ts';
import type { CliSession } from './cliSession.ts';

interface Inputs {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly upload?: { fileName: string; bytes: Uint8Array; fields: ReadonlyMap<string, string> };
  readonly dryRun?: boolean;
}

const isFile = (answer: unknown): answer is FileAnswer => answer !== null && typeof answer === 'object' && 'file' in answer && 'fileName' in answer;
const isRawJson = (answer: unknown): answer is RawJson => answer !== null && typeof answer === 'object' && Object.keys(answer).join() === 'json';

async function handle<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(session: CliSession, route: Route<P, Q, B, R>, inputs: Inputs) {
  const parse = <T extends z.ZodType>(schema: T | undefined, value: unknown): z.output<T> => {
    const parsed = schema?.safeParse(value ?? {});
    if (parsed?.success === false) {
      const first = parsed.error.issues[0];
      throw fault('cli.usage', { field: first?.path.join('.') ?? '', problem: first?.message ?? '' });
    }
    return parsed?.data as z.output<T>;
  };
  return route.handle({
    params: parse(route.params, inputs.params),
    query: parse(route.query, inputs.query),
    body: parse(route.body, inputs.body),
    actor: session.actor,
    db: session.db,
    asOf: session.asOf,
    today: session.today,
    language: session.company.language,
    read: (query) => read(session.db, session.actor, session.asOf, query),
    run: (command, input) => runCommand(session.db, command, input, { actor: session.actor, asOf: session.asOf, dryRun: inputs.dryRun, requestId: randomUUID() }),
    raw: {
      ip: 'local',
      userAgent: 'huikuan',
      sessionToken: undefined,
      setSession: () => undefined,
      upload: async () => {
        assert(inputs.upload !== undefined, `${route.path} wants a file`);
        return inputs.upload;
      },
    },
  });
}

export async function callRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(session: CliSession, route: Route<P, Q, B, R>, inputs: Inputs = {}): Promise<z.output<R>> {
  const answer = await handle(session, route, inputs);
  return (isRawJson(answer) ? JSON.parse(answer.json) : answer) as z.output<R>;
}

/** The bytes of a download. */
export async function callFile<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(session: CliSession, route: Route<P, Q, B>, inputs: Inputs = {}): Promise<{ fileName: string; bytes: Uint8Array }> {
  const answer = await handle(session, route, inputs);
  assert(isFile(answer), `${route.path} answers with a file`);
  if (answer.file instanceof Uint8Array) return { fileName: answer.fileName, bytes: answer.file };
  const parts: Uint8Array[] = [];
  for await (const part of answer.file) parts.push(part);
  return { fileName: answer.fileName, bytes: Buffer.concat(parts) };
}
