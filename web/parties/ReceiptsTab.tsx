import type { Receipt } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { ReceiptTable } from '../cash/ReceiptTable.tsx';
import { t } from '../i18n/translate.ts';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';

export function ReceiptsTab({ customerId }: { customerId: string }) {
  const list = useList<Receipt>('/receipts', { customer_id: customerId, limit: 50 });
  if (list.error) return <Failure what={t('receipts.failed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={5} height={40} />;
  const items = list.items ?? [];
  return items.length === 0 ? (
    <Empty title={t('receipts.noneOfCustomer')} />
  ) : (
    <>
      <ReceiptTable label={t('customer.tab.receipts')} rows={items} withoutCustomer />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}
