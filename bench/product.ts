/** The product as it runs, on a durable throwaway home, with a superuser beside it for the bare side of each comparison. */
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createApiKey } from '../src/access/company.commands.ts';
import { actorOfUser } from '../src/access/caller.store.ts';
import { newApiKey } from '../src/access/token.ts';
import { startProduct, type Product } from '../src/app/start.ts';
import { day } from '../src/core/day.ts';
import { runCommand } from '../src/platform/command.ts';
import { readConfig } from '../src/platform/config.ts';
import { openDb, type Db } from '../src/platform/database.ts';
import type { Actor } from '../src/platform/actor.ts';
import { silentLog } from '../src/platform/log.ts';
import { benchAsOf } from './ledger.ts';

export interface Bench {
  readonly product: Product;
  readonly superuser: pg.Client;
  readonly bareConfig: pg.ClientConfig;
  readonly owner: Db;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const home = mkdtempSync(path.join(tmpdir(), 'huikuan-bench-'));
  chmodSync(home, 0o711);
  const config = readConfig({ HUIKUAN_HOME: home, HUIKUAN_PORT: '0' });
  const product = await startProduct({ config, log: silentLog });
  const { host } = product.db.pool.options;
  const bareConfig = { ...(host === undefined ? {} : { host }), port: 5432, user: 'postgres', database: 'huikuan' };
  const superuser = new pg.Client(bareConfig);
  superuser.on('error', () => undefined); // the next query reports it
  await superuser.connect();
  const owner = openDb({ ...bareConfig, user: 'huikuan_owner' }, { max: 2, onError: () => undefined });
  return {
    product, superuser, bareConfig, owner,
    stop: async () => {
      await superuser.end();
      await owner.close();
      await product.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export interface Caller {
  readonly actor: Actor;
  get(route: string): Promise<{ bytes: number; json: () => unknown }>;
}

/** A finance user of the company, and HTTP calls with a key of theirs. */
export async function signIn(bench: Bench, orgId: bigint): Promise<Caller> {
  const { rows } = await bench.superuser.query<{ user_id: bigint }>(
    `with u as (insert into access.user_account (email, email_key, language, created_at) values ($1, $1, 'zh-CN', now()) returning user_id)
     insert into access.membership (org_id, user_id, name, roles, invited_at, accepted_at)
     select $2, user_id, 'bench', '{FINANCE,ADMIN}', now(), now() from u returning user_id`,
    [`bench-${orgId}@example.com`, orgId],
  );
  const actor = await actorOfUser(bench.product.db, orgId, rows[0]?.user_id ?? 0n);
  if (actor === undefined) throw new Error('the bench user cannot enter');
  const key = newApiKey();
  const permissions = ['receivables.read', 'customers.read', 'worklist.read', 'reports.read', 'limits.read', 'events.read', 'receipts.read'];
  await runCommand(bench.product.db, createApiKey(key), { name: 'bench', permissions, expiresAt: null }, { actor, asOf: day(benchAsOf) });
  return {
    actor,
    get: async (route) => {
      const response = await fetch(`${bench.product.url}/api/v1${route}`, { headers: { authorization: `Bearer ${key.text}` } });
      const text = await response.text();
      if (!response.ok) throw new Error(`${route}: ${response.status} ${text.slice(0, 300)}`);
      return { bytes: text.length, json: () => JSON.parse(text) as unknown };
    },
  };
}
