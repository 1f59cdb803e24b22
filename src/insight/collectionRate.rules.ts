/**
 * Collection rates (rulebook 3.1; R109, R110): gross amounts of one currency on both sides; a base of nothing gives
 * null, and there is no cap at 100.
 */
import { percent } from '../core/ratio.ts';

/** 回款率: money received in the period of what was sold in it. May exceed 100 when old invoices are paid. */
export const collectionRateSales = (receipts: bigint, sales: bigint): string | null => percent(receipts, sales);

/** 到期回款率: of what fell due in the period, the part that receipts paid. */
export const collectionRateDue = (appliedToDue: bigint, due: bigint): string | null => percent(appliedToDue, due);

/** 综合回款率: of what was open at the start and sold since. */
export const collectionRatePool = (receipts: bigint, openingOpen: bigint, sales: bigint): string | null =>
  percent(receipts, openingOpen + sales);

export const targetAttainment = (receipts: bigint, target: bigint): string | null => percent(receipts, target);
export const commitmentCoverage = (commitments: bigint, target: bigint): string | null => percent(commitments, target);
export const pastDueRatio = (overdue: bigint, open: bigint): string | null => percent(overdue, open);
export const disputeRate = (disputed: bigint, open: bigint): string | null => percent(disputed, open);
