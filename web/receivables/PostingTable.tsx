import { useState } from 'react';
import type { DocumentFile } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Amount } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { toast } from '../ui/Toasts.tsx';

type Posting = DocumentFile['postings'][number];

/** Every movement of the document, never altered: what was taken back shows its reversal. */
export function PostingTable({ document }: { document: DocumentFile }) {
  const { company } = useSession();
  const mayTakeBack = useMay('allocations.write');
  const [taking, setTaking] = useState<Posting | null>(null);
  const reverse = useCommand<unknown, { posting: Posting; reason: string }>(
    ({ posting, reason }) => ({ method: 'POST', path: `/postings/${posting.id}/reverse`, body: { reason } }),
    () => {
      toast(t('allocation.takenBack'));
      setTaking(null);
    },
  );
  const credit = (p: Posting) =>
    p.credit_id === null ? (
      '—'
    ) : p.credit_kind === 'RECEIPT' ? (
      <Link href={paths.receipt(p.credit_id)}>{p.credit_number}</Link>
    ) : (
      p.credit_number
    );
  const what = (p: Posting) => (
    <>
      {tCode('posting', p.kind)} {p.reversed_by ? <Chip tone="danger">{t('posting.takenBack')}</Chip> : null}
    </>
  );
  const canTake = (p: Posting): boolean =>
    mayTakeBack && p.reversed_by === null && (p.kind === 'ALLOCATION' || p.kind === 'CREDIT_ALLOCATION');
  const action = (p: Posting) =>
    canTake(p) ? (
      <Button compact look="quiet" onClick={() => setTaking(p)}>
        {t('allocation.takeBack')}
      </Button>
    ) : null;
  const columns: readonly Column<Posting>[] = [
    { id: 'on', header: t('posting.on'), cell: (p) => <span className="num">{p.effective_on}</span> },
    { id: 'what', header: t('posting.what'), cell: what },
    {
      id: 'amount',
      header: t('receivable.amount'),
      align: 'end',
      cell: (p) => <Amount amount={p.amount} currency={document.currency} />,
    },
    { id: 'credit', header: t('posting.from'), cell: credit },
    {
      id: 'reason',
      header: t('word.reason'),
      wrap: true,
      cell: (p) => (p.reason === null ? '—' : tCode('allocationReason', p.reason)),
    },
    {
      id: 'by',
      header: t('posting.by'),
      narrow: 'hide',
      cell: (p) => (
        <span className="num">
          {p.actor} · {dateTime(p.recorded_at, company.time_zone)}
        </span>
      ),
    },
    { id: 'act', header: <span className="vh">{t('allocation.takeBack')}</span>, cell: action },
  ];
  return (
    <>
      <DataTable
        label={t('document.postings')}
        rows={document.postings}
        columns={columns}
        rowKey={(p) => p.id}
        card={(p) => (
          <Card>
            <div className="row between">
              <span>{what(p)}</span>
              <Amount amount={p.amount} currency={document.currency} strong />
            </div>
            <p className="meta num">
              {p.effective_on} · {credit(p)} · {p.actor}
            </p>
            {action(p)}
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
          onSubmit={(reason) => reverse.mutate({ posting: taking, reason })}
          onClose={() => setTaking(null)}
        />
      ) : null}
    </>
  );
}
