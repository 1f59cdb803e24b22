import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../core/day.ts';
import { Fault } from '../core/errors.ts';
import {
  ALLOCATION_MODES,
  planAllocation,
  type AllocationMode,
  type AllocationPlan,
  type AllocationRequest,
  type Debt,
} from './allocation.rules.ts';

const AS_OF = day('2026-06-30');

/** Amounts in whole yuan for reading; cents in the rules. */
const debt = (n: number, open: number, dueOn: string, extra: Partial<Debt> = {}): Debt => ({
  receivableId: BigInt(n),
  dueOn: day(dueOn),
  openMinor: BigInt(Math.round(open * 100)),
  numberKey: `d${n}`,
  ...extra,
});
const ask = (
  mode: AllocationMode,
  amount: number,
  debts: Debt[],
  extra: Partial<AllocationRequest> = {},
): AllocationPlan =>
  planAllocation({
    mode,
    amountMinor: BigInt(Math.round(amount * 100)),
    currency: 'CNY',
    asOf: AS_OF,
    debts,
    ...extra,
  });
const paid = (plan: AllocationPlan): Record<string, string> =>
  Object.fromEntries(plan.parts.map((p) => [`d${p.receivableId}`, (Number(p.amountMinor) / 100).toFixed(2)]));
const reasons = (plan: AllocationPlan): string[] => plan.parts.map((p) => `d${p.receivableId} ${p.reason}`);
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'accepted';
};

const FOUR = [
  debt(1, 50_000, '2026-01-31'),
  debt(2, 80_000, '2026-02-28', { securedMinor: 8_000_000n }),
  debt(3, 60_000, '2026-02-28', { dailyDefaultPpm: 500n }),
  debt(4, 40_000, '2026-12-31'),
];

describe('the statutory order of 民法典 560', () => {
  it('pays the heavier burden before the older debt, and the secured one last (rulebook 3.10)', () => {
    const plan = ask('STATUTORY_CN', 100_000, FOUR);
    expect(paid(plan)).toEqual({ d3: '60000.00', d1: '40000.00' });
    expect(reasons(plan)).toEqual(['d3 HEAVIER_BURDEN', 'd1 LEAST_SECURITY']);
    expect(plan.unappliedMinor).toBe(0n);
  });

  it('reaches the debts that are not due only after every due one', () => {
    const plan = ask('STATUTORY_CN', 240_000, FOUR);
    expect(paid(plan)).toEqual({ d3: '60000.00', d1: '50000.00', d2: '80000.00', d4: '40000.00' });
    expect(reasons(plan).at(-1)).toBe('d4 NOT_YET_DUE');
    expect(plan.unappliedMinor).toBe(1_000_000n);
  });

  it('counts a debt as due on its due day', () => {
    const debts = [debt(1, 100, '2026-07-01', { dailyDefaultPpm: 900n }), debt(2, 100, '2026-06-30')];
    expect(paid(ask('STATUTORY_CN', 100, debts))).toEqual({ d2: '100.00' });
  });

  it('prefers the debt of which the smaller share is secured', () => {
    const debts = [
      debt(1, 1000, '2026-01-01', { securedMinor: 90_000n }),
      debt(2, 100_000, '2026-02-01', { securedMinor: 100_000n }),
    ];
    expect(paid(ask('STATUTORY_CN', 500, debts))).toEqual({ d2: '500.00' });
  });

  it('shares by size between debts that are equal in everything', () => {
    const debts = [debt(1, 30_000, '2026-03-01'), debt(2, 10_000, '2026-03-01')];
    const plan = ask('STATUTORY_CN', 20_000, debts);
    expect(paid(plan)).toEqual({ d1: '15000.00', d2: '5000.00' });
    expect(reasons(plan)).toEqual(['d1 SAME_DAY_PRO_RATA', 'd2 SAME_DAY_PRO_RATA']);
  });

  it('gives the left-over cent of three equal debts to the first', () => {
    const debts = [1, 2, 3].map((n) => debt(n, 500, '2026-03-01'));
    expect(paid(ask('STATUTORY_CN', 100, debts))).toEqual({ d1: '33.34', d2: '33.33', d3: '33.33' });
  });
});

describe('oldest first', () => {
  it('pays by due day and shares within one day (rulebook 3.10)', () => {
    const plan = ask('OLDEST_FIRST', 100_000, FOUR);
    expect(paid(plan)).toEqual({ d1: '50000.00', d2: '28571.43', d3: '21428.57' });
    expect(reasons(plan)).toEqual(['d1 OLDEST_DUE', 'd2 SAME_DAY_PRO_RATA', 'd3 SAME_DAY_PRO_RATA']);
  });

  it('leaves what nothing is open for unapplied', () => {
    expect(ask('OLDEST_FIRST', 150, [debt(1, 100, '2026-01-01')]).unappliedMinor).toBe(5_000n);
    expect(ask('OLDEST_FIRST', 150, []).unappliedMinor).toBe(15_000n);
  });
});

describe('pro rata', () => {
  it('shares over every open debt by its size', () => {
    const debts = [debt(1, 30_000, '2026-01-01'), debt(2, 10_000, '2027-01-01')];
    expect(paid(ask('PRO_RATA', 20_000, debts))).toEqual({ d1: '15000.00', d2: '5000.00' });
  });
  it('adds up to the cent on three equal debts', () => {
    expect(
      paid(
        ask(
          'PRO_RATA',
          100,
          [1, 2, 3].map((n) => debt(n, 100, '2026-01-01')),
        ),
      ),
    ).toEqual({ d1: '33.34', d2: '33.33', d3: '33.33' });
  });
});

describe('the order within one debt of 民法典 561', () => {
  const owed = debt(1, 157_000, '2026-01-31', { costsMinor: 200_000n, interestMinor: 500_000n });
  it.each([
    [100_000, { costs: 200_000n, interest: 500_000n, principal: 9_300_000n }, 0n],
    [6_000, { costs: 200_000n, interest: 400_000n, principal: 0n }, 0n],
    [160_000, { costs: 200_000n, interest: 500_000n, principal: 15_000_000n }, 300_000n],
  ])('sets %d against costs, then interest, then principal', (amount, within, unapplied) => {
    const plan = ask('STATUTORY_CN', amount, [owed]);
    expect(plan.parts[0]?.within).toEqual(within);
    expect(plan.unappliedMinor).toBe(unapplied);
  });
  it('says nothing about costs and interest where none are known', () => {
    expect(ask('STATUTORY_CN', 10, [debt(1, 100, '2026-01-01')]).parts[0]).not.toHaveProperty('within');
  });
});

describe('designation by the payer', () => {
  const debts = [debt(1, 100, '2026-01-01'), debt(2, 200, '2026-02-01'), debt(3, 300, '2026-03-01')];
  it('pays what was named and leaves the rest unapplied, though older debts are open', () => {
    const plan = ask('BY_REMITTANCE', 400, debts, { designations: [{ numberKey: 'd3' }] });
    expect(paid(plan)).toEqual({ d3: '300.00' });
    expect(reasons(plan)).toEqual(['d3 DESIGNATED']);
    expect(plan.unappliedMinor).toBe(10_000n);
  });
  it('keeps the sums that were named, and gives the rest to the others named', () => {
    const designations = [{ numberKey: 'd3', amountMinor: 5_000n }, { numberKey: 'd2' }];
    expect(paid(ask('BY_REMITTANCE', 150, debts, { designations }))).toEqual({ d3: '50.00', d2: '100.00' });
  });
  it('never gives a document more than is open, however large the named sum', () => {
    const plan = ask('BY_REMITTANCE', 1000, debts, { designations: [{ numberKey: 'd1', amountMinor: 99_999n }] });
    expect(paid(plan)).toEqual({ d1: '100.00' });
    expect(plan.unappliedMinor).toBe(90_000n);
  });
  it('pays the instalments of a named document oldest first', () => {
    const parts = [debt(1, 100, '2026-05-01', { numberKey: 'inv' }), debt(2, 100, '2026-04-01', { numberKey: 'inv' })];
    expect(paid(ask('BY_REMITTANCE', 150, parts, { designations: [{ numberKey: 'inv' }] }))).toEqual({
      d2: '100.00',
      d1: '50.00',
    });
  });
  it('counts a document named twice once, and names what it could not find', () => {
    const plan = ask('BY_REMITTANCE', 500, debts, {
      designations: [{ numberKey: 'd1' }, { numberKey: 'd1' }, { numberKey: 'gone' }],
    });
    expect(paid(plan)).toEqual({ d1: '100.00' });
    expect(plan.notFound).toEqual(['gone']);
  });
  it('needs at least one name', () => {
    expect(codeOf(() => ask('BY_REMITTANCE', 1, debts))).toBe('allocation.lines_missing');
  });
});

describe('chosen by a person', () => {
  const debts = [debt(1, 100, '2026-01-01'), debt(2, 200, '2026-02-01')];
  const line = (n: number, amount: number) => ({
    receivableId: BigInt(n),
    amountMinor: BigInt(Math.round(amount * 100)),
  });
  it('does what was chosen', () => {
    expect(paid(ask('MANUAL', 250, debts, { lines: [line(2, 200), line(1, 0.01)] }))).toEqual({
      d2: '200.00',
      d1: '0.01',
    });
  });
  it.each([
    ['more than is open', [line(1, 100.01)], 'allocation.exceeds_open'],
    ['more than there is', [line(1, 100), line(2, 150.01)], 'allocation.exceeds_unapplied'],
    ['the same debt twice', [line(1, 1), line(1, 1)], 'allocation.line_twice'],
    ['nothing', [line(1, 0)], 'allocation.amount_not_positive'],
    ['a negative sum', [line(1, -1)], 'allocation.amount_not_positive'],
    ['a debt that is not there', [line(9, 1)], 'allocation.exceeds_open'],
    ['no line', [], 'allocation.lines_missing'],
  ])('refuses %s', (_what, lines, code) => {
    expect(codeOf(() => ask('MANUAL', 250, debts, { lines }))).toBe(code);
  });
});

describe('every mode, on any ledger', () => {
  const anyDebt = fc.record({
    openMinor: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    due: fc.integer({ min: -40, max: 40 }),
    secured: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    burden: fc.bigInt({ min: 0n, max: 3n }),
    document: fc.integer({ min: 1, max: 6 }),
  });
  const debtsOf = (
    list: { openMinor: bigint; due: number; secured: bigint; burden: bigint; document: number }[],
  ): Debt[] =>
    list.map((d, i) => ({
      receivableId: BigInt(i + 1),
      dueOn: addDays(AS_OF, d.due),
      openMinor: d.openMinor,
      numberKey: `n${d.document}`,
      securedMinor: d.secured < d.openMinor ? d.secured : d.openMinor,
      dailyDefaultPpm: d.burden,
    }));
  const designations = fc.array(
    fc.record({
      numberKey: fc.constantFrom('n1', 'n2', 'n3', 'n7'),
      amountMinor: fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('adds up, never pays more than is open, and uses all it can', () => {
    fc.assert(
      fc.property(
        fc.array(anyDebt, { maxLength: 30 }),
        fc.bigInt({ min: 1n, max: 10n ** 13n }),
        fc.constantFrom(...ALLOCATION_MODES),
        designations,
        (list, amountMinor, mode, named) => {
          fc.pre(mode !== 'MANUAL');
          const debts = debtsOf(list);
          const plan = planAllocation({
            mode,
            amountMinor,
            currency: 'CNY',
            asOf: AS_OF,
            debts,
            designations: named.map((d) =>
              d.amountMinor === undefined
                ? { numberKey: d.numberKey }
                : { numberKey: d.numberKey, amountMinor: d.amountMinor },
            ),
          });
          const used = plan.parts.reduce((sum, p) => sum + p.amountMinor, 0n);
          expect(used + plan.unappliedMinor).toBe(amountMinor);
          expect(new Set(plan.parts.map((p) => p.receivableId)).size).toBe(plan.parts.length);
          for (const part of plan.parts) {
            const open = debts.find((d) => d.receivableId === part.receivableId)!.openMinor;
            expect(part.amountMinor > 0n && part.amountMinor <= open).toBe(true);
          }
          const total = debts.reduce((sum, d) => sum + d.openMinor, 0n);
          if (mode !== 'BY_REMITTANCE') expect(used).toBe(amountMinor < total ? amountMinor : total);
        },
      ),
    );
  });

  it('does not depend on the order in which the debts are listed', () => {
    fc.assert(
      fc.property(
        fc.array(anyDebt, { maxLength: 20 }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.constantFrom('OLDEST_FIRST', 'STATUTORY_CN', 'PRO_RATA'),
        (list, amountMinor, mode) => {
          const debts = debtsOf(list);
          const parts = (ds: Debt[]) =>
            [...planAllocation({ mode, amountMinor, currency: 'CNY', asOf: AS_OF, debts: ds }).parts]
              .map((p) => `${p.receivableId}:${p.amountMinor}`)
              .sort();
          expect(parts([...debts].reverse())).toEqual(parts(debts));
        },
      ),
    );
  });
});
