/**
 * A statement of account (R114): opening balance, every movement with the balance after it, closing balance; per
 * currency.
 */
import type { Day } from '../core/day.ts';

export interface Movement {
  readonly currency: string;
  readonly on: Day;
  readonly kind: string;
  readonly reversedKind: string | null;
  readonly number: string;
  readonly dueOn: Day | null;
  /** Positive raises what the customer owes. */
  readonly signedMinor: bigint;
}

export interface StatementLine extends Movement {
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly balanceMinor: bigint;
}

export interface Statement {
  readonly currency: string;
  readonly openingMinor: bigint;
  readonly lines: readonly StatementLine[];
  readonly closingMinor: bigint;
}

/** One statement for each currency that has a balance or a movement, in the order of the currency codes. */
export function statements(opening: ReadonlyMap<string, bigint>, movements: readonly Movement[]): Statement[] {
  const byCurrency = Map.groupBy(movements, (m) => m.currency);
  const currencies = [...new Set([...opening.keys(), ...byCurrency.keys()])].sort();
  return currencies
    .map((currency) => statement(currency, opening.get(currency) ?? 0n, byCurrency.get(currency) ?? []))
    .filter((s) => s.openingMinor !== 0n || s.lines.length > 0);
}

function statement(currency: string, openingMinor: bigint, movements: readonly Movement[]): Statement {
  let balance = openingMinor;
  const lines = movements.map((m): StatementLine => {
    balance += m.signedMinor;
    const debit = m.signedMinor > 0n;
    return {
      ...m,
      debitMinor: debit ? m.signedMinor : 0n,
      creditMinor: debit ? 0n : -m.signedMinor,
      balanceMinor: balance,
    };
  });
  return { currency, openingMinor, lines, closingMinor: balance };
}
