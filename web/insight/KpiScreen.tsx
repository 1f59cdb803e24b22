import type { Kpi, Kpis } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSearchParams } from '../app/router.ts';
import { useSession } from '../app/session.tsx';
import { full, withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Card, FilterRow, PageHead, ViewTabs } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';

/** Null is "not available", never nought: the base was nothing, or history is too short. */
function valueText({ value, unit, currency }: Kpi): string {
  if (value === null) return t('kpi.notAvailable');
  if (unit === 'money') return withSymbol({ amount: value, currency });
  if (unit === 'percent') return `${value} %`;
  return unit === 'days' ? t('kpi.days', { days: value }) : t('kpi.times', { times: value });
}

const inputsText = (k: Kpi): string =>
  k.inputs.map((i) => `${tCode('kpiInput', i.name)} ${full(i.amount, k.currency)}`).join(' · ');

const columns = (): readonly Column<Kpi>[] => [
  {
    id: 'name',
    header: t('kpi.name'),
    wrap: true,
    cell: (k) => <span className="strong">{tCode('kpiName', k.id)}</span>,
  },
  {
    id: 'value',
    header: t('kpi.value'),
    align: 'end',
    cell: (k) => <span className="num strong">{valueText(k)}</span>,
  },
  {
    id: 'how',
    header: t('kpi.how'),
    wrap: true,
    cell: (k) => (
      <>
        <div>{tCode('kpiFormula', k.id, {}, k.formula)}</div>
        <div className="dim">{inputsText(k)}</div>
        {k.flags.map((flag) => (
          <div key={flag}>{tCode('kpiFlag', flag)}</div>
        ))}
      </>
    ),
  },
];

/** Collection figures of a period, each with its formula and what went in (R109, R110; rulebook 3.1 to 3.3). */
export function KpiScreen() {
  const [search, setSearch] = useSearchParams();
  const { today, company } = useSession();
  const kpis = useGet<Kpis>('/kpis', { from: search['from'], to: search['to'] });
  const currencies = kpis.data?.currencies ?? [];
  const shown =
    currencies.find((c) => c.currency === search['currency']) ??
    currencies.find((c) => c.currency === company.currency) ??
    currencies[0];
  const from = kpis.data?.from ?? search['from'] ?? today;
  const to = kpis.data?.to ?? search['to'] ?? today;
  return (
    <>
      <PageHead title={t('nav.kpis')} sub={t('kpi.sub', { company: company.name, from, to })} />
      <Card flush>
        {currencies.length > 1 ? (
          <ViewTabs
            label={t('kpi.currencies')}
            current={shown?.currency ?? ''}
            tabs={currencies.map((c) => ({
              id: c.currency,
              label: c.currency,
              count: c.kpis.length,
              href: paths.kpis({ ...search, currency: c.currency }),
            }))}
          />
        ) : null}
        <FilterRow label={t('word.filter')}>
          <DayField
            bare
            label={t('kpi.from')}
            value={from}
            today={today}
            onChange={(d) => setSearch({ from: d })}
            width={156}
          />
          <DayField
            bare
            label={t('kpi.to')}
            value={to}
            today={today}
            onChange={(d) => setSearch({ to: d })}
            width={156}
          />
        </FilterRow>
        {kpis.error ? (
          <Failure what={t('kpi.failed')} error={kpis.error} again={() => void kpis.refetch()} />
        ) : !kpis.data ? (
          <SkeletonRows height={56} />
        ) : shown ? (
          <DataTable label={t('nav.kpis')} rows={shown.kpis} columns={columns()} rowKey={(k) => k.id} />
        ) : (
          <Empty title={t('kpi.none')} text={t('kpi.noneText')} />
        )}
      </Card>
    </>
  );
}
