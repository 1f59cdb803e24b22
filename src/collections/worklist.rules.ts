/**
 * Whom to contact first: the expected gain of a contact today, its parts, at most two reasons and a suggested action.
 * An honest heuristic, amount x age x contact gap x habit, until there is a history to learn from (ui 10.2).
 */
import { daysBetween, type Day } from '../core/day.ts';
import { divideHalfUp } from '../core/money.ts';
import { formatDecimal, percent } from '../core/ratio.ts';
import type { ReasonCode, Weights } from './weights.rules.ts';

/** What is known of one customer in one currency as of a day. Amounts in minor units of the currency. */
export interface Snapshot {
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  readonly dueSoonMinor: bigint;
  /** Receipts and credit notes not set against anything yet. */
  readonly unappliedMinor: bigint;
  /** Overdue by age band of the weights. */
  readonly ageMinor: readonly bigint[];
  readonly oldestDays: number | null;
  readonly lastContactOn: Day | null;
  readonly paidCount: number;
  readonly daysLateYear: number | null;
  readonly daysLateRecent: number | null;
  readonly limitMinor: bigint | null;
}

/** One line of "how was this computed": the values of all parts add up to the score exactly. */
export interface ScorePart {
  readonly code: 'AGE' | 'DUE_SOON' | 'CONTACT_GAP' | 'HABIT' | 'UNAPPLIED_CASH';
  readonly valueMinor: bigint;
  /** `8%` of an amount or a factor `x1.2`, as shown. */
  readonly weight: string;
  readonly params: Readonly<Record<string, string | number | bigint | null>>;
}
export interface Score {
  readonly gainMinor: bigint;
  readonly parts: readonly ScorePart[];
}

/** 850 with two places is `8.5`. */
const shown = (scaled: bigint, places: number): string => formatDecimal(scaled, places).replace(/\.?0+$/, '');
const percentOf = (basisPoints: bigint): string => `${shown(basisPoints, 2)}%`;
const times = (thousandths: number): string => `x${shown(BigInt(thousandths), 3)}`;
const shareOf = (amount: bigint, basisPoints: number): bigint => divideHalfUp(amount * BigInt(basisPoints), 10_000n);
const sum = (parts: readonly ScorePart[]): bigint => parts.reduce((total, part) => total + part.valueMinor, 0n);

/**
 * Expected gain: each amount by age times its chance, then what the last contact, the payment habit and cash that only
 * waits for allocation change about it. Every step is rounded once and shown as its own part.
 */
export function score(s: Snapshot, asOf: Day, weights: Weights): Score {
  const parts = amountParts(s, weights);
  for (const next of [contactPart, habitPart]) {
    const { code, factor, params } = next(s, asOf, weights);
    if (factor !== 1000)
      parts.push({
        code,
        valueMinor: divideHalfUp(sum(parts) * BigInt(factor - 1000), 1000n),
        weight: times(factor),
        params,
      });
  }
  const asked = s.overdueMinor + s.dueSoonMinor;
  const covered = s.unappliedMinor < asked ? s.unappliedMinor : asked;
  if (covered > 0n) {
    const valueMinor = -divideHalfUp(sum(parts) * covered, asked);
    parts.push({
      code: 'UNAPPLIED_CASH',
      valueMinor,
      weight: `-${percentOf((covered * 10_000n) / asked)}`,
      params: { amount: covered },
    });
  }
  return { gainMinor: sum(parts), parts };
}

function amountParts(s: Snapshot, weights: Weights): ScorePart[] {
  const parts: ScorePart[] = weights.age_bands.flatMap((band, index) => {
    const amount = s.ageMinor[index] ?? 0n;
    if (amount === 0n) return [];
    return [
      {
        code: 'AGE',
        valueMinor: shareOf(amount, band.chance_bp),
        weight: percentOf(BigInt(band.chance_bp)),
        params: { band: band.code, amount },
      },
    ];
  });
  const { chance_bp, within_days } = weights.due_soon;
  if (s.dueSoonMinor > 0n) {
    parts.push({
      code: 'DUE_SOON',
      valueMinor: shareOf(s.dueSoonMinor, chance_bp),
      weight: percentOf(BigInt(chance_bp)),
      params: { days: within_days, amount: s.dueSoonMinor },
    });
  }
  return parts;
}

interface Factor {
  readonly code: 'CONTACT_GAP' | 'HABIT';
  readonly factor: number;
  readonly params: ScorePart['params'];
}

/** The longer nobody was in touch, the more a contact changes; right after one, little. */
function contactPart(s: Snapshot, asOf: Day, weights: Weights): Factor {
  if (s.lastContactOn === null)
    return { code: 'CONTACT_GAP', factor: weights.never_contacted_factor, params: { days: null } };
  const days = daysBetween(s.lastContactOn, asOf);
  const step = weights.contact_gap.find((candidate) => candidate.to_days === null || days <= candidate.to_days);
  return { code: 'CONTACT_GAP', factor: step?.factor ?? 1000, params: { days } };
}

/** Who pays later and later, or is later than usual, needs the contact; who is as late as always pays without it. */
function habitPart(s: Snapshot, _asOf: Day, weights: Weights): Factor {
  const { habit } = weights;
  const usual = s.daysLateYear;
  const none: Factor = { code: 'HABIT', factor: 1000, params: {} };
  if (usual === null || s.paidCount < habit.minimum_payments || s.oldestDays === null) return none;
  const params = { usual, recent: s.daysLateRecent, oldest: s.oldestDays };
  if (isSlowing(s, weights)) return { code: 'HABIT', factor: habit.slowing_factor, params };
  return {
    code: 'HABIT',
    factor: s.oldestDays <= usual ? habit.within_habit_factor : habit.beyond_habit_factor,
    params,
  };
}

const slowdown = (s: Snapshot): number => (s.daysLateRecent ?? 0) - (s.daysLateYear ?? 0);
const isSlowing = (s: Snapshot, weights: Weights): boolean =>
  s.daysLateRecent !== null &&
  s.daysLateYear !== null &&
  s.paidCount >= weights.habit.minimum_payments &&
  slowdown(s) >= weights.habit.slowing_days;

export interface Reason {
  readonly code: ReasonCode;
  readonly params: Readonly<Record<string, string | number | bigint | null>>;
}

/** At most two reasons, the most telling first. `totalOverdueMinor` is of the whole company in the same currency. */
export function reasons(s: Snapshot, totalOverdueMinor: bigint, asOf: Day, weights: Weights): Reason[] {
  const limits = weights.reasons;
  const gap = s.lastContactOn === null ? null : daysBetween(s.lastContactOn, asOf);
  const overdue = s.overdueMinor > 0n;
  const reached = (amount: bigint, of: bigint, basisPoints: number): boolean =>
    of > 0n && amount * 10_000n >= of * BigInt(basisPoints);
  const wholePercent = (amount: bigint, of: bigint): string | null => percent(amount, of, 0);
  const asked = overdue ? s.overdueMinor : s.dueSoonMinor;
  const found: Record<ReasonCode, Reason['params'] | false> = {
    UNAPPLIED_CASH: asked > 0n &&
      reached(s.unappliedMinor, asked, limits.unapplied_cash_bp) && { amount: s.unappliedMinor },
    SHARE_OF_OVERDUE: overdue &&
      reached(s.overdueMinor, totalOverdueMinor, limits.share_of_overdue_bp) && {
        percent: wholePercent(s.overdueMinor, totalOverdueMinor),
      },
    SLOWING_DOWN: isSlowing(s, weights) && { days: slowdown(s) },
    LIMIT_NEARLY_USED: s.limitMinor !== null &&
      s.limitMinor > 0n &&
      reached(s.openMinor, s.limitMinor, limits.limit_used_bp) && { percent: wholePercent(s.openMinor, s.limitMinor) },
    OLDEST_AGE: s.oldestDays !== null && s.oldestDays > limits.oldest_age_days && { days: s.oldestDays },
    LARGE_AMOUNT: overdue &&
      reached(s.overdueMinor, totalOverdueMinor, limits.large_amount_bp) && { amount: s.overdueMinor },
    NOT_CONTACTED: overdue && (gap === null || gap >= limits.not_contacted_days) && { days: gap },
    NEWLY_OVERDUE: s.oldestDays !== null && s.oldestDays <= limits.newly_overdue_days && { days: s.oldestDays },
    DUE_SOON: s.dueSoonMinor > 0n && { amount: s.dueSoonMinor, days: weights.due_soon.within_days },
  };
  return limits.order
    .flatMap((code) => {
      const params = found[code];
      return params === false ? [] : [{ code, params }];
    })
    .slice(0, 2);
}

export type ActionCode = 'ALLOCATE_CASH' | 'WAIT' | 'LEGAL_REVIEW' | 'VISIT' | 'CHECK_LIMIT' | 'CALL' | 'REMIND';

/** What to do first. Money that is already there comes before asking for more. */
export function suggestedAction(s: Snapshot, totalOverdueMinor: bigint, asOf: Day, weights: Weights): ActionCode {
  const { actions, reasons: limits } = weights;
  const asked = s.overdueMinor > 0n ? s.overdueMinor : s.dueSoonMinor;
  if (asked > 0n && s.unappliedMinor * 10_000n >= asked * BigInt(actions.allocate_cash_bp)) return 'ALLOCATE_CASH';
  if (asked === 0n) return 'WAIT';
  if (s.lastContactOn !== null && daysBetween(s.lastContactOn, asOf) <= actions.wait_after_contact_days) return 'WAIT';
  if (s.oldestDays === null || s.oldestDays <= actions.remind_days) return 'REMIND';
  if (s.oldestDays > actions.legal_review_days) return 'LEGAL_REVIEW';
  const large =
    totalOverdueMinor > 0n && s.overdueMinor * 10_000n >= totalOverdueMinor * BigInt(limits.large_amount_bp);
  if (large && s.oldestDays > actions.visit_days) return 'VISIT';
  if (s.limitMinor !== null && s.openMinor > s.limitMinor) return 'CHECK_LIMIT';
  return 'CALL';
}

/** Somebody overdue with whom nobody has been in touch for long. */
export const isCold = (s: Pick<Snapshot, 'overdueMinor' | 'lastContactOn'>, asOf: Day, weights: Weights): boolean =>
  s.overdueMinor > 0n &&
  (s.lastContactOn === null || daysBetween(s.lastContactOn, asOf) >= weights.reasons.not_contacted_days);

/** First age band, of the weights, that holds a number of days overdue. */
export const ageBand = (daysOverdue: number, weights: Weights): number =>
  weights.age_bands.findIndex((band) => band.to_days === null || daysOverdue <= band.to_days);
