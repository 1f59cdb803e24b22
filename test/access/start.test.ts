/** The whole product on a throwaway home: set up over HTTP, sealed outside the database, stopped and started again. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startProduct, type Product } from '../../src/app/start.ts';
import { routes } from '../../src/app/routes.ts';
import { readConfig } from '../../src/platform/config.ts';
import { silentLog } from '../../src/platform/log.ts';
import { readHeads } from '../../src/platform/sealHeads.ts';
import { COMPANY, PASSWORD } from './client.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hk-start-'));
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

const start = (port = '0'): Promise<Product> =>
  startProduct({ config: { ...readConfig({ HUIKUAN_PORT: port }), home }, log: silentLog, fast: true });

test('starts, is set up by the printed link, seals what was done, documents itself, stops and starts again without a link', async () => {
  const product = await start();
  const get = async (url: string): Promise<Response> => fetch(`${product.url}${url}`);
  expect((await get('/readyz')).status).toBe(200);
  const token = product.setupLink?.split('#')[1];
  const answer = await fetch(`${product.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: '王晓', email: 'wang@example.com', password: PASSWORD, company: COMPANY }),
  });
  expect(answer.status).toBe(200);
  await expect.poll(() => readHeads(home).heads.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(readHeads(home).intact).toBe(true);

  const document = (await (await get('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const described = Object.entries(document.paths).flatMap(([p, methods]) =>
    Object.keys(methods).map((m) => `${m.toUpperCase()} ${p}`),
  );
  expect(described.sort()).toEqual(
    routes.map((r) => `${r.method} /api/v1${r.path.replaceAll(/:(\w+)/g, '{$1}')}`).sort(),
  );
  const page = await (await get('/api/docs')).text();
  for (const r of routes) expect(page).toContain(r.path.replaceAll(/:(\w+)/g, '{$1}'));
  expect(page).not.toMatch(/<script|src=|https?:\/\//);

  const port = product.url.split(':').at(-1);
  await expect(start()).rejects.toMatchObject({ code: 'database.running' });
  await product.stop();
  await expect(fetch(`${product.url}/healthz`)).rejects.toThrow('fetch failed');
  const again = await start(port);
  expect(again.setupLink).toBeUndefined();
  expect(again.url).toBe(product.url);
  await again.stop();
}, 120_000);
