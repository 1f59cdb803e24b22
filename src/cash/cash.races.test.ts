/** Many at once on the same money (F-11, F-45): totals stay right, losers get a reason, no deadlock reaches anyone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildCompany,
  buildCustomer,
  buildInvoice,
  buildWorld,
  TEST_DAY,
  type Company,
  type World,
} from '../../test/build.ts';
import { Fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { runCommand } from '../platform/command.ts';
import { reverseDocument } from '../receivables/receivables.commands.ts';
import { allocate } from './allocation.commands.ts';
import { postReceipt } from './cash.commands.ts';
import { reverseAllocation, reverseReceipt } from './reversal.commands.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld({ max: 20 });
  company = await buildCompany(world);
});
afterAll(() => world.close());

const as = () => ({ actor: company.finance, asOf: TEST_DAY });
const receive = async (customerId: Id, amountMinor: bigint): Promise<Id> =>
  (await runCommand(world.db, postReceipt, { customerId, amountMinor, currency: 'CNY', receivedOn: TEST_DAY }, as()))
    .receiptId;
const invoice = async (customerId: Id, amountMinor: bigint): Promise<Id> =>
  (await buildInvoice(company, { customerId, amountMinor })).receivableIds[0] ?? 0n;
const set = (creditId: Id, receivableId: Id, amountMinor: bigint, idempotencyKey?: string) =>
  runCommand(
    world.db,
    allocate,
    { creditId, mode: 'MANUAL', lines: [{ receivableId, amountMinor }] },
    { ...as(), idempotencyKey },
  );

/** 'done', or the code of the refusal. */
type Outcome = string;
/** Runs all at once. Anything but success or a refusal with a code is a failure of the test. */
async function together(runs: readonly (() => Promise<unknown>)[]): Promise<Record<Outcome, number>> {
  const outcomes = await Promise.all(
    runs.map(async (run): Promise<Outcome> => {
      try {
        await run();
        return 'done';
      } catch (error) {
        if (error instanceof Fault) return error.code;
        throw error;
      }
    }),
  );
  const counts: Record<Outcome, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Σ of rows = stored totals, nothing below zero, both sides equal: looked at from outside. */
async function assertLedgerHolds(): Promise<void> {
  const broken = await world.asOwner(`
    select 'receivable' as side, r.id from receivables.receivable r
    left join lateral (select coalesce(sum(case when p.kind = 'REVERSAL' then -p.amount_minor else p.amount_minor end), 0) as s
      from receivables.posting p where p.receivable_id = r.id and p.credit_id is not null) x on true
    where r.open_minor < 0 or x.s <> r.allocated_minor + r.credited_minor
    union all
    select 'credit', c.id from receivables.credit c
    left join lateral (select coalesce(sum(case when p.kind = 'REVERSAL' then -p.amount_minor else p.amount_minor end), 0) as s
      from receivables.posting p where p.credit_id = c.id and p.receivable_id is not null) x on true
    where c.unapplied_minor < 0 or x.s <> c.applied_minor`);
  expect(broken).toEqual([]);
}

const clientCounts = [2, 5, 10, 20];
/** RACE_ROUNDS=2500 makes the ten thousand rounds of F-11. */
const ROUNDS = Number(process.env['RACE_ROUNDS'] ?? 4);

describe('many clients on the same money', () => {
  it.each(clientCounts)(
    '%i clients set 500 onto one 500 invoice from one 500 receipt: one succeeds',
    async (clients) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const customerId = await buildCustomer(company);
        const [credit, debt] = [await receive(customerId, 500_00n), await invoice(customerId, 500_00n)];
        const counts = await together(Array.from({ length: clients }, () => () => set(credit, debt, 500_00n)));
        expect(counts).toEqual({ done: 1, 'credit.nothing_left': clients - 1 });
      }
      await assertLedgerHolds();
    },
  );

  it.each(clientCounts)(
    '%i clients pay one 500 invoice from a receipt of their own: one succeeds, the others are told 0.00 is open',
    async (clients) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const customerId = await buildCustomer(company);
        const debt = await invoice(customerId, 500_00n);
        const credits: Id[] = [];
        for (let i = 0; i < clients; i += 1) credits.push(await receive(customerId, 500_00n));
        const counts = await together(credits.map((credit) => () => set(credit, debt, 500_00n)));
        expect(counts).toEqual({ done: 1, 'allocation.exceeds_open': clients - 1 });
      }
      await assertLedgerHolds();
    },
  );

  it.each(clientCounts)(
    '%i clients set 100 each onto a 500 invoice from one 700 receipt: at most five succeed',
    async (clients) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const customerId = await buildCustomer(company);
        const [credit, debt] = [await receive(customerId, 700_00n), await invoice(customerId, 500_00n)];
        const counts = await together(Array.from({ length: clients }, () => () => set(credit, debt, 100_00n)));
        const winners = Math.min(clients, 5);
        expect(counts).toEqual(
          clients > 5 ? { done: winners, 'allocation.exceeds_open': clients - winners } : { done: winners },
        );
      }
      await assertLedgerHolds();
    },
  );

  it.each(clientCounts)(
    '%i clients cross: p1→i1, p1→i2, p2→i1, p2→i2, in both orders, without a deadlock',
    async (clients) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const customerId = await buildCustomer(company);
        const [p1, p2] = [await receive(customerId, 300_00n), await receive(customerId, 300_00n)];
        const [i1, i2] = [await invoice(customerId, 300_00n), await invoice(customerId, 300_00n)];
        const both = (creditId: Id, first: Id, second: Id) => () =>
          runCommand(
            world.db,
            allocate,
            {
              creditId,
              mode: 'MANUAL',
              lines: [first, second].map((receivableId) => ({ receivableId, amountMinor: 100_00n })),
            },
            as(),
          );
        const ways = [both(p1, i1, i2), both(p2, i2, i1), both(p1, i2, i1), both(p2, i1, i2)];
        const counts = await together(
          Array.from({ length: clients }, (_, k) => ways[k % 4] ?? (() => Promise.resolve())),
        );
        // 200 a go from receipts of 300: each receipt carries one
        expect(counts).toEqual(clients > 2 ? { done: 2, 'allocation.exceeds_unapplied': clients - 2 } : { done: 2 });
      }
      await assertLedgerHolds();
    },
  );

  it.each(clientCounts)(
    '%i clients clear one customer oldest first from their own receipts: every cent lands once',
    async (clients) => {
      const customerId = await buildCustomer(company);
      for (let i = 0; i < 12; i += 1) await invoice(customerId, 100_00n);
      const credits: Id[] = [];
      for (let i = 0; i < clients; i += 1) credits.push(await receive(customerId, 130_00n));
      const counts = await together(
        credits.map((creditId) => () => runCommand(world.db, allocate, { creditId, mode: 'OLDEST_FIRST' }, as())),
      );
      const paid = await world.asOwner<{ paid: string }>(
        'select sum(allocated_minor)::text as paid from receivables.receivable where customer_id = $1',
        [customerId],
      );
      expect(BigInt(paid[0]?.paid ?? '0')).toBe(clients * 130 > 1200 ? 1200_00n : BigInt(clients) * 130_00n);
      expect(Object.keys(counts).filter((code) => code !== 'done' && code !== 'allocation.nothing_to_pay')).toEqual([]);
      await assertLedgerHolds();
    },
  );

  it('nobody met a deadlock, not even one that was retried', async () => {
    await world.asOwner('select pg_stat_force_next_flush()');
    const [row] = await world.asOwner(
      'select deadlocks::int as n from pg_stat_database where datname = current_database()',
    );
    expect(row).toEqual({ n: 0 });
  });
});

describe('the same request many times at once', () => {
  it.each([2, 10, 20])('%i times one Idempotency-Key has one effect, and all get the same answer', async (clients) => {
    const customerId = await buildCustomer(company);
    const debt = await invoice(customerId, 500_00n);
    const input = {
      customerId,
      amountMinor: 100_00n,
      currency: 'CNY',
      receivedOn: TEST_DAY,
      allocate: { mode: 'OLDEST_FIRST' as const },
    };
    const answers = await Promise.all(
      Array.from({ length: clients }, () =>
        runCommand(world.db, postReceipt, input, { ...as(), idempotencyKey: `key-${clients}` }),
      ),
    );
    expect(new Set(answers.map((a) => a.receiptId)).size).toBe(1);
    const [row] = await world.asOwner('select count(*)::int as n from receivables.credit where customer_id = $1', [
      customerId,
    ]);
    expect(row).toEqual({ n: 1 });
    const [open] = await world.asOwner('select open_minor from receivables.receivable where id = $1', [debt]);
    expect(open).toEqual({ open_minor: 400_00n });
  });
});

describe('taking back while others act', () => {
  it('ten reversals of one allocation at once: one succeeds', async () => {
    const customerId = await buildCustomer(company);
    const [credit, debt] = [await receive(customerId, 500_00n), await invoice(customerId, 500_00n)];
    const { lines } = await set(credit, debt, 500_00n);
    const counts = await together(
      Array.from(
        { length: 10 },
        () => () =>
          runCommand(world.db, reverseAllocation, { postingId: lines[0]?.postingId ?? 0n, reason: 'x' }, as()),
      ),
    );
    expect(counts).toEqual({ done: 1, 'posting.already_reversed': 9 });
    await assertLedgerHolds();
  });

  it('ten reversals of one receipt at once: one succeeds', async () => {
    const customerId = await buildCustomer(company);
    const [credit, debt] = [await receive(customerId, 500_00n), await invoice(customerId, 500_00n)];
    await set(credit, debt, 500_00n);
    const counts = await together(
      Array.from(
        { length: 10 },
        () => () => runCommand(world.db, reverseReceipt, { receiptId: credit, reason: 'x' }, as()),
      ),
    );
    expect(counts).toEqual({ done: 1, 'receipt.already_reversed': 9 });
    await assertLedgerHolds();
  });

  it('allocating against reversing the receipt: whatever comes first, nothing is left hanging', async () => {
    const winners: Record<string, number> = {};
    for (let round = 0; round < 12; round += 1) {
      const customerId = await buildCustomer(company);
      const [credit, debt] = [await receive(customerId, 500_00n), await invoice(customerId, 500_00n)];
      const counts = await together([
        () => set(credit, debt, 100_00n),
        () => runCommand(world.db, reverseReceipt, { receiptId: credit, reason: 'x' }, as()),
        () => set(credit, debt, 100_00n),
      ]);
      const key = JSON.stringify(counts);
      winners[key] = (winners[key] ?? 0) + 1;
      expect((counts['done'] ?? 0) + (counts['credit.reversed'] ?? 0), key).toBe(3);
      const [row] = await world.asOwner(
        'select unapplied_minor, applied_minor, reversed_minor from receivables.credit where id = $1',
        [credit],
      );
      expect(row).toEqual({ unapplied_minor: 0n, applied_minor: 0n, reversed_minor: 500_00n });
      const [open] = await world.asOwner('select open_minor from receivables.receivable where id = $1', [debt]);
      expect(open).toEqual({ open_minor: 500_00n });
    }
    await assertLedgerHolds();
  });

  it('reversing an allocation against reversing its receipt: each posting is reversed once', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customerId = await buildCustomer(company);
      const [credit, debt] = [await receive(customerId, 500_00n), await invoice(customerId, 500_00n)];
      const { lines } = await set(credit, debt, 500_00n);
      const counts = await together([
        () => runCommand(world.db, reverseAllocation, { postingId: lines[0]?.postingId ?? 0n, reason: 'x' }, as()),
        () => runCommand(world.db, reverseReceipt, { receiptId: credit, reason: 'x' }, as()),
      ]);
      expect((counts['done'] ?? 0) + (counts['posting.already_reversed'] ?? 0), JSON.stringify(counts)).toBe(2);
    }
    await assertLedgerHolds();
  });

  it('allocating against reversing the document: the invoice is paid or gone, never both', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customerId = await buildCustomer(company);
      const credit = await receive(customerId, 500_00n);
      const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 500_00n });
      const counts = await together([
        () => set(credit, receivableIds[0] ?? 0n, 500_00n),
        () => runCommand(world.db, reverseDocument, { documentId, reason: 'x' }, as()),
      ]);
      expect(counts['done'], JSON.stringify(counts)).toBe(1);
      const refused = Object.keys(counts).filter((code) => code !== 'done');
      expect(['allocation.exceeds_open', 'document.in_use', 'posting.over_receivable']).toEqual(
        expect.arrayContaining(refused),
      );
    }
    await assertLedgerHolds();
  });
});
