import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, daysOverdue } from '../core/day.ts';
import { bucketDays, bucketOf, bucketsOf, parseBoundaries } from './aging.rules.ts';

const BOUNDARIES = [30, 60, 90, 180, 365];
const byDue = bucketsOf('due', BOUNDARIES);

describe('aging buckets (rulebook 3.8)', () => {
  it.each([
    ['2026-03-31', 0, 'CURRENT'],
    ['2026-04-01', 1, 'D1_30'],
    ['2026-04-30', 30, 'D1_30'],
    ['2026-05-01', 31, 'D31_60'],
    ['2026-05-30', 60, 'D31_60'],
    ['2026-05-31', 61, 'D61_90'],
    ['2026-06-29', 90, 'D61_90'],
    ['2026-06-30', 91, 'D91_180'],
  ])('puts what was due on 2026-03-31 as of %s into %i days, %s', (asOf, days, code) => {
    expect(daysOverdue(day('2026-03-31'), day(asOf))).toBe(days);
    expect(bucketOf(byDue, days).code).toBe(code);
  });

  it.each([
    [-400, 'CURRENT'],
    [180, 'D91_180'],
    [181, 'D181_365'],
    [365, 'D181_365'],
    [366, 'D365P'],
    [9_999, 'D365P'],
  ])('puts %i days into %s', (days, code) => {
    expect(bucketOf(byDue, days).code).toBe(code);
  });

  it("begins with the document's own day when it ages by invoice", () => {
    const byInvoice = bucketsOf('invoice', BOUNDARIES);
    expect(byInvoice.map((b) => b.code)).toEqual(['D0_30', 'D31_60', 'D61_90', 'D91_180', 'D181_365', 'D365P']);
    expect([0, 30, 31, 366].map((days) => bucketOf(byInvoice, days).code)).toEqual([
      'D0_30',
      'D0_30',
      'D31_60',
      'D365P',
    ]);
  });

  it('partitions every day there is, whatever the boundaries', () => {
    const boundaries = fc
      .uniqueArray(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 12 })
      .map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(
        boundaries,
        fc.constantFrom('due', 'invoice'),
        fc.integer({ min: -3_000, max: 3_000 }),
        (list, basis, days) => {
          const asOf = day('2026-11-24');
          const on = addDays(asOf, -days);
          const holding = bucketsOf(basis, list).filter((b) => {
            const { first, last } = bucketDays(b, asOf);
            return (first === null || on >= first) && (last === null || on <= last);
          });
          expect(holding).toEqual([bucketOf(bucketsOf(basis, list), days)]);
        },
      ),
    );
  });

  it.each(['30,20', '0,30', '30,30', '', '30,x', '1.5', '-1', '1,2,3,4,5,6,7,8,9,10,11,12,13', '99999'])(
    'refuses the buckets %j',
    (text) => {
      expect(() => bucketsOf('due', parseBoundaries(text))).toThrow('aging.buckets');
    },
  );
});
