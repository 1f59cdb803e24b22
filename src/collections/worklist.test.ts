import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  buildCompany,
  buildCustomer,
  buildInvoice,
  buildWorld,
  TEST_DAY,
  type Company,
  type World,
} from '../../test/build.ts';
import { postReceipt } from '../cash/cash.commands.ts';
import { addDays, day, type Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { setLimit } from '../credit/credit.commands.ts';
import { limitHistory, limitOn } from '../credit/credit.store.ts';
import { mergeCustomers, undoMerge } from '../parties/merge.commands.ts';
import { reassignCustomers } from '../parties/parties.commands.ts';
import type { Actor } from '../platform/actor.ts';
import { runCommand, type Command } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { setApplicationFilters } from '../platform/orgFilter.ts';
import { reverseDocument } from '../receivables/receivables.commands.ts';
import { addNote } from './activity.commands.ts';
import { timelineOf } from './activity.store.ts';
import { findCustomers } from './search.store.ts';
import { compareWorklist } from './worklistCache.ts';
import { readWorklist, type Worklist } from './worklist.ts';
import type { WorklistFilter } from './worklist.store.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

const run = <I, R>(actor: Actor, command: Command<I, R>, input: I): Promise<R> =>
  runCommand(world.db, command, input, { actor, asOf: TEST_DAY });
const list = (actor: Actor, filter: Partial<WorklistFilter> = {}, asOf: Day = TEST_DAY): Promise<Worklist> =>
  readWorklist(world.db, actor, asOf, { view: 'all', limit: 50, ...filter });
const ids = (w: Worklist): Id[] => w.items.map((item) => item.row.customer_id);
const owe = (customerId: Id, amountMinor: bigint, days: number, currency = 'CNY'): Promise<{ documentId: Id }> =>
  buildInvoice(company, {
    customerId,
    amountMinor,
    currency,
    docOn: addDays(TEST_DAY, -days - 30),
    dueOn: addDays(TEST_DAY, -days),
  });
const differences = (asOf: Day = TEST_DAY): Promise<string[]> => read(world.db, company.finance, asOf, compareWorklist);

describe('the worklist', () => {
  beforeAll(async () => {
    company = await buildCompany(world);
  });
  let big: Id;
  let small: Id;

  it('ranks by expected gain and says who, how much, how old, why and what to do', async () => {
    big = await buildCustomer(company, { salesOwnerId: company.rep.userId, shortName: '恒泰机电' });
    small = await buildCustomer(company, { salesOwnerId: company.otherRep.userId });
    await owe(small, 1_000_000n, 40);
    await owe(big, 50_000_000n, 74);
    const w = await list(company.finance);
    expect(ids(w)).toEqual([big, small]);
    expect(w.items[0]).toMatchObject({
      row: { name: '恒泰机电', owner_name: '销售 林涛', overdue_minor: 50_000_000n, oldest_days: 74 },
      action: 'CALL',
      comparable: true,
      reasons: [{ code: 'SHARE_OF_OVERDUE', params: { percent: '98' } }, { code: 'LARGE_AMOUNT' }],
    });
    expect(w).toMatchObject({ customers: 2, overdue: [{ minor: 51_000_000n, currency: 'CNY' }] });
  });

  it('shows each person only the own customers, in rows as in sums and counts', async () => {
    const mine = await list(company.rep);
    expect(ids(mine)).toEqual([big]);
    expect(mine).toMatchObject({ customers: 1, overdue: [{ minor: 50_000_000n }] });
    expect(mine.views).toContainEqual({ id: 'all', count: 1 });
    expect(ids(await list(company.otherRep))).toEqual([small]);
    expect(ids(await list(company.manager))).toEqual([big]);
    expect((await list((await buildCompany(world)).finance)).items).toEqual([]);
  });

  it('follows a receipt, a note, a limit, a reversal and a hand-over at the next look', async () => {
    const { documentId } = await owe(small, 3_000_000n, 10);
    expect((await list(company.finance)).items[1]?.row.overdue_minor).toBe(4_000_000n);
    await run(company.finance, postReceipt, {
      customerId: small,
      receivedOn: TEST_DAY,
      amountMinor: 400_000n,
      currency: 'CNY',
      allocate: { mode: 'OLDEST_FIRST' },
    });
    expect((await list(company.finance)).items[1]?.row.overdue_minor).toBe(3_600_000n);
    await run(company.otherRep, addNote, { customerId: small, body: '财务说周五付', happenedOn: TEST_DAY });
    expect((await list(company.otherRep)).items[0]).toMatchObject({
      row: { last_contact_on: TEST_DAY },
      action: 'WAIT',
    });
    await run(company.finance, setLimit, {
      customerId: small,
      amountMinor: 3_000_000n,
      currency: 'CNY',
      validFromOn: TEST_DAY,
    });
    expect((await list(company.finance)).items[1]?.row.limit_minor).toBe(3_000_000n);
    await run(company.finance, reverseDocument, { documentId, reason: '开错' });
    expect((await list(company.finance)).items[1]?.row.overdue_minor).toBe(600_000n);
    await run(company.finance, reassignCustomers, { customerIds: [small], salesOwnerId: company.rep.userId! });
    expect(ids(await list(company.rep))).toEqual([big, small]);
    expect(ids(await list(company.otherRep))).toEqual([]);
    expect(await differences()).toEqual([]);
  });

  it('counts a merged record for its survivor, and takes it apart again', async () => {
    const { id } = await run(company.finance, mergeCustomers, { fromId: small, intoId: big });
    const merged = await list(company.finance);
    expect(ids(merged)).toEqual([big]);
    expect(merged.overdue).toEqual([{ minor: 50_600_000n, currency: 'CNY' }]);
    await run(company.finance, undoMerge, { id });
    expect(ids(await list(company.finance))).toEqual([big, small]);
    expect(await differences()).toEqual([]);
  });

  it('answers for any day as of that day', async () => {
    const before = addDays(TEST_DAY, -60);
    const past = await list(company.finance, {}, before);
    expect(past.items.map((item) => [item.row.customer_id, item.row.oldest_days])).toEqual([[big, 14]]);
    await owe(small, 7_000_000n, 65);
    expect(ids(await list(company.finance, {}, before))).toEqual([big, small]);
    expect(await differences(before)).toEqual([]);
  });

  it('counts its views and finds by name', async () => {
    const w = await list(company.finance);
    for (const { id, count } of w.views)
      expect([id, (await list(company.finance, { view: id })).items.length]).toEqual([id, count]);
    expect(ids(await list(company.finance, { search: 'hengtai' }))).toEqual([big]);
    expect((await list(company.rep)).views).toContainEqual({ id: 'mine', count: 2 });
  });

  it('pages without leaving out or repeating anybody', async () => {
    const seen: Id[] = [];
    let cursor: string | undefined;
    do {
      const w = await list(company.finance, { limit: 1, cursor });
      seen.push(...ids(w));
      cursor = w.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids(await list(company.finance)));
  });

  it('finds a row that differs from the ledger', async () => {
    await list(company.finance);
    await world.asOwner(
      'update collections.worklist_row set overdue_minor = overdue_minor + 1 where customer_id = $1 and as_of_on = $2',
      [big, TEST_DAY],
    );
    expect(await differences()).toHaveLength(1);
  });
});

describe('several currencies', () => {
  it('are compared by the newest stored rate of the day and never without one', async () => {
    company = await buildCompany(world);
    const [home, dollar, pound] = [
      await buildCustomer(company),
      await buildCustomer(company),
      await buildCustomer(company),
    ];
    await owe(home, 5_000_000n, 40);
    await owe(dollar, 1_000_000n, 40, 'USD');
    await owe(pound, 9_000_000n, 40, 'GBP');
    const rate = (value: string, on: Day): Promise<unknown[]> =>
      world.asOwner(
        "insert into receivables.fx_rate (org_id, base, quote, rate_on, rate, source, recorded_at) values ($1, 'USD', 'CNY', $2, $3, 'test', now())",
        [company.orgId, on, value],
      );
    await rate('7.1', addDays(TEST_DAY, -3));
    await rate('1', day('2026-12-01'));
    const w = await list(company.finance);
    expect(w.items.map((item) => [item.row.customer_id, item.comparable])).toEqual([
      [dollar, true],
      [home, true],
      [pound, false],
    ]);
    expect(w.items[0]?.row.rank_position).toBe(-852_000n); // 10,000 USD x 10 % x 1.2 x 7.1
    expect(w.overdue.map((m) => m.currency)).toEqual(['CNY', 'GBP', 'USD']);
  });
});

describe('many people at once', () => {
  it('fill the same day once and see the same', async () => {
    company = await buildCompany(world);
    for (let i = 1; i <= 5; i += 1) await owe(await buildCustomer(company), BigInt(i) * 100_000n, i * 20);
    const lists = await Promise.all(Array.from({ length: 10 }, () => list(company.finance)));
    expect(new Set(lists.map((w) => ids(w).join())).size).toBe(1);
    expect(await differences()).toEqual([]);
  });

  it('never miss what commits while the list is being filled', async () => {
    const customers = await Promise.all(Array.from({ length: 4 }, () => buildCustomer(company)));
    await Promise.all(
      customers.flatMap((id): Promise<unknown>[] => [
        owe(id, 100_000n, 20),
        list(company.finance),
        owe(id, 50_000n, 5),
      ]),
    );
    const w = await list(company.finance);
    for (const id of customers)
      expect(w.items.find((item) => item.row.customer_id === id)?.row.overdue_minor).toBe(150_000n);
    expect(await differences()).toEqual([]);
  });
});

describe("with the application's own filters off", () => {
  afterEach(() => setApplicationFilters(true));

  it('row-level security alone shows a person the own customers, and another company nothing', async () => {
    company = await buildCompany(world);
    const mine = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    const other = await buildCustomer(company, { salesOwnerId: company.otherRep.userId });
    for (const customerId of [mine, other]) {
      await owe(customerId, 100_000n, 20);
      await run(company.finance, addNote, { customerId, body: '机密', happenedOn: TEST_DAY });
      await run(company.finance, setLimit, { customerId, amountMinor: 5n, currency: 'CNY', validFromOn: TEST_DAY });
    }
    const stranger = (await buildCompany(world)).finance;
    await list(company.finance);
    setApplicationFilters(false);
    expect(ids(await list(company.rep))).toEqual([mine]);
    expect((await list(company.rep)).overdue).toEqual([{ minor: 100_000n, currency: 'CNY' }]);
    expect(ids(await list(stranger))).toEqual([]);
    const look = (actor: Actor, customerId: Id): Promise<unknown[]> =>
      read(world.db, actor, TEST_DAY, async (r) => [
        (await timelineOf(r, { customerId, beforeEvent: undefined, limit: 9 })).length,
        (await limitHistory(r, customerId)).length,
        await limitOn(r, customerId, TEST_DAY),
        (await findCustomers(r, '有限公司', 9)).map((found) => found.id),
      ]);
    expect(await look(company.rep, mine)).toMatchObject([4, 1, { amount_minor: 5n }, [mine]]);
    expect(await look(company.rep, other)).toEqual([0, 0, undefined, [mine]]);
    expect(await look(stranger, mine)).toEqual([0, 0, undefined, []]);
  });
});
