import { useState } from 'react';
import type { ImportBatch, ImportColumn } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Choice, TextField, type Option } from '../ui/Field.tsx';
import { Card } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';
import css from './connectors.module.css';

const OBJECTS = ['receivables', 'customers', 'contacts', 'receipts', 'limits'] as const;
const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'windows-1252'] as const;

/** Three dots instead of a false precision; the percentage is in the title. */
function Confidence({ column }: { column: ImportColumn }) {
  const level = column.field === null ? 0 : column.confidence >= 0.85 ? 3 : column.confidence >= 0.6 ? 2 : 1;
  const text = `${tCode('columnReason', column.reason)}${column.field === null ? '' : `, ${Math.round(column.confidence * 100)} %`}`;
  return (
    <span className={css['confidence']} data-level={level} title={text} role="img" aria-label={text}>
      {'●'.repeat(level)}
      {'○'.repeat(3 - level)}
    </span>
  );
}

/** How a sample was read; what could not be read says why. */
function readAs(understood: string, sample: string): string {
  if (understood === '' || understood === sample) return '';
  const problem = /^\[(E_\w+)\]$/.exec(understood);
  return problem ? tCode('issue', problem[1] ?? '') : understood;
}

const Samples = ({ column }: { column: ImportColumn }) => (
  <ul className={css['samples']}>
    {column.samples.slice(0, 3).map((sample, at) => {
      const read = readAs(column.understood[at] ?? '', sample);
      return (
        <li key={at}>
          <span className={css['sample']}>{sample}</span>
          {read === '' ? null : <span>→ {read}</span>}
        </li>
      );
    })}
  </ul>
);

function FileOptions({
  batch,
  onChange,
  busy,
}: {
  batch: ImportBatch;
  onChange: (change: Record<string, string | number>) => void;
  busy: boolean;
}) {
  const [row, setRow] = useState(String(batch.file.header_row));
  return (
    <div className="grid2">
      <Choice
        label={t('import.object')}
        value={batch.object ?? ''}
        onChange={(object) => onChange({ object })}
        disabled={busy}
        options={[
          ...(batch.object === null ? [{ value: '', label: t('import.chooseObject') }] : []),
          ...OBJECTS.map((o) => ({ value: o, label: tCode('object', o) })),
        ]}
      />
      {batch.file.sheets.length > 1 ? (
        <Choice
          label={t('import.sheet')}
          value={batch.file.sheet ?? ''}
          onChange={(sheet) => onChange({ sheet })}
          disabled={busy}
          options={batch.file.sheets.map((s) => ({ value: s, label: s }))}
        />
      ) : null}
      <TextField
        label={t('import.headerRow')}
        value={row}
        onChange={(next) => setRow(next.replaceAll(/\D/g, ''))}
        inputMode="numeric"
        disabled={busy}
        onBlur={() => {
          const next = Number.parseInt(row, 10);
          if (next > 0 && next !== batch.file.header_row) onChange({ header_row: next });
        }}
      />
      {batch.file.format === 'csv' ? (
        <Choice
          label={t('import.encoding')}
          value={batch.file.encoding ?? ''}
          onChange={(encoding) => onChange({ encoding })}
          disabled={busy}
          options={ENCODINGS.map((e) => ({ value: e, label: e.toUpperCase() }))}
        />
      ) : null}
    </div>
  );
}

/** What each column of the file is, how sure that is, and how its values were read. */
export function ImportColumns({ batch, onChecked }: { batch: ImportBatch; onChecked: () => void }) {
  const [chosen, setChosen] = useState<ReadonlyMap<number, string | null>>(new Map());
  const fieldOf = (column: ImportColumn): string | null =>
    chosen.has(column.index) ? (chosen.get(column.index) ?? null) : column.field;
  const columnsBody = batch.columns.map((column) => ({ index: column.index, field: fieldOf(column) }));
  const reread = useCommand<unknown, Record<string, string | number>>(
    (change) => ({ method: 'PUT', path: `/imports/${batch.id}/mapping`, body: change }),
    () => setChosen(new Map()),
  );
  const check = useCommand<unknown, void>(
    () => ({
      method: 'PUT',
      path: `/imports/${batch.id}/mapping`,
      body: { object: batch.object, columns: columnsBody },
    }),
    onChecked,
  );
  const options: Option[] = [
    { value: '', label: t('import.notImported') },
    ...batch.fields.map((f) => ({ value: f.field, label: `${tCode('field', f.field)}${f.required ? ' *' : ''}` })),
  ];
  const field = (column: ImportColumn) => (
    <Choice
      bare
      label={t('import.fieldFor', { header: column.header })}
      value={fieldOf(column) ?? ''}
      options={options}
      width={190}
      onChange={(next) => setChosen(new Map(chosen).set(column.index, next === '' ? null : next))}
    />
  );
  const used = columnsBody.filter((c) => c.field !== null).map((c) => c.field);
  const twice = used.filter((f, at) => used.indexOf(f) !== at);
  const known = batch.columns.filter((c) => fieldOf(c) !== null).length;
  const columns: readonly Column<ImportColumn>[] = [
    {
      id: 'header',
      header: t('import.fileColumn'),
      wrap: true,
      width: '20%',
      cell: (c) => <span className="strong">{c.header || t('import.noHeader', { no: c.index + 1 })}</span>,
    },
    { id: 'field', header: t('import.ourField'), cell: field },
    { id: 'sure', header: t('import.confidence'), cell: (c) => <Confidence column={c} /> },
    { id: 'samples', header: t('import.samples'), cell: (c) => <Samples column={c} /> },
  ];
  return (
    <div className="stack">
      <Card
        title={t('import.recognised', {
          object: batch.object ? tCode('object', batch.object) : '—',
          known,
          count: batch.columns.length,
        })}
      >
        <div className="stack">
          {batch.mapping_from === 'memory' ? <p className="dim">{t('import.fromMemory')}</p> : null}
          <FileOptions batch={batch} busy={reread.isPending} onChange={(change) => reread.mutate(change)} />
          {batch.file_issues.map((issue) => (
            <p key={issue.code + issue.value} className={issue.severity === 'error' ? 'danger' : 'warn'}>
              {tCode('issue', issue.code, {}, issue.message)} {tCode('remedy', issue.code, {}, issue.remedy)}{' '}
              {issue.field ? tCode('field', issue.field) : issue.value}
            </p>
          ))}
          <FormProblem error={reread.error} />
        </div>
      </Card>
      <Card flush>
        <DataTable
          label={t('import.columns')}
          rows={batch.columns}
          columns={columns}
          rowKey={(c) => String(c.index)}
          card={(c) => (
            <Card>
              <div className="stack tight">
                <div className="row between">
                  <span className="strong">{c.header || t('import.noHeader', { no: c.index + 1 })}</span>
                  <Confidence column={c} />
                </div>
                {field(c)}
                <Samples column={c} />
              </div>
            </Card>
          )}
        />
      </Card>
      {twice.length > 0 ? (
        <p className="danger" role="alert">
          {t('import.fieldTwice', { field: tCode('field', twice[0] ?? '') })}
        </p>
      ) : null}
      <FormProblem error={check.error} />
      <div className="row wrap">
        <Button
          look="primary"
          busy={check.isPending}
          disabled={batch.object === null || twice.length > 0 || known === 0}
          onClick={() => check.mutate()}
        >
          {t('import.check')}
        </Button>
        <span className="meta">{t('import.nothingYet')}</span>
      </div>
    </div>
  );
}
