import { useState } from 'react';
import type { Aging, AgingGroup } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useQueue } from '../app/queue.ts';
import { useMay, useSession } from '../app/session.tsx';
import { daysFrom } from '../format/day.ts';
import { full, isZero } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { AgeBar } from '../ui/AgeBar.tsx';
import { ageText, ageTone } from '../ui/ageText.ts';
import { Amount, MoneyText } from '../ui/Amount.tsx';
import { bucketLabel } from '../ui/bucketLabel.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';

interface OwingProps {
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly filtered: boolean;
  readonly onClear: () => void;
  readonly asOf: string | undefined;
}

function Nothing({ filtered, onClear }: Pick<OwingProps, 'filtered' | 'onClear'>) {
  const mayImport = useMay('imports.write');
  if (filtered)
    return (
      <Empty title={t('list.filteredEmpty')} action={<Button onClick={onClear}>{t('list.clearFilters')}</Button>} />
    );
  return (
    <Empty
      title={t('customers.nothingOpen')}
      text={t('customers.nothingOpenText')}
      action={
        mayImport ? (
          <Button look="primary" href={paths.newImport()}>
            {t('nav.newImport')}
          </Button>
        ) : undefined
      }
    />
  );
}

/** Customers with open amounts, most overdue first, one table for each currency. */
export function OwingCustomers({ filters, filtered, onClear, asOf }: OwingProps) {
  const { today } = useSession();
  const [limit, setLimit] = useState(50);
  const aging = useGet<Aging>('/aging', { ...filters, as_of: asOf, group: 'customer', limit });
  useQueue((aging.data?.currencies ?? []).flatMap((c) => c.groups.map((g) => g.id ?? '')));
  if (aging.error)
    return <Failure what={t('customers.failed')} error={aging.error} again={() => void aging.refetch()} />;
  if (!aging.data) return <SkeletonRows />;
  const { currencies, buckets, as_of: day } = aging.data;
  if (currencies.length === 0) return <Nothing filtered={filtered} onClear={onClear} />;
  const labels = (group: AgingGroup) =>
    group.buckets.map((amount, at) => ({ label: bucketLabel(buckets[at] ?? ''), amount }));
  const age = (group: AgingGroup) => (group.oldest_due_on === null ? null : daysFrom(group.oldest_due_on, day));
  const name = (group: AgingGroup) => (
    <>
      <Link href={paths.customer(group.id ?? '')}>{group.label}</Link>
      <div className="meta">
        {group.customer_no}
        {group.owner ? ` · ${group.owner.name}` : ''}
      </div>
    </>
  );
  const ageCell = (group: AgingGroup) => {
    const days = age(group);
    return days === null ? '—' : <span className={`strong ${ageTone(days)}`}>{ageText(days)}</span>;
  };
  return currencies.map(({ currency, groups, totals, group_count: count }) => {
    const columns: readonly Column<AgingGroup>[] = [
      { id: 'name', header: t('customer.name'), wrap: true, cell: name, width: '32%', foot: t('word.total') },
      {
        id: 'overdue',
        header: t('customers.overdue', { currency }),
        align: 'end',
        cell: (g) => <Amount amount={g.overdue} currency={currency} strong />,
        foot: full(totals.overdue, currency),
      },
      {
        id: 'open',
        header: t('customers.open', { currency }),
        align: 'end',
        cell: (g) => <Amount amount={g.open} currency={currency} />,
        foot: full(totals.open, currency),
      },
      {
        id: 'unapplied',
        header: t('customers.unapplied', { currency }),
        align: 'end',
        narrow: 'hide',
        cell: (g) => <Amount amount={g.unapplied} currency={currency} />,
        foot: full(totals.unapplied, currency),
      },
      { id: 'age', header: t('customers.age'), cell: ageCell },
      {
        id: 'bar',
        header: t('customers.buckets'),
        width: 160,
        cell: (g) => <AgeBar buckets={labels(g)} currency={currency} />,
      },
    ];
    return (
      <section key={currency} aria-label={currency}>
        <DataTable
          label={`${t('customers.owing')} ${currency}${day === today ? '' : ` ${day}`}`}
          rows={groups}
          columns={columns}
          rowKey={(g) => g.id ?? ''}
          rowHref={(g) => paths.customer(g.id ?? '')}
          card={(g) => (
            <Card>
              <div className="stack tight">
                {name(g)}
                <div className="row between">
                  <span className="strong">
                    <MoneyText money={{ amount: g.overdue, currency }} />
                  </span>
                  {ageCell(g)}
                </div>
                <AgeBar buckets={labels(g)} currency={currency} />
                <p className="meta">
                  {t('customers.openOf', { amount: full(g.open, currency) })}
                  {isZero(g.unapplied)
                    ? ''
                    : ` · ${t('customers.unappliedOf', { amount: full(g.unapplied, currency) })}`}
                </p>
              </div>
            </Card>
          )}
        />
        <div className="row between">
          <span className="meta">{t('list.shownOf', { count: groups.length, total: count })}</span>
          {groups.length < count ? (
            <Button compact busy={aging.isFetching} onClick={() => setLimit(Math.min(500, limit + 100))}>
              {t('list.more')}
            </Button>
          ) : null}
        </div>
      </section>
    );
  });
}
