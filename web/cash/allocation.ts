/** The allocation being prepared: the proposal of the server for a mode, or what a person typed over it. */
import { useState } from 'react';
import type { Proposal, Receivable } from '../api/shapes.ts';
import { useAsk, useList } from '../api/use.ts';
import { compare, isZero, minus, sum } from '../format/money.ts';

export const MODES = ['OLDEST_FIRST', 'STATUTORY_CN', 'BY_REMITTANCE', 'PRO_RATA', 'MANUAL', 'NONE'] as const;
export type Mode = (typeof MODES)[number];

export interface AllocationInput {
  readonly customerId: string | undefined;
  readonly currency: string;
  /** What there is to allocate; empty while nothing was typed. */
  readonly amount: string;
  readonly receivedOn: string;
  readonly reference: string;
  readonly firstMode: Mode;
  /** A receivable the person came from. */
  readonly aim?: { readonly receivableId: string; readonly amount: string } | undefined;
}

export interface AllocationDraft {
  readonly mode: Mode;
  setMode(mode: Mode): void;
  readonly rows: readonly Receivable[];
  readonly loading: boolean;
  readonly truncated: boolean;
  readonly proposal: Proposal | undefined;
  readonly proposalError: Error | null;
  amountFor(row: Receivable): string;
  reasonFor(row: Receivable): string;
  setAmount(row: Receivable, amount: string): void;
  readonly total: string;
  readonly remainder: string;
  /** The parts exceed the money, or a part exceeds its document. */
  readonly tooMuch: boolean;
  /** What to send; undefined leaves everything unapplied. */
  readonly body:
    | {
        readonly mode: string;
        readonly lines?: readonly { readonly receivable_id: string; readonly amount: string }[];
        readonly designation?: string;
      }
    | undefined;
}

export function useAllocation(input: AllocationInput): AllocationDraft {
  const { customerId, currency, amount, receivedOn, reference, aim } = input;
  const [mode, setModeOnly] = useState<Mode>(aim ? 'MANUAL' : input.firstMode);
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map(aim ? [[aim.receivableId, aim.amount]] : []));
  const open = useList<Receivable>(
    '/receivables',
    { customer_id: customerId, currency, status: 'open', sort: 'due', limit: 200 },
    customerId !== undefined,
  );
  const proposes =
    mode !== 'MANUAL' &&
    mode !== 'NONE' &&
    customerId !== undefined &&
    amount !== '' &&
    !isZero(amount) &&
    receivedOn !== '';
  const asked = {
    customer_id: customerId,
    amount,
    currency,
    received_on: receivedOn,
    mode,
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
  };
  const proposed = useAsk<Proposal>('/receipts/propose', asked, proposes);
  const proposal = proposes ? proposed.data : undefined;
  const rows = customerId === undefined ? [] : (open.items ?? []);
  const lineOf = (row: Receivable) => proposal?.lines.find((line) => line.receivable.id === row.id);
  const amountFor = (row: Receivable): string =>
    mode === 'NONE' ? '' : mode === 'MANUAL' ? (typed.get(row.id) ?? '') : (lineOf(row)?.amount.amount ?? '');
  const parts =
    mode === 'MANUAL'
      ? rows.map(amountFor).filter((part) => part !== '')
      : (proposal?.lines ?? []).map((line) => line.amount.amount);
  const total = sum(parts, currency);
  const money = amount === '' ? '0' : amount;
  const overOpen =
    mode === 'MANUAL' && rows.some((row) => amountFor(row) !== '' && compare(amountFor(row), row.open, currency) > 0);
  const lines = rows
    .filter((row) => amountFor(row) !== '' && !isZero(amountFor(row)))
    .map((row) => ({ receivable_id: row.id, amount: amountFor(row) }));
  return {
    mode,
    setMode: (next) => {
      // Choosing by hand starts from what was proposed, so that a correction is one figure and not all of them.
      if (next === 'MANUAL') setTyped(new Map(rows.map((row) => [row.id, amountFor(row)])));
      setModeOnly(next);
    },
    rows,
    loading: open.loading && customerId !== undefined,
    truncated: open.hasMore,
    proposal,
    proposalError: proposes ? proposed.error : null,
    amountFor,
    reasonFor: (row) => (mode === 'MANUAL' ? '' : (lineOf(row)?.reason.text ?? '')),
    setAmount: (row, next) => {
      const base = mode === 'MANUAL' ? typed : new Map(rows.map((one) => [one.id, amountFor(one)]));
      setTyped(new Map(base).set(row.id, next));
      setModeOnly('MANUAL');
    },
    total,
    remainder: minus(money, total, currency),
    tooMuch: overOpen || compare(total, money, currency) > 0,
    body:
      mode === 'NONE'
        ? undefined
        : mode === 'MANUAL'
          ? lines.length === 0
            ? undefined
            : { mode, lines }
          : { mode, ...(mode === 'BY_REMITTANCE' && reference.trim() !== '' ? { designation: reference.trim() } : {}) },
  };
}
