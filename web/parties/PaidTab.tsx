import type { CustomerRecord, Receivable } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { t } from '../i18n/translate.ts';
import { ReceivableTable } from '../receivables/ReceivableTable.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';

export function PaidTab({ customer }: { customer: CustomerRecord }) {
  const list = useList<Receivable>('/receivables', {
    customer_id: customer.id,
    status: 'paid',
    sort: '-due',
    limit: 50,
  });
  if (list.error) return <Failure what={t('receivables.failed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={5} height={40} />;
  const items = list.items ?? [];
  return items.length === 0 ? (
    <Empty title={t('customer.nothingPaid')} />
  ) : (
    <>
      <ReceivableTable label={t('customer.tab.paid')} rows={items} withoutCustomer settled />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}
