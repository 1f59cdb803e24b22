import type { WorklistItem } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';

/** Where a suggested action is done; null: on the customer's page. */
export function actionHref(item: WorklistItem): string | null {
  switch (item.action.code) {
    case 'ALLOCATE_CASH':
      return paths.receipts({ customer_id: item.customer.id, unapplied: 'true' });
    case 'CHECK_LIMIT':
      return paths.customer(item.customer.id, { tab: 'profile' });
    default:
      return null;
  }
}
