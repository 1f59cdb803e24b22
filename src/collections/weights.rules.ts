/** The dated weights of the worklist: data with its source, validated once, chosen by the day they apply to. */
import { z } from 'zod';
import type { Day } from '../core/day.ts';
import { assert } from '../core/errors.ts';
import data from './data/worklist-weights.json' with { type: 'json' };

export const REASONS = [
  'UNAPPLIED_CASH',
  'SHARE_OF_OVERDUE',
  'SLOWING_DOWN',
  'LIMIT_NEARLY_USED',
  'OLDEST_AGE',
  'LARGE_AMOUNT',
  'NOT_CONTACTED',
  'NEWLY_OVERDUE',
  'DUE_SOON',
] as const;
export type ReasonCode = (typeof REASONS)[number];

const whole = z.number().int().nonnegative();
const step = z.strictObject({ to_days: whole.nullable(), factor: whole });
const weightsShape = z.strictObject({
  valid_from: z.string(),
  version: z.string(),
  source: z.string(),
  note: z.string(),
  age_bands: z
    .array(z.strictObject({ code: z.string(), to_days: whole.nullable(), chance_bp: whole.max(10_000) }))
    .min(1),
  due_soon: z.strictObject({ within_days: whole, chance_bp: whole.max(10_000) }),
  contact_gap: z.array(step).min(1),
  never_contacted_factor: whole,
  habit: z.strictObject({
    minimum_payments: whole,
    slowing_days: whole,
    slowing_factor: whole,
    within_habit_factor: whole,
    beyond_habit_factor: whole,
  }),
  reasons: z.strictObject({
    unapplied_cash_bp: whole,
    share_of_overdue_bp: whole,
    large_amount_bp: whole,
    limit_used_bp: whole,
    not_contacted_days: whole,
    oldest_age_days: whole,
    newly_overdue_days: whole,
    order: z.array(z.enum(REASONS)),
  }),
  actions: z.strictObject({
    allocate_cash_bp: whole,
    legal_review_days: whole,
    visit_days: whole,
    remind_days: whole,
    wait_after_contact_days: whole,
  }),
});
export type Weights = z.output<typeof weightsShape>;

const all = z
  .array(weightsShape)
  .min(1)
  .parse(data)
  .toSorted((a, b) => (a.valid_from < b.valid_from ? 1 : -1));

/** The weights that apply on a day: the newest that had begun. */
export function weightsOn(day: Day): Weights {
  const found = all.find((weights) => weights.valid_from <= day) ?? all.at(-1);
  assert(found, 'there are weights for every day');
  return found;
}
