import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { apiUrl } from '../api/client.ts';
import type { ImportBatch, ImportCounts } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { group } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card, Stats } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';
import { ImportRows } from './ImportRows.tsx';
import { Proof } from './Proof.tsx';

export function Counts({ preview: p }: { preview: ImportCounts }) {
  const how = (
    <How
      of={t('import.rows')}
      formula={t('import.rowsHow')}
      rows={[
        { id: 'c', label: t('import.created'), value: p.created },
        { id: 'u', label: t('import.updated'), value: p.updated },
        { id: 'n', label: t('import.unchanged'), value: p.unchanged },
        { id: 's', label: t('import.skipped'), value: p.skipped },
        { id: 'r', label: t('import.rejected'), value: p.rejected },
        { id: 'a', label: t('import.rows'), value: p.rows },
      ]}
    />
  );
  const count = (n: number): string => group(String(n));
  return (
    <Stats
      items={[
        { id: 'rows', label: t('import.rows'), value: count(p.rows), how },
        {
          id: 'created',
          label: t('import.created'),
          value: count(p.created),
          note: p.new_customers > 0 ? t('import.newCustomers', { count: p.new_customers }) : '',
        },
        { id: 'updated', label: t('import.updated'), value: count(p.updated), note: t('import.updatedNote') },
        {
          id: 'same',
          label: t('import.unchangedSkipped'),
          value: count(p.unchanged + p.skipped),
          note: t('import.unchangedNote'),
        },
        {
          id: 'rejected',
          label: t('import.rejected'),
          value: count(p.rejected),
          tone: p.rejected > 0 ? 'danger' : undefined,
          note: p.warnings > 0 ? t('import.warnings', { count: p.warnings }) : '',
        },
      ]}
    />
  );
}

const VIEWS = ['error', 'warning', 'changed', 'new'] as const;

/** New customers that look like ones that are there: merged later, if they are the same. */
function Suggestions({ preview }: { preview: NonNullable<ImportBatch['preview']> }) {
  if (preview.customer_suggestions.length === 0) return null;
  return (
    <Card title={t('import.suggestions')}>
      <p className="dim">{t('import.suggestionsText')}</p>
      <ul>
        {preview.customer_suggestions.map((s) => (
          <li key={s.customer_no + s.name}>
            {s.name} {s.customer_no} ↔ <Link href={paths.customer(s.existing.id)}>{s.existing.customer_no}</Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What will be booked, to the cent, before anything is; wrong rows are named and can be left out on purpose. */
export function ImportCheck({ batch, onColumns }: { batch: ImportBatch; onColumns: () => void }) {
  const preview = batch.preview;
  const [view, setView] = useState<(typeof VIEWS)[number]>(
    preview && preview.errors > 0 ? 'error' : preview && preview.updated > 0 ? 'changed' : 'new',
  );
  const commit = useCommand<unknown, 'all' | 'valid'>((rows) => ({
    method: 'POST',
    path: `/imports/${batch.id}/commit`,
    body: { rows },
  }));
  if (preview === null) return null;
  const valid = preview.created + preview.updated;
  return (
    <div>
      <Counts preview={preview} />
      <div className="stack">
        <Proof preview={preview} />
        {preview.notes.length > 0 ? (
          <Card title={t('import.notes')}>
            <ul>
              {preview.notes.map((note) => (
                <li key={note.code + note.detail}>
                  {tCode('note', note.code, { count: note.count, detail: note.detail }, note.code)}
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        <Suggestions preview={preview} />
        <Card
          title={t('import.look')}
          actions={
            <>
              {VIEWS.map((v) => (
                <Button key={v} compact look={v === view ? 'primary' : 'plain'} onClick={() => setView(v)}>
                  {t(`import.view.${v}`)}
                </Button>
              ))}
              {batch.errors_total > 0 ? (
                <Button
                  compact
                  icon={<IconDownload size={14} />}
                  href={apiUrl(`/imports/${batch.id}/errors.xlsx`)}
                  download
                >
                  {t('import.downloadErrors')}
                </Button>
              ) : null}
            </>
          }
        >
          <ImportRows batchId={batch.id} kind={view} />
        </Card>
        <FormProblem error={commit.error} />
        <div className="row wrap">
          <Button onClick={onColumns}>{t('import.back')}</Button>
          {preview.rejected > 0 ? (
            <Button
              look="primary"
              busy={commit.isPending}
              disabled={batch.can['commit_valid'] !== true || valid === 0}
              onClick={() => commit.mutate('valid')}
            >
              {t('import.commitValid', { count: valid })}
            </Button>
          ) : (
            <Button
              look="primary"
              busy={commit.isPending}
              disabled={batch.can['commit_all'] !== true || valid === 0}
              onClick={() => commit.mutate('all')}
              why={valid === 0 ? t('import.nothingNew') : undefined}
            >
              {t('import.commit', { count: valid })}
            </Button>
          )}
          <span className="meta">
            {valid === 0
              ? t('import.nothingNew')
              : preview.rejected > 0
                ? t('import.partial', { rejected: preview.rejected })
                : t('import.canUndo')}
          </span>
        </div>
      </div>
    </div>
  );
}
