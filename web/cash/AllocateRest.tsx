import { useCommand } from '../api/use.ts';
import { full, isZero, type WireMoney } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { useAllocation } from './allocation.ts';
import { AllocationEditor } from './AllocationEditor.tsx';

interface AllocateRestProps {
  /** A receipt or a credit note. */
  readonly creditId: string;
  readonly customerId: string;
  readonly left: WireMoney;
  readonly on: string;
  readonly reference: string;
  readonly onDone: () => void;
}

/** Sets what is left of a receipt or credit note against documents. */
export function AllocateRest({ creditId, customerId, left, on, reference, onDone }: AllocateRestProps) {
  const { currency, amount } = left;
  const draft = useAllocation({
    customerId,
    currency,
    amount,
    receivedOn: on,
    reference,
    firstMode: 'OLDEST_FIRST',
  });
  const allocate = useCommand<{ lines: readonly unknown[] }, void>(
    () => ({ method: 'POST', path: `/credits/${creditId}/allocate`, body: draft.body }),
    (answer) => {
      toast(t('allocation.done', { count: answer.lines.length }));
      onDone();
    },
  );
  return (
    <div className="stack">
      <AllocationEditor draft={draft} currency={currency} amount={amount} withNone={false} />
      <FormProblem error={allocate.error} />
      <div className="row">
        <Button
          look="primary"
          busy={allocate.isPending}
          disabled={draft.body === undefined || draft.tooMuch || isZero(draft.total)}
          onClick={() => allocate.mutate()}
        >
          {t('allocation.do', { amount: full(draft.total, currency) })}
        </Button>
        <Button onClick={onDone}>{t('word.cancel')}</Button>
      </div>
    </div>
  );
}
