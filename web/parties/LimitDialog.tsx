import { useState } from 'react';
import type { CustomerRecord } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { useSession } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { AmountField } from '../ui/AmountField.tsx';
import { Button } from '../ui/Button.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

export function LimitDialog({ customer, onClose }: { customer: CustomerRecord; onClose: () => void }) {
  const { company, today } = useSession();
  const currency = customer.credit_limit?.currency ?? customer.currency ?? company.currency;
  const [amount, setAmount] = useState(customer.credit_limit?.amount ?? '');
  const [from, setFrom] = useState<string>(today);
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const save = useCommand<unknown, void>(
    () => ({
      method: 'PUT',
      path: `/customers/${customer.id}/credit-limit`,
      body: {
        amount: amount === '' ? null : amount,
        currency,
        valid_from: from,
        valid_to: to === '' ? null : to,
        note: note.trim() === '' ? null : note.trim(),
      },
    }),
    () => {
      toast(t('limit.saved'));
      onClose();
    },
  );
  return (
    <Dialog title={t('limit.set')} opened onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <AmountField
          label={t('limit.amountIn', { currency })}
          value={amount}
          currency={currency}
          onChange={setAmount}
          autoFocus
        />
        <p className="meta">{t('limit.emptyRemoves')}</p>
        <div className="grid2">
          <DayField label={t('limit.from')} value={from} onChange={setFrom} today={today} required />
          <DayField label={t('limit.to')} value={to} onChange={setTo} today={today} />
        </div>
        <TextArea label={t('limit.reason')} rows={2} value={note} onChange={setNote} />
        <FormProblem error={save.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="primary" type="submit" busy={save.isPending} disabled={from === ''}>
            {t('word.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
