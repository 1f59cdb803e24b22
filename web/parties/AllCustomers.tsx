import type { Customer } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useQueue } from '../app/queue.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';

interface AllProps {
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly filtered: boolean;
  readonly onClear: () => void;
}

/** Every customer the person may see, owing or not. */
export function AllCustomers({ filters, filtered, onClear }: AllProps) {
  const list = useList<Customer>('/customers', { ...filters, limit: 50 });
  useQueue((list.items ?? []).map((c) => c.id));
  if (list.error) return <Failure what={t('customers.failed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows />;
  const items = list.items ?? [];
  if (items.length === 0)
    return filtered ? (
      <Empty title={t('list.filteredEmpty')} action={<Button onClick={onClear}>{t('list.clearFilters')}</Button>} />
    ) : (
      <Empty title={t('customers.none')} text={t('customers.noneText')} />
    );
  const tags = (c: Customer) => c.tags.map((tag) => <Chip key={tag}>{tag}</Chip>);
  const columns: readonly Column<Customer>[] = [
    {
      id: 'name',
      header: t('customer.name'),
      wrap: true,
      width: '36%',
      cell: (c) => (
        <>
          <Link href={paths.customer(c.id)}>{c.legal_name}</Link> {tags(c)}
          <div className="meta">
            {c.customer_no}
            {c.short_name ? ` · ${c.short_name}` : ''}
          </div>
        </>
      ),
    },
    { id: 'type', header: t('customer.type'), cell: (c) => tCode('customerType', c.customer_type) },
    { id: 'owner', header: t('customer.salesOwner'), cell: (c) => c.sales_owner?.name ?? '—' },
    { id: 'finance', header: t('customer.financeOwner'), narrow: 'hide', cell: (c) => c.finance_owner?.name ?? '—' },
    { id: 'team', header: t('customer.team'), cell: (c) => c.team?.name ?? '—' },
  ];
  return (
    <>
      <DataTable
        label={t('nav.customers')}
        rows={items}
        columns={columns}
        rowKey={(c) => c.id}
        rowHref={(c) => paths.customer(c.id)}
        card={(c) => (
          <Card>
            <div className="stack tight">
              <div className="row between top">
                <h2>
                  <Link href={paths.customer(c.id)}>{c.legal_name}</Link>
                </h2>
                {tags(c)}
              </div>
              <p className="meta">
                {c.customer_no} · {tCode('customerType', c.customer_type)}
                {c.sales_owner ? ` · ${c.sales_owner.name}` : ''}
              </p>
            </div>
          </Card>
        )}
      />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}
