import type { Facts, ImportRow } from '../api/shapes.ts';
import { useList } from '../api/use.ts';
import { withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card } from '../ui/Page.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import css from './connectors.module.css';

type Fact = Facts[string];
const show = (value: Fact | undefined): string => (value === null || value === undefined || value === '' ? '—' : typeof value === 'object' ? withSymbol(value) : String(value));

/** Field by field: what stands now, struck out, and what the file says. */
export function Difference({ row }: { row: ImportRow }) {
  const before = row.before ?? {};
  const after = row.after ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => show(before[name]) !== show(after[name]));
  return <div className={css['diff']}>{names.map((name) => <div key={name}>{tCode('field', name)}: {row.before ? <del>{show(before[name])}</del> : null}<ins>{show(after[name])}</ins></div>)}</div>;
}

const key = (row: ImportRow): string => `${row.row}-${row.column}-${row.code}`;

export function ImportRows({ batchId, kind }: { batchId: string; kind: 'error' | 'changed' | 'new' | 'skipped' }) {
  const list = useList<ImportRow>(`/imports/${batchId}/rows`, { kind, limit: 50 });
  if (list.error) return <Failure what={t('import.rowsFailed')} error={list.error} again={list.again} />;
  if (list.loading) return <SkeletonRows rows={3} height={40} />;
  const items = list.items ?? [];
  if (items.length === 0) return <Empty title={t(`import.none.${kind}`)} />;
  const severity = (r: ImportRow) => <Chip tone={r.severity === 'error' ? 'danger' : 'warn'}>{t(r.severity === 'error' ? 'import.severity.error' : 'import.severity.warning')}</Chip>;
  const problem = (r: ImportRow) => <><p>{tCode('issue', r.code, {}, r.message)}</p><p className="small dim">{tCode('remedy', r.code, {}, r.remedy)}</p></>;
  const isIssue = kind === 'error';
  const columns: readonly Column<ImportRow>[] = isIssue
    ? [
        { id: 'row', header: t('import.row'), align: 'end', width: 70, cell: (r) => (r.row === 0 ? t('import.wholeFile') : r.row) },
        { id: 'severity', header: t('import.kind'), cell: severity },
        { id: 'column', header: t('import.fileColumn'), cell: (r) => r.column || '—' },
        { id: 'value', header: t('import.value'), wrap: true, cell: (r) => <code>{r.value}</code> },
        { id: 'problem', header: t('import.problem'), wrap: true, width: '40%', cell: problem },
      ]
    : [
        { id: 'row', header: t('import.row'), align: 'end', width: 70, cell: (r) => r.row },
        { id: 'value', header: t('import.record'), wrap: true, cell: (r) => r.value || r.column },
        { id: 'diff', header: t(kind === 'changed' ? 'import.beforeAfter' : 'import.content'), wrap: true, width: '60%', cell: (r) => (kind === 'skipped' && !r.after ? tCode('rowCode', r.code, {}, r.message) : <Difference row={r} />) },
      ];
  return (
    <>
      <DataTable label={t(`import.view.${kind}`)} rows={items} columns={columns} rowKey={key}
        card={(r) => <Card><div className="row between"><span className="strong">{t('import.rowNo', { row: r.row })}{r.column ? ` · ${r.column}` : ''}</span>{isIssue ? severity(r) : null}</div>{r.value ? <p><code>{r.value}</code></p> : null}{isIssue ? problem(r) : <Difference row={r} />}</Card>} />
      <MoreRows shown={items.length} list={list} />
    </>
  );
}
