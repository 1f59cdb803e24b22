/**
 * Every way we know to damage the books, done with all guards switched off: `verify` must find each one, and name it.
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildCompany,
  buildCustomer,
  buildInvoice,
  buildWorld,
  type Company,
  TEST_DAY,
  type World,
} from '../../test/build.ts';
import { DAMAGES } from '../../test/damages.ts';
import { reverseReceipt } from '../cash/reversal.commands.ts';
import { postReceipt } from '../cash/cash.commands.ts';
import { addDays, day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { mergeCustomers } from '../parties/merge.commands.ts';
import { runCommand } from '../platform/command.ts';
import { type Db, openDb, type Tx } from '../platform/database.ts';
import { sealCompany } from '../platform/seal.ts';
import { systemActor } from '../access/caller.store.ts';
import { reverseDocument } from '../receivables/receivables.commands.ts';
import { verify, verifyRows } from './verify.ts';

let world: World;
let company: Company;
let superuser: Db;
let owner: Db;

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  const other = await buildCompany(world, { name: '别家公司' });
  superuser = openDb(world.database.superuser, { max: 2, onError: () => undefined });
  owner = openDb(world.database.owner, { max: 2, onError: () => undefined });
  const asFinance = { actor: company.finance, asOf: TEST_DAY };
  const customers: Id[] = [];
  for (let i = 0; i < 4; i += 1) customers.push(await buildCustomer(company));
  await buildInvoice(other, { customerId: await buildCustomer(other), amountMinor: 100n, number: 'OTHER-1' });
  for (const [i, customerId] of customers.entries()) {
    await buildInvoice(company, { customerId, amountMinor: 10_000n, number: `V-${i}`, docOn: day('2026-08-01') });
    await buildInvoice(company, {
      customerId,
      amountMinor: 900n,
      number: `P-${i}`,
      docOn: day('2026-09-01'),
      instalments: [
        { dueOn: day('2026-10-01'), amountMinor: 300n },
        { dueOn: day('2026-11-01'), amountMinor: 600n },
      ],
    });
    await buildInvoice(company, {
      kind: 'CREDIT_NOTE',
      customerId,
      amountMinor: 50n,
      number: `CN-${i}`,
      docOn: day('2026-09-02'),
    });
    await runCommand(
      world.db,
      postReceipt,
      {
        customerId,
        amountMinor: 4_000n,
        currency: 'CNY',
        receivedOn: day('2026-10-05'),
        reference: `V-${i}`,
        allocate: { mode: 'OLDEST_FIRST' },
      },
      asFinance,
    );
  }
  const wrong = await runCommand(
    world.db,
    postReceipt,
    {
      customerId: customers[0]!,
      amountMinor: 77n,
      currency: 'CNY',
      receivedOn: day('2026-10-06'),
      allocate: { mode: 'OLDEST_FIRST' },
    },
    asFinance,
  );
  await runCommand(world.db, reverseReceipt, { receiptId: wrong.receiptId, reason: '录错了' }, asFinance);
  const twice = await buildInvoice(company, { customerId: customers[1]!, amountMinor: 5n, number: 'TWICE' });
  await runCommand(world.db, reverseDocument, { documentId: twice.documentId, reason: '重复' }, asFinance);
  await runCommand(world.db, mergeCustomers, { fromId: customers[3]!, intoId: customers[2]! }, asFinance);
  await sealCompany(world.db, systemActor(company.orgId), 'everything');
  await sealCompany(world.db, systemActor(other.orgId), 'everything');
});
afterAll(async () => {
  await superuser.close();
  await owner.close();
  await world.close();
});

/** Invariants broken after the damage; the damage is rolled back. */
async function broken(damage: string): Promise<Set<string>> {
  const found = new Set<string>();
  const enough = new Error('seen');
  const work = async (tx: Tx): Promise<void> => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql.raw(damage).execute(tx);
    for (const violation of (await verifyRows(tx)).violations) found.add(violation.invariant);
    throw enough;
  };
  await expect(superuser.kysely.transaction().execute(work)).rejects.toBe(enough);
  return found;
}

describe('verify', () => {
  it('finds a sound ledger sound, as owner and as a member', async () => {
    const all = await verify({ owner });
    expect(all.violations).toEqual([]);
    expect(all.invariants).toBeGreaterThan(18);
    expect(all.rows).toBeGreaterThan(60);
    const own = await verify({ member: world.db, actor: company.auditor });
    expect(own.violations).toEqual([]);
    expect(own.rows).toBeLessThan(all.rows);
  });

  it('still finds it sound on a past and on a coming day', async () => {
    await buildInvoice(company, {
      customerId: await buildCustomer(company),
      amountMinor: 9n,
      docOn: addDays(TEST_DAY, 400),
    });
    expect((await verify({ owner })).violations).toEqual([]);
  });

  it.each(DAMAGES)('finds %s', async (_what, damage, invariant) => {
    expect([...(await broken(damage))]).toContain(invariant);
  });

  it('leaves no trace of the damages above', async () => {
    expect((await verify({ owner })).violations).toEqual([]);
  });

  it('finds an event that was changed, and tells a member of that company only', async () => {
    const change = (body: string): Promise<unknown> =>
      superuser.kysely.transaction().execute(async (tx) => {
        await sql`set local session_replication_role = replica`.execute(tx);
        await sql`update platform.event set body = ${body} where id = (select min(event_id) from receivables.document
          where org_id = ${company.orgId})`.execute(tx);
      });
    const [before] = await world.asOwner<{ body: string }>(
      'select body from platform.event where id = (select min(event_id) from receivables.document where org_id = $1)',
      [company.orgId],
    );
    await change(before!.body.replace('V-0', 'V-9'));
    expect((await verify({ owner })).violations.map((v) => v.invariant)).toEqual(['I-43']);
    expect((await verify({ member: world.db, actor: company.auditor })).violations.map((v) => v.invariant)).toEqual([
      'I-43',
    ]);
    await change(before!.body);
    expect((await verify({ owner })).violations).toEqual([]);
  });
});
