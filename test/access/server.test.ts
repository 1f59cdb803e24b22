/** The server's own promises, shown on two small routes. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { routes } from '../../src/app/routes.ts';
import { buildServer } from '../../src/app/server.ts';
import { silentLog } from '../../src/platform/log.ts';
import { route, type Route } from '../../src/platform/route.ts';
import { buildWorld, type World } from '../build.ts';

const echo = route({
  method: 'POST',
  path: '/echo/:id',
  permission: 'public',
  scope: 'public',
  summary: 'Says it again',
  params: z.object({ id: z.string() }),
  query: z.strictObject({ loud: z.enum(['true', 'false']).optional() }),
  body: z.strictObject({ word: z.string() }),
  response: z.object({ id: z.string(), word: z.string(), as_of: z.string() }),
  handle: async (call) => ({ id: call.params.id, word: call.body.word, as_of: call.asOf, secret: 'not in the schema' }),
});
const file = route({
  method: 'GET',
  path: '/file',
  permission: 'public',
  scope: 'public',
  summary: 'A file',
  response: 'file',
  handle: async () => ({ file: Buffer.from('x'), contentType: 'text/plain', fileName: '对账单\r\nX: "1"/../.txt' }),
});
const closed = route({
  method: 'GET',
  path: '/closed',
  permission: 'signed-in',
  scope: 'self',
  summary: 'Needs a session',
  response: z.object({}),
  handle: async () => ({}),
});

let world: World;
let app: FastifyInstance;
beforeAll(async () => {
  world = await buildWorld();
  app = await buildServer({ db: world.db, log: silentLog, routes: [echo, file, closed], publicRequestsPerMinute: 40 });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const post = (url: string, payload: object | string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });

test('an answer passes its schema, and only what the schema names goes out', async () => {
  const answer = await post('/api/v1/echo/7?as_of=2026-02-28', { word: 'hi' });
  expect(answer.json()).toEqual({ id: '7', word: 'hi', as_of: '2026-02-28' });
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('an unknown field in body or query, a repeated parameter and an impossible day are refused by name', async () => {
  const unknown = await post('/api/v1/echo/7', { word: 'hi', admin: true });
  expect(unknown.statusCode).toBe(422);
  expect(unknown.headers['content-type']).toContain('application/problem+json');
  expect(unknown.json().errors[0].code).toBe('unknown_field');
  expect((await post('/api/v1/echo/7?x=1', { word: 'hi' })).statusCode).toBe(422);
  expect((await post('/api/v1/echo/7?as_of=2026-01-01&as_of=2026-01-02', { word: 'hi' })).statusCode).toBe(422);
  expect((await post('/api/v1/echo/7?as_of=2026-02-30', { word: 'hi' })).json().code).toBe('day.invalid');
});

test('only JSON is read; broken, poisoned, foreign and huge bodies are refused without a fault', async () => {
  expect((await post('/api/v1/echo/7', '{"word":')).json().code).toBe('request.json');
  expect((await post('/api/v1/echo/7', '{"word":"a","__proto__":{"x":1}}')).statusCode).toBe(400);
  expect(
    (await post('/api/v1/echo/7', 'word=hi', { 'content-type': 'application/x-www-form-urlencoded' })).json().code,
  ).toBe('request.media_type');
  expect((await post('/api/v1/echo/7', 'hi', { 'content-type': 'text/plain' })).json().code).toBe('request.media_type');
  expect((await post('/api/v1/echo/7', { word: 'x'.repeat(1_100_000) })).json().code).toBe('request.too_large');
});

test('a request from the page of another site is refused', async () => {
  expect((await post('/api/v1/echo/7', { word: 'hi' }, { origin: 'https://evil.example' })).json().code).toBe(
    'session.csrf',
  );
  expect((await post('/api/v1/echo/7', { word: 'hi' }, { 'sec-fetch-site': 'cross-site' })).json().code).toBe(
    'session.csrf',
  );
  expect(
    (await post('/api/v1/echo/7', { word: 'hi' }, { origin: 'http://localhost:4200', host: 'localhost:4200' }))
      .statusCode,
  ).not.toBe(403);
});

test('a file name can end neither the header nor its folder, and keeps its script', async () => {
  const { headers } = await app.inject({ method: 'GET', url: '/api/v1/file' });
  expect(headers['content-disposition']).toBe(
    `attachment; filename="_____X_ _1__.._.txt"; filename*=UTF-8''${encodeURIComponent('对账单__X_ _1__.._.txt')}`,
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('a closed route says only that nobody is signed in; an unknown path and method only that nothing is there', async () => {
  expect((await app.inject({ method: 'GET', url: '/api/v1/closed' })).json().code).toBe('session.none');
  expect((await app.inject({ method: 'GET', url: '/api/v1/nowhere' })).json().code).toBe('not_found');
  expect((await app.inject({ method: 'DELETE', url: '/api/v1/closed' })).json().code).toBe('not_found');
});

test('scripts run only from this host and no other site may frame a page', async () => {
  const policy = String((await app.inject({ method: 'GET', url: '/healthz' })).headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
});

test('a route without a known permission or scope is not served', async () => {
  const build = (bad: object) => buildServer({ db: world.db, log: silentLog, routes: [{ ...closed, ...bad }] });
  await expect(build({ permission: undefined })).rejects.toThrow('no known permission');
  await expect(build({ permission: 'everything' })).rejects.toThrow('no known permission');
  await expect(build({ scope: undefined })).rejects.toThrow('no scope');
  await expect(build({ permission: 'public' })).rejects.toThrow('public in one word only');
});

test('a route open to anyone is throttled by network', async () => {
  const codes: number[] = [];
  for (let n = 0; n < 45; n += 1) {
    codes.push(
      (
        await app.inject({
          method: 'POST',
          url: '/api/v1/echo/1',
          payload: { word: 'hi' },
          remoteAddress: '203.0.113.9',
        })
      ).statusCode,
    );
  }
  expect(codes.filter((code) => code === 200)).toHaveLength(40);
  expect(codes.slice(40)).toEqual([429, 429, 429, 429, 429]);
});

test('every declared route is served: none is forgotten in the list', async () => {
  const served = new Set(routes.map((r) => `${r.method} ${r.path}`));
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.routes.ts'));
  const isRoute = (value: unknown): value is Route =>
    typeof value === 'object' && value !== null && 'path' in value && 'permission' in value;
  for (const file of files) {
    const module = (await import(path.resolve('src', file))) as Record<string, unknown>;
    const declared = Object.values(module)
      .flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
      .filter(isRoute);
    expect(
      declared.filter((r) => !served.has(`${r.method} ${r.path}`)).map((r) => `${file}: ${r.method} ${r.path}`),
    ).toEqual([]);
  }
  expect(served.size).toBe(routes.length);
});

test('the API describes itself in OpenAPI 3.1', async () => {
  const document = (await app.inject({ method: 'GET', url: '/api/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  expect(
    document.paths['/api/v1/echo/{id}'].post.requestBody.content['application/json'].schema.additionalProperties,
  ).toBe(false);
});

test('health says that the process answers, readiness that the database does', async () => {
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
  expect((await app.inject('/readyz')).json().status).toBe('ok');
});
