import { useState } from 'react';
import type { ReceiptFile } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Amount } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { Empty } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

type Allocation = ReceiptFile['allocations'][number];

/** Ways of allocating are worded by the server; what an import did, here. */
const reasonOf = (a: Allocation): string =>
  a.reason === null ? '' : tCode('allocationReason', a.reason.code, {}, a.reason.text);

/** What the money was set against; each can be taken back, with a reason. */
export function ReceiptAllocations({ receipt }: { receipt: ReceiptFile }) {
  const { company } = useSession();
  const [taking, setTaking] = useState<Allocation | null>(null);
  const reverse = useCommand<unknown, { id: string; reason: string }>(
    ({ id, reason }) => ({ method: 'POST', path: `/postings/${id}/reverse`, body: { reason } }),
    () => {
      toast(t('allocation.takenBack'));
      setTaking(null);
    },
  );
  const state = (a: Allocation) =>
    a.reversed ? <Chip tone="danger">{t('posting.takenBackOn', { day: a.reversed.on })}</Chip> : null;
  const action = (a: Allocation) =>
    a.can['reverse'] === true ? (
      <Button
        compact
        look="quiet"
        onClick={() => setTaking(a)}
        label={`${t('allocation.takeBack')} ${a.document_number}`}
      >
        {t('allocation.takeBack')}
      </Button>
    ) : null;
  const columns: readonly Column<Allocation>[] = [
    {
      id: 'doc',
      header: t('receivable.number'),
      cell: (a) => (
        <>
          <Link href={paths.invoice(a.receivable_id)}>{a.document_number}</Link> {state(a)}
        </>
      ),
    },
    { id: 'due', header: t('receivable.dueOn'), cell: (a) => <span className="num">{a.due_on}</span> },
    { id: 'amount', header: t('allocation.amount'), align: 'end', cell: (a) => <Amount {...a.amount} strong /> },
    { id: 'on', header: t('posting.on'), cell: (a) => <span className="num">{a.effective_on}</span> },
    {
      id: 'why',
      header: t('allocation.why'),
      wrap: true,
      cell: (a) => <span className="small">{[reasonOf(a), a.reversed?.reason].filter(Boolean).join(' · ')}</span>,
    },
    {
      id: 'by',
      header: t('posting.by'),
      narrow: 'hide',
      cell: (a) => (
        <span className="num">
          {a.actor} · {dateTime(a.recorded_at, company.time_zone)}
        </span>
      ),
    },
    { id: 'act', header: <span className="vh">{t('allocation.takeBack')}</span>, cell: action },
  ];
  if (receipt.allocations.length === 0) return <Empty title={t('receipt.noAllocations')} />;
  return (
    <>
      <DataTable
        label={t('receipt.allocations')}
        rows={receipt.allocations}
        columns={columns}
        rowKey={(a) => a.posting_id}
        card={(a) => (
          <Card>
            <div className="row between">
              <span className="strong">{a.document_number}</span>
              <Amount {...a.amount} strong />
            </div>
            <p className="meta num">
              {a.effective_on} · {reasonOf(a)}
            </p>
            {state(a)}
            {action(a)}
          </Card>
        )}
      />
      {taking ? (
        <ReasonDialog
          title={t('allocation.takeBack')}
          text={t('allocation.takeBackText')}
          submit={t('allocation.takeBack')}
          busy={reverse.isPending}
          error={reverse.error}
          onSubmit={(reason) => reverse.mutate({ id: taking.posting_id, reason })}
          onClose={() => setTaking(null)}
        />
      ) : null}
    </>
  );
}
