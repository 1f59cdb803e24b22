import { useState } from 'react';
import type { DocumentFile } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import type { ScreenProps } from '../app/screens.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dateTime, daysFrom } from '../format/day.ts';
import { full, isZero, minus } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { ageText, ageTone } from '../ui/ageText.ts';
import { MoneyText } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card, Facts, PageHead, Stats } from '../ui/Page.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { PageFailure, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { CreditLeft, leftOf } from './CreditLeft.tsx';
import { PostingTable } from './PostingTable.tsx';
import { ReceivableTable } from './ReceivableTable.tsx';

function Reverse({ document, onClose }: { document: DocumentFile; onClose: () => void }) {
  const reverse = useCommand<unknown, string>(
    (reason) => ({ method: 'POST', path: `/documents/${document.id}/reverse`, body: { reason } }),
    () => {
      toast(t('document.reversed', { number: document.number }));
      onClose();
    },
  );
  return (
    <ReasonDialog
      title={t('document.reverseTitle', { number: document.number })}
      text={t('document.reverseText')}
      submit={t('document.reverse')}
      busy={reverse.isPending}
      error={reverse.error}
      onSubmit={(reason) => reverse.mutate(reason)}
      onClose={onClose}
    />
  );
}

function Body({ document: d }: { document: DocumentFile }) {
  const { company, today } = useSession();
  const [reversing, setReversing] = useState(false);
  const mayReceive = useMay('receipts.post');
  const money = (amount: string) => ({ amount, currency: d.currency });
  const settled = minus(d.amount, d.open, d.currency);
  const dueOn =
    d.instalments
      .filter((i) => !isZero(i.open))
      .map((i) => i.due_on)
      .toSorted()[0] ??
    d.instalments.at(-1)?.due_on ??
    null;
  const late = dueOn === null ? null : daysFrom(dueOn, today);
  const isCredit = d.kind === 'CREDIT_NOTE';
  const left = leftOf(d);
  const paid = d.instalments.map((i, at) => ({
    id: String(at),
    label: t('receivable.instalmentDue', { no: i.instalment_no, day: i.due_on }),
    value: full(i.open, d.currency),
  }));
  return (
    <>
      <PageHead
        title={d.number}
        back={{ href: paths.customer(d.customer.id, { tab: 'open' }), label: d.customer.name }}
        sub={
          <span className="row wrap">
            <Chip>{tCode('kind', d.kind)}</Chip>
            {d.reversed ? <Chip tone="danger">{tCode('status', 'reversed')}</Chip> : null}
            {late !== null && !isZero(d.open) ? (
              <span className={`strong ${ageTone(late)}`}>{ageText(late)}</span>
            ) : null}
          </span>
        }
        actions={
          <>
            {mayReceive && !isZero(d.open) ? (
              <Button
                look="primary"
                href={paths.newReceipt({
                  customer_id: d.customer.id,
                  receivable_id: d.instalments[0]?.id,
                  amount: d.open,
                  currency: d.currency,
                })}
              >
                {t('nav.newReceipt')}
              </Button>
            ) : null}
            {d.can['reverse'] === 'forbidden' ? null : (
              <Button
                disabled={d.can['reverse'] !== true}
                why={typeof d.can['reverse'] === 'string' ? tCode('error', d.can['reverse']) : undefined}
                onClick={() => setReversing(true)}
              >
                {t('document.reverse')}
              </Button>
            )}
          </>
        }
      />
      <Stats
        items={[
          {
            id: 'amount',
            label: t('receivable.amount'),
            value: <MoneyText money={money(d.amount)} />,
            note: tCode('kind', d.kind),
          },
          ...(isCredit
            ? []
            : [
                {
                  id: 'settled',
                  label: t('document.settled'),
                  value: <MoneyText money={money(settled)} />,
                  note: t('document.settledNote'),
                  how: <How of={t('document.settled')} formula={t('document.settledHow')} asOf={today} />,
                },
                {
                  id: 'open',
                  label: t('receivable.open'),
                  value: <MoneyText money={money(d.open)} />,
                  tone: late !== null && late > 0 && !isZero(d.open) ? ('danger' as const) : undefined,
                  note: dueOn === null ? '' : `${t('receivable.dueOn')} ${dueOn}`,
                  how: <How of={t('receivable.open')} formula={t('document.openHow')} rows={paid} asOf={today} />,
                },
              ]),
        ]}
      />
      <div className="stack">
        {left ? <CreditLeft document={d} left={left} /> : null}
        {isCredit ? null : (
          <Card title={t('document.instalments')}>
            <ReceivableTable label={t('document.instalments')} rows={d.instalments} withoutCustomer />
          </Card>
        )}
        <Card title={t('document.postings')}>
          <PostingTable document={d} />
        </Card>
        <Card title={t('document.facts')}>
          <Facts
            items={[
              {
                id: 'customer',
                label: t('receivable.customer'),
                value: <Link href={paths.customer(d.customer.id)}>{d.customer.name}</Link>,
              },
              { id: 'doc', label: t('receivable.docOn'), value: d.doc_on },
              { id: 'currency', label: t('document.currency'), value: d.currency },
              { id: 'contract', label: t('document.contract'), value: d.contract_no ?? '—' },
              { id: 'order', label: t('document.order'), value: d.order_no ?? '—' },
              {
                id: 'source',
                label: t('document.source'),
                value: d.source ? (
                  <Link href={paths.importBatch(d.source.batch_id)}>
                    {t('document.sourceRow', { batch: d.source.batch_id, row: d.source.row ?? 0 })}
                  </Link>
                ) : (
                  t('document.byHand')
                ),
              },
              {
                id: 'posted',
                label: t('document.postedBy'),
                value: `${d.posted_by} · ${dateTime(d.posted_at, company.time_zone)}`,
              },
              { id: 'note', label: t('document.note'), value: <span className="prewrap">{d.note ?? '—'}</span> },
            ]}
          />
        </Card>
      </div>
      {reversing ? <Reverse document={d} onClose={() => setReversing(false)} /> : null}
    </>
  );
}

/** The truth of one document: what is owed, what was set against it and by whom, where it came from. */
export function ReceivableScreen({ params }: ScreenProps) {
  const path = window.location.pathname.startsWith('/d/') ? 'documents' : 'receivables';
  const document = useGet<DocumentFile>(`/${path}/${params['id'] ?? ''}`);
  if (document.error)
    return (
      <PageFailure
        title={t('nav.invoice')}
        what={t('document.failed')}
        error={document.error}
        again={() => void document.refetch()}
      />
    );
  return document.data ? <Body document={document.data} /> : <SkeletonRows />;
}
