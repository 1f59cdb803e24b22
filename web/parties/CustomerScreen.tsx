import { useState } from 'react';
import type { Account, CustomerRecord } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { useKey } from '../app/keys.ts';
import { paths } from '../app/paths.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.ts';
import { NoteDialog } from '../collections/NoteDialog.tsx';
import { t } from '../i18n/translate.ts';
import { Link } from '../ui/Link.tsx';
import { Card, ViewTabs } from '../ui/Page.tsx';
import { PageFailure, SkeletonRows } from '../ui/States.tsx';
import { AccountStrip } from './AccountStrip.tsx';
import { ContactsTab } from './ContactsTab.tsx';
import { CustomerHead } from './CustomerHead.tsx';
import { CustomerDialog } from './CustomerDialog.tsx';
import { CustomerSide } from './CustomerSide.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { OpenTab } from './OpenTab.tsx';
import { PaidTab } from './PaidTab.tsx';
import { ProfileTab } from './ProfileTab.tsx';
import { ReceiptsTab } from './ReceiptsTab.tsx';
import { TimelineTab } from './TimelineTab.tsx';
import { useWalk } from './walk.ts';
import css from './CustomerScreen.module.css';

type Tab = 'timeline' | 'open' | 'paid' | 'receipts' | 'contacts' | 'profile';
const tabsFor = (can: CustomerRecord['can']): Tab[] => [
  'timeline',
  'open',
  'paid',
  ...(can['post_receipt'] === 'forbidden' ? [] : (['receipts'] as const)),
  'contacts',
  'profile',
];

function MergedNote({ customer }: { customer: CustomerRecord }) {
  return customer.merged_into ? (
    <p className={css['notice']}>
      {t('customer.mergedInto')} <Link href={paths.customer(customer.merged_into.id)}>{customer.merged_into.name}</Link>
    </p>
  ) : null;
}

function CustomerBody({ customer }: { customer: CustomerRecord }) {
  const [search] = useSearchParams();
  const account = useGet<Account>(`/customers/${customer.id}/account`, { as_of: search['as_of'] });
  const [dialog, setDialog] = useState<'note' | 'edit' | 'merge' | null>(null);
  const tabs = tabsFor(customer.can);
  const tab = tabs.find((one) => one === search['tab']) ?? 'timeline';
  const walk = useWalk(customer.id, search['tab']);
  const href = (one: string) => paths.customer(customer.id, { tab: one, as_of: search['as_of'] });
  const step = (by: number): void =>
    navigate(href(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? 'timeline'));
  useKey('nextTab', () => step(1));
  useKey('previousTab', () => step(-1));
  const mayNote = customer.can['add_note'] === true;
  const mayReceive = customer.can['post_receipt'] === true;
  useKey('log', () => setDialog('note'), mayNote);
  useKey('receipt', () => navigate(paths.newReceipt({ customer_id: customer.id })), mayReceive);
  return (
    <>
      <CustomerHead customer={customer} walk={walk} onDialog={setDialog} />
      <MergedNote customer={customer} />
      <AccountStrip account={account.data} limit={customer.credit_limit} />
      <div className={css['columns']}>
        <Card flush>
          <ViewTabs
            label={t('customer.tabs')}
            current={tab}
            tabs={tabs.map((one) => ({
              id: one,
              label: t(`customer.tab.${one}`),
              href: href(one),
              count: one === 'contacts' ? customer.contacts.length : undefined,
            }))}
          />
          {tab === 'timeline' ? (
            <TimelineTab customer={customer} />
          ) : tab === 'open' ? (
            <OpenTab customer={customer} />
          ) : tab === 'paid' ? (
            <PaidTab customer={customer} />
          ) : tab === 'receipts' ? (
            <ReceiptsTab customerId={customer.id} />
          ) : tab === 'contacts' ? (
            <ContactsTab customer={customer} />
          ) : (
            <ProfileTab customer={customer} onEdit={() => setDialog('edit')} />
          )}
        </Card>
        <CustomerSide customer={customer} account={account.data} />
      </div>
      {dialog === 'note' ? (
        <NoteDialog customer={{ id: customer.id, name: customer.legal_name }} onClose={() => setDialog(null)} />
      ) : dialog === 'edit' ? (
        <CustomerDialog customer={customer} onClose={() => setDialog(null)} />
      ) : dialog === 'merge' ? (
        <MergeDialog customer={customer} onClose={() => setDialog(null)} />
      ) : null}
    </>
  );
}

/** Everything needed before, during and after one conversation. */
export function CustomerScreen({ params }: ScreenProps) {
  const [search] = useSearchParams();
  const customer = useGet<CustomerRecord>(`/customers/${params['id'] ?? ''}`, { as_of: search['as_of'] });
  if (customer.error)
    return (
      <PageFailure
        title={t('nav.customer')}
        what={t('customer.failed')}
        error={customer.error}
        again={() => void customer.refetch()}
      />
    );
  return customer.data ? <CustomerBody customer={customer.data} /> : <SkeletonRows />;
}
