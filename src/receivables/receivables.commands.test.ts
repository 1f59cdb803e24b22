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
import { addDays, day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { type CommandContext, defineCommand, runCommand } from '../platform/command.ts';
import { insertCredits } from './document.store.ts';
import type { Movement } from './posting.rules.ts';
import { postMovements, reversePostings } from './posting.store.ts';
import { applyDocuments, postDocument, reverseDocument } from './receivables.commands.ts';

let world: World;
let company: Company;
let customerId: Id;
beforeAll(async () => {
  world = await buildWorld({ max: 12 });
  company = await buildCompany(world);
  customerId = await buildCustomer(company);
});
afterAll(() => world.close());

const asFinance = <R>(run: (ctx: CommandContext) => Promise<R>): Promise<R> =>
  runCommand(world.db, defineCommand({ name: 'test.write', permission: 'documents.post', run }), undefined, {
    actor: company.finance,
    asOf: TEST_DAY,
  });

/** A statement as the application's role inside a transaction of finance, committed. */
async function forge(text: string, values: unknown[] = []): Promise<void> {
  const client = await world.db.pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('app.org_id', $1, true), set_config('app.scope', 'company', true)", [
      String(company.orgId),
    ]);
    await client.query(text, values);
    await client.query('commit');
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function receipt(amountMinor: bigint): Promise<Id> {
  return asFinance(async (ctx) => {
    const credit = {
      kind: 'RECEIPT',
      documentId: null,
      number: `R-${ctx.eventId}`,
      customerId,
      currency: 'CNY',
      amountMinor,
      effectiveOn: TEST_DAY,
    } as const;
    const [creditId] = await insertCredits(ctx, [credit]);
    await postMovements(ctx, [{ ...credit, kind: 'RECEIPT', receivableId: null, creditId: creditId! }]);
    return creditId!;
  });
}
const allocation = (receivableId: Id, creditId: Id, amountMinor: bigint): Movement => ({
  kind: 'ALLOCATION',
  customerId,
  receivableId,
  creditId,
  currency: 'CNY',
  amountMinor,
  effectiveOn: TEST_DAY,
});
const openOf = async (receivableId: Id): Promise<bigint> =>
  (
    await world.asOwner<{ open_minor: bigint }>('select open_minor from receivables.receivable where id = $1', [
      receivableId,
    ])
  )[0]!.open_minor;

describe('posting documents', () => {
  it('posts each instalment as its own receivable', async () => {
    const { receivableIds } = await buildInvoice(company, {
      customerId,
      amountMinor: 100_000n,
      instalments: [
        { dueOn: day('2026-12-24'), amountMinor: 30_000n },
        { dueOn: day('2027-01-24'), amountMinor: 70_000n },
      ],
    });
    expect(await Promise.all(receivableIds.map(openOf))).toEqual([30_000n, 70_000n]);
  });

  it('gives the ids in the order of the documents', async () => {
    const numbers = ['Z-1', 'A-1', 'M-1'];
    const ids = await asFinance((ctx) =>
      applyDocuments(
        ctx,
        numbers.map((number) => ({
          kind: 'INVOICE',
          number,
          customerId,
          currency: 'CNY',
          amountMinor: 5n,
          docOn: TEST_DAY,
          instalments: [{ dueOn: TEST_DAY, amountMinor: 5n }],
        })),
      ),
    );
    const rows = await world.asOwner<{ id: Id; number: string }>(
      'select id, number from receivables.document where id = any($1)',
      [ids],
    );
    expect(ids.map((id) => rows.find((r) => r.id === id)?.number)).toEqual(numbers);
  });

  it('makes a credit note a credit of its own, never a negative invoice', async () => {
    const { documentId, receivableIds } = await buildInvoice(company, {
      kind: 'CREDIT_NOTE',
      customerId,
      amountMinor: 700n,
    });
    expect(receivableIds).toEqual([]);
    const credits = await world.asOwner('select kind, unapplied_minor from receivables.credit where document_id = $1', [
      documentId,
    ]);
    expect(credits).toEqual([{ kind: 'CREDIT_NOTE', unapplied_minor: 700n }]);
  });

  it.each([
    ['an amount of zero', { amountMinor: 0n, instalments: [{ dueOn: TEST_DAY, amountMinor: 0n }] }, 'document.amount'],
    ['no due day', { amountMinor: 5n, instalments: [] }, 'document.no_instalment'],
    [
      'instalments one cent short',
      { amountMinor: 5n, instalments: [{ dueOn: TEST_DAY, amountMinor: 4n }] },
      'document.instalment_sum',
    ],
    [
      'an instalment below zero',
      {
        amountMinor: 5n,
        instalments: [
          { dueOn: TEST_DAY, amountMinor: 6n },
          { dueOn: TEST_DAY, amountMinor: -1n },
        ],
      },
      'document.instalment_sum',
    ],
    ['an invisible number', { amountMinor: 5n, number: '\u200b \u3164' }, 'document.number_empty'],
    ['a customer that is not there', { amountMinor: 5n, customerId: 999_999n }, 'not_found'],
  ])('refuses %s', async (_what, wrong, code) => {
    await expect(buildInvoice(company, { customerId, ...wrong })).rejects.toMatchObject({ code });
  });

  it('refuses the customer of another company like one that is not there', async () => {
    const other = await buildCompany(world);
    const theirs = await buildCustomer(other);
    await expect(buildInvoice(company, { customerId: theirs, amountMinor: 5n })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('lets exactly one of ten clients post the same number, however it is written', async () => {
    const spellings = ['RACE-1', 'race-1', 'ＲＡＣＥ-１', 'RA\u200bCE-1', ' RACE-1'];
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        buildInvoice(company, { customerId, amountMinor: 5n, number: spellings[i % 5]! }),
      ),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect(tries.filter((t) => t.status === 'rejected' && t.reason.code === 'document.number_taken')).toHaveLength(9);
  });

  it('answers a repeated idempotency key with the first document', async () => {
    const input = {
      kind: 'INVOICE',
      number: 'IDEM-1',
      customerId,
      currency: 'CNY',
      amountMinor: 5n,
      docOn: TEST_DAY,
      instalments: [{ dueOn: TEST_DAY, amountMinor: 5n }],
    } as const;
    const options = { actor: company.finance, asOf: TEST_DAY, idempotencyKey: 'idem-1' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => runCommand(world.db, postDocument, input, options)),
    );
    expect(new Set(answers.map((a) => a.documentId)).size).toBe(1);
  });
});

describe('reversing a document', () => {
  it('opens nothing any more and frees the number', async () => {
    const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 9n, number: 'REV-1' });
    await runCommand(
      world.db,
      reverseDocument,
      { documentId, reason: 'wrong price' },
      { actor: company.finance, asOf: TEST_DAY },
    );
    expect(await openOf(receivableIds[0]!)).toBe(0n);
    await buildInvoice(company, { customerId, amountMinor: 8n, number: 'rev-1' });
  });

  it('happens once when ten clients ask at once', async () => {
    const { documentId } = await buildInvoice(company, { customerId, amountMinor: 9n });
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        runCommand(
          world.db,
          reverseDocument,
          { documentId, reason: 'twice' },
          { actor: company.finance, asOf: TEST_DAY },
        ),
      ),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect(tries.filter((t) => t.status === 'rejected' && t.reason.code === 'document.already_reversed')).toHaveLength(
      9,
    );
  });

  it('is refused while something is set against it, and possible again once that is reversed', async () => {
    const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const creditId = await receipt(100n);
    const [postingId] = await asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 60n)]));
    const reverse = (): Promise<unknown> =>
      runCommand(
        world.db,
        reverseDocument,
        { documentId, reason: 'returned' },
        { actor: company.finance, asOf: TEST_DAY },
      );
    await expect(reverse()).rejects.toMatchObject({ code: 'document.in_use' });
    await asFinance((ctx) =>
      reversePostings(ctx, { postingIds: [postingId!], reason: 'wrong invoice', effectiveOn: TEST_DAY }),
    );
    expect(await openOf(receivableIds[0]!)).toBe(100n);
    await reverse();
  });

  it('and an allocation at the same moment never both happen', async () => {
    const outcomes = { reversed: 0, allocated: 0 };
    for (let round = 0; round < 12; round += 1) {
      const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
      const creditId = await receipt(100n);
      const [reversal, allocated] = await Promise.allSettled([
        runCommand(
          world.db,
          reverseDocument,
          { documentId, reason: 'race' },
          { actor: company.finance, asOf: TEST_DAY },
        ),
        asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 60n)])),
      ]);
      expect([reversal.status, allocated.status].filter((s) => s === 'fulfilled')).toHaveLength(1);
      if (reversal.status === 'rejected') expect(reversal.reason).toMatchObject({ code: 'document.in_use' });
      if (allocated.status === 'rejected') expect(allocated.reason).toMatchObject({ code: 'posting.over_receivable' });
      outcomes[reversal.status === 'fulfilled' ? 'reversed' : 'allocated'] += 1;
      expect(await openOf(receivableIds[0]!)).toBe(reversal.status === 'fulfilled' ? 0n : 40n);
    }
    expect(outcomes.reversed + outcomes.allocated).toBe(12);
  });

  it('is refused before the day of the document', async () => {
    const { documentId } = await buildInvoice(company, { customerId, amountMinor: 9n });
    const early = { documentId, reason: 'early', effectiveOn: addDays(TEST_DAY, -1) };
    await expect(
      runCommand(world.db, reverseDocument, early, { actor: company.finance, asOf: TEST_DAY }),
    ).rejects.toMatchObject({
      code: 'document.reversal_before',
    });
  });

  it('is refused on a day that would make history impossible', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n, docOn: day('2026-11-01') });
    const creditId = await receipt(100n);
    const [postingId] = await asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 60n)]));
    await expect(
      asFinance((ctx) =>
        reversePostings(ctx, { postingIds: [postingId!], reason: 'too early', effectiveOn: day('2026-11-10') }),
      ),
    ).rejects.toMatchObject({ code: 'posting.day_impossible' });
  });
});

describe('the database itself', () => {
  it('takes allocations up to the cent and not one more', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const [receivableId] = receivableIds;
    const creditId = await receipt(150n);
    await asFinance((ctx) =>
      postMovements(ctx, [allocation(receivableId!, creditId, 60n), allocation(receivableId!, creditId, 40n)]),
    );
    expect(await openOf(receivableId!)).toBe(0n);
    await expect(
      asFinance((ctx) => postMovements(ctx, [allocation(receivableId!, creditId, 1n)])),
    ).rejects.toMatchObject({ code: 'posting.over_receivable' });
  });

  it('never applies more of a receipt than came in', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const creditId = await receipt(50n);
    await expect(
      asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 51n)])),
    ).rejects.toMatchObject({ code: 'posting.over_credit' });
  });

  it('reverses a posting once when ten clients ask at once', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const creditId = await receipt(100n);
    const [postingId] = await asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 60n)]));
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        asFinance((ctx) => reversePostings(ctx, { postingIds: [postingId!], reason: 'twice', effectiveOn: TEST_DAY })),
      ),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect(tries.filter((t) => t.status === 'rejected' && t.reason.code === 'posting.already_reversed')).toHaveLength(
      9,
    );
    expect(await openOf(receivableIds[0]!)).toBe(100n);
  });

  it('refuses a forged total, an edited or deleted posting and an edited document', async () => {
    const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const id = receivableIds[0]!;
    await expect(
      forge('update receivables.receivable set allocated_minor = 10 where id = $1', [id]),
    ).rejects.toMatchObject({ code: '23000' });
    await expect(
      forge('update receivables.receivable set amount_minor = 10 where id = $1', [id]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      forge('update receivables.posting set amount_minor = 10 where receivable_id = $1', [id]),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(forge('delete from receivables.posting where receivable_id = $1', [id])).rejects.toMatchObject({
      code: '42501',
    });
    await expect(
      forge('update receivables.document set number = $2 where id = $1', [documentId, 'x']),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(forge('truncate receivables.posting')).rejects.toMatchObject({ code: '42501' });
  });

  it('refuses the same from the owner of the tables', async () => {
    const { documentId, receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const id = receivableIds[0]!;
    await expect(
      world.asOwner('update receivables.receivable set amount_minor = 10 where id = $1', [id]),
    ).rejects.toMatchObject({ code: '23001' });
    await expect(
      world.asOwner('update receivables.posting set amount_minor = 10 where receivable_id = $1', [id]),
    ).rejects.toMatchObject({ code: '23001' });
    await expect(world.asOwner('delete from receivables.posting where receivable_id = $1', [id])).rejects.toMatchObject(
      { code: '23001' },
    );
    await expect(world.asOwner('delete from receivables.document where id = $1', [documentId])).rejects.toMatchObject({
      code: '23001',
    });
    await expect(world.asOwner('truncate receivables.posting')).rejects.toMatchObject({ code: '23001' });
  });

  it('refuses a posting that comes without its running total', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n });
    const creditId = await receipt(100n);
    await expect(
      forge(
        `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id,
          credit_id, currency,
        amount_minor, effective_on, event_id, recorded_at)
      values ($1, 'ALLOCATION', 'UNAPPLIED', 'RECEIVABLE', $2, $3, $4, 'CNY', 10, '2026-11-24', 1, now())`,
        [company.orgId, customerId, receivableIds[0], creditId],
      ),
    ).rejects.toMatchObject({ code: '23000' });
  });

  it('refuses a receivable that nothing posted', async () => {
    const { documentId } = await buildInvoice(company, { customerId, amountMinor: 100n });
    await expect(
      forge(
        `insert into receivables.receivable (org_id, document_id, instalment_no, customer_id, currency, amount_minor,
          doc_on, due_on, original_due_on)
      values ($1, $2, 2, $3, 'CNY', 10, '2026-11-24', '2026-11-24', '2026-11-24')`,
        [company.orgId, documentId, customerId],
      ),
    ).rejects.toMatchObject({ code: '23000' });
  });

  it('refuses an allocation between two currencies', async () => {
    const { receivableIds } = await buildInvoice(company, { customerId, amountMinor: 100n, currency: 'USD' });
    const creditId = await receipt(100n);
    await expect(
      asFinance((ctx) => postMovements(ctx, [allocation(receivableIds[0]!, creditId, 10n)])),
    ).rejects.toMatchObject({ code: '23503' });
  });
});
