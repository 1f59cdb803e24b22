/** The statement of account as data, for the screen, XLSX and PDF alike. */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { Reading } from '../platform/database.ts';
import { balancesBefore, movements } from './account.store.ts';
import { type Bucket, bucketsOf } from './aging.rules.ts';
import { type AgingRow, agingRows } from './aging.store.ts';
import { companyDefaults } from './companyDefaults.ts';
import { type Statement, statements } from './statement.rules.ts';

export interface StatementOfAccount {
  readonly from: Day;
  readonly to: Day;
  readonly companyName: string;
  readonly buckets: readonly Bucket[];
  readonly currencies: readonly (Statement & {
    /** What is open, by age, as of `to`; null when nothing is open and nothing unapplied. */
    readonly aging: AgingRow | null;
  })[];
}

/**
 * The customer's account from `from` to `to`, both included. closing = open documents - unapplied receipts and credit
 * notes.
 */
export async function statementOf(
  r: Reading,
  input: { customerId: Id; from: Day; to: Day },
): Promise<StatementOfAccount> {
  const company = await companyDefaults(r);
  const buckets = bucketsOf('due', company.settings.aging_buckets);
  const opening = await balancesBefore(r, input.customerId, input.from);
  const moved = await movements(r, input.customerId, input.from, input.to);
  const aged = await agingRows(
    { ...r, asOf: input.to },
    { basis: 'due', buckets, group: 'none', customerId: input.customerId },
  );
  const drawn = statements(
    new Map(opening.map((o) => [o.currency, BigInt(o.minor)])),
    moved.map((m) => ({
      currency: m.currency,
      on: m.on,
      kind: m.kind,
      reversedKind: m.reversed_kind,
      number: m.number,
      dueOn: m.due_on,
      signedMinor: BigInt(m.signed_minor),
    })),
  );
  return {
    from: input.from,
    to: input.to,
    companyName: company.name,
    buckets,
    currencies: drawn.map((s) => ({ ...s, aging: aged.find((a) => a.currency === s.currency) ?? null })),
  };
}
