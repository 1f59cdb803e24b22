import type { Receipt } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import { useSession } from '../app/session.tsx';
import { t, tCode } from '../i18n/translate.ts';
import { Amount, MoneyText } from '../ui/Amount.tsx';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  APPLIED: 'ok',
  PARTLY_APPLIED: 'warn',
  UNAPPLIED: 'warn',
  REVERSED: 'danger',
};
export const ReceiptStatus = ({ status }: { status: string }) => (
  <Chip tone={TONES[status] ?? 'plain'}>{tCode('status', status)}</Chip>
);

export function ReceiptTable({
  label,
  rows,
  withoutCustomer,
}: {
  label: string;
  rows: readonly Receipt[];
  withoutCustomer?: boolean;
}) {
  const { company } = useSession();
  const currency = (code: string) => (code === company.currency ? null : <span className="meta">{code} </span>);
  const columns: readonly Column<Receipt>[] = [
    { id: 'on', header: t('receipt.receivedOn'), cell: (r) => <span className="num">{r.received_on}</span> },
    {
      id: 'number',
      header: t('receipt.number'),
      cell: (r) => (
        <>
          <Link href={paths.receipt(r.id)}>{r.number}</Link>
          <div className="meta">{tCode('instrument', r.instrument)}</div>
        </>
      ),
    },
    ...(withoutCustomer
      ? []
      : [
          {
            id: 'customer',
            header: t('receipt.customer'),
            wrap: true,
            width: '26%',
            cell: (r: Receipt) => (
              <>
                <Link href={paths.customer(r.customer.id)}>{r.customer.name}</Link>
                <div className="meta">{r.customer.customer_no}</div>
              </>
            ),
          },
        ]),
    { id: 'reference', header: t('receipt.reference'), wrap: true, narrow: 'hide', cell: (r) => r.reference ?? '—' },
    {
      id: 'amount',
      header: t('receipt.amount'),
      align: 'end',
      cell: (r) => (
        <>
          {currency(r.amount.currency)}
          <Amount {...r.amount} strong />
        </>
      ),
    },
    { id: 'unapplied', header: t('receipt.unapplied'), align: 'end', cell: (r) => <Amount {...r.unapplied} /> },
    { id: 'status', header: t('receipt.status'), cell: (r) => <ReceiptStatus status={r.status} /> },
  ];
  return (
    <DataTable
      label={label}
      rows={rows}
      columns={columns}
      rowKey={(r) => r.id}
      rowHref={(r) => paths.receipt(r.id)}
      card={(r) => (
        <Card>
          <div className="row between top">
            <Link href={paths.receipt(r.id)} className="strong">
              {r.number}
            </Link>
            <ReceiptStatus status={r.status} />
          </div>
          {withoutCustomer ? null : <p className="ellipsis">{r.customer.name}</p>}
          <div className="row between">
            <span className="strong">
              <MoneyText money={r.amount} />
            </span>
            <span className="meta num">{r.received_on}</span>
          </div>
          <p className="meta">
            {t('receipt.unapplied')} <MoneyText money={r.unapplied} />
          </p>
        </Card>
      )}
    />
  );
}
