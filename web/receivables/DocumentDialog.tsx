import { useState } from 'react';
import { allCurrencies } from '../../src/core/currency.ts';
import type { Named } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { navigate } from '../app/router.ts';
import { useSession } from '../app/session.tsx';
import { t, tCode } from '../i18n/translate.ts';
import { CustomerPicker } from '../parties/CustomerPicker.tsx';
import { AmountField } from '../ui/AmountField.tsx';
import { Button } from '../ui/Button.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { Choice, TextArea, TextField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

const KINDS = ['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE', 'OPENING_BALANCE'] as const;
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A single document by hand; lists come by import. */
export function DocumentDialog({ onClose }: { onClose: () => void }) {
  const { company, today } = useSession();
  const [customer, setCustomer] = useState<Named | null>(null);
  const [form, setForm] = useState({
    kind: 'INVOICE',
    number: '',
    currency: company.currency,
    amount: '',
    doc_on: today,
    due_on: '',
    contract_no: '',
    order_no: '',
    note: '',
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const isCredit = form.kind === 'CREDIT_NOTE';
  const post = useCommand<{ document_id: string }, void>(
    () => ({
      method: 'POST',
      path: '/documents',
      body: {
        kind: form.kind,
        number: form.number.trim(),
        customer_id: customer?.id,
        currency: form.currency,
        amount: form.amount,
        doc_on: form.doc_on,
        ...(isCredit ? {} : { due_on: form.due_on }),
        contract_no: orNull(form.contract_no),
        order_no: orNull(form.order_no),
        note: orNull(form.note),
      },
    }),
    (answer) => {
      toast(t('document.posted', { number: form.number.trim() }));
      onClose();
      navigate(paths.document(answer.document_id));
    },
  );
  const ready =
    customer !== null &&
    form.number.trim() !== '' &&
    form.amount !== '' &&
    form.doc_on !== '' &&
    (isCredit || form.due_on !== '');
  return (
    <Dialog title={t('document.new')} opened wide onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          post.mutate();
        }}
      >
        <CustomerPicker label={t('receivable.customer')} value={customer} onChange={setCustomer} required autoFocus />
        <div className="grid2">
          <Choice
            label={t('document.kind')}
            value={form.kind}
            onChange={set('kind')}
            options={KINDS.map((kind) => ({ value: kind, label: tCode('kind', kind) }))}
          />
          <TextField
            label={t('receivable.number')}
            value={form.number}
            onChange={set('number')}
            required
            error={post.error?.code === 'document.number_taken' ? t('document.numberTaken') : null}
          />
          <AmountField
            label={t('receivable.amount')}
            value={form.amount}
            currency={form.currency}
            onChange={set('amount')}
            required
          />
          <Choice
            label={t('document.currency')}
            value={form.currency}
            onChange={set('currency')}
            options={allCurrencies().map((c) => ({ value: c, label: c }))}
          />
          <DayField label={t('receivable.docOn')} value={form.doc_on} today={today} onChange={set('doc_on')} required />
          {isCredit ? null : (
            <DayField
              label={t('receivable.dueOn')}
              value={form.due_on}
              today={form.doc_on || today}
              onChange={set('due_on')}
              hint={t('document.dueHint')}
              required
            />
          )}
          <TextField label={t('document.contract')} value={form.contract_no} onChange={set('contract_no')} />
          <TextField label={t('document.order')} value={form.order_no} onChange={set('order_no')} />
        </div>
        <TextArea label={t('document.note')} rows={2} value={form.note} onChange={set('note')} />
        <p className="meta">{t('document.immutable')}</p>
        <FormProblem error={post.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="primary" type="submit" busy={post.isPending} disabled={!ready}>
            {t('document.post')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
