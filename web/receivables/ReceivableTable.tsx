import type { Receivable } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import { useSession } from '../app/session.tsx';
import { daysFrom } from '../format/day.ts';
import { isZero } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { ageText, ageTone } from '../ui/ageText.ts';
import { Amount, MoneyText } from '../ui/Amount.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';

interface ReceivableTableProps {
  readonly label: string;
  readonly rows: readonly Receivable[];
  readonly withoutCustomer?: boolean;
  /** Paid ones: no age, no open amount. */
  readonly settled?: boolean;
  readonly asOf?: string;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
}

const TONES: Readonly<Record<string, Tone>> = { paid: 'ok', part_paid: 'warn', reversed: 'danger', future: 'plain' };
export const StatusChip = ({ status }: { status: string }) => (
  <Chip tone={TONES[status] ?? 'plain'}>{tCode('status', status)}</Chip>
);

/** Documents, one instalment a row. The currency stands beside the amount only where it is not the company's own. */
export function ReceivableTable({ label, rows, withoutCustomer, settled, asOf, sort, onSort }: ReceivableTableProps) {
  const { company, today } = useSession();
  const day = asOf ?? today;
  const many = new Set(rows.map((r) => r.instalment_no)).size > 1;
  const number = (r: Receivable) => (
    <>
      <Link href={paths.invoice(r.id)}>{r.number}</Link>
      {many || r.instalment_no > 1 ? (
        <span className="meta"> {t('receivable.instalment', { no: r.instalment_no })}</span>
      ) : null}
    </>
  );
  const age = (r: Receivable) => {
    const days = daysFrom(r.due_on, day);
    return <span className={`strong ${ageTone(days)}`}>{ageText(days)}</span>;
  };
  const currency = (r: Receivable) =>
    r.currency === company.currency ? null : <span className="meta">{r.currency} </span>;
  const columns: readonly Column<Receivable>[] = [
    {
      id: 'number',
      header: t('receivable.number'),
      cell: (r) => (
        <>
          {number(r)}
          <div className="meta">{tCode('kind', r.kind)}</div>
        </>
      ),
      sort: 'number',
    },
    ...(withoutCustomer
      ? []
      : [
          {
            id: 'customer',
            header: t('receivable.customer'),
            wrap: true,
            width: '24%',
            cell: (r: Receivable) => (
              <>
                <Link href={paths.customer(r.customer.id)}>{r.customer.name}</Link>
                <div className="meta">{r.customer.customer_no}</div>
              </>
            ),
          },
        ]),
    {
      id: 'doc',
      header: t('receivable.docOn'),
      cell: (r) => <span className="num">{r.doc_on}</span>,
      sort: 'doc',
      narrow: 'hide',
    },
    { id: 'due', header: t('receivable.dueOn'), cell: (r) => <span className="num">{r.due_on}</span>, sort: 'due' },
    ...(settled
      ? []
      : [{ id: 'age', header: t('receivable.age'), cell: (r: Receivable) => (isZero(r.open) ? '—' : age(r)) }]),
    {
      id: 'amount',
      header: t('receivable.amount'),
      align: 'end',
      cell: (r) => (
        <>
          {currency(r)}
          <Amount amount={r.amount} currency={r.currency} />
        </>
      ),
      sort: 'amount',
    },
    {
      id: 'paid',
      header: t('receivable.allocated'),
      align: 'end',
      narrow: 'hide',
      cell: (r) => <Amount amount={r.allocated} currency={r.currency} />,
    },
    ...(settled
      ? []
      : [
          {
            id: 'open',
            header: t('receivable.open'),
            align: 'end' as const,
            cell: (r: Receivable) => <Amount amount={r.open} currency={r.currency} strong />,
            sort: 'open',
          },
        ]),
    { id: 'status', header: t('receivable.status'), cell: (r) => <StatusChip status={r.status} /> },
  ];
  return (
    <DataTable
      label={label}
      rows={rows}
      columns={columns}
      rowKey={(r) => r.id}
      rowHref={(r) => paths.invoice(r.id)}
      {...(sort === undefined ? {} : { sort })}
      {...(onSort ? { onSort } : {})}
      card={(r) => (
        <Card>
          <div className="row between top">
            <span className="strong">{number(r)}</span>
            <StatusChip status={r.status} />
          </div>
          {withoutCustomer ? null : (
            <p className="ellipsis">
              <Link href={paths.customer(r.customer.id)}>{r.customer.name}</Link>
            </p>
          )}
          <div className="row between">
            <span className="strong">
              <MoneyText money={{ amount: settled ? r.amount : r.open, currency: r.currency }} />
            </span>
            {settled || isZero(r.open) ? null : age(r)}
          </div>
          <p className="meta num">
            {t('receivable.dueOn')} {r.due_on} · {t('receivable.amount')} <MoneyText money={r} />
          </p>
        </Card>
      )}
    />
  );
}
