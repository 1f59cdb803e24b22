import { useState } from 'react';
import { allCurrencies } from '../../src/core/currency.ts';
import type { RateRow } from '../api/shapes.ts';
import { useCommand, useList } from '../api/use.ts';
import { useMay, useSession } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { Empty, Failure, FormProblem, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

function NewRate() {
  const { company, today } = useSession();
  const [form, setForm] = useState({
    from: company.currency === 'USD' ? 'EUR' : 'USD',
    to: company.currency,
    on: today,
    rate: '',
    source: '',
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const save = useCommand<unknown, boolean>(
    (confirmed) => ({
      method: 'PUT',
      path: '/rates',
      body: {
        from: form.from,
        to: form.to,
        on: form.on,
        rate: form.rate.trim(),
        source: form.source.trim(),
        ...(confirmed ? { confirmed } : {}),
      },
    }),
    () => {
      toast(t('rate.saved'));
      set('rate')('');
    },
  );
  const currencies = allCurrencies().map((c) => ({ value: c, label: c }));
  const ready = /^\d{1,9}(\.\d{1,12})?$/.test(form.rate.trim()) && form.source.trim() !== '' && form.from !== form.to;
  return (
    <Card title={t('rate.new')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(false);
        }}
      >
        <div className="grid2">
          <Choice label={t('rate.from')} value={form.from} onChange={set('from')} options={currencies} />
          <Choice label={t('rate.to')} value={form.to} onChange={set('to')} options={currencies} />
          <DayField label={t('rate.on')} value={form.on} today={today} onChange={set('on')} required />
          <TextField
            label={t('rate.rate', { from: form.from, to: form.to })}
            value={form.rate}
            onChange={set('rate')}
            inputMode="decimal"
            align="end"
            required
          />
          <TextField
            label={t('rate.source')}
            hint={t('rate.sourceHint')}
            value={form.source}
            onChange={set('source')}
            required
          />
        </div>
        <FormProblem error={save.error} />
        <div>
          <Button look="primary" type="submit" busy={save.isPending} disabled={!ready}>
            {t('word.save')}
          </Button>{' '}
          {save.error?.code === 'rate.jump' ? (
            <Button busy={save.isPending} onClick={() => save.mutate(true)}>
              {t('rate.confirm')}
            </Button>
          ) : null}
        </div>
      </form>
    </Card>
  );
}

/** Stored daily rates. Nothing is converted silently: without a rate, currencies stay apart. */
export function RatesScreen() {
  const may = useMay('rates.write');
  const rates = useList<RateRow>('/rates', { limit: 100 });
  const items = rates.items ?? [];
  const columns: readonly Column<RateRow>[] = [
    { id: 'on', header: t('rate.on'), cell: (r) => <span className="num">{r.on}</span> },
    { id: 'pair', header: t('rate.pair'), cell: (r) => `${r.from} → ${r.to}` },
    { id: 'rate', header: t('rate.value'), align: 'end', cell: (r) => r.rate },
    { id: 'source', header: t('rate.source'), wrap: true, cell: (r) => r.source },
  ];
  return (
    <>
      <PageHead title={t('nav.rates')} sub={t('rate.sub')} />
      <div className="stack">
        {may ? <NewRate /> : null}
        <Card flush>
          {rates.error ? (
            <Failure what={t('rate.failed')} error={rates.error} again={rates.again} />
          ) : rates.loading ? (
            <SkeletonRows rows={4} height={40} />
          ) : items.length === 0 ? (
            <Empty title={t('rate.none')} text={t('rate.noneText')} />
          ) : (
            <>
              <DataTable
                label={t('nav.rates')}
                rows={items}
                columns={columns}
                rowKey={(r) => `${r.on}${r.from}${r.to}`}
                card={(r) => (
                  <Card>
                    <div className="row between">
                      <span>
                        {r.from} → {r.to}
                      </span>
                      <span className="num strong">{r.rate}</span>
                    </div>
                    <p className="meta num">
                      {r.on} · {r.source}
                    </p>
                  </Card>
                )}
              />
              <MoreRows shown={items.length} list={rates} />
            </>
          )}
        </Card>
      </div>
    </>
  );
}
