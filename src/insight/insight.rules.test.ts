import { describe, expect, it } from 'vitest';
import { day } from '../core/day.ts';
import { percent } from '../core/ratio.ts';
import { averageDaysLate } from '../receivables/habit.rules.ts';
import {
  collectionRateDue,
  collectionRatePool,
  collectionRateSales,
  commitmentCoverage,
  disputeRate,
  pastDueRatio,
  targetAttainment,
} from './collectionRate.rules.ts';
import { averageDaysDelinquent, bestPossibleDso, dsoCountback, dsoSimple } from './dso.rules.ts';
import { carryingCost, collectionEffectiveness, turnover, turnoverDays } from './effectiveness.rules.ts';
import {
  averageRate,
  forwardRates,
  fromBasisPoints,
  historicLossRates,
  lossRates,
  ONE,
  provision,
  rateText,
  rollRate,
} from './provision.rules.ts';

/** Whole yuan in minor units. */
const yuan = (amount: number): bigint => BigInt(amount) * 100n;

describe('collection rates (rulebook 3.1)', () => {
  it('collects 80 of 100 as 80.00 % (R110)', () => {
    expect(collectionRateSales(80n, 100n)).toBe('80.00');
    expect(collectionRateSales(yuan(800_000), yuan(1_000_000))).toBe('80.00');
  });
  it.each([
    ['due', collectionRateDue(yuan(450_000), yuan(600_000)), '75.00'],
    ['pool', collectionRatePool(yuan(950_000), yuan(800_000), yuan(1_050_000)), '51.35'],
    ['target', targetAttainment(yuan(240_000), yuan(300_000)), '80.00'],
    ['commitment', commitmentCoverage(yuan(200_000), yuan(300_000)), '66.67'],
    ['commitment of the book', commitmentCoverage(20n, 30n), '66.67'],
    ['past due', pastDueRatio(yuan(400_000), yuan(900_000)), '44.44'],
    ['disputed', disputeRate(yuan(135_000), yuan(900_000)), '15.00'],
  ])('computes the %s rate', (_name, value, expected) => expect(value).toBe(expected));
  it('has no cap, and no value without a base', () => {
    expect(collectionRateSales(150n, 100n)).toBe('150.00');
    expect(collectionRateSales(-10n, 100n)).toBe('-10.00');
    expect(collectionRateSales(5n, 0n)).toBeNull();
  });
  it('rounds half up, once', () => {
    expect(percent(1n, 3n)).toBe('33.33');
    expect(percent(2n, 3n)).toBe('66.67');
    expect(percent(12_345n, 1_000_000n)).toBe('1.23');
    expect(percent(12_350n, 1_000_000n)).toBe('1.24');
  });
});

describe('days sales outstanding (rulebook 3.2)', () => {
  const open = yuan(900_000);
  const sales = yuan(1_050_000);
  it('is 78.00 days simply, of which 43.33 could not be better and 34.67 are delinquent', () => {
    expect(dsoSimple(open, sales, 91)).toBe('78.00');
    expect(bestPossibleDso(yuan(500_000), sales, 91)).toBe('43.33');
    expect(averageDaysDelinquent(yuan(400_000), sales, 91)).toBe('34.67');
  });
  it('agrees with a public example: 43.8, 29.2 and 14.6', () => {
    expect(dsoSimple(12n, 100n, 365)).toBe('43.80');
    expect(bestPossibleDso(8n, 100n, 365)).toBe('29.20');
    expect(averageDaysDelinquent(4n, 100n, 365)).toBe('14.60');
  });
  const june = { salesMinor: yuan(400_000), days: 30 };
  const may = { salesMinor: yuan(350_000), days: 31 };
  const april = { salesMinor: yuan(300_000), days: 30 };
  it('counts back 76.00 days', () =>
    expect(dsoCountback(open, [june, may, april])).toEqual({ days: '76.00', insufficientHistory: false }));
  it('says when the known months do not reach', () =>
    expect(dsoCountback(open, [june, may])).toEqual({ days: '61.00', insufficientHistory: true }));
  it('counts a month without sales in full, and nothing when nothing is open', () => {
    expect(dsoCountback(yuan(100_000), [{ salesMinor: 0n, days: 31 }, june])).toEqual({
      days: '38.50',
      insufficientHistory: false,
    });
    expect(dsoCountback(0n, [june])).toEqual({ days: '0.00', insufficientHistory: false });
    expect(dsoCountback(yuan(400_000), [june])).toEqual({ days: '30.00', insufficientHistory: false });
  });
  it('has no value where nothing was sold', () => expect(dsoSimple(open, 0n, 91)).toBeNull());
  it('averages the lateness of paid items by amount: 6.50 days, or 8.00 when early payment counts as on time', () => {
    const due = day('2026-06-30');
    const items = [
      { dueOn: due, paidOn: day('2026-06-30'), amountMinor: yuan(100_000) },
      { dueOn: due, paidOn: day('2026-07-10'), amountMinor: yuan(200_000) },
      { dueOn: due, paidOn: day('2026-08-09'), amountMinor: yuan(50_000) },
      { dueOn: due, paidOn: day('2026-06-25'), amountMinor: yuan(150_000) },
    ];
    expect(averageDaysLate(items)).toBe('6.50');
    expect(averageDaysLate(items, { floorEarly: true })).toBe('8.00');
    expect(averageDaysLate([])).toBeNull();
  });
});

describe('effectiveness, turnover and carrying cost (rulebook 3.3)', () => {
  const inputs = {
    openingOpen: yuan(800_000),
    sales: yuan(1_050_000),
    closingOpen: yuan(900_000),
    closingNotDue: yuan(500_000),
  };
  it('is 70.37 % effective, and 100 % when nothing is overdue', () => {
    expect(collectionEffectiveness(inputs)).toBe('70.37');
    expect(collectionEffectiveness({ ...inputs, closingNotDue: inputs.closingOpen })).toBe('100.00');
  });
  it('divides the sales of several months', () =>
    expect(collectionEffectiveness({ ...inputs, months: 3 })).toBe('38.46'));
  it('turns over 6.00 times, every 60.83 days', () => {
    expect(turnover(yuan(12_000_000), yuan(1_800_000), yuan(2_200_000))).toBe('6.00');
    expect(turnoverDays(yuan(12_000_000), yuan(1_800_000), yuan(2_200_000), 365)).toBe('60.83');
    expect(turnover(5n, 0n, 0n)).toBeNull();
  });
  it('costs 15,386.30 to carry', () => {
    expect(carryingCost({ open: yuan(900_000), sales: yuan(1_050_000), days: 91, rateBasisPoints: 800n })).toBe(
      1_538_630n,
    );
    expect(carryingCost({ open: 5n, sales: 0n, days: 91, rateBasisPoints: 800n })).toBeNull();
  });
});

describe('roll rates and provision (rulebook 3.5)', () => {
  const rolls = [
    rollRate(1_000_000n, 200_000n),
    rollRate(200_000n, 80_000n),
    rollRate(80_000n, 40_000n),
    rollRate(40_000n, 30_000n),
  ].map((r) => r!);
  const losses = lossRates(rolls, fromBasisPoints(6_000n));
  it('rolls 20, 40, 50 and 75 %', () => expect(rolls.map(rateText)).toEqual(['20.00', '40.00', '50.00', '75.00']));
  it('loses 1.80, 9.00, 22.50, 45.00 and 60.00 %, and a tenth more by the outlook', () => {
    expect(losses.map(rateText)).toEqual(['1.80', '9.00', '22.50', '45.00', '60.00']);
    expect(forwardRates(losses, (ONE * 110n) / 100n).map(rateText)).toEqual([
      '1.98',
      '9.90',
      '24.75',
      '49.50',
      '66.00',
    ]);
  });
  it('provides 110,550.00', () => {
    const balances = [500_000, 200_000, 100_000, 60_000, 40_000].map(yuan);
    const { lines, totalMinor } = provision(balances, forwardRates(losses, (ONE * 110n) / 100n));
    expect(lines.map((l) => l.lossMinor)).toEqual([990_000n, 1_980_000n, 2_475_000n, 2_970_000n, 2_640_000n]);
    expect(totalMinor).toBe(11_055_000n);
  });
  it('provides 580,000 in illustrative example 12 of IFRS 9', () => {
    const rates = [30n, 160n, 360n, 660n, 1_060n].map(fromBasisPoints);
    const { lines, totalMinor } = provision([15_000_000n, 7_500_000n, 4_000_000n, 2_500_000n, 1_000_000n], rates);
    expect(lines.map((l) => l.lossMinor)).toEqual([45_000n, 120_000n, 144_000n, 165_000n, 106_000n]);
    expect(totalMinor).toBe(580_000n);
  });
  it('provides 27,567 in the IFRS community example', () => {
    const rates = historicLossRates(yuan(2_000), [100_000, 50_000, 23_000, 8_000, 2_000].map(yuan)).map((r) => r!);
    expect(rates.map(rateText)).toEqual(['2.00', '4.00', '8.70', '25.00', '100.00']);
    const { lines, totalMinor } = provision([300_000, 140_000, 60_000, 23_000, 5_000].map(yuan), rates);
    expect(lines.map((l) => l.lossMinor)).toEqual([600_000n, 560_000n, 521_739n, 575_000n, 500_000n]);
    expect(totalMinor).toBe(2_756_739n);
  });
  it('never rolls or loses more than everything, averages known months, and needs a rate a bucket', () => {
    expect(rollRate(10n, 30n)).toBe(ONE);
    expect(rollRate(0n, 30n)).toBeNull();
    expect(forwardRates([fromBasisPoints(9_900n)], 2n * ONE)).toEqual([ONE]);
    expect(averageRate([ONE, null, 0n])).toBe(ONE / 2n);
    expect(averageRate([null])).toBeNull();
    expect(() => provision([1n], [])).toThrow('provision.shape');
  });
});
