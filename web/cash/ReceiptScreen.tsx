import { useState } from 'react';
import type { ReceiptFile } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import type { ScreenProps } from '../app/screens.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { full, isZero } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Amount, MoneyText } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card, Facts, PageHead, Stats } from '../ui/Page.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { Empty, FormProblem, PageFailure, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { useAllocation } from './allocation.ts';
import { AllocationEditor } from './AllocationEditor.tsx';
import { ReceiptStatus } from './ReceiptTable.tsx';

type Allocation = ReceiptFile['allocations'][number];

function Allocations({ receipt }: { receipt: ReceiptFile }) {
  const { company } = useSession();
  const [taking, setTaking] = useState<Allocation | null>(null);
  const reverse = useCommand<unknown, { id: string; reason: string }>(({ id, reason }) => ({ method: 'POST', path: `/postings/${id}/reverse`, body: { reason } }), () => {
    toast(t('allocation.takenBack'));
    setTaking(null);
  });
  const state = (a: Allocation) => (a.reversed ? <Chip tone="danger">{t('posting.takenBackOn', { day: a.reversed.on })}</Chip> : null);
  const action = (a: Allocation) => (a.can['reverse'] === true ? <Button compact look="quiet" onClick={() => setTaking(a)} label={`${t('allocation.takeBack')} ${a.document_number}`}>{t('allocation.takeBack')}</Button> : null);
  const columns: readonly Column<Allocation>[] = [
    { id: 'doc', header: t('receivable.number'), cell: (a) => <><Link href={paths.invoice(a.receivable_id)}>{a.document_number}</Link> {state(a)}</> },
    { id: 'due', header: t('receivable.dueOn'), cell: (a) => <span className="num">{a.due_on}</span> },
    { id: 'amount', header: t('allocation.amount'), align: 'end', cell: (a) => <Amount {...a.amount} strong /> },
    { id: 'on', header: t('posting.on'), cell: (a) => <span className="num">{a.effective_on}</span> },
    { id: 'why', header: t('allocation.why'), wrap: true, cell: (a) => <span className="small">{[a.reason?.text, a.reversed?.reason].filter(Boolean).join(' · ')}</span> },
    { id: 'by', header: t('posting.by'), narrow: 'hide', cell: (a) => <span className="num">{a.actor} · {dateTime(a.recorded_at, company.time_zone)}</span> },
    { id: 'act', header: <span className="vh">{t('allocation.takeBack')}</span>, cell: action },
  ];
  if (receipt.allocations.length === 0) return <Empty title={t('receipt.noAllocations')} />;
  return (
    <>
      <DataTable label={t('receipt.allocations')} rows={receipt.allocations} columns={columns} rowKey={(a) => a.posting_id}
        card={(a) => <Card><div className="row between"><span className="strong">{a.document_number}</span><Amount {...a.amount} strong /></div><p className="meta num">{a.effective_on} · {a.reason?.text}</p>{state(a)}{action(a)}</Card>} />
      {taking ? <ReasonDialog title={t('allocation.takeBack')} text={t('allocation.takeBackText')} submit={t('allocation.takeBack')} busy={reverse.isPending} error={reverse.error} onSubmit={(reason) => reverse.mutate({ id: taking.posting_id, reason })} onClose={() => setTaking(null)} /> : null}
    </>
  );
}

function AllocateRest({ receipt, onDone }: { receipt: ReceiptFile; onDone: () => void }) {
  const { today } = useSession();
  const { currency, amount } = receipt.unapplied;
  const draft = useAllocation({ customerId: receipt.customer.id, currency, amount, receivedOn: receipt.received_on > today ? today : receipt.received_on, reference: receipt.reference ?? '', firstMode: 'OLDEST_FIRST' });
  const allocate = useCommand<{ lines: readonly unknown[] }, void>(() => ({ method: 'POST', path: `/credits/${receipt.id}/allocate`, body: draft.body }), (answer) => {
    toast(t('allocation.done', { count: answer.lines.length }));
    onDone();
  });
  return (
    <div className="stack">
      <AllocationEditor draft={draft} currency={currency} amount={amount} withNone={false} />
      <FormProblem error={allocate.error} />
      <div className="row"><Button look="primary" busy={allocate.isPending} disabled={draft.body === undefined || draft.tooMuch || isZero(draft.total)} onClick={() => allocate.mutate()}>{t('allocation.do', { amount: full(draft.total, currency) })}</Button><Button onClick={onDone}>{t('word.cancel')}</Button></div>
    </div>
  );
}

function Body({ receipt: r }: { receipt: ReceiptFile }) {
  const { company } = useSession();
  const [doing, setDoing] = useState<'allocate' | 'reverse' | null>(null);
  const reverse = useCommand<unknown, string>((reason) => ({ method: 'POST', path: `/receipts/${r.id}/reverse`, body: { reason } }), () => {
    toast(t('receipt.reversed', { number: r.number }));
    setDoing(null);
  });
  return (
    <>
      <PageHead title={r.number} back={{ href: paths.customer(r.customer.id, { tab: 'receipts' }), label: r.customer.name }} sub={<span className="row wrap"><ReceiptStatus status={r.status} />{tCode('instrument', r.instrument)} · <span className="num">{r.received_on}</span></span>} actions={<>
        {r.can['allocate'] === true ? <Button look="primary" onClick={() => setDoing('allocate')}>{t('allocation.rest')}</Button> : null}
        {r.can['reverse'] === true ? <Button onClick={() => setDoing('reverse')}>{t('receipt.reverse')}</Button> : null}
      </>} />
      <Stats items={[
        { id: 'amount', label: t('receipt.amount'), value: <MoneyText money={r.amount} />, note: t('receipt.receivedOnDay', { day: r.received_on }) },
        { id: 'unapplied', label: t('receipt.unapplied'), value: <MoneyText money={r.unapplied} />, tone: isZero(r.unapplied.amount) ? undefined : 'warn', note: t('receipt.unappliedNote'), how: <How of={t('receipt.unapplied')} formula={t('receipt.unappliedHow')} rows={[{ id: 'a', label: t('receipt.amount'), value: full(r.amount.amount, r.amount.currency) }, ...r.allocations.filter((a) => !a.reversed).map((a) => ({ id: a.posting_id, label: a.document_number, value: `-${full(a.amount.amount, a.amount.currency)}` })), { id: 'u', label: t('receipt.unapplied'), value: full(r.unapplied.amount, r.unapplied.currency) }]} /> },
      ]} />
      <div className="stack">
        {doing === 'allocate' ? <AllocateRest receipt={r} onDone={() => setDoing(null)} /> : null}
        <Card title={t('receipt.allocations')}><Allocations receipt={r} /></Card>
        <Card title={t('receipt.facts')}>
          <Facts items={[
            { id: 'customer', label: t('receipt.customer'), value: <Link href={paths.customer(r.customer.id)}>{r.customer.name}</Link> }, { id: 'ref', label: t('receipt.reference'), value: r.reference ?? '—' }, { id: 'payer', label: t('receipt.payer'), value: r.payer_name ?? '—' },
            { id: 'bank', label: t('receipt.bank'), value: r.bank_account ?? '—' }, { id: 'posted', label: t('receipt.postedAt'), value: dateTime(r.posted_at, company.time_zone) },
            { id: 'source', label: t('document.source'), value: r.source ? <Link href={paths.importBatch(r.source.batch_id)}>{t('document.sourceRow', { batch: r.source.batch_id, row: r.source.row ?? 0 })}</Link> : t('document.byHand') }, { id: 'note', label: t('note.body'), value: <span className="prewrap">{r.note ?? '—'}</span> },
          ]} />
        </Card>
      </div>
      {doing === 'reverse' ? <ReasonDialog title={t('receipt.reverseTitle', { number: r.number })} text={t('receipt.reverseText')} submit={t('receipt.reverse')} busy={reverse.isPending} error={reverse.error} onSubmit={(reason) => reverse.mutate(reason)} onClose={() => setDoing(null)} /> : null}
    </>
  );
}

export function ReceiptScreen({ params }: ScreenProps) {
  const receipt = useGet<ReceiptFile>(`/receipts/${params['id'] ?? ''}`);
  if (receipt.error) return <PageFailure title={t('nav.receipt')} what={t('receipt.failed')} error={receipt.error} again={() => void receipt.refetch()} />;
  return receipt.data ? <Body receipt={receipt.data} /> : <SkeletonRows />;
}
