/** How late a customer pays: paid items, weighted by amount (rulebook 3.2, "average days late, paid items"). */
import { type Day, daysBetween } from '../core/day.ts';
import { ratio } from '../core/ratio.ts';

export interface PaidItem {
  readonly dueOn: Day;
  /** The day on which the last part was paid. */
  readonly paidOn: Day;
  readonly amountMinor: bigint;
}

/** Negative when paid before it was due. */
export const daysLate = (item: PaidItem): number => daysBetween(item.dueOn, item.paidOn);

/**
 * sum(amount × days late) / sum(amount), two decimals; `floorEarly` counts early payment as 0.
 * Null without paid items.
 */
export function averageDaysLate(items: readonly PaidItem[], options: { floorEarly?: boolean } = {}): string | null {
  let weighted = 0n;
  let amount = 0n;
  for (const item of items) {
    const days = daysLate(item);
    weighted += item.amountMinor * BigInt(options.floorEarly === true ? Math.max(days, 0) : days);
    amount += item.amountMinor;
  }
  return ratio(weighted, amount);
}
