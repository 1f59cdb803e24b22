import { useState } from 'react';
import { allCurrencies } from '../../src/core/currency.ts';
import type { CustomerRecord, Named, PostedReceipt, Settings } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { useKey } from '../app/keys.ts';
import { paths } from '../app/paths.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import { useSession } from '../app/session.tsx';
import { isZero, typedAmount, withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { CustomerPicker } from '../parties/CustomerPicker.tsx';
import { AmountField } from '../ui/AmountField.tsx';
import { Button } from '../ui/Button.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { errorText, FormProblem, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { MODES, useAllocation, type Mode } from './allocation.ts';
import { AllocationEditor } from './AllocationEditor.tsx';
import css from './cash.module.css';

const INSTRUMENTS = [
  'BANK_TRANSFER',
  'E_PAYMENT',
  'CARD',
  'CASH',
  'CHEQUE',
  'BANK_ACCEPTANCE',
  'COMMERCIAL_ACCEPTANCE',
  'OTHER',
] as const;
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function useUndoReceipt() {
  const undo = useCommand<unknown, string>(
    (id) => ({ method: 'POST', path: `/receipts/${id}/reverse`, body: { reason: t('receipt.undoReason') } }),
    () => toast(t('receipt.undone')),
  );
  return (id: string): void => undo.mutate(id, { onError: (error) => toast(errorText(error), { tone: 'problem' }) });
}

function Form({ firstCustomer, firstMode }: { firstCustomer: Named | null; firstMode: Mode }) {
  const { company, today } = useSession();
  const [search] = useSearchParams();
  const [customer, setCustomer] = useState(firstCustomer);
  const [form, setForm] = useState({
    amount: typedAmount(search['amount'] ?? '', search['currency'] ?? company.currency) ?? '',
    currency: search['currency'] ?? company.currency,
    received_on: today,
    instrument: 'BANK_TRANSFER',
    reference: '',
    payer_name: '',
    number: '',
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const aim =
    search['receivable_id'] && search['amount']
      ? { receivableId: search['receivable_id'], amount: search['amount'] }
      : undefined;
  const draft = useAllocation({
    customerId: customer?.id,
    currency: form.currency,
    amount: form.amount,
    receivedOn: form.received_on,
    reference: form.reference,
    firstMode,
    aim,
  });
  const undo = useUndoReceipt();
  const post = useCommand<PostedReceipt, void>(
    () => ({
      method: 'POST',
      path: '/receipts',
      body: {
        customer_id: customer?.id,
        received_on: form.received_on,
        amount: form.amount,
        currency: form.currency,
        instrument: form.instrument,
        reference: orNull(form.reference),
        payer_name: orNull(form.payer_name),
        ...(form.number.trim() === '' ? {} : { number: form.number.trim() }),
        ...(draft.body && draft.rows.length > 0 ? { allocate: draft.body } : {}),
      },
    }),
    (answer) => {
      toast(
        t('receipt.posted', {
          amount: withSymbol({ amount: form.amount, currency: form.currency }),
          count: answer.lines.length,
        }),
        { action: { label: t('word.undo'), run: () => undo(answer.id) } },
      );
      navigate(paths.customer(customer?.id ?? '', { tab: 'open' }));
    },
  );
  const ready =
    customer !== null && form.amount !== '' && !isZero(form.amount) && form.received_on !== '' && !draft.tooMuch;
  const submit = (): void => {
    if (ready && !post.isPending) post.mutate();
  };
  useKey('save', submit);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Card title={t('receipt.facts')}>
        <div className="stack">
          <CustomerPicker
            label={t('receipt.customer')}
            value={customer}
            onChange={setCustomer}
            required
            autoFocus={customer === null}
          />
          <div className="grid2">
            <AmountField
              label={t('receipt.amount')}
              value={form.amount}
              currency={form.currency}
              onChange={set('amount')}
              required
              autoFocus={customer !== null}
            />
            <Choice
              label={t('document.currency')}
              value={form.currency}
              onChange={set('currency')}
              options={allCurrencies().map((c) => ({ value: c, label: c }))}
            />
            <DayField
              label={t('receipt.receivedOn')}
              value={form.received_on}
              today={today}
              onChange={set('received_on')}
              required
            />
            <Choice
              label={t('receipt.instrument')}
              value={form.instrument}
              onChange={set('instrument')}
              options={INSTRUMENTS.map((value) => ({ value, label: tCode('instrument', value) }))}
            />
            <TextField
              label={t('receipt.reference')}
              hint={t('receipt.referenceHint')}
              value={form.reference}
              onChange={set('reference')}
            />
            <TextField label={t('receipt.payer')} value={form.payer_name} onChange={set('payer_name')} />
            <TextField
              label={t('receipt.number')}
              hint={t('receipt.numberHint')}
              value={form.number}
              onChange={set('number')}
              error={post.error?.code === 'receipt.number_taken' ? errorText(post.error) : null}
            />
          </div>
        </div>
      </Card>
      {customer ? (
        <AllocationEditor draft={draft} currency={form.currency} amount={form.amount} withNone />
      ) : (
        <Card>
          <p className="dim">{t('receipt.chooseCustomer')}</p>
        </Card>
      )}
      <FormProblem error={post.error} />
      <div className={css['submit']}>
        <Button onClick={() => window.history.back()}>{t('word.cancel')}</Button>
        <Button look="primary" type="submit" busy={post.isPending} disabled={!ready} keys="Mod Enter">
          {t('receipt.post')}
        </Button>
      </div>
    </form>
  );
}

/** Money came in: what, from whom, and which documents it pays. */
export function NewReceiptScreen() {
  const [search] = useSearchParams();
  const id = search['customer_id'] || undefined;
  const customer = useGet<CustomerRecord>(`/customers/${id ?? ''}`, {}, { enabled: id !== undefined });
  const settings = useGet<Settings>('/settings');
  const waiting = (id !== undefined && customer.isPending) || settings.isPending;
  return (
    <>
      <PageHead
        title={t('nav.newReceipt')}
        sub={t('receipt.newSub')}
        back={{
          href: id === undefined ? paths.receipts() : paths.customer(id),
          label: customer.data?.legal_name ?? t('nav.cash'),
        }}
      />
      {waiting ? (
        <SkeletonRows rows={4} />
      ) : (
        <Form
          firstCustomer={customer.data ? { id: customer.data.id, name: customer.data.legal_name } : null}
          firstMode={MODES.find((mode) => mode === settings.data?.allocation_mode) ?? 'OLDEST_FIRST'}
        />
      )}
    </>
  );
}
