import { IconDownload, IconPlus, IconSearch } from '@tabler/icons-react';
import { apiUrl } from '../api/client.ts';
import type { Receipt } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSearchParams } from '../app/router.ts';
import { useSearchText } from '../app/searchText.ts';
import { useMay, useSession } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DayField } from '../ui/DayField.tsx';
import { TextField } from '../ui/Field.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card, FilterRow, PageHead, ViewTabs } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import { ReceiptTable } from './ReceiptTable.tsx';

export function ReceiptsScreen() {
  const [search, setSearch] = useSearchParams();
  const { today } = useSession();
  const mayPost = useMay('receipts.post');
  const [text, setText] = useSearchText();
  const unapplied = search['unapplied'] === 'true';
  const filters = {
    search: search['search'],
    customer_id: search['customer_id'],
    received_from: search['received_from'],
    received_to: search['received_to'],
  };
  const query = { ...filters, unapplied: unapplied ? 'true' : undefined };
  const list = useList<Receipt>('/receipts', { ...query, limit: 50 });
  const items = list.items ?? [];
  const filtered = Object.values(filters).some(Boolean);
  const clear = (): void => {
    setText('');
    setSearch({ search: null, customer_id: null, received_from: null, received_to: null });
  };
  const create = mayPost ? (
    <Button
      look="primary"
      icon={<IconPlus size={16} />}
      href={paths.newReceipt({ customer_id: search['customer_id'] })}
    >
      {t('nav.newReceipt')}
    </Button>
  ) : null;
  return (
    <>
      <PageHead
        title={t('nav.cash')}
        actions={
          <>
            <Button icon={<IconDownload size={16} />} href={apiUrl('/exports/receipts.xlsx', query)} download>
              {t('word.export')}
            </Button>
            {create}
          </>
        }
      />
      <Card flush>
        <ViewTabs
          label={t('receipts.views')}
          current={unapplied ? 'unapplied' : 'all'}
          tabs={[
            { id: 'all', label: t('receipts.all'), href: paths.receipts({ ...search, unapplied: undefined }) },
            { id: 'unapplied', label: t('receipts.unapplied'), href: paths.receipts({ ...search, unapplied: 'true' }) },
          ]}
        />
        <FilterRow label={t('word.filter')}>
          <TextField
            bare
            type="search"
            label={t('receipts.search')}
            placeholder={t('receipts.search')}
            value={text}
            onChange={setText}
            icon={<IconSearch size={16} />}
            width={240}
          />
          <DayField
            bare
            label={t('receipts.from')}
            value={search['received_from'] ?? ''}
            today={today}
            onChange={(day) => setSearch({ received_from: day })}
            width={156}
          />
          <span className="dim">–</span>
          <DayField
            bare
            label={t('receipts.to')}
            value={search['received_to'] ?? ''}
            today={today}
            onChange={(day) => setSearch({ received_to: day })}
            width={156}
          />
          {filtered ? (
            <Button look="quiet" onClick={clear}>
              {t('list.clearFilters')}
            </Button>
          ) : null}
        </FilterRow>
        {list.error ? (
          <Failure what={t('receipts.failed')} error={list.error} again={list.again} />
        ) : list.loading ? (
          <SkeletonRows height={56} />
        ) : items.length > 0 ? (
          <>
            <ReceiptTable label={t('nav.cash')} rows={items} />
            <MoreRows shown={items.length} list={list} />
          </>
        ) : filtered ? (
          <Empty title={t('list.filteredEmpty')} action={<Button onClick={clear}>{t('list.clearFilters')}</Button>} />
        ) : unapplied ? (
          <Empty title={t('receipts.allApplied')} />
        ) : (
          <Empty title={t('receipts.none')} text={t('receipts.noneText')} action={create ?? undefined} />
        )}
      </Card>
    </>
  );
}
