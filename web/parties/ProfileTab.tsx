import { useState } from 'react';
import type { CreditLimit, CustomerRecord } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { MoneyText } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card, Facts } from '../ui/Page.tsx';
import { LimitDialog } from './LimitDialog.tsx';

type Decision = CreditLimit['history'][number];

function Limits({ customer }: { customer: CustomerRecord }) {
  const { company } = useSession();
  const [setting, setSetting] = useState(false);
  const limit = useGet<CreditLimit>(`/customers/${customer.id}/credit-limit`);
  const history = limit.data?.history ?? [];
  const amount = (d: Decision) => (d.limit ? <MoneyText money={d.limit} /> : t('limit.removed'));
  return (
    <section className="stack">
      <div className="row between">
        <h2>{t('limit.title')}</h2>
        {customer.can['set_limit'] === true ? (
          <Button compact onClick={() => setSetting(true)}>
            {t('limit.set')}
          </Button>
        ) : null}
      </div>
      {history.length === 0 ? (
        <p className="dim">{t('limit.none')}</p>
      ) : (
        <DataTable
          label={t('limit.title')}
          rows={history}
          rowKey={(d) => d.id}
          columns={[
            { id: 'amount', header: t('limit.amount'), align: 'end', cell: amount },
            { id: 'from', header: t('limit.from'), cell: (d) => <span className="num">{d.valid_from}</span> },
            { id: 'to', header: t('limit.to'), cell: (d) => <span className="num">{d.valid_to ?? '—'}</span> },
            {
              id: 'by',
              header: t('limit.by'),
              cell: (d) => (
                <span className="num">
                  {d.set_by ?? ''} {dateTime(d.set_at, company.time_zone)}
                </span>
              ),
            },
            { id: 'note', header: t('note.body'), wrap: true, cell: (d) => d.note ?? '—' },
          ]}
          card={(d) => (
            <Card>
              <p className="strong">{amount(d)}</p>
              <p className="meta">
                {d.valid_from} – {d.valid_to ?? '…'} · {d.set_by}
              </p>
            </Card>
          )}
        />
      )}
      {setting ? <LimitDialog customer={customer} onClose={() => setSetting(false)} /> : null}
    </section>
  );
}

export function ProfileTab({ customer: c, onEdit }: { customer: CustomerRecord; onEdit: () => void }) {
  const mayLimits = useMay('limits.read');
  return (
    <div className="stack" style={{ padding: '12px 0', gap: 24 }}>
      <section className="stack">
        <div className="row between">
          <h2>{t('customer.profile')}</h2>
          {c.can['edit'] === true ? (
            <Button compact onClick={onEdit}>
              {t('word.edit')}
            </Button>
          ) : null}
        </div>
        <Facts
          items={[
            { id: 'legal', label: t('customer.legalName'), value: c.legal_name },
            { id: 'short', label: t('customer.shortName'), value: c.short_name ?? '—' },
            { id: 'no', label: t('customer.no'), value: c.customer_no },
            { id: 'tax', label: t('customer.taxId'), value: c.tax_id ?? '—' },
            { id: 'type', label: t('customer.type'), value: tCode('customerType', c.customer_type) },
            {
              id: 'size',
              label: t('customer.size'),
              value: c.enterprise_size ? tCode('enterpriseSize', c.enterprise_size) : '—',
            },
            {
              id: 'parent',
              label: t('customer.parent'),
              value: c.parent ? <Link href={paths.customer(c.parent.id)}>{c.parent.name}</Link> : '—',
            },
            { id: 'sales', label: t('customer.salesOwner'), value: c.sales_owner?.name ?? '—' },
            { id: 'finance', label: t('customer.financeOwner'), value: c.finance_owner?.name ?? '—' },
            { id: 'team', label: t('customer.team'), value: c.team?.name ?? '—' },
            {
              id: 'term',
              label: t('customer.term'),
              value: c.payment_term_days === null ? '—' : t('customer.days', { count: c.payment_term_days }),
            },
            { id: 'phone', label: t('customer.phone'), value: c.phone ?? '—' },
            { id: 'address', label: t('customer.address'), value: c.address ?? '—' },
            { id: 'country', label: t('customer.country'), value: c.country },
            { id: 'note', label: t('customer.note'), value: <span className="prewrap">{c.note ?? '—'}</span> },
          ]}
        />
      </section>
      {mayLimits ? <Limits customer={c} /> : null}
    </div>
  );
}
