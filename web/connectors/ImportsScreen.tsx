import { IconPlus } from '@tabler/icons-react';
import type { ImportSummary } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { Failure, SkeletonRows } from '../ui/States.tsx';
import { UploadCard } from './UploadCard.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  DONE: 'primary',
  DONE_PARTLY: 'warn',
  FAILED: 'danger',
  READY: 'warn',
  REVIEW: 'warn',
};
export const ImportStatus = ({ status }: { status: string }) => (
  <Chip tone={TONES[status] ?? 'plain'}>{tCode('importStatus', status)}</Chip>
);

/** Every import: what came in, who brought it, and the way back. */
export function ImportsScreen() {
  const { company } = useSession();
  const may = useMay('imports.write');
  const list = useList<ImportSummary>('/imports', { limit: 50 });
  const items = list.items ?? [];
  const counts = (b: ImportSummary) => {
    const p = b.result;
    return p === null
      ? '—'
      : t('imports.counts', {
          created: p.created,
          updated: p.updated,
          skipped: p.skipped + p.unchanged,
          rejected: p.rejected,
        });
  };
  const columns: readonly Column<ImportSummary>[] = [
    {
      id: 'file',
      header: t('imports.file'),
      wrap: true,
      width: '32%',
      cell: (b) => <Link href={paths.importBatch(b.id)}>{b.file_name}</Link>,
    },
    { id: 'object', header: t('imports.object'), cell: (b) => (b.object === null ? '—' : tCode('object', b.object)) },
    { id: 'counts', header: t('imports.result'), wrap: true, cell: counts },
    { id: 'status', header: t('imports.status'), cell: (b) => <ImportStatus status={b.status} /> },
    {
      id: 'who',
      header: t('imports.who'),
      cell: (b) => (
        <span className="num">
          {b.created_by}
          <div className="meta">{dateTime(b.created_at, company.time_zone)}</div>
        </span>
      ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('nav.imports')}
        sub={t('imports.sub')}
        actions={
          may && items.length > 0 ? (
            <Button look="primary" icon={<IconPlus size={16} />} href={paths.newImport()}>
              {t('nav.newImport')}
            </Button>
          ) : undefined
        }
      />
      {list.error ? (
        <Failure what={t('imports.failed')} error={list.error} again={list.again} />
      ) : list.loading ? (
        <SkeletonRows />
      ) : items.length === 0 ? (
        may ? (
          <UploadCard />
        ) : (
          <Card>{t('imports.none')}</Card>
        )
      ) : (
        <Card flush>
          <DataTable
            label={t('nav.imports')}
            rows={items}
            columns={columns}
            rowKey={(b) => b.id}
            rowHref={(b) => paths.importBatch(b.id)}
            card={(b) => (
              <Card>
                <div className="row between top">
                  <Link href={paths.importBatch(b.id)} className="strong">
                    {b.file_name}
                  </Link>
                  <ImportStatus status={b.status} />
                </div>
                <p className="small">{counts(b)}</p>
                <p className="meta num">
                  {b.created_by} · {dateTime(b.created_at, company.time_zone)}
                </p>
              </Card>
            )}
          />
          <MoreRows shown={items.length} list={list} />
        </Card>
      )}
    </>
  );
}
