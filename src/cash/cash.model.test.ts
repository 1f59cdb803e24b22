/**
 * Random receipts, allocations and reversals on random days, against a model that knows no SQL: a list of facts and their
 * days. After each story the ledger says what the model says, today and on every day before (I-01…I-03, I-09, I-11).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCompany, buildCustomer, buildInvoice, buildWorld, type Company, type World } from '../../test/build.ts';
import { addDays, day, later, type Day } from '../core/day.ts';
import { Fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { runCommand } from '../platform/command.ts';
import { allocate } from './allocation.commands.ts';
import type { AllocationMode } from './allocation.rules.ts';
import { postReceipt } from './cash.commands.ts';
import { reverseAllocation, reverseReceipt } from './reversal.commands.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
});
afterAll(() => world.close());

/** mulberry32: the same seed tells the same story. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

interface Fact {
  readonly on: Day;
  readonly minor: bigint;
  /** What it changes: a receivable's open amount, or a credit's unapplied amount. */
  readonly receivable?: Id;
  readonly credit?: Id;
}
interface Allocation {
  readonly postingId: Id;
  readonly creditId: Id;
  readonly receivableId: Id;
  readonly minor: bigint;
  readonly on: Day;
}

const START = day('2026-01-01');
const MODES: readonly AllocationMode[] = ['OLDEST_FIRST', 'STATUTORY_CN', 'PRO_RATA', 'MANUAL', 'BY_REMITTANCE'];
const sum = (facts: readonly Fact[], pick: (f: Fact) => boolean, on: Day): bigint =>
  facts.filter((f) => f.on <= on && pick(f)).reduce((total, f) => total + f.minor, 0n);

async function tellStory(seed: number): Promise<{ facts: Fact[]; days: Day[]; refused: number }> {
  const roll = dice(seed);
  const customerId = await buildCustomer(company);
  const facts: Fact[] = [];
  const receivables: { id: Id; number: string; amount: bigint }[] = [];
  const credits = new Map<Id, { amount: bigint; live: boolean }>();
  let allocations: Allocation[] = [];
  let today = START;
  let refused = 0;
  const options = () => ({ actor: company.finance, asOf: today });
  const note = (
    creditId: Id,
    lines: readonly { postingId: Id; receivableId: Id; amountMinor: bigint; effectiveOn: Day }[],
  ): void => {
    for (const line of lines) {
      allocations.push({
        postingId: line.postingId,
        creditId,
        receivableId: line.receivableId,
        minor: line.amountMinor,
        on: line.effectiveOn,
      });
      facts.push(
        { on: line.effectiveOn, minor: -line.amountMinor, receivable: line.receivableId },
        { on: line.effectiveOn, minor: -line.amountMinor, credit: creditId },
      );
    }
  };
  const takenBack = (gone: readonly Allocation[], on: Day): void => {
    for (const a of gone)
      facts.push({ on, minor: a.minor, receivable: a.receivableId }, { on, minor: a.minor, credit: a.creditId });
    allocations = allocations.filter((a) => !gone.includes(a));
  };
  const asked = () => {
    const mode = MODES[roll(MODES.length)] ?? 'OLDEST_FIRST';
    const target = receivables[roll(receivables.length)];
    if (mode === 'MANUAL')
      return { mode, lines: [{ receivableId: target?.id ?? 1n, amountMinor: BigInt(1 + roll(5_000)) }] };
    return mode === 'BY_REMITTANCE' ? { mode, documents: [{ number: target?.number ?? 'none' }] } : { mode };
  };
  const steps: readonly (() => Promise<void>)[] = [
    async () => {
      const amount = BigInt(1 + roll(10_000));
      const docOn = addDays(today, -roll(5));
      const number = `M-${seed}-${receivables.length}`;
      const { receivableIds } = await buildInvoice(
        company,
        { customerId, amountMinor: amount, docOn, dueOn: addDays(docOn, roll(20)), number },
        today,
      );
      const id = receivableIds[0] ?? 0n;
      receivables.push({ id, number, amount });
      facts.push({ on: docOn, minor: amount, receivable: id });
    },
    async () => {
      const amount = BigInt(1 + roll(8_000));
      const receivedOn = addDays(today, -roll(6));
      const done = await runCommand(
        world.db,
        postReceipt,
        {
          customerId,
          amountMinor: amount,
          currency: 'CNY',
          receivedOn,
          allocate: roll(3) === 0 ? undefined : asked(),
        },
        options(),
      );
      credits.set(done.receiptId, { amount, live: true });
      facts.push({ on: receivedOn, minor: amount, credit: done.receiptId });
      note(done.receiptId, done.lines);
    },
    async () => {
      const creditId = [...credits.keys()][roll(credits.size || 1)] ?? 1n;
      note(creditId, (await runCommand(world.db, allocate, { creditId, ...asked() }, options())).lines);
    },
    async () => {
      const gone = allocations[roll(allocations.length || 1)];
      const { effectiveOn } = await runCommand(
        world.db,
        reverseAllocation,
        { postingId: gone?.postingId ?? 1n, reason: 'x' },
        options(),
      );
      if (gone !== undefined) takenBack([gone], effectiveOn);
    },
    async () => {
      const receiptId = [...credits.keys()][roll(credits.size || 1)] ?? 1n;
      const { effectiveOn } = await runCommand(world.db, reverseReceipt, { receiptId, reason: 'x' }, options());
      takenBack(
        allocations.filter((a) => a.creditId === receiptId),
        effectiveOn,
      );
      facts.push({ on: effectiveOn, minor: -(credits.get(receiptId)?.amount ?? 0n), credit: receiptId });
    },
  ];
  for (let i = 0; i < 45; i += 1) {
    if (roll(3) === 0) today = addDays(today, 1 + roll(4));
    const step = steps[i < 4 ? i % 2 : ([0, 1, 1, 2, 2, 3, 4][roll(7)] ?? 0)];
    try {
      await step?.();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      refused += 1;
    }
  }
  const last = facts.reduce((on, f) => later(on, f.on), today);
  return { facts, refused, days: [START, addDays(START, 10), addDays(START, 25), today, last] };
}

it.each([1, 2, 3, 4, 5, 6])('story %i: the ledger says what the facts say, on every day', async (seed) => {
  const { facts, days, refused } = await tellStory(seed);
  expect(facts.length).toBeGreaterThan(20);
  expect(refused).toBeLessThan(40);
  for (const on of days) {
    const items = await world.asOwner<{ id: Id; open: bigint }>(
      'select receivable_id as id, open_minor as open from receivables.open_items($1, $2)',
      [company.orgId, on],
    );
    const open = new Map(items.map((row) => [row.id, row.open]));
    for (const id of new Set(facts.flatMap((f) => f.receivable ?? [])))
      expect(open.get(id) ?? 0n, `${id} on ${on}`).toBe(sum(facts, (f) => f.receivable === id, on));
    const left = await world.asOwner<{ id: Id; left: bigint }>(
      'select credit_id as id, unapplied_minor as left from receivables.open_credits($1, $2)',
      [company.orgId, on],
    );
    const unapplied = new Map(left.map((row) => [row.id, row.left]));
    for (const id of new Set(facts.flatMap((f) => f.credit ?? [])))
      expect(unapplied.get(id) ?? 0n, `${id} on ${on}`).toBe(sum(facts, (f) => f.credit === id, on));
  }
  for (const f of facts) {
    // never below nothing on any day that something happened
    if (f.receivable !== undefined) expect(sum(facts, (x) => x.receivable === f.receivable, f.on) >= 0n).toBe(true);
    if (f.credit !== undefined) expect(sum(facts, (x) => x.credit === f.credit, f.on) >= 0n).toBe(true);
  }
});
