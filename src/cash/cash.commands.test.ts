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
import { addDays, day } from '../core/day.ts';
import { Fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defineCommand, runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { allocate, applyAllocations, type AllocateInput } from './allocation.commands.ts';
import { postReceipt, type ReceiptInput } from './cash.commands.ts';
import { allocationsOf, findReceipt, listReceipts } from './receipt.store.ts';
import { reverseAllocation, reverseReceipt } from './reversal.commands.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
});
afterAll(() => world.close());

const as = (asOf = TEST_DAY) => ({ actor: company.finance, asOf });
const receive = (customerId: Id, amountMinor: bigint, more: Partial<ReceiptInput> = {}, asOf = TEST_DAY) =>
  runCommand(world.db, postReceipt, { customerId, amountMinor, currency: 'CNY', receivedOn: asOf, ...more }, as(asOf));
const set = (input: AllocateInput, asOf = TEST_DAY) => runCommand(world.db, allocate, input, as(asOf));
const openOf = async (receivableId: Id | undefined): Promise<bigint> =>
  (
    await world.asOwner<{ open_minor: bigint }>('select open_minor from receivables.receivable where id = $1', [
      receivableId,
    ])
  )[0]?.open_minor ?? -1n;
const openOn = async (receivableId: Id | undefined, asOf: string): Promise<bigint> =>
  (
    await world.asOwner<{ open_minor: bigint }>(
      'select open_minor from receivables.open_items($1, $2) where receivable_id = $3',
      [company.orgId, asOf, receivableId],
    )
  )[0]?.open_minor ?? 0n;
const unappliedOf = async (creditId: Id): Promise<bigint> =>
  (
    await world.asOwner<{ unapplied_minor: bigint }>('select unapplied_minor from receivables.credit where id = $1', [
      creditId,
    ])
  )[0]?.unapplied_minor ?? -1n;
const refusal = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('a receipt', () => {
  it('pays the oldest first and keeps the rest for the next invoice', async () => {
    const customerId = await buildCustomer(company);
    const old = await buildInvoice(company, { customerId, amountMinor: 100_00n, docOn: day('2026-09-01') });
    const young = await buildInvoice(company, { customerId, amountMinor: 200_00n, docOn: day('2026-10-01') });
    const done = await receive(customerId, 350_00n, { allocate: { mode: 'OLDEST_FIRST' } });
    expect(done.lines.map((l) => [l.receivableId, l.amountMinor, l.reason])).toEqual([
      [old.receivableIds[0], 100_00n, 'OLDEST_DUE'],
      [young.receivableIds[0], 200_00n, 'OLDEST_DUE'],
    ]);
    expect(done.unappliedMinor).toBe(50_00n);
    const next = await buildInvoice(company, { customerId, amountMinor: 80_00n });
    await set({ creditId: done.receiptId, mode: 'OLDEST_FIRST' });
    expect(await openOf(next.receivableIds[0])).toBe(30_00n);
    expect(await unappliedOf(done.receiptId)).toBe(0n);
  });

  it('is one receipt for five invoices, not five', async () => {
    const customerId = await buildCustomer(company);
    for (let i = 0; i < 5; i += 1) await buildInvoice(company, { customerId, amountMinor: 100_00n });
    const done = await receive(customerId, 500_00n, { allocate: { mode: 'OLDEST_FIRST' } });
    const found = await read(world.db, company.finance, TEST_DAY, (r) => listReceipts(r, { customerId, limit: 10 }));
    expect(found.map((x) => [x.amount_minor, x.unapplied_minor])).toEqual([[500_00n, 0n]]);
    expect(done.lines).toHaveLength(5);
  });

  it('follows the numbers in the remittance text', async () => {
    const customerId = await buildCustomer(company);
    await buildInvoice(company, { customerId, amountMinor: 100_00n, number: 'RT-1' });
    const meant = await buildInvoice(company, { customerId, amountMinor: 100_00n, number: 'RT-2' });
    const done = await receive(customerId, 100_00n, {
      reference: '货款（ＲＴ-2），谢谢',
      allocate: { mode: 'BY_REMITTANCE' },
    });
    expect(done.lines.map((l) => l.receivableId)).toEqual(meant.receivableIds);
    const history = await read(world.db, company.finance, TEST_DAY, (r) => allocationsOf(r, done.receiptId));
    expect(history.map((h) => [h.mode, h.designation, h.reason, h.actor])).toEqual([
      ['BY_REMITTANCE', '货款（ＲＴ-2），谢谢', 'DESIGNATED', '财务 方敏'],
    ]);
  });

  it('names the documents that the payer named and that are not open', async () => {
    const customerId = await buildCustomer(company);
    const done = await receive(customerId, 100_00n, {
      allocate: { mode: 'BY_REMITTANCE', documents: [{ number: 'Nowhere-1' }] },
    });
    expect(done).toMatchObject({ notFound: ['nowhere-1'], unappliedMinor: 100_00n });
  });

  it('counts from the day the money came, so that a past report shows it', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 100_00n, docOn: day('2026-09-01') });
    await receive(customerId, 100_00n, { receivedOn: day('2026-11-20'), allocate: { mode: 'OLDEST_FIRST' } });
    expect(await openOn(inv.receivableIds[0], '2026-11-19')).toBe(100_00n);
    expect(await openOn(inv.receivableIds[0], '2026-11-20')).toBe(0n);
  });

  it('is judged due on the day of the money, not on the day of typing', async () => {
    const customerId = await buildCustomer(company);
    const notDue = await buildInvoice(company, {
      customerId,
      amountMinor: 100_00n,
      docOn: day('2026-11-01'),
      dueOn: day('2026-11-22'),
    });
    const done = await receive(customerId, 50_00n, {
      receivedOn: day('2026-11-20'),
      allocate: { mode: 'STATUTORY_CN' },
    });
    expect(done.lines.map((l) => [l.receivableId, l.reason])).toEqual([[notDue.receivableIds[0], 'NOT_YET_DUE']]);
  });

  it('draws numbers that nobody else has, around those an import brought', async () => {
    const customerId = await buildCustomer(company);
    const numberOf = async (id: Id) =>
      (await read(world.db, company.finance, TEST_DAY, (r) => findReceipt(r, id)))?.number ?? '';
    const first = await numberOf((await receive(customerId, 1n, { receivedOn: day('2025-05-05') })).receiptId);
    expect(first).toBe('R-2025-000001');
    await receive(customerId, 1n, { number: 'r-2025-000002' });
    expect(await numberOf((await receive(customerId, 1n, { receivedOn: day('2025-05-05') })).receiptId)).toBe(
      'R-2025-000003',
    );
    const many = await Promise.all(Array.from({ length: 8 }, () => receive(customerId, 1n)));
    const numbers = await Promise.all(many.map((m) => numberOf(m.receiptId)));
    expect(new Set(numbers).size).toBe(8);
  });

  it.each([
    ['nothing', { amountMinor: 0n }, 'receipt.amount_not_positive'],
    ['a negative sum', { amountMinor: -5n }, 'receipt.amount_not_positive'],
    ['tomorrow’s money', { receivedOn: addDays(TEST_DAY, 1) }, 'receipt.in_future'],
    ['a customer that is not there', { customerId: 999_999n }, 'not_found'],
    [
      'lines with an automatic mode',
      { allocate: { mode: 'OLDEST_FIRST', lines: [{ receivableId: 1n, amountMinor: 1n }] } },
      'allocation.lines_unexpected',
    ],
  ] as const)('refuses %s and leaves nothing behind', async (_what, more, code) => {
    const customerId = await buildCustomer(company);
    const before = await world.asOwner('select count(*)::int as n from receivables.credit');
    expect(await refusal(receive(customerId, 10n, more))).toBe(code);
    expect(await world.asOwner('select count(*)::int as n from receivables.credit')).toEqual(before);
  });

  it('refuses a number that a living receipt has, and frees it when that one is reversed', async () => {
    const customerId = await buildCustomer(company);
    const first = await receive(customerId, 1n, { number: 'EINGANG-1' });
    expect(await refusal(receive(customerId, 1n, { number: 'ｅｉｎｇａｎｇ-1' }))).toBe('receipt.number_taken');
    await runCommand(world.db, reverseReceipt, { receiptId: first.receiptId, reason: '录错' }, as());
    expect(await refusal(receive(customerId, 1n, { number: 'EINGANG-1' }))).toBe('accepted');
  });
});

describe('allocating by hand', () => {
  it('refuses the document of another customer, another currency, and another company', async () => {
    const customerId = await buildCustomer(company);
    const stranger = await buildInvoice(company, { customerId: await buildCustomer(company), amountMinor: 10_00n });
    const dollars = await buildInvoice(company, { customerId, amountMinor: 10_00n, currency: 'USD' });
    const elsewhere = await buildCompany(world);
    const foreign = await buildInvoice(elsewhere, { customerId: await buildCustomer(elsewhere), amountMinor: 10_00n });
    const { receiptId } = await receive(customerId, 10_00n);
    const line = (receivableId: Id | undefined) =>
      refusal(
        set({ creditId: receiptId, mode: 'MANUAL', lines: [{ receivableId: receivableId ?? 0n, amountMinor: 1n }] }),
      );
    expect(await line(stranger.receivableIds[0])).toBe('allocation.other_customer');
    expect(await line(dollars.receivableIds[0])).toBe('allocation.other_currency');
    expect(await line(foreign.receivableIds[0])).toBe('not_found');
    expect(await line(8_888_888n)).toBe('not_found');
    expect(await unappliedOf(receiptId)).toBe(10_00n);
  });

  it('tells the one who asks for too much how much is open', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n });
    const { receiptId } = await receive(customerId, 100_00n);
    const lines = [{ receivableId: inv.receivableIds[0] ?? 0n, amountMinor: 10_01n }];
    await expect(set({ creditId: receiptId, mode: 'MANUAL', lines })).rejects.toMatchObject({
      code: 'allocation.exceeds_open',
      detail: { open: '10.00', currency: 'CNY' },
    });
  });

  it('sets a credit note against an invoice as a credit, not as money', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 100_00n });
    const note = await buildInvoice(company, { customerId, amountMinor: 30_00n, kind: 'CREDIT_NOTE' });
    const [credit] = await world.asOwner<{ id: Id }>('select id from receivables.credit where document_id = $1', [
      note.documentId,
    ]);
    await set({ creditId: credit?.id ?? 0n, mode: 'OLDEST_FIRST' });
    const [row] = await world.asOwner(
      'select allocated_minor, credited_minor, open_minor from receivables.receivable where id = $1',
      [inv.receivableIds[0]],
    );
    expect(row).toEqual({ allocated_minor: 0n, credited_minor: 30_00n, open_minor: 70_00n });
    expect(
      await refusal(runCommand(world.db, reverseReceipt, { receiptId: credit?.id ?? 0n, reason: 'x' }, as())),
    ).toBe('credit.is_credit_note');
  });

  it('takes merged records together, on both sides', async () => {
    const [from, into] = [await buildCustomer(company), await buildCustomer(company)];
    const inv = await buildInvoice(company, { customerId: from, amountMinor: 10_00n });
    await world.asOwner('update parties.customer set merged_into_id = $1 where id = $2', [into, from]);
    const done = await receive(into, 10_00n, { allocate: { mode: 'OLDEST_FIRST' } });
    expect(done.lines.map((l) => l.receivableId)).toEqual(inv.receivableIds);
    expect(await refusal(receive(from, 1n))).toBe('receipt.customer_merged');
  });

  it('refuses a day before the money or the document was there', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n, docOn: day('2026-11-10') });
    const { receiptId } = await receive(customerId, 10_00n, { receivedOn: day('2026-11-12') });
    const on = (effectiveOn: string) =>
      refusal(set({ creditId: receiptId, mode: 'OLDEST_FIRST', effectiveOn: day(effectiveOn) }));
    expect(await on('2026-11-11')).toBe('allocation.before_facts');
    expect(await on('2026-11-12')).toBe('accepted');
    expect(await openOn(inv.receivableIds[0], '2026-11-12')).toBe(0n);
  });

  it('says so when there is nothing to pay, or nothing left to pay with', async () => {
    const customerId = await buildCustomer(company);
    const { receiptId } = await receive(customerId, 10_00n);
    expect(await refusal(set({ creditId: receiptId, mode: 'OLDEST_FIRST' }))).toBe('allocation.nothing_to_pay');
    await buildInvoice(company, { customerId, amountMinor: 10_00n });
    await set({ creditId: receiptId, mode: 'OLDEST_FIRST' });
    expect(await refusal(set({ creditId: receiptId, mode: 'OLDEST_FIRST' }))).toBe('credit.nothing_left');
  });
});

describe('taking back', () => {
  it('an allocation opens both sides again from that day on, and only once', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n, docOn: day('2026-09-01') });
    const done = await receive(customerId, 10_00n, {
      receivedOn: day('2026-10-01'),
      allocate: { mode: 'OLDEST_FIRST' },
    });
    const back = () =>
      runCommand(world.db, reverseAllocation, { postingId: done.lines[0]?.postingId ?? 0n, reason: '付错单' }, as());
    await back();
    expect([await openOf(inv.receivableIds[0]), await unappliedOf(done.receiptId)]).toEqual([10_00n, 10_00n]);
    expect(await openOn(inv.receivableIds[0], '2026-11-23')).toBe(0n);
    expect(await openOn(inv.receivableIds[0], '2026-11-24')).toBe(10_00n);
    expect(await refusal(back())).toBe('posting.already_reversed');
  });

  it('lets money taken back be used again, without a day on which it was used twice', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n, docOn: day('2026-09-01') });
    const done = await receive(customerId, 10_00n, {
      receivedOn: day('2026-10-01'),
      allocate: { mode: 'OLDEST_FIRST' },
    });
    await runCommand(world.db, reverseAllocation, { postingId: done.lines[0]?.postingId ?? 0n, reason: 'x' }, as());
    const other = await receive(customerId, 10_00n, {
      receivedOn: day('2026-10-10'),
      allocate: { mode: 'OLDEST_FIRST' },
    });
    expect(other.lines[0]?.effectiveOn).toBe(TEST_DAY);
    expect(await openOn(inv.receivableIds[0], '2026-10-15')).toBe(0n);
    expect(await openOf(inv.receivableIds[0])).toBe(0n);
    expect(await refusal(set({ creditId: done.receiptId, mode: 'OLDEST_FIRST', effectiveOn: day('2026-10-05') }))).toBe(
      'allocation.nothing_to_pay',
    );
  });

  it('a receipt takes its allocations with it, and nothing can be paid from it any more', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n });
    const done = await receive(customerId, 15_00n, { allocate: { mode: 'OLDEST_FIRST' } });
    const result = await runCommand(world.db, reverseReceipt, { receiptId: done.receiptId, reason: '退票' }, as());
    expect(result.allocationsReversed).toBe(1);
    expect([await openOf(inv.receivableIds[0]), await unappliedOf(done.receiptId)]).toEqual([10_00n, 0n]);
    expect(await refusal(set({ creditId: done.receiptId, mode: 'OLDEST_FIRST' }))).toBe('credit.reversed');
    expect(await refusal(runCommand(world.db, reverseReceipt, { receiptId: done.receiptId, reason: 'x' }, as()))).toBe(
      'receipt.already_reversed',
    );
  });

  it('cannot count from before the posting', async () => {
    const customerId = await buildCustomer(company);
    const { receiptId } = await receive(customerId, 15_00n);
    expect(
      await refusal(
        runCommand(world.db, reverseReceipt, { receiptId, reason: 'x', effectiveOn: addDays(TEST_DAY, -1) }, as()),
      ),
    ).toBe('reversal.before_posting');
  });

  it('a posting that is not an allocation is refused', async () => {
    const customerId = await buildCustomer(company);
    const { receiptId } = await receive(customerId, 15_00n);
    const [posting] = await world.asOwner<{ id: Id }>('select id from receivables.posting where credit_id = $1', [
      receiptId,
    ]);
    expect(
      await refusal(runCommand(world.db, reverseAllocation, { postingId: posting?.id ?? 0n, reason: 'x' }, as())),
    ).toBe('allocation.not_an_allocation');
  });
});

describe('who may', () => {
  it('only finance posts and allocates; sales see no receipt of others', async () => {
    const customerId = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    await receive(customerId, 10_00n);
    expect(
      await refusal(
        runCommand(
          world.db,
          postReceipt,
          { customerId, amountMinor: 1n, currency: 'CNY', receivedOn: TEST_DAY },
          { actor: company.rep, asOf: TEST_DAY },
        ),
      ),
    ).toBe('forbidden');
    const seen = (actor: typeof company.rep) =>
      read(world.db, actor, TEST_DAY, (r) => listReceipts(r, { customerId, limit: 5 }));
    expect(await seen(company.rep)).toHaveLength(1);
    expect(await seen(company.otherRep)).toHaveLength(0);
  });

  it('a dry run shows the same lines and books nothing', async () => {
    const customerId = await buildCustomer(company);
    const inv = await buildInvoice(company, { customerId, amountMinor: 10_00n });
    const input: ReceiptInput = {
      customerId,
      amountMinor: 5_00n,
      currency: 'CNY',
      receivedOn: TEST_DAY,
      allocate: { mode: 'STATUTORY_CN' },
    };
    const done = await runCommand(world.db, postReceipt, input, { ...as(), dryRun: true });
    expect(done.lines.map((l) => l.amountMinor)).toEqual([5_00n]);
    expect(await openOf(inv.receivableIds[0])).toBe(10_00n);
  });
});

describe('allocations decided elsewhere', () => {
  const book = defineCommand({ name: 'test.allocate', permission: 'allocations.write', run: applyAllocations });

  it('are booked together, in the order given, each from the day its money and document are both there', async () => {
    const customerId = await buildCustomer(company);
    const early = await buildInvoice(company, { customerId, amountMinor: 100_00n, docOn: day('2026-03-01') });
    const late = await buildInvoice(company, { customerId, amountMinor: 100_00n, docOn: day('2026-06-01') });
    const [a, b] = [early.receivableIds[0] ?? 0n, late.receivableIds[0] ?? 0n];
    const { receiptId } = await receive(customerId, 150_00n, { receivedOn: day('2026-04-01') });
    const ids = await runCommand(
      world.db,
      book,
      [
        { creditId: receiptId, receivableId: b, amountMinor: 40_00n },
        { creditId: receiptId, receivableId: a, amountMinor: 90_00n, effectiveOn: day('2026-05-05') },
        { creditId: receiptId, receivableId: a, amountMinor: 10_00n },
      ],
      as(),
    );
    const posted = await world.asOwner<{ id: Id; amount_minor: bigint; effective_on: string }>(
      'select id, amount_minor, effective_on from receivables.posting where id = any($1::bigint[])',
      [ids],
    );
    const byId = new Map(posted.map((p) => [p.id, [p.amount_minor, p.effective_on]]));
    expect(ids.map((id) => byId.get(id))).toEqual([
      [40_00n, '2026-06-01'],
      [90_00n, '2026-05-05'],
      [10_00n, '2026-04-01'],
    ]);
    expect([await openOf(a), await openOf(b), await unappliedOf(receiptId)]).toEqual([0n, 60_00n, 10_00n]);
  });

  it('are refused whole when together they exceed the money or a document', async () => {
    const customerId = await buildCustomer(company);
    const a = (await buildInvoice(company, { customerId, amountMinor: 100_00n })).receivableIds[0] ?? 0n;
    const b = (await buildInvoice(company, { customerId, amountMinor: 100_00n })).receivableIds[0] ?? 0n;
    const { receiptId } = await receive(customerId, 150_00n);
    const line = (receivableId: Id, amountMinor: bigint) => ({ creditId: receiptId, receivableId, amountMinor });
    const attempt = (...lines: ReturnType<typeof line>[]) => refusal(runCommand(world.db, book, lines, as()));
    expect(await attempt(line(a, 60_00n), line(a, 40_01n))).toBe('allocation.exceeds_open');
    expect(await attempt(line(a, 100_00n), line(b, 50_01n))).toBe('allocation.exceeds_unapplied');
    expect(await attempt(line(a, 0n))).toBe('allocation.amount_not_positive');
    expect([await openOf(a), await openOf(b), await unappliedOf(receiptId)]).toEqual([100_00n, 100_00n, 150_00n]);
  });
});
