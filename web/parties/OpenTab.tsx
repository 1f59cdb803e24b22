import type { CustomerRecord, Receivable } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSearchParams } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { ReceivableTable } from '../receivables/ReceivableTable.tsx';

export function OpenTab({ customer }: { customer: CustomerRecord }) {
  const [search] = useSearchParams();
  const list = useList<Receivable>('/receivables', {
    customer_id: customer.id,
    status: 'open',
    sort: 'due',
    limit: 50,
    as_of: search['as_of'],
  });
  if (list.error) return <Failure what={t('receivables.failed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={5} height={40} />;
  const items = list.items ?? [];
  return items.length === 0 ? (
    <Empty
      title={t('customer.nothingOpen')}
      text={t('customer.nothingOpenText')}
      action={<Button href={paths.customer(customer.id, { tab: 'paid' })}>{t('customer.tab.paid')}</Button>}
    />
  ) : (
    <>
      <ReceivableTable label={t('customer.tab.open')} rows={items} withoutCustomer />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}
