import { useState } from 'react';
import type { WorklistItem } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { sum, withSymbol } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { PersonChoice } from '../parties/PersonChoice.tsx';
import { Button } from '../ui/Button.tsx';
import { FilterRow } from '../ui/Page.tsx';
import { errorText } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

interface BulkBarProps {
  readonly items: readonly WorklistItem[];
  readonly onDone: () => void;
}

/** One amount for each currency: sums never mix them. */
function totals(items: readonly WorklistItem[]): string {
  const byCurrency = Map.groupBy(items, (item) => item.currency);
  return [...byCurrency]
    .map(([currency, rows]) =>
      withSymbol({
        amount: sum(
          rows.map((row) => row.overdue),
          currency,
        ),
        currency,
      }),
    )
    .join(' · ');
}

/** Stands where the filters stand while rows are ticked: how many, how much, and what can be done with them. */
export function BulkBar({ items, onDone }: BulkBarProps) {
  const [to, setTo] = useState('');
  const customers = [...new Set(items.map((item) => item.customer.id))];
  const reassign = useCommand<{ reassigned: number }, void>(
    () => ({ method: 'POST', path: '/customers/reassign', body: { customer_ids: customers, sales_owner_id: to } }),
    (answer) => {
      toast(t('bulk.reassigned', { count: answer.reassigned }));
      onDone();
    },
  );
  const send = (): void =>
    reassign.mutate(undefined, { onError: (error) => toast(errorText(error), { tone: 'problem' }) });
  return (
    <FilterRow label={t('bulk.label')}>
      <span role="status" className="strong">
        {t('bulk.selected', { count: customers.length, amount: totals(items) })}
      </span>
      <PersonChoice bare label={t('bulk.to')} value={to} current={null} onChange={setTo} />
      <Button look="primary" disabled={to === ''} busy={reassign.isPending} onClick={send}>
        {t('bulk.reassign')}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {t('bulk.clear')}
      </Button>
    </FilterRow>
  );
}
