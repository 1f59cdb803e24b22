import { IconDownload, IconPlus, IconSearch } from '@tabler/icons-react';
import { apiUrl } from '../api/client.ts';
import type { Receivable } from '../api/shapes.ts';
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
import { DocumentDialog } from './DocumentDialog.tsx';
import { ReceivableTable } from './ReceivableTable.tsx';

const VIEWS = ['overdue', 'open', 'paid', 'all'] as const;

export function ReceivablesScreen() {
  const [search, setSearch] = useSearchParams();
  const { today } = useSession();
  const [text, setText] = useSearchText();
  const mayImport = useMay('imports.write');
  const mayPost = useMay('documents.post');
  const view = VIEWS.find((v) => v === search['view']) ?? 'open';
  const sort = search['sort'] ?? 'due';
  const filters = {
    search: search['search'],
    due_from: search['due_from'],
    due_to: search['due_to'],
    currency: search['currency'],
    customer_id: search['customer_id'],
    as_of: search['as_of'],
  };
  const query = {
    ...filters,
    status: view === 'overdue' ? 'open' : view,
    overdue: view === 'overdue' ? 'true' : undefined,
    sort,
  };
  const list = useList<Receivable>('/receivables', { ...query, limit: 50 });
  const items = list.items ?? [];
  const filtered = Object.values(filters).some(Boolean);
  const clear = (): void => {
    setText('');
    setSearch({ search: null, due_from: null, due_to: null, currency: null, customer_id: null, as_of: null });
  };
  return (
    <>
      <PageHead
        title={t('nav.invoices')}
        sub={search['as_of'] ? t('how.asOf', { day: search['as_of'] }) : undefined}
        actions={
          <>
            <Button icon={<IconDownload size={16} />} href={apiUrl('/exports/receivables.xlsx', query)} download>
              {t('word.export')}
            </Button>
            {mayPost ? (
              <Button look="primary" icon={<IconPlus size={16} />} onClick={() => setSearch({ new: '1' })}>
                {t('document.new')}
              </Button>
            ) : null}
          </>
        }
      />
      <Card flush>
        <ViewTabs
          label={t('receivables.views')}
          current={view}
          tabs={VIEWS.map((v) => ({
            id: v,
            label: t(`receivables.${v}`),
            href: paths.invoices({ ...search, view: v }),
          }))}
        />
        <FilterRow label={t('word.filter')}>
          <TextField
            bare
            type="search"
            label={t('receivables.search')}
            placeholder={t('receivables.search')}
            value={text}
            onChange={setText}
            icon={<IconSearch size={16} />}
            width={240}
          />
          <DayField
            bare
            label={t('receivables.dueFrom')}
            value={search['due_from'] ?? ''}
            today={today}
            onChange={(day) => setSearch({ due_from: day })}
            width={156}
          />
          <span className="dim">–</span>
          <DayField
            bare
            label={t('receivables.dueTo')}
            value={search['due_to'] ?? ''}
            today={today}
            onChange={(day) => setSearch({ due_to: day })}
            width={156}
          />
          {filtered ? (
            <Button look="quiet" onClick={clear}>
              {t('list.clearFilters')}
            </Button>
          ) : null}
        </FilterRow>
        {list.error ? (
          <Failure what={t('receivables.failed')} error={list.error} again={list.again} />
        ) : list.loading ? (
          <SkeletonRows height={56} />
        ) : items.length > 0 ? (
          <>
            <ReceivableTable
              label={t('nav.invoices')}
              rows={items}
              sort={sort}
              onSort={(next) => setSearch({ sort: next })}
              settled={view === 'paid'}
              {...(search['as_of'] ? { asOf: search['as_of'] } : {})}
            />
            <MoreRows shown={items.length} list={list} />
          </>
        ) : filtered ? (
          <Empty title={t('list.filteredEmpty')} action={<Button onClick={clear}>{t('list.clearFilters')}</Button>} />
        ) : (
          <Empty
            title={t(view === 'overdue' ? 'receivables.noneOverdue' : 'receivables.none')}
            {...(view === 'overdue' ? {} : { text: t('receivables.noneText') })}
            action={
              mayImport && view !== 'overdue' ? (
                <Button look="primary" href={paths.newImport()}>
                  {t('nav.newImport')}
                </Button>
              ) : undefined
            }
          />
        )}
      </Card>
      {search['new'] === '1' && mayPost ? <DocumentDialog onClose={() => setSearch({ new: null })} /> : null}
    </>
  );
}
