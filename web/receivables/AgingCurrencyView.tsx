import type { Aging, AgingCurrency, AgingGroup } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import type { Search } from '../app/router.ts';
import { full, isZero, percent, withSymbol, type WireMoney } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { AgeBar } from '../ui/AgeBar.tsx';
import { Amount } from '../ui/Amount.tsx';
import { bucketLabel } from '../ui/bucketLabel.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';
import css from './aging.module.css';

interface ViewProps {
  readonly aging: Aging;
  readonly currency: AgingCurrency;
  readonly search: Search;
  readonly onMore: () => void;
  readonly loadingMore: boolean;
}

/** The whole by age: one bar, each part also in words, figures and per cent. */
function Whole({ aging, currency: { currency, totals } }: Pick<ViewProps, 'aging' | 'currency'>) {
  const parts = totals.buckets.map((amount, at) => ({ label: bucketLabel(aging.buckets[at] ?? ''), amount }));
  return (
    <div className={css['whole']}>
      <p className="row wrap">
        <span className="strong">
          {t('aging.openTotal', { amount: withSymbol({ amount: totals.open, currency }) })}
        </span>
        <span className={isZero(totals.overdue) ? 'dim' : 'danger strong'}>
          {t('aging.overdueTotal', {
            amount: withSymbol({ amount: totals.overdue, currency }),
            percent: percent(totals.overdue, totals.open, currency),
          })}
        </span>
        <span className="dim">
          {t('aging.unappliedTotal', { amount: withSymbol({ amount: totals.unapplied, currency }) })}
        </span>
        <How
          of={t('nav.aging')}
          formula={t(aging.by === 'due' ? 'aging.howDue' : 'aging.howInvoice')}
          asOf={aging.as_of}
          rows={[
            ...parts.map((p) => ({ id: p.label, label: p.label, value: full(p.amount, currency) })),
            { id: 'open', label: t('aging.open'), value: full(totals.open, currency) },
            { id: 'unapplied', label: t('aging.unapplied'), value: full(totals.unapplied, currency) },
          ]}
        />
      </p>
      <AgeBar buckets={parts} currency={currency} size="thick" />
      <ul className={css['legend']}>
        {parts.map((part, at) => (
          <li key={part.label}>
            <span className={css['swatch']} style={{ background: `var(--ag${Math.min(at, 5)})` }} />
            {part.label}
            <span className="num dim"> {percent(part.amount, totals.open, currency)}%</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const Cell = ({ amount, currency }: WireMoney) =>
  isZero(amount) ? (
    <span className="meta num">{full(amount, currency)}</span>
  ) : (
    <Amount amount={amount} currency={currency} />
  );

export function AgingCurrencyView({ aging, currency: view, search, onMore, loadingMore }: ViewProps) {
  const { currency, groups, totals, group_count: count } = view;
  const isCustomers = aging.group === 'customer';
  const label = (g: AgingGroup) => g.label ?? t('aging.noOwner');
  const name = (g: AgingGroup) =>
    isCustomers && g.id !== null ? (
      <>
        <Link href={paths.customer(g.id, { tab: 'open', as_of: search['as_of'] })}>{label(g)}</Link>
        <div className="meta">{g.customer_no}</div>
      </>
    ) : (
      label(g)
    );
  const columns: readonly Column<AgingGroup>[] = [
    {
      id: 'name',
      header: t(`aging.head.${isCustomers ? 'customer' : aging.group === 'owner' ? 'owner' : 'team'}`),
      wrap: true,
      cell: name,
      foot: t('aging.totalOf', { count }),
      width: 220,
    },
    {
      id: 'open',
      header: t('aging.openIn', { currency }),
      align: 'end',
      cell: (g) => <Amount amount={g.open} currency={currency} strong />,
      foot: full(totals.open, currency),
    },
    ...aging.buckets.map((code, at): Column<AgingGroup> => ({
      id: code,
      header: bucketLabel(code),
      align: 'end',
      cell: (g) => <Cell amount={g.buckets[at] ?? '0'} currency={currency} />,
      foot: full(totals.buckets[at] ?? '0', currency),
    })),
    {
      id: 'unapplied',
      header: t('aging.unapplied'),
      align: 'end',
      cell: (g) => <Cell amount={g.unapplied} currency={currency} />,
      foot: full(totals.unapplied, currency),
    },
    { id: 'count', header: t('aging.count'), align: 'end', cell: (g) => g.count, foot: String(totals.count) },
  ];
  return (
    <>
      <Whole aging={aging} currency={view} />
      <DataTable
        label={`${t('nav.aging')} ${currency}`}
        rows={groups}
        columns={columns}
        rowKey={(g) => g.id ?? 'none'}
        {...(isCustomers
          ? { rowHref: (g: AgingGroup) => paths.customer(g.id ?? '', { tab: 'open', as_of: search['as_of'] }) }
          : {})}
        card={(g) => (
          <Card>
            <div className="row between top">
              <span className="strong">{name(g)}</span>
              <Amount amount={g.open} currency={currency} strong />
            </div>
            <AgeBar
              buckets={g.buckets.map((amount, at) => ({ label: bucketLabel(aging.buckets[at] ?? ''), amount }))}
              currency={currency}
            />
            <p className="meta">
              {t('aging.overdueShort', { amount: full(g.overdue, currency) })} · {t('aging.count')} {g.count}
            </p>
          </Card>
        )}
      />
      <div className="row between noprint" style={{ minHeight: 44 }}>
        <span className="meta">{t('list.shownOf', { count: groups.length, total: count })}</span>
        {groups.length < Math.min(count, 500) ? (
          <Button compact busy={loadingMore} onClick={onMore}>
            {t('list.more')}
          </Button>
        ) : count > 500 ? (
          <span className="meta">{t('aging.exportAll')}</span>
        ) : null}
      </div>
    </>
  );
}
