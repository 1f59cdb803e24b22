import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day } from '../core/day.ts';
import { weightsOn, type ReasonCode } from './weights.rules.ts';
import { ageBand, isCold, reasons, score, suggestedAction, type Snapshot } from './worklist.rules.ts';

const today = day('2026-11-24');
const weights = weightsOn(today);
const empty: Snapshot = {
  openMinor: 0n,
  overdueMinor: 0n,
  dueSoonMinor: 0n,
  unappliedMinor: 0n,
  ageMinor: [],
  oldestDays: null,
  lastContactOn: null,
  paidCount: 0,
  daysLateYear: null,
  daysLateRecent: null,
  limitMinor: null,
};
/** 100,000.00 overdue for `days`, contacted `ago` days ago (null: never). */
function overdue(days: number, ago: number | null, more: Partial<Snapshot> = {}): Snapshot {
  const ageMinor = weights.age_bands.map((_, band) => (band === ageBand(days, weights) ? 10_000_000n : 0n));
  return {
    ...empty,
    openMinor: 10_000_000n,
    overdueMinor: 10_000_000n,
    ageMinor,
    oldestDays: days,
    lastContactOn: ago === null ? null : addDays(today, -ago),
    ...more,
  };
}
const total = 1_000_000_000n;

describe('the score', () => {
  it.each([
    ['30 days overdue, contacted 5 days ago: 8 % x 0.6', overdue(30, 5), 480_000n],
    ['31 days overdue: the next band, 10 % x 0.6', overdue(31, 5), 600_000n],
    ['over a year: 1.5 % x 0.6', overdue(366, 5), 90_000n],
    ['never contacted: 8 % x 1.2', overdue(30, null), 960_000n],
    ['contacted 2 days ago: 8 % x 0.3', overdue(30, 2), 240_000n],
    ['contacted 3 days ago: 8 % x 0.6', overdue(30, 3), 480_000n],
    ['contacted 14 days ago: 8 % x 1.1', overdue(30, 14), 880_000n],
    ['as late as always, so it comes anyway: x 0.7', overdue(30, 7, { paidCount: 3, daysLateYear: 30 }), 504_000n],
    ['later than always: x 1.1', overdue(31, 7, { paidCount: 3, daysLateYear: 30 }), 990_000n],
    [
      'slowing down by 7 days: x 1.2',
      overdue(31, 7, { paidCount: 3, daysLateYear: 30, daysLateRecent: 37 }),
      1_080_000n,
    ],
    ['two payments are no habit', overdue(30, 7, { paidCount: 2, daysLateYear: 30 }), 720_000n],
    ['a quarter waits for allocation: minus 25 %', overdue(30, 7, { unappliedMinor: 2_500_000n }), 540_000n],
    ['all of it waits for allocation: nothing to gain', overdue(30, 7, { unappliedMinor: 20_000_000n }), 0n],
    ['not overdue, due soon: 2 % x 1.2', { ...empty, openMinor: 10_000_000n, dueSoonMinor: 10_000_000n }, 240_000n],
    ['nothing due', { ...empty, openMinor: 10_000_000n }, 0n],
  ] as const)('%s', (_name, snapshot, expected) => {
    expect(score(snapshot, today, weights).gainMinor).toBe(expected);
  });

  it('is the sum of its parts to the last minor unit, never negative and never more than what is asked, whatever the amounts', () => {
    const amount = fc.bigInt(0n, 10n ** 17n);
    const snapshot = fc.record({
      ages: fc.array(amount, { minLength: weights.age_bands.length, maxLength: weights.age_bands.length }),
      dueSoon: amount,
      unapplied: amount,
      ago: fc.option(fc.integer({ min: 0, max: 400 })),
      paid: fc.integer({ min: 0, max: 9 }),
      usual: fc.option(fc.integer({ min: -30, max: 200 })),
      recent: fc.option(fc.integer({ min: -30, max: 200 })),
      oldest: fc.option(fc.integer({ min: 1, max: 900 })),
    });
    fc.assert(
      fc.property(snapshot, (s) => {
        const overdueMinor = s.ages.reduce((a, b) => a + b, 0n);
        const { gainMinor, parts } = score(
          {
            ...empty,
            openMinor: overdueMinor + s.dueSoon,
            overdueMinor,
            dueSoonMinor: s.dueSoon,
            unappliedMinor: s.unapplied,
            ageMinor: s.ages,
            lastContactOn: s.ago === null ? null : addDays(today, -s.ago),
            paidCount: s.paid,
            daysLateYear: s.usual,
            daysLateRecent: s.recent,
            oldestDays: s.oldest,
          },
          today,
          weights,
        );
        expect(parts.reduce((sum, part) => sum + part.valueMinor, 0n)).toBe(gainMinor);
        expect(gainMinor >= 0n && gainMinor <= overdueMinor + s.dueSoon).toBe(true);
      }),
    );
  });

  it('names every weight it used', () => {
    const { parts } = score(
      overdue(74, 20, { paidCount: 5, daysLateYear: 20, daysLateRecent: 40, unappliedMinor: 1_234_567n }),
      today,
      weights,
    );
    expect(parts.map((part) => [part.code, part.weight])).toEqual([
      ['AGE', '9%'],
      ['CONTACT_GAP', 'x1.1'],
      ['HABIT', 'x1.2'],
      ['UNAPPLIED_CASH', '-12.34%'],
    ]);
  });
});

describe('reasons', () => {
  const codes = (s: Snapshot, of = total): ReasonCode[] => reasons(s, of, today, weights).map((reason) => reason.code);
  it.each([
    ['10 % of all overdue', overdue(30, 3), 100_000_000n, ['SHARE_OF_OVERDUE', 'LARGE_AMOUNT']],
    ['a little less than 10 %', overdue(30, 3), 100_000_001n, ['LARGE_AMOUNT']],
    ['2 %', overdue(30, 3), 500_000_000n, ['LARGE_AMOUNT']],
    ['less than 2 %', overdue(30, 3), 500_000_001n, []],
    ['91 days', overdue(91, 3), total, ['OLDEST_AGE']],
    ['90 days', overdue(90, 3), total, []],
    ['no contact for 14 days', overdue(30, 14), total, ['NOT_CONTACTED']],
    ['no contact for 13 days', overdue(30, 13), total, []],
    ['never contacted', overdue(30, null), total, ['NOT_CONTACTED']],
    ['overdue for 7 days', overdue(7, 3), total, ['NEWLY_OVERDUE']],
    ['overdue for 8 days', overdue(8, 3), total, []],
    ['limit used to 90 %', overdue(30, 3, { limitMinor: 11_111_111n }), total, ['LIMIT_NEARLY_USED']],
    ['limit used to less than 90 %', overdue(30, 3, { limitMinor: 11_111_112n }), total, []],
    ['a fifth waits for allocation', overdue(30, 3, { unappliedMinor: 2_000_000n }), total, ['UNAPPLIED_CASH']],
    ['less than a fifth waits', overdue(30, 3, { unappliedMinor: 1_999_999n }), total, []],
    [
      'paying 7 days later than before',
      overdue(30, 3, { paidCount: 3, daysLateYear: 5, daysLateRecent: 12 }),
      total,
      ['SLOWING_DOWN'],
    ],
    [
      'paying 6 days later than before',
      overdue(30, 3, { paidCount: 3, daysLateYear: 5, daysLateRecent: 11 }),
      total,
      [],
    ],
    ['due within a week', { ...empty, dueSoonMinor: 5n }, total, ['DUE_SOON']],
    [
      'never more than two, the most telling first',
      overdue(100, null, { unappliedMinor: 5_000_000n, limitMinor: 1n }),
      10_000_000n,
      ['UNAPPLIED_CASH', 'SHARE_OF_OVERDUE'],
    ],
  ] as const)('%s', (_name, snapshot, of, expected) => {
    expect(codes(snapshot, of)).toEqual(expected);
  });

  it('carry the numbers they speak of', () => {
    expect(reasons(overdue(74, 20, { limitMinor: 10_000_000n }), 30_000_000n, today, weights)).toEqual([
      { code: 'SHARE_OF_OVERDUE', params: { percent: '33' } },
      { code: 'LIMIT_NEARLY_USED', params: { percent: '100' } },
    ]);
  });
});

describe('the suggested action', () => {
  it.each([
    ['half of it is already paid: allocate first', overdue(200, 30, { unappliedMinor: 5_000_000n }), 'ALLOCATE_CASH'],
    ['contacted 2 days ago: wait', overdue(60, 2), 'WAIT'],
    ['contacted 3 days ago: call', overdue(60, 3), 'CALL'],
    ['overdue for 7 days: remind', overdue(7, null), 'REMIND'],
    ['overdue for 8 days: call', overdue(8, null), 'CALL'],
    ['over a year: legal review', overdue(366, 30), 'LEGAL_REVIEW'],
    ['large and over 90 days: visit', overdue(91, 30), 'VISIT'],
    ['over the limit: check it', overdue(60, 30, { limitMinor: 9_999_999n }), 'CHECK_LIMIT'],
    ['only due soon: remind', { ...empty, dueSoonMinor: 5n }, 'REMIND'],
    ['nothing due: wait', empty, 'WAIT'],
  ] as const)('%s', (_name, snapshot, expected) => {
    expect(suggestedAction(snapshot, 100_000_000n, today, weights)).toBe(expected);
  });

  it('calls those cold who are overdue and were not contacted for 14 days', () => {
    expect([overdue(9, null), overdue(9, 14), overdue(9, 13), empty].map((s) => isCold(s, today, weights))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
