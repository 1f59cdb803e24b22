/** One declared route as HTTP: who calls, may they, is the input right, do it, present it; in that order. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller, Language } from '../access/caller.store.ts';
import { noteDenial } from '../access/denial.store.ts';
import { networkOf } from '../access/network.rules.ts';
import { isPermission, PUBLIC, SIGNED_IN } from '../access/permission.rules.ts';
import { day, type Day } from '../core/day.ts';
import { assert, fault } from '../core/errors.ts';
import type { Actor } from '../platform/actor.ts';
import { today } from '../platform/clock.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import type { Call, RawCall, Route } from '../platform/route.ts';
import { isFile, isRawJson, sendFile } from './answer.ts';
import {
  assertCsrfToken,
  assertOwnPage,
  callerOf,
  changes,
  cookieName,
  presented,
  type Presented,
} from './authenticate.ts';
import { API, type ServerOptions } from './serverOptions.ts';

const SCOPES: ReadonlySet<string> = new Set(['public', 'self', 'company', 'customer']);

/** The compiler demands both; this demands them of whoever got past the compiler. */
function assertDeclared(route: Route): void {
  const name = `${route.method} ${route.path}`;
  const { permission, scope } = route;
  assert(
    isPermission(permission) || permission === SIGNED_IN || permission === PUBLIC,
    `${name} has no known permission`,
  );
  assert(SCOPES.has(scope), `${name} has no scope`);
  assert((permission === PUBLIC) === (scope === 'public'), `${name} is public in one word only`);
}

export function serveRoute(app: FastifyInstance, route: Route, options: ServerOptions): void {
  assertDeclared(route);
  const open = route.permission === PUBLIC;
  app.route({
    method: route.method,
    url: `${API}${route.path}`,
    exposeHeadRoute: false,
    ...(open ? { config: { rateLimit: { max: options.publicRequestsPerMinute ?? 120, timeWindow: '1 minute' } } } : {}),
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const shown = presented(request, isSecure(options));
      const caller = await enter(request, route, shown, options);
      const call = callFor(request, reply, { route, caller, shown, options });
      return present(reply, route, await route.handle(call));
    },
  });
}

const isSecure = (options: ServerOptions): boolean => options.publicUrl?.startsWith('https:') === true;

/** @throws session.none, session.csrf, forbidden */
async function enter(
  request: FastifyRequest,
  route: Route,
  shown: Presented,
  options: ServerOptions,
): Promise<Caller | undefined> {
  const changing = changes(request.method);
  if (changing && shown.apiKey === undefined)
    assertOwnPage(request, options.publicUrl && URL.parse(options.publicUrl)?.host);
  if (route.permission === PUBLIC) return undefined;
  const caller = await callerOf(options.db, shown);
  if (caller === undefined) throw fault('session.none');
  if (changing && shown.sessionToken !== undefined) assertCsrfToken(request, shown.sessionToken);
  if (!caller.actor.permissions.has(route.permission)) {
    await noteDenial(options.db, caller.actor, {
      permission: route.permission,
      method: route.method,
      path: route.path,
      network: networkOf(request.ip),
    });
    throw fault('forbidden', { permission: route.permission });
  }
  return caller;
}

const NOBODY: Actor = {
  orgId: 0n,
  userId: null,
  label: 'nobody',
  via: 'web',
  scope: 'none',
  teamIds: [],
  permissions: new Set([PUBLIC]),
};

const nothing = z.strictObject({});
const noBody = z.union([z.undefined(), z.null(), nothing]);

/** Understood by every route, beside its own query. */
const Common = z.object({ as_of: z.string().optional(), dry_run: z.enum(['true', 'false']).optional() });

interface Parts {
  readonly route: Route;
  readonly caller: Caller | undefined;
  readonly shown: Presented;
  readonly options: ServerOptions;
}

function callFor(request: FastifyRequest, reply: FastifyReply, parts: Parts): Call<unknown, unknown, unknown> {
  const { route, caller, options } = parts;
  if (request.isMultipart() && route.upload !== true) throw fault('request.media_type');
  if (!isStorable(request.query) || (route.upload !== true && !isStorable(request.body))) throw fault('request.text');
  const { as_of: asOfText, dry_run: dryRun, ...query } = Common.loose().parse(request.query);
  const actor = caller?.actor ?? NOBODY;
  const todayHere = today(caller?.company.timeZone ?? 'UTC');
  const asOf: Day = asOfText === undefined ? todayHere : day(asOfText);
  const idempotencyKey = idempotencyKeyOf(request);
  return {
    params: paramsOf(route, request),
    query: (route.query ?? nothing).parse(query),
    body: route.upload === true ? undefined : (route.body ?? noBody).parse(request.body),
    actor,
    db: options.db,
    asOf,
    today: todayHere,
    language: caller?.language ?? languageOf(request),
    read: (query) => read(options.db, actor, asOf, query),
    run: async (command, input) => {
      const commandOptions = { actor, asOf, idempotencyKey, dryRun: dryRun === 'true', requestId: request.id };
      return runCommand(options.db, command, input, commandOptions);
    },
    raw: rawCall(request, reply, parts),
  };
}

/** What cannot be an id is answered like an id that nothing has. @throws not_found */
function paramsOf(route: Route, request: FastifyRequest): unknown {
  const parsed = (route.params ?? z.unknown()).safeParse(request.params);
  if (!parsed.success || !isStorable(request.params)) throw fault('not_found');
  return parsed.data;
}

/** PostgreSQL stores no NUL, and UTF-8 knows no half of a surrogate pair. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (Array.isArray(value)) return value.every(isStorable);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, part]) => isStorable(key) && isStorable(part));
}

function rawCall(request: FastifyRequest, reply: FastifyReply, { shown, options }: Parts): RawCall {
  const secure = isSecure(options);
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    ip: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    sessionToken: shown.sessionToken,
    setSession: (token) => {
      if (token === null) reply.clearCookie(cookieName(secure), attributes);
      else reply.setCookie(cookieName(secure), token, { ...attributes, maxAge: 30 * 86_400 });
    },
    upload: async () => {
      const part = request.isMultipart() ? await request.file() : undefined;
      if (part === undefined) throw fault('request.media_type');
      const bytes = await part.toBuffer();
      const fields = new Map<string, string>();
      for (const [name, field] of Object.entries(part.fields)) {
        if (field && !Array.isArray(field) && field.type === 'field' && typeof field.value === 'string')
          fields.set(name, field.value);
      }
      return { fileName: part.filename, bytes, fields };
    },
  };
}

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw fault('request.key_malformed');
  return key;
}

/** Before sign-in: what the browser asks for; else simplified Chinese. */
function languageOf(request: FastifyRequest): Language {
  for (const wanted of (request.headers['accept-language'] ?? '').toLowerCase().split(',')) {
    const tag = wanted.split(';')[0]?.trim() ?? '';
    if (/^zh-(?:hant|tw|hk|mo)/.test(tag)) return 'zh-TW';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

function present(reply: FastifyReply, route: Route, answer: unknown): FastifyReply {
  if (isFile(answer)) return sendFile(reply, answer);
  if (answer === undefined) return reply.status(204).send();
  reply.status(route.status ?? 200).type('application/json; charset=utf-8');
  if (isRawJson(answer)) return reply.send(answer.json);
  assert(route.response !== 'file', `${route.method} ${route.path} answers a file`);
  // through its schema: a column that someone adds to a query does not reach the outside by itself
  return reply.send(JSON.stringify(route.response.parse(answer)));
}
