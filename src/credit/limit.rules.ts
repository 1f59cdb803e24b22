/** A decided credit limit (glossary 15): the most a customer may owe. */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';

export interface NewLimit {
  readonly customerId: Id;
  /** null: from that day no limit is set. Zero is a limit: nothing more on credit. */
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly validFromOn: Day;
  readonly validToOn?: Day | null | undefined;
  readonly note?: string | null | undefined;
  readonly sourceBatchId?: Id | undefined;
}
