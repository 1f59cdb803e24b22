import type { ImportChange, ImportIssue } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import css from './connectors.module.css';

const isMoney = (value: unknown): value is { amount: string; currency: string } =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
const show = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '—'
    : isMoney(value)
      ? withSymbol(value)
      : Array.isArray(value)
        ? value.join(', ')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : `${value as string | number | boolean}`;

const word = (name: string, value: unknown): string =>
  name === 'kind' && typeof value === 'string' ? tCode('kind', value) : show(value);

/** A new record in one line. */
const Content = ({ row: { after } }: { row: ImportChange }) => (
  <span className="small">
    {Object.entries(after)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value], at) => (
        <span key={name}>
          {at === 0 ? '' : ' · '}
          <span className="dim">{tCode('field', name)}</span> {word(name, value)}
        </span>
      ))}
  </span>
);

/** Field by field: what stands now, struck out, and what the file says. */
function Difference({ row: { before, after } }: { row: ImportChange }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => show(before[name]) !== show(after[name]),
  );
  return (
    <div className={css['diff']}>
      {names.map((name) => (
        <div key={name}>
          {tCode('field', name)}: {before[name] === undefined ? null : <del>{word(name, before[name])}</del>}
          <ins>{word(name, after[name])}</ins>
        </div>
      ))}
    </div>
  );
}

function Changes({ batchId, kind }: { batchId: string; kind: 'changed' | 'new' }) {
  const list = useList<ImportChange>(`/imports/${batchId}/rows`, { kind, limit: 10 });
  if (list.error) return <Failure what={t('import.rowsFailed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={3} height={40} />;
  const items = list.items ?? [];
  if (items.length === 0) return <Empty title={t(`import.none.${kind}`)} />;
  const columns: readonly Column<ImportChange>[] = [
    { id: 'row', header: t('import.row'), align: 'end', width: 70, cell: (r) => r.row },
    { id: 'record', header: t('import.record'), wrap: true, cell: (r) => r.subject },
    {
      id: 'diff',
      header: t(kind === 'changed' ? 'import.beforeAfter' : 'import.content'),
      wrap: true,
      width: '60%',
      cell: (r) => (kind === 'new' ? <Content row={r} /> : <Difference row={r} />),
    },
  ];
  return (
    <>
      <DataTable
        label={t(`import.view.${kind}`)}
        rows={items}
        columns={columns}
        rowKey={(r) => `${r.row}-${r.subject}`}
        card={(r) => (
          <Card>
            <p className="strong">
              {t('import.rowNo', { row: r.row })} · {r.subject}
            </p>
            {kind === 'new' ? <Content row={r} /> : <Difference row={r} />}
          </Card>
        )}
      />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}

function Issues({ batchId, kind }: { batchId: string; kind: 'error' | 'warning' }) {
  const list = useList<ImportIssue>(`/imports/${batchId}/rows`, { kind, limit: 50 });
  if (list.error) return <Failure what={t('import.rowsFailed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={3} height={40} />;
  const items = list.items ?? [];
  if (items.length === 0) return <Empty title={t(`import.none.${kind}`)} />;
  const problem = (r: ImportIssue) => (
    <>
      <p>{tCode('issue', r.code, {}, r.message)}</p>
      <p className="small dim">{tCode('remedy', r.code, {}, r.remedy)}</p>
    </>
  );
  const where = (r: ImportIssue) => (r.row === 0 ? t('import.wholeFile') : String(r.row));
  const columns: readonly Column<ImportIssue>[] = [
    { id: 'row', header: t('import.row'), align: 'end', width: 70, cell: where },
    { id: 'column', header: t('import.fileColumn'), cell: (r) => r.column || '—' },
    {
      id: 'value',
      header: t('import.value'),
      wrap: true,
      cell: (r) => (r.value === '' ? '—' : <code>{r.value}</code>),
    },
    { id: 'problem', header: t('import.problem'), wrap: true, width: '45%', cell: problem },
  ];
  return (
    <>
      <DataTable
        label={t(`import.view.${kind}`)}
        rows={items}
        columns={columns}
        rowKey={(r) => `${r.row}-${r.column}-${r.code}-${r.value}`}
        card={(r) => (
          <Card>
            <div className="row between">
              <span className="strong">
                {r.row === 0 ? t('import.wholeFile') : t('import.rowNo', { row: r.row })}
                {r.column ? ` · ${r.column}` : ''}
              </span>
              <Chip tone={r.severity === 'error' ? 'danger' : 'warn'}>{t(`import.severity.${r.severity}`)}</Chip>
            </div>
            {r.value ? (
              <p>
                <code>{r.value}</code>
              </p>
            ) : null}
            {problem(r)}
          </Card>
        )}
      />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}

export const ImportRows = ({ batchId, kind }: { batchId: string; kind: 'error' | 'warning' | 'changed' | 'new' }) =>
  kind === 'changed' || kind === 'new' ? (
    <Changes batchId={batchId} kind={kind} />
  ) : (
    <Issues batchId={batchId} kind={kind} />
  );
