/**
 * Random postings against a model in memory that knows nothing of SQL: what the reports say on any day must be what the
 * model says. The seed is printed with a failure; LEDGER_SEED repeats it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCompany, buildCustomer, buildWorld, type Company, TEST_DAY, type World } from '../../test/build.ts';
import { addDays, type Day, daysBetween, later } from '../core/day.ts';
import { Fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand, runCommand } from '../platform/command.ts';
import { openDb, read } from '../platform/database.ts';
import { runCheck } from '../platform/verify.ts';
import { bucketOf, bucketsOf } from './aging.rules.ts';
import { type AgingRow, agingRows } from './aging.store.ts';
import { insertCredits } from './document.store.ts';
import { assertEveryDayHolds, postMovements, reversePostings } from './posting.store.ts';
import { applyDocuments, applyReversal } from './receivables.commands.ts';
import { ledgerChecks } from './receivables.verify.store.ts';
import { statementOf } from './statement.ts';

const SEED = Number(process.env['LEDGER_SEED'] ?? 20_261_124);
const ACTIONS = 260;
const FIRST_DAY = addDays(TEST_DAY, -300);
const CURRENCIES = ['CNY', 'USD', 'JPY'];

/** mulberry32: small, seeded, good enough to choose actions. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

interface Entry {
  readonly on: Day;
  readonly item?: Item;
  readonly credit?: Credit;
  readonly minor: bigint;
}
interface Item {
  readonly id: Id;
  readonly documentId: Id;
  readonly customer: Id;
  readonly currency: string;
  readonly docOn: Day;
  readonly dueOn: Day;
}
interface Credit {
  readonly id: Id;
  readonly kind: 'RECEIPT' | 'CREDIT_NOTE';
  readonly customer: Id;
  readonly currency: string;
  readonly on: Day;
}
interface Allocation {
  readonly id: Id;
  readonly item: Item;
  readonly credit: Credit;
  readonly minor: bigint;
  readonly on: Day;
  reversed: boolean;
}

class Model {
  readonly entries: Entry[] = [];
  readonly items: Item[] = [];
  readonly credits: Credit[] = [];
  readonly allocations: Allocation[] = [];
  openOf(item: Item, asOf: Day): bigint {
    return this.entries.filter((e) => e.item === item && e.on <= asOf).reduce((sum, e) => sum + e.minor, 0n);
  }
  unappliedOf(credit: Credit, asOf: Day): bigint {
    return this.entries.filter((e) => e.credit === credit && e.on <= asOf).reduce((sum, e) => sum + e.minor, 0n);
  }
}

let world: World;
let company: Company;
const customers: Id[] = [];
const pick = random(SEED);
const model = new Model();

const act = <R>(run: (ctx: CommandContext) => Promise<R>): Promise<R> =>
  runCommand(world.db, defineCommand({ name: 'test.write', permission: 'documents.post', run }), undefined, {
    actor: company.finance,
    asOf: TEST_DAY,
  });
const someDay = (from: Day): Day => addDays(from, pick(Math.max(1, daysBetween(from, TEST_DAY) + 1)));
const oneOf = <T>(list: readonly T[]): T => list[pick(list.length)]!;
const LAST = addDays(TEST_DAY, 4000);

async function postSomething(): Promise<void> {
  const kind = oneOf(['INVOICE', 'INVOICE', 'INVOICE', 'DEBIT_NOTE', 'OPENING_BALANCE', 'CREDIT_NOTE'] as const);
  const amounts = Array.from({ length: kind === 'CREDIT_NOTE' ? 1 : 1 + pick(3) }, () => BigInt(1 + pick(1_000_000)));
  const docOn = someDay(FIRST_DAY);
  const customer = oneOf(customers);
  const currency = oneOf(CURRENCIES);
  const instalments =
    kind === 'CREDIT_NOTE'
      ? []
      : amounts.map((amountMinor) => ({ dueOn: addDays(docOn, pick(400) - 10), amountMinor }));
  const [documentId] = await act((ctx) =>
    applyDocuments(ctx, [
      {
        kind,
        number: `M-${ctx.eventId}`,
        customerId: customer,
        currency,
        amountMinor: amounts.reduce((a, b) => a + b, 0n),
        docOn,
        instalments,
      },
    ]),
  );
  const found = await world.asOwner<{ id: Id }>(
    kind === 'CREDIT_NOTE'
      ? 'select id from receivables.credit where document_id = $1'
      : 'select id from receivables.receivable where document_id = $1 order by id',
    [documentId],
  );
  for (const [i, { id }] of found.entries()) {
    if (kind === 'CREDIT_NOTE') {
      const credit: Credit = { id, kind: 'CREDIT_NOTE', customer, currency, on: docOn };
      model.credits.push(credit);
      model.entries.push({ on: docOn, credit, minor: amounts[0]! });
    } else {
      const item: Item = { id, documentId: documentId!, customer, currency, docOn, dueOn: instalments[i]!.dueOn };
      model.items.push(item);
      model.entries.push({ on: docOn, item, minor: amounts[i]! });
    }
  }
}

async function receiveSomething(): Promise<void> {
  const credit = {
    kind: 'RECEIPT' as const,
    customer: oneOf(customers),
    currency: oneOf(CURRENCIES),
    on: someDay(FIRST_DAY),
  };
  const minor = BigInt(1 + pick(2_000_000));
  const id = await act(async (ctx) => {
    const facts = {
      kind: 'RECEIPT' as const,
      customerId: credit.customer,
      currency: credit.currency,
      amountMinor: minor,
      effectiveOn: credit.on,
    };
    const [creditId] = await insertCredits(ctx, [{ ...facts, documentId: null, number: `R-${ctx.eventId}` }]);
    await postMovements(ctx, [{ ...facts, receivableId: null, creditId: creditId! }]);
    return creditId!;
  });
  const made: Credit = { id, ...credit };
  model.credits.push(made);
  model.entries.push({ on: credit.on, credit: made, minor });
}

async function allocateSomething(): Promise<void> {
  if (model.credits.length === 0) return;
  const credit = oneOf(model.credits);
  const fitting = model.items.filter(
    (i) => i.customer === credit.customer && i.currency === credit.currency && model.openOf(i, LAST) > 0n,
  );
  const left = model.unappliedOf(credit, LAST);
  if (fitting.length === 0 || left === 0n) return;
  const item = oneOf(fitting);
  const most = left < model.openOf(item, LAST) ? left : model.openOf(item, LAST);
  const minor = pick(3) === 0 ? most : 1n + BigInt(pick(Number(most)));
  const on = someDay(later(credit.on, item.docOn));
  const kind = credit.kind === 'RECEIPT' ? ('ALLOCATION' as const) : ('CREDIT_ALLOCATION' as const);
  try {
    const [id] = await act(async (ctx) => {
      const posted = await postMovements(ctx, [
        {
          kind,
          customerId: item.customer,
          receivableId: item.id,
          creditId: credit.id,
          currency: item.currency,
          amountMinor: minor,
          effectiveOn: on,
        },
      ]);
      await assertEveryDayHolds(ctx, { credits: [credit.id], receivables: [item.id] });
      return posted;
    });
    model.allocations.push({ id: id!, item, credit, minor, on, reversed: false });
    model.entries.push({ on, item, minor: -minor }, { on, credit, minor: -minor });
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'posting.day_impossible')) throw error;
  }
}

/** A part of a receivable written off, or of a credit paid back. */
async function giveUpSomething(): Promise<void> {
  const onItem = pick(2) === 0;
  const item = onItem ? model.items.filter((i) => model.openOf(i, LAST) > 0n)[0] : undefined;
  const credit = onItem ? undefined : model.credits.filter((c) => model.unappliedOf(c, LAST) > 0n)[0];
  const place = item ?? credit;
  if (place === undefined) return;
  const left = item === undefined ? model.unappliedOf(credit!, LAST) : model.openOf(item, LAST);
  const minor = 1n + BigInt(pick(Number(left)));
  const on = someDay(item?.docOn ?? credit!.on);
  const ids = { credits: credit === undefined ? [] : [credit.id], receivables: item === undefined ? [] : [item.id] };
  try {
    await act(async (ctx) => {
      await postMovements(ctx, [
        {
          kind: item === undefined ? 'REFUND' : 'WRITE_OFF',
          customerId: place.customer,
          receivableId: item?.id ?? null,
          creditId: credit?.id ?? null,
          currency: place.currency,
          amountMinor: minor,
          effectiveOn: on,
          reason: 'model',
        },
      ]);
      await assertEveryDayHolds(ctx, ids);
    });
    model.entries.push(item === undefined ? { on, credit: credit!, minor: -minor } : { on, item, minor: -minor });
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'posting.day_impossible')) throw error;
  }
}

async function reverseSomething(): Promise<void> {
  const standing = model.allocations.filter((a) => !a.reversed);
  if (standing.length === 0) return;
  const a = oneOf(standing);
  const on = pick(2) === 0 ? a.on : someDay(a.on);
  try {
    await act((ctx) => reversePostings(ctx, { postingIds: [a.id], reason: 'model', effectiveOn: on }));
    a.reversed = true;
    model.entries.push({ on, item: a.item, minor: a.minor }, { on, credit: a.credit, minor: a.minor });
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'posting.day_impossible')) throw error;
  }
}

async function reverseDocument(): Promise<void> {
  if (model.items.length === 0) return;
  const { documentId } = oneOf(model.items);
  const parts = model.items.filter((i) => i.documentId === documentId);
  const on = someDay(parts[0]!.docOn);
  try {
    await act((ctx) => applyReversal(ctx, { documentId, reason: 'model', effectiveOn: on }));
    for (const item of parts) model.entries.push({ on, item, minor: -model.openOf(item, LAST) });
  } catch (error) {
    const expected = ['document.in_use', 'document.already_reversed', 'posting.day_impossible'];
    if (!(error instanceof Fault && expected.includes(error.code))) throw error;
  }
}

const ACTIONS_BY_WEIGHT = [
  postSomething,
  postSomething,
  receiveSomething,
  receiveSomething,
  allocateSomething,
  allocateSomething,
  allocateSomething,
  reverseSomething,
  reverseDocument,
  giveUpSomething,
];

type Sums = Record<string, { buckets: bigint[]; open: bigint; unapplied: bigint; count: number }>;

function expected(asOf: Day, basis: 'due' | 'invoice', boundaries: number[]): Sums {
  const buckets = bucketsOf(basis, boundaries);
  const sums: Sums = {};
  const at = (customer: Id, currency: string): Sums[string] =>
    (sums[`${customer}/${currency}`] ??= { buckets: buckets.map(() => 0n), open: 0n, unapplied: 0n, count: 0 });
  for (const item of model.items) {
    const open = model.openOf(item, asOf);
    if (open === 0n) continue;
    const place = at(item.customer, item.currency);
    const bucket = bucketOf(buckets, daysBetween(basis === 'due' ? item.dueOn : item.docOn, asOf));
    place.buckets[buckets.indexOf(bucket)]! += open;
    place.open += open;
    place.count += 1;
  }
  for (const credit of model.credits) {
    const unapplied = model.unappliedOf(credit, asOf);
    if (unapplied !== 0n) at(credit.customer, credit.currency).unapplied += unapplied;
  }
  return sums;
}

const reportOn = (
  asOf: Day,
  basis: 'due' | 'invoice',
  boundaries: number[],
  group: 'customer' | 'none' = 'customer',
): Promise<AgingRow[]> =>
  read(world.db, company.finance, asOf, (r) => agingRows(r, { basis, buckets: bucketsOf(basis, boundaries), group }));
const asSums = (rows: readonly AgingRow[]): Sums =>
  Object.fromEntries(
    rows.map((row) => [
      `${row.id}/${row.currency}`,
      { buckets: row.buckets.map(BigInt), open: BigInt(row.open), unapplied: BigInt(row.unapplied), count: row.count },
    ]),
  );

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  for (let i = 0; i < 5; i += 1) customers.push(await buildCustomer(company));
  for (let i = 0; i < ACTIONS; i += 1) await oneOf(ACTIONS_BY_WEIGHT)();
}, 300_000);
afterAll(() => world.close());

describe(`a random ledger (LEDGER_SEED=${SEED})`, () => {
  it('is aged on any day, by due day and by invoice day, exactly as the model says', async () => {
    expect(model.allocations.length).toBeGreaterThan(20);
    for (let i = 0; i < 30; i += 1) {
      const asOf = addDays(FIRST_DAY, pick(340));
      const basis = oneOf(['due', 'invoice'] as const);
      const boundaries = oneOf([[30, 60, 90, 180, 365], [1], [7, 14, 21], [45, 46]]);
      expect(asSums(await reportOn(asOf, basis, boundaries)), `${asOf} ${basis} ${boundaries.join()}`).toEqual(
        expected(asOf, basis, boundaries),
      );
    }
  });

  it('adds up: buckets to open, groups to the whole, and the whole to the ledger entries', async () => {
    for (let i = 0; i < 10; i += 1) {
      const asOf = addDays(FIRST_DAY, pick(320));
      const rows = await reportOn(asOf, 'due', [30, 60]);
      for (const row of rows) expect(row.buckets.map(BigInt).reduce((a, b) => a + b, 0n)).toBe(BigInt(row.open));
      const ledger = await world.asOwner<{ currency: string; minor: string }>(
        `select currency, sum(signed_minor)::text as minor from receivables.ledger_entry
         where org_id = $1 and account in ('RECEIVABLE', 'UNAPPLIED') and effective_on <= $2 group by currency`,
        [company.orgId, asOf],
      );
      const whole = await reportOn(asOf, 'due', [30, 60], 'none');
      for (const currency of CURRENCIES) {
        const balance = (list: readonly AgingRow[]): bigint =>
          list
            .filter((r) => r.currency === currency)
            .reduce((sum, r) => sum + BigInt(r.open) - BigInt(r.unapplied), 0n);
        expect(balance(rows)).toBe(BigInt(ledger.find((l) => l.currency === currency)?.minor ?? '0'));
        expect(balance(whole)).toBe(balance(rows));
      }
    }
  });

  it('gives a statement whose closing balance is what is open less what is unapplied', async () => {
    for (const customerId of customers) {
      const from = addDays(FIRST_DAY, pick(150));
      const to = addDays(from, pick(150));
      const statement = await read(world.db, company.finance, to, (r) => statementOf(r, { customerId, from, to }));
      for (const s of statement.currencies) {
        expect(s.closingMinor).toBe(BigInt(s.aging?.open ?? '0') - BigInt(s.aging?.unapplied ?? '0'));
        expect(s.openingMinor + s.lines.reduce((sum, l) => sum + l.debitMinor - l.creditMinor, 0n)).toBe(
          s.closingMinor,
        );
      }
    }
  });

  it('says the same of a past day after later postings', async () => {
    const asOf = addDays(TEST_DAY, -20);
    const before = await reportOn(asOf, 'due', [30, 60, 90]);
    await act((ctx) =>
      applyDocuments(
        ctx,
        customers.map((customerId, i) => ({
          kind: 'INVOICE',
          number: `LATER-${i}`,
          customerId,
          currency: 'CNY',
          amountMinor: 77n,
          docOn: addDays(asOf, 1),
          instalments: [{ dueOn: asOf, amountMinor: 77n }],
        })),
      ),
    );
    const allocation = model.allocations.find((a) => !a.reversed && a.on <= asOf)!;
    await act((ctx) => reversePostings(ctx, { postingIds: [allocation.id], reason: 'later', effectiveOn: TEST_DAY }));
    expect(await reportOn(asOf, 'due', [30, 60, 90])).toEqual(before);
  });

  it('breaks no invariant', async () => {
    const owner = openDb(world.database.owner, { max: 1, onError: () => undefined });
    const broken = await owner.kysely.transaction().execute(async (tx) => {
      const found = [];
      for (const check of ledgerChecks) found.push(await runCheck(tx, check));
      return found.filter((violation) => violation !== undefined);
    });
    await owner.close();
    expect(broken).toEqual([]);
  });
});
