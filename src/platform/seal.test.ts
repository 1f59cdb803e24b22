/** Five ways to falsify the record, each found (reliability I-43, G-15). */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from 'pg';
import { buildCompany, buildCustomer, buildWorld, type Company, type World } from '../../test/build.ts';
import { systemActor } from '../access/caller.store.ts';
import { now } from './clock.ts';
import { sha256 } from './json.ts';
import { sealCompany, verifyChain, type Head } from './seal.ts';
import { headsFile, openHeadLog, readHeads } from './sealHeads.ts';

let world: World;
let company: Company;
let heads: Head[];

beforeEach(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  heads = [];
  for (let n = 0; n < 6; n += 1) {
    await buildCustomer(company);
    const head = await sealCompany(world.db, systemActor(company.orgId));
    if (head) heads.push(head);
  }
});
afterEach(() => world.close());

const check = () => verifyChain(world.db, systemActor(company.orgId), heads);

/** Someone with every right over the database, triggers switched off. */
async function falsify(...statements: string[]): Promise<void> {
  const client = new Client(world.database.superuser);
  await client.connect();
  await client.query("set session_replication_role = 'replica'");
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const third = '(select event_id from platform.event_seal where seq = 3)';
const fourth = '(select event_id from platform.event_seal where seq = 4)';

test('an untouched chain is clean and covers every event', async () => {
  const { events, violations } = await check();
  expect(violations).toEqual([]);
  expect(await world.asOwner('select from platform.event')).toHaveLength(events);
  expect(events).toBe(6);
});

test('sealing twice, or by two at once, seals each event once', async () => {
  await buildCustomer(company);
  await buildCustomer(company);
  await Promise.all([1, 2, 3].map(() => sealCompany(world.db, systemActor(company.orgId), 'everything')));
  expect(await sealCompany(world.db, systemActor(company.orgId))).toBeUndefined();
  expect((await check()).violations).toEqual([]);
});

test('an edited event is found', async () => {
  await falsify(
    `update platform.event set body = replace(body, 'create_customer', 'create_custumer') where id = ${third}`,
  );
  expect((await check()).violations).toMatchObject([{ kind: 'event_changed', seq: 3n }]);
});

test('an edited column that the sealed text does not know is found', async () => {
  await falsify(`update platform.event set actor_label = 'someone else' where id = ${third}`);
  expect((await check()).violations).toMatchObject([{ kind: 'columns_differ', seq: 3n }]);
  await falsify(`update platform.event set result = '{"id":{"$n":"1"}}' where id = ${fourth}`);
  expect((await check()).violations).toMatchObject([{ seq: 3n }, { kind: 'columns_differ', seq: 4n }]);
});

test('a deleted event is found, with or without its seal', async () => {
  await falsify(`delete from platform.event where id = ${third}`);
  expect((await check()).violations).toMatchObject([{ kind: 'event_missing', seq: 3n }]);
  await falsify('delete from platform.event_seal where seq = 3');
  expect((await check()).violations.map((v) => v.kind)).toContain('seal_missing');
});

test('two exchanged events are found', async () => {
  await falsify(
    `update platform.event a set body = b.body, recorded_at = b.recorded_at, request_id = b.request_id, result = b.result, subject_id = b.subject_id, customer_id = b.customer_id
       from platform.event b where (a.id = ${third} and b.id = ${fourth}) or (a.id = ${fourth} and b.id = ${third})`,
  );
  expect((await check()).violations.map((v) => v.seq)).toEqual([3n, 4n]);
});

test('a cut-off tail is found by the heads outside', async () => {
  await falsify(`delete from platform.event where id >= ${fourth}`, 'delete from platform.event_seal where seq >= 4');
  expect((await check()).violations.map((v) => v.kind)).toEqual(['tail_missing', 'tail_missing', 'tail_missing']);
  expect((await verifyChain(world.db, systemActor(company.orgId))).violations).toEqual([]);
});

test('a chain rewritten from end to end is found by the heads outside', async () => {
  await falsify(
    `update platform.event set body = replace(body, '财务', '别人'), actor_label = replace(actor_label, '财务', '别人')`,
  );
  const rows = await world.asOwner<{ seq: bigint; body: string }>(
    'select s.seq, e.body from platform.event_seal s join platform.event e on e.org_id = s.org_id and e.id = s.event_id order by s.seq',
  );
  let hash = sha256(`huikuan audit chain of company ${company.orgId}`);
  for (const row of rows) {
    hash = sha256(Buffer.concat([hash, sha256(row.body)]));
    await falsify(`update platform.event_seal set hash = '\\x${hash.toString('hex')}' where seq = ${row.seq}`);
  }
  expect((await verifyChain(world.db, systemActor(company.orgId))).violations).toEqual([]);
  expect((await check()).violations.map((v) => v.kind)).toEqual(Array(6).fill('head_differs'));
});

test('the file of heads shows when a line of it was changed or taken out, and survives a crash in the middle of a line', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hk-heads-'));
  const log = openHeadLog(home);
  for (const head of heads) log.append(head, now());
  expect(readHeads(home)).toEqual({ heads, intact: true });
  fs.appendFileSync(headsFile(home), '{"org_id":"1","se');
  expect(readHeads(home)).toEqual({ heads, intact: true });
  openHeadLog(home).append({ orgId: company.orgId, seq: 7n, hash: 'ab' }, now());
  expect(readHeads(home).intact).toBe(true);
  const lines = fs.readFileSync(headsFile(home), 'utf8').split('\n');
  fs.writeFileSync(headsFile(home), [...lines.slice(0, 2), ...lines.slice(3)].join('\n'));
  expect(readHeads(home).intact).toBe(false);
  fs.rmSync(home, { recursive: true });
});
