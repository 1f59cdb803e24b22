import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { Account, CustomerRecord } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { useKey } from '../app/keys.ts';
import { paths } from '../app/paths.ts';
import { currentQueue } from '../app/queue.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.ts';
import { NoteDialog } from '../collections/NoteDialog.tsx';
import { t, tCode } from '../i18n/translate.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Link } from '../ui/Link.tsx';
import { ActionMenu } from '../ui/Overlay.tsx';
import { Card, PageHead, ViewTabs } from '../ui/Page.tsx';
import { PageFailure, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { AccountStrip } from './AccountStrip.tsx';
import { ContactsTab } from './ContactsTab.tsx';
import { CustomerDialog } from './CustomerDialog.tsx';
import { CustomerSide } from './CustomerSide.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { OpenTab } from './OpenTab.tsx';
import { PaidTab } from './PaidTab.tsx';
import { ProfileTab } from './ProfileTab.tsx';
import { ReceiptsTab } from './ReceiptsTab.tsx';
import { TimelineTab } from './TimelineTab.tsx';
import css from './CustomerScreen.module.css';

type Tab = 'timeline' | 'open' | 'paid' | 'receipts' | 'contacts' | 'profile';
const tabsFor = (can: CustomerRecord['can']): Tab[] => ['timeline', 'open', 'paid', ...(can['post_receipt'] === 'forbidden' ? [] : (['receipts'] as const)), 'contacts', 'profile'];

/** Where one stands in the list the customer was opened from. */
function useWalk(id: string, tab: string | undefined) {
  const queue = currentQueue();
  const at = queue?.ids.indexOf(id) ?? -1;
  const go = (step: number): void => {
    const next = queue?.ids[at + step];
    if (at >= 0 && next !== undefined) navigate(paths.customer(next, { tab }));
  };
  useKey('next', () => go(1), at >= 0);
  useKey('previous', () => go(-1), at >= 0);
  useKey('back', () => navigate(queue?.from ?? paths.customers()));
  return { position: at < 0 || queue === null ? null : { at: at + 1, of: queue.ids.length }, from: queue?.from ?? paths.customers(), go };
}

function MergedNote({ customer }: { customer: CustomerRecord }) {
  return customer.merged_into ? <p className={css['notice']}>{t('customer.mergedInto')} <Link href={paths.customer(customer.merged_into.id)}>{customer.merged_into.name}</Link></p> : null;
}

function CustomerBody({ customer }: { customer: CustomerRecord }) {
  const [search] = useSearchParams();
  const account = useGet<Account>(`/customers/${customer.id}/account`, { as_of: search['as_of'] });
  const [dialog, setDialog] = useState<'note' | 'edit' | 'merge' | null>(null);
  const tabs = tabsFor(customer.can);
  const tab = tabs.find((one) => one === search['tab']) ?? 'timeline';
  const { position, from, go } = useWalk(customer.id, search['tab']);
  const href = (one: string) => paths.customer(customer.id, { tab: one, as_of: search['as_of'] });
  const step = (by: number): void => navigate(href(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? 'timeline'));
  useKey('nextTab', () => step(1));
  useKey('previousTab', () => step(-1));
  const mayNote = customer.can['add_note'] === true;
  const mayReceive = customer.can['post_receipt'] === true;
  const receipt = paths.newReceipt({ customer_id: customer.id });
  useKey('log', () => setDialog('note'), mayNote);
  useKey('receipt', () => navigate(receipt), mayReceive);
  const undoMerge = useCommand<unknown, string>((id) => ({ method: 'POST', path: `/merges/${id}/undo` }), () => toast(t('merge.undone')));
  return (
    <>
      <PageHead title={customer.legal_name} back={{ href: from, label: t('customer.back') }}
        sub={<span className="row wrap">{customer.customer_no}{customer.short_name ? ` · ${customer.short_name}` : ''} <Chip>{tCode('customerType', customer.customer_type)}</Chip>{customer.tags.map((tag) => <Chip key={tag}>{tag}</Chip>)}{position ? <span className="row"><Button compact look="quiet" onClick={() => go(-1)} label={t('key.previous')} disabled={position.at === 1}>‹</Button><span className="num">{t('customer.position', { at: position.at, of: position.of })}</span><Button compact look="quiet" onClick={() => go(1)} label={t('key.next')} disabled={position.at === position.of}>›</Button></span> : null}</span>}
        actions={<>
          {mayNote ? <Button look="primary" onClick={() => setDialog('note')} keys="L">{t('note.add')}</Button> : null}
          {mayReceive ? <Button href={receipt} keys="R">{t('nav.newReceipt')}</Button> : null}
          <Button href={paths.statement(customer.id)}>{t('nav.statement')}</Button>
          <ActionMenu label={t('nav.more')} target={<IconButton label={t('nav.more')} icon={<IconDots size={18} />} />} entries={[
            ...(customer.can['edit'] === true ? [{ id: 'edit', label: t('customer.edit'), onClick: () => setDialog('edit') }] : []),
            ...(customer.can['merge'] === true ? [{ id: 'merge', label: t('merge.title'), onClick: () => setDialog('merge') }] : []),
            ...customer.merged_from.map((m) => ({ id: m.merge_id, label: t('merge.undoOf', { name: m.legal_name }), onClick: () => undoMerge.mutate(m.merge_id) })),
            { id: 'audit', label: t('nav.audit'), href: paths.audit({ customer_id: customer.id }), divide: true },
          ]} />
        </>} />
      <MergedNote customer={customer} />
      <AccountStrip account={account.data} limit={customer.credit_limit} />
      <div className={css['columns']}>
        <Card flush>
          <ViewTabs label={t('customer.tabs')} current={tab} tabs={tabs.map((one) => ({ id: one, label: t(`customer.tab.${one}`), href: href(one), count: one === 'contacts' ? customer.contacts.length : undefined }))} />
          {tab === 'timeline' ? <TimelineTab customer={customer} /> : tab === 'open' ? <OpenTab customer={customer} /> : tab === 'paid' ? <PaidTab customer={customer} />
            : tab === 'receipts' ? <ReceiptsTab customerId={customer.id} /> : tab === 'contacts' ? <ContactsTab customer={customer} /> : <ProfileTab customer={customer} onEdit={() => setDialog('edit')} />}
        </Card>
        <CustomerSide customer={customer} account={account.data} />
      </div>
      {dialog === 'note' ? <NoteDialog customer={{ id: customer.id, name: customer.legal_name }} onClose={() => setDialog(null)} />
        : dialog === 'edit' ? <CustomerDialog customer={customer} onClose={() => setDialog(null)} />
        : dialog === 'merge' ? <MergeDialog customer={customer} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

/** Everything needed before, during and after one conversation. */
export function CustomerScreen({ params }: ScreenProps) {
  const [search] = useSearchParams();
  const customer = useGet<CustomerRecord>(`/customers/${params['id'] ?? ''}`, { as_of: search['as_of'] });
  if (customer.error) return <PageFailure title={t('nav.customer')} what={t('customer.failed')} error={customer.error} again={() => void customer.refetch()} />;
  return customer.data ? <CustomerBody customer={customer.data} /> : <SkeletonRows />;
}
