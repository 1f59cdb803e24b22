import { IconChecks, IconDownload, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { apiUrl } from '../api/client.ts';
import type { Worklist, WorklistItem } from '../api/shapes.ts';
import { useGet, useList } from '../api/use.ts';
import { useKey } from '../app/keys.ts';
import { paths } from '../app/paths.ts';
import { useQueue } from '../app/queue.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import { useSearchText } from '../app/searchText.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dayWithWeekday } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { TextField } from '../ui/Field.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card, FilterRow, PageHead, ViewTabs } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import { BulkBar } from './BulkBar.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { useWorklistColumns } from './worklistColumns.tsx';
import { WorklistCard } from './WorklistCard.tsx';
import { WorklistStats } from './WorklistStats.tsx';

const itemKey = (item: WorklistItem): string => `${item.customer.id}-${item.currency}`;

function NothingHere({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const mayImport = useMay('imports.write');
  const any = useGet<{ items: readonly unknown[] }>('/customers', { limit: 1 }, { enabled: !filtered });
  if (filtered)
    return (
      <Empty title={t('list.filteredEmpty')} action={<Button onClick={onClear}>{t('list.clearFilters')}</Button>} />
    );
  if (any.data === undefined) return <SkeletonRows rows={3} />;
  if (any.data.items.length > 0) return <Empty title={t('worklist.allDone')} text={t('worklist.allDoneText')} />;
  return (
    <Empty
      title={t('worklist.firstUse')}
      text={t('worklist.firstUseText')}
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

/** Whom to call now, why now, what to do: the home of the app. */
export function WorklistScreen() {
  const [search, setSearch] = useSearchParams();
  const { today, scope } = useSession();
  const [noteFor, setNoteFor] = useState<WorklistItem | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<WorklistItem | null>(null);
  const [text, setText] = useSearchText();
  const firstView = scope === 'company' ? 'all' : 'mine';
  const view = search['view'] ?? firstView;
  const query = { view, search: search['search'], as_of: search['as_of'], limit: 50 };
  const list = useList<WorklistItem, Worklist>('/worklist', query);
  const head = list.first;
  const items = list.items ?? [];
  const picked = items.filter((item) => ticked.has(itemKey(item)));
  useQueue(items.map((item) => item.customer.id));
  const open = (item: WorklistItem): void => navigate(paths.customer(item.customer.id));
  const source = head ? t('score.weights', { version: head.weights.version, from: head.weights.valid_from }) : '';
  const columns = useWorklistColumns({ asOf: head?.as_of ?? today, source, onNote: setNoteFor, onOpen: open });
  const mayNote = useMay('notes.write');
  const mayReassign = useMay('customers.reassign');
  useKey('log', () => setNoteFor(current ?? items[0] ?? null), mayNote && items.length > 0);
  const asOf = head?.as_of ?? today;
  const exportQuery = { view, search: search['search'], as_of: search['as_of'] };
  return (
    <>
      <PageHead
        title={t('worklist.title')}
        sub={t('worklist.sub', {
          day: dayWithWeekday(asOf),
          basis: tCode('view', `basis.${head?.basis ?? 'amount_age_contact'}`),
        })}
        actions={
          <>
            <Button icon={<IconDownload size={16} />} href={apiUrl('/exports/worklist.xlsx', exportQuery)} download>
              {t('word.export')}
            </Button>
            {items[0] ? (
              <Button
                look="primary"
                icon={<IconChecks size={16} />}
                onClick={() => {
                  if (items[0]) open(items[0]);
                }}
              >
                {t('worklist.start')}
              </Button>
            ) : null}
          </>
        }
      />
      {head ? <WorklistStats worklist={head} /> : null}
      <Card flush>
        <ViewTabs
          label={t('worklist.views')}
          current={view}
          tabs={(head?.views ?? [{ id: view, count: 0 }]).map((v) => ({
            id: v.id,
            label: tCode('view', v.id),
            count: v.count,
            href: paths.today({ view: v.id, search: search['search'], as_of: search['as_of'] }),
          }))}
        />
        {picked.length > 0 ? (
          <BulkBar items={picked} onDone={() => setTicked(new Set())} />
        ) : (
          <FilterRow label={t('word.filter')}>
            <TextField
              bare
              type="search"
              label={t('worklist.filter')}
              placeholder={t('worklist.filter')}
              value={text}
              onChange={setText}
              icon={<IconSearch size={16} />}
              width={240}
            />
          </FilterRow>
        )}
        {list.error ? (
          <Failure what={t('worklist.failed')} error={list.error} again={list.again} />
        ) : list.loading ? (
          <SkeletonRows />
        ) : items.length === 0 ? (
          <NothingHere
            filtered={Boolean(search['search']) || view !== firstView}
            onClear={() => {
              setText('');
              setSearch({ search: null, view: null });
            }}
          />
        ) : (
          <>
            <DataTable
              label={t('worklist.title')}
              rows={items}
              columns={columns}
              rowKey={itemKey}
              rowHref={(item) => paths.customer(item.customer.id)}
              tall
              {...(mayReassign
                ? {
                    selected: ticked,
                    onSelect: setTicked,
                    selectLabel: (item: WorklistItem) => t('bulk.tick', { name: item.customer.name }),
                  }
                : {})}
              onCurrent={setCurrent}
              card={(item) => (
                <WorklistCard
                  item={item}
                  onNote={() => setNoteFor(item)}
                  onOpen={() => open(item)}
                  asOf={asOf}
                  source={source}
                />
              )}
            />
            <MoreRows shown={items.length} total={head?.views.find((v) => v.id === view)?.count} list={list} />
          </>
        )}
      </Card>
      {noteFor ? (
        <NoteDialog
          customer={{ id: noteFor.customer.id, name: noteFor.customer.name }}
          onClose={() => setNoteFor(null)}
        />
      ) : null}
    </>
  );
}
