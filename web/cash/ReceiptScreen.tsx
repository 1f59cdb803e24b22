import { useState } from 'react';
import type { ReceiptFile } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import type { ScreenProps } from '../app/screens.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { full, isZero } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { MoneyText } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card, Facts, PageHead, Stats } from '../ui/Page.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { PageFailure, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { AllocateRest } from './AllocateRest.tsx';
import { ReceiptAllocations } from './ReceiptAllocations.tsx';
import { ReceiptStatus } from './ReceiptTable.tsx';

function Body({ receipt: r }: { receipt: ReceiptFile }) {
  const { company } = useSession();
  const [doing, setDoing] = useState<'allocate' | 'reverse' | null>(null);
  const reverse = useCommand<unknown, string>(
    (reason) => ({ method: 'POST', path: `/receipts/${r.id}/reverse`, body: { reason } }),
    () => {
      toast(t('receipt.reversed', { number: r.number }));
      setDoing(null);
    },
  );
  return (
    <>
      <PageHead
        title={r.number}
        back={{ href: paths.customer(r.customer.id, { tab: 'receipts' }), label: r.customer.name }}
        sub={
          <span className="row wrap">
            <ReceiptStatus status={r.status} />
            {tCode('instrument', r.instrument)} · <span className="num">{r.received_on}</span>
          </span>
        }
        actions={
          <>
            {r.can['allocate'] === true ? (
              <Button look="primary" onClick={() => setDoing('allocate')}>
                {t('allocation.rest')}
              </Button>
            ) : null}
            {r.can['reverse'] === true ? (
              <Button onClick={() => setDoing('reverse')}>{t('receipt.reverse')}</Button>
            ) : null}
          </>
        }
      />
      <Stats
        items={[
          {
            id: 'amount',
            label: t('receipt.amount'),
            value: <MoneyText money={r.amount} />,
            note: t('receipt.receivedOnDay', { day: r.received_on }),
          },
          {
            id: 'unapplied',
            label: t('receipt.unapplied'),
            value: <MoneyText money={r.unapplied} />,
            tone: isZero(r.unapplied.amount) ? undefined : 'warn',
            note: t('receipt.unappliedNote'),
            how: (
              <How
                of={t('receipt.unapplied')}
                formula={t('receipt.unappliedHow')}
                rows={[
                  { id: 'a', label: t('receipt.amount'), value: full(r.amount.amount, r.amount.currency) },
                  ...r.allocations
                    .filter((a) => !a.reversed)
                    .map((a) => ({
                      id: a.posting_id,
                      label: a.document_number,
                      value: `-${full(a.amount.amount, a.amount.currency)}`,
                    })),
                  { id: 'u', label: t('receipt.unapplied'), value: full(r.unapplied.amount, r.unapplied.currency) },
                ]}
              />
            ),
          },
        ]}
      />
      <div className="stack">
        {doing === 'allocate' ? (
          <AllocateRest
            creditId={r.id}
            customerId={r.customer.id}
            left={r.unapplied}
            on={r.received_on}
            reference={r.reference ?? ''}
            onDone={() => setDoing(null)}
          />
        ) : null}
        <Card title={t('receipt.allocations')}>
          <ReceiptAllocations receipt={r} />
        </Card>
        <Card title={t('receipt.facts')}>
          <Facts
            items={[
              {
                id: 'customer',
                label: t('receipt.customer'),
                value: <Link href={paths.customer(r.customer.id)}>{r.customer.name}</Link>,
              },
              { id: 'ref', label: t('receipt.reference'), value: r.reference ?? '—' },
              { id: 'payer', label: t('receipt.payer'), value: r.payer_name ?? '—' },
              { id: 'bank', label: t('receipt.bank'), value: r.bank_account ?? '—' },
              { id: 'posted', label: t('receipt.postedAt'), value: dateTime(r.posted_at, company.time_zone) },
              {
                id: 'source',
                label: t('document.source'),
                value: r.source ? (
                  <Link href={paths.importBatch(r.source.batch_id)}>
                    {t('document.sourceRow', { batch: r.source.batch_id, row: r.source.row ?? 0 })}
                  </Link>
                ) : (
                  t('document.byHand')
                ),
              },
              { id: 'note', label: t('note.body'), value: <span className="prewrap">{r.note ?? '—'}</span> },
            ]}
          />
        </Card>
      </div>
      {doing === 'reverse' ? (
        <ReasonDialog
          title={t('receipt.reverseTitle', { number: r.number })}
          text={t('receipt.reverseText')}
          submit={t('receipt.reverse')}
          busy={reverse.isPending}
          error={reverse.error}
          onSubmit={(reason) => reverse.mutate(reason)}
          onClose={() => setDoing(null)}
        />
      ) : null}
    </>
  );
}

export function ReceiptScreen({ params }: ScreenProps) {
  const receipt = useGet<ReceiptFile>(`/receipts/${params['id'] ?? ''}`);
  if (receipt.error)
    return (
      <PageFailure
        title={t('nav.receipt')}
        what={t('receipt.failed')}
        error={receipt.error}
        again={() => void receipt.refetch()}
      />
    );
  return receipt.data ? <Body receipt={receipt.data} /> : <SkeletonRows />;
}
