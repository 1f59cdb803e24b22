import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { apiUrl } from '../api/client.ts';
import type { Statement } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSearchParams } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.ts';
import { useSession } from '../app/session.tsx';
import { full, isZero } from '../format/money.ts';
import { language, LANGUAGES } from '../i18n/language.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Amount } from '../ui/Amount.tsx';
import { bucketLabel } from '../ui/bucketLabel.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Choice } from '../ui/Field.tsx';
import { How } from '../ui/How.tsx';
import { Card, Facts, FilterRow, PageHead } from '../ui/Page.tsx';
import { Empty, PageFailure, SkeletonRows } from '../ui/States.tsx';

type Part = Statement['currencies'][number];
type Line = Part['lines'][number];

const what = (line: Line): string =>
  line.reversed_kind === null
    ? tCode('posting', line.kind)
    : t('posting.reversalOf', { kind: tCode('posting', line.reversed_kind) });

function CurrencyPart({ part, statement }: { part: Part; statement: Statement }) {
  const { currency } = part;
  const columns: readonly Column<Line>[] = [
    { id: 'on', header: t('statement.on'), cell: (l) => <span className="num">{l.on}</span>, foot: statement.to },
    { id: 'what', header: t('statement.what'), cell: what, foot: t('statement.closing') },
    { id: 'number', header: t('receivable.number'), cell: (l) => l.number },
    { id: 'due', header: t('receivable.dueOn'), cell: (l) => <span className="num">{l.due_on ?? ''}</span> },
    {
      id: 'debit',
      header: t('statement.debit'),
      align: 'end',
      cell: (l) => (isZero(l.debit) ? '' : <Amount amount={l.debit} currency={currency} />),
    },
    {
      id: 'credit',
      header: t('statement.credit'),
      align: 'end',
      cell: (l) => (isZero(l.credit) ? '' : <Amount amount={l.credit} currency={currency} />),
    },
    {
      id: 'balance',
      header: t('statement.balance'),
      align: 'end',
      cell: (l) => <Amount amount={l.balance} currency={currency} />,
      foot: full(part.closing, currency),
    },
  ];
  const facts = [
    {
      id: 'opening',
      label: t('statement.openingOn', { day: statement.from }),
      value: <Amount amount={part.opening} currency={currency} strong />,
    },
    {
      id: 'closing',
      label: t('statement.closingOn', { day: statement.to }),
      value: <Amount amount={part.closing} currency={currency} strong />,
    },
    { id: 'open', label: t('account.open'), value: <Amount amount={part.open} currency={currency} /> },
    { id: 'overdue', label: t('account.overdue'), value: <Amount amount={part.overdue} currency={currency} /> },
    { id: 'unapplied', label: t('account.unapplied'), value: <Amount amount={part.unapplied} currency={currency} /> },
  ];
  return (
    <Card
      title={
        <>
          {t('statement.unit', { currency })}{' '}
          <How
            of={t('statement.closing')}
            formula={t('statement.how')}
            asOf={statement.to}
            rows={part.aging.map((amount, at) => ({
              id: String(at),
              label: bucketLabel(statement.buckets[at] ?? ''),
              value: full(amount, currency),
            }))}
          />
        </>
      }
    >
      <div className="stack">
        <Facts items={facts} />
        <DataTable
          label={`${t('nav.statement')} ${currency}`}
          rows={part.lines}
          columns={columns}
          rowKey={(l) => `${l.on}${l.kind}${l.number}${l.balance}`}
          card={(l) => (
            <Card>
              <div className="row between">
                <span className="strong">{what(l)}</span>
                <Amount amount={isZero(l.debit) ? `-${l.credit}` : l.debit} currency={currency} strong />
              </div>
              <p className="meta num">
                {l.on} · {l.number} · {t('statement.balance')} {full(l.balance, currency)}
              </p>
            </Card>
          )}
        />
      </div>
    </Card>
  );
}

/** Statement of account: what stood at the start, every movement, what stands at the end. */
export function StatementScreen({ params }: ScreenProps) {
  const { today } = useSession();
  const [search, setSearch] = useSearchParams();
  const id = params['id'] ?? '';
  const period = { from: search['from'], to: search['to'] };
  const statement = useGet<Statement>(`/customers/${id}/statement`, period);
  const data = statement.data;
  const paper = search['language'] ?? language();
  if (statement.error)
    return (
      <PageFailure
        title={t('nav.statement')}
        what={t('statement.failed')}
        error={statement.error}
        again={() => void statement.refetch()}
      />
    );
  if (!data) return <SkeletonRows height={40} />;
  const file = (kind: string): string =>
    apiUrl(`/customers/${id}/statement.${kind}`, { from: data.from, to: data.to, language: paper });
  return (
    <>
      <PageHead
        title={t('statement.title', { name: data.customer.name })}
        back={{ href: paths.customer(id), label: data.customer.name }}
        sub={t('statement.sub', { company: data.company.name, from: data.from, to: data.to })}
        actions={
          <>
            <Button icon={<IconPrinter size={16} />} onClick={() => window.print()}>
              {t('word.print')}
            </Button>
            <Button icon={<IconDownload size={16} />} href={file('xlsx')} download>
              XLSX
            </Button>
            <Button look="primary" icon={<IconDownload size={16} />} href={file('pdf')} download>
              PDF
            </Button>
          </>
        }
      />
      <FilterRow label={t('word.filter')}>
        <DayField
          bare
          label={t('statement.from')}
          value={data.from}
          today={today}
          onChange={(from) => setSearch({ from })}
          width={156}
        />
        <span className="dim">–</span>
        <DayField
          bare
          label={t('statement.to')}
          value={data.to}
          today={today}
          onChange={(to) => setSearch({ to })}
          width={156}
        />
        <Choice
          bare
          label={t('statement.language')}
          value={paper}
          onChange={(next) => setSearch({ language: next })}
          options={LANGUAGES.map((l) => ({ value: l.id, label: l.name }))}
          width={130}
        />
      </FilterRow>
      <div className="stack">
        {data.currencies.length === 0 ? (
          <Card>
            <Empty title={t('statement.none')} />
          </Card>
        ) : (
          data.currencies.map((part) => <CurrencyPart key={part.currency} part={part} statement={data} />)
        )}
      </div>
    </>
  );
}
