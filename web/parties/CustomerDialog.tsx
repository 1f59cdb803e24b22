import { useState } from 'react';
import type { CustomerRecord, TeamRow } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { Choice, TextArea, TextField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { sizeOptions, typeOptions } from './customerOptions.ts';
import { PersonChoice } from './PersonChoice.tsx';

interface CustomerDialogProps {
  /** null: a new one. */
  readonly customer: CustomerRecord | null;
  readonly onClose: () => void;
  readonly onCreated?: (id: string) => void;
}

const initial = (c: CustomerRecord | null) => ({
  legal_name: c?.legal_name ?? '',
  short_name: c?.short_name ?? '',
  customer_no: c?.customer_no ?? '',
  tax_id: c?.tax_id ?? '',
  customer_type: c?.customer_type ?? 'SME',
  enterprise_size: c?.enterprise_size ?? '',
  sales_owner_id: c?.sales_owner?.id ?? '',
  finance_owner_id: c?.finance_owner?.id ?? '',
  team_id: c?.team?.id ?? '',
  tags: c?.tags.join(', ') ?? '',
  payment_term_days: c?.payment_term_days === null || c === null ? '' : String(c.payment_term_days),
  address: c?.address ?? '',
  phone: c?.phone ?? '',
  note: c?.note ?? '',
});
type Form = ReturnType<typeof initial>;

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const toBody = (form: Form) => ({
  legal_name: form.legal_name.trim(),
  short_name: orNull(form.short_name),
  ...(form.customer_no.trim() === '' ? {} : { customer_no: form.customer_no.trim() }),
  tax_id: orNull(form.tax_id),
  customer_type: form.customer_type,
  enterprise_size: orNull(form.enterprise_size),
  sales_owner_id: orNull(form.sales_owner_id),
  finance_owner_id: orNull(form.finance_owner_id),
  team_id: orNull(form.team_id),
  tags: form.tags
    .split(/[,，、]/)
    .map((tag) => tag.trim())
    .filter(Boolean),
  payment_term_days: form.payment_term_days.trim() === '' ? null : Number.parseInt(form.payment_term_days, 10),
  address: orNull(form.address),
  phone: orNull(form.phone),
  note: orNull(form.note),
});

export function CustomerDialog({ customer, onClose, onCreated }: CustomerDialogProps) {
  const [form, setForm] = useState(() => initial(customer));
  const set =
    (name: keyof Form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const teams = useGet<{ items: readonly TeamRow[] }>('/teams');
  const save = useCommand<{ id: string }, void>(
    () =>
      customer === null
        ? { method: 'POST', path: '/customers', body: toBody(form) }
        : { method: 'PATCH', path: `/customers/${customer.id}`, body: { ...toBody(form), version: customer.version } },
    (answer) => {
      toast(t('customer.saved', { name: form.legal_name }));
      onClose();
      if (customer === null) onCreated?.(answer.id);
    },
  );
  const fieldError = (name: string): string | null => save.error?.errors.find((e) => e.path === name)?.message ?? null;
  return (
    <Dialog title={customer === null ? t('nav.newCustomer') : t('customer.edit')} opened wide onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label={t('customer.legalName')}
          value={form.legal_name}
          onChange={set('legal_name')}
          required
          autoFocus
          error={fieldError('legal_name')}
        />
        <div className="grid2">
          <TextField label={t('customer.shortName')} value={form.short_name} onChange={set('short_name')} />
          <TextField
            label={t('customer.no')}
            hint={customer === null ? t('customer.noHint') : undefined}
            value={form.customer_no}
            onChange={set('customer_no')}
          />
          <TextField
            label={t('customer.taxId')}
            value={form.tax_id}
            onChange={set('tax_id')}
            error={save.error?.code === 'customer.tax_id' ? t('customer.taxIdWrong') : null}
          />
          <Choice
            label={t('customer.type')}
            value={form.customer_type}
            onChange={set('customer_type')}
            options={typeOptions()}
          />
          <Choice
            label={t('customer.size')}
            value={form.enterprise_size}
            onChange={set('enterprise_size')}
            options={sizeOptions()}
          />
          <PersonChoice
            label={t('customer.salesOwner')}
            value={form.sales_owner_id}
            current={customer?.sales_owner ?? null}
            onChange={set('sales_owner_id')}
          />
          <PersonChoice
            label={t('customer.financeOwner')}
            value={form.finance_owner_id}
            current={customer?.finance_owner ?? null}
            onChange={set('finance_owner_id')}
          />
          <Choice
            label={t('customer.team')}
            value={form.team_id}
            onChange={set('team_id')}
            options={[
              { value: '', label: t('word.none') },
              ...(teams.data?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
            ]}
          />
          <TextField
            label={t('customer.term')}
            value={form.payment_term_days}
            onChange={(value) => set('payment_term_days')(value.replaceAll(/\D/g, ''))}
            inputMode="numeric"
          />
          <TextField label={t('customer.phone')} type="tel" value={form.phone} onChange={set('phone')} />
        </div>
        <TextField label={t('customer.tags')} hint={t('customer.tagsHint')} value={form.tags} onChange={set('tags')} />
        <TextField label={t('customer.address')} value={form.address} onChange={set('address')} />
        <TextArea label={t('customer.note')} rows={2} value={form.note} onChange={set('note')} />
        <FormProblem error={save.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="primary" type="submit" busy={save.isPending} disabled={form.legal_name.trim() === ''}>
            {t('word.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
