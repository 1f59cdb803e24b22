import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importActions, type ImportStatus, previewOf, type VerdictSum } from './import.rules.ts';

const verdicts = ['NEW', 'CHANGED', 'SAME', 'CONFLICT', 'WRONG', 'REPEATED'];
const sum = fc.record({
  verdict: fc.constantFrom(...verdicts),
  currency: fc.constantFrom('CNY', 'USD', 'JPY'),
  count: fc.integer({ min: 1, max: 1_000 }),
  totalMinor: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
});
const preview = (sums: readonly VerdictSum[], skippedByReader = 0) =>
  previewOf({ sums, skippedByReader, errors: 0, warnings: 0, newCustomers: 0, notes: [] });

describe('a preview', () => {
  test('counts every row once, and every cent of the file once', () => {
    fc.assert(
      fc.property(fc.array(sum, { maxLength: 30 }), fc.integer({ min: 0, max: 50 }), (sums, skipped) => {
        const p = preview(sums, skipped);
        expect(p.created + p.updated + p.unchanged + p.skipped + p.rejected).toBe(p.rows);
        for (const { currency, minor } of p.totalsFile) {
          const part = (list: typeof p.totalsFile) => list.find((m) => m.currency === currency)?.minor ?? 0n;
          expect(part(p.totalsBooked) + part(p.totalsKnown) + part(p.totalsLeftOut)).toBe(minor);
        }
      }),
    );
  });

  test('matches only when nothing is left out, not even two rows that cancel each other', () => {
    const one = (verdict: string, totalMinor: bigint): VerdictSum => ({
      verdict,
      currency: 'CNY',
      count: 1,
      totalMinor,
    });
    expect(preview([one('NEW', 5n), one('SAME', 7n)]).matches).toBe(true);
    expect(preview([one('NEW', 5n), one('WRONG', 0n)]).matches).toBe(false);
    expect(preview([one('NEW', 5n), one('WRONG', 3n), one('CONFLICT', -3n)]).matches).toBe(false);
  });
});

describe('what may be done', () => {
  const permissions = new Set(['imports.read', 'imports.write']);
  const ready = preview([{ verdict: 'WRONG', currency: 'CNY', count: 1, totalMinor: 1n }]);
  test.each<[ImportStatus, string[]]>([
    ['INSPECTING', ['cancel']],
    ['REVIEW', ['map', 'cancel']],
    ['CHECKING', ['cancel']],
    ['READY', ['map', 'commit_valid', 'cancel']],
    ['COMMITTING', ['cancel']],
    ['DONE', ['undo']],
    ['DONE_PARTLY', ['undo']],
    ['FAILED', []],
    ['CANCELLED', []],
    ['UNDONE', []],
  ])('%s', (status, allowed) => {
    const can = importActions({ status, preview: ready }, permissions);
    expect(
      Object.entries(can)
        .filter(([, may]) => may === true)
        .map(([action]) => action),
    ).toEqual(allowed);
    const reading = importActions({ status, preview: ready }, new Set(['imports.read']));
    expect(new Set(Object.values(reading))).toEqual(new Set(['forbidden']));
  });
});
