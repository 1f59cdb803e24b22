import type { ReceiptFile } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { full, isZero } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { useAllocation } from './allocation.ts';
import { AllocationEditor } from './AllocationEditor.tsx';

/** Sets what is left of a receipt against documents. */
export function AllocateRest({ receipt, onDone }: { receipt: ReceiptFile; onDone: () => void }) {
  const { currency, amount } = receipt.unapplied;
  const draft = useAllocation({
    customerId: receipt.customer.id,
    currency,
    amount,
    receivedOn: receipt.received_on,
    reference: receipt.reference ?? '',
    firstMode: 'OLDEST_FIRST',
  });
  const allocate = useCommand<{ lines: readonly unknown[] }, void>(
    () => ({ method: 'POST', path: `/credits/${receipt.id}/allocate`, body: draft.body }),
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
