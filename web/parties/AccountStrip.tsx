import type { Account, CustomerRecord } from '../api/shapes.ts';
import { useSession } from '../app/session.tsx';
import { full, isZero, minorOf, percent } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { shortParts } from '../ui/Amount.tsx';
import { bucketLabel } from '../ui/bucketLabel.ts';
import { How } from '../ui/How.tsx';
import { Stats, type Stat } from '../ui/Page.tsx';

type AccountCurrency = Account['currencies'][number];

function statsOf(c: AccountCurrency, account: Account, limit: CustomerRecord['credit_limit']): Stat[] {
  const of = (amount: string) => shortParts({ amount, currency: c.currency });
  const open = of(c.open);
  const overdue = of(c.overdue);
  const unapplied = of(c.unapplied);
  const bucketRows = c.buckets.map((amount, at) => ({
    id: String(at),
    label: bucketLabel(account.buckets[at] ?? ''),
    value: full(amount, c.currency),
  }));
  const stats: Stat[] = [
    {
      id: `${c.currency}open`,
      label: t('account.open'),
      ...open,
      note: t('account.documents', { count: c.count }),
      how: <How of={t('account.open')} formula={t('account.openHow')} rows={bucketRows} asOf={account.as_of} />,
    },
    {
      id: `${c.currency}overdue`,
      label: t('account.overdue'),
      ...overdue,
      tone: isZero(c.overdue) ? undefined : 'danger',
      note: c.oldest_due_on === null ? '' : t('account.oldest', { day: c.oldest_due_on }),
      how: (
        <How
          of={t('account.overdue')}
          formula={t('account.overdueHow')}
          rows={bucketRows.slice(1)}
          asOf={account.as_of}
        />
      ),
    },
    {
      id: `${c.currency}unapplied`,
      label: t('account.unapplied'),
      ...unapplied,
      note: t('account.unappliedNote'),
      how: (
        <How
          of={t('account.unapplied')}
          formula={t('account.unappliedHow')}
          asOf={account.as_of}
          rows={[{ id: 'c', label: t('account.credits'), value: full(c.credits, c.currency) }]}
        />
      ),
    },
    {
      id: `${c.currency}paid`,
      label: t('account.paid12'),
      ...of(c.paid_last_12m),
      note:
        c.average_days_late === null ? t('account.noHabit') : t('account.averageLate', { days: c.average_days_late }),
      how: <How of={t('account.paid12')} formula={t('account.paid12How')} asOf={account.as_of} />,
    },
  ];
  if (limit !== null && limit.currency === c.currency) {
    const used = minorOf(limit) > 0n ? `${percent(c.open, limit.amount, c.currency)}%` : '—';
    stats.push({
      id: `${c.currency}limit`,
      label: t('account.limit'),
      ...of(limit.amount),
      note: t('account.limitUsed', { percent: used }),
      how: (
        <How
          of={t('account.limit')}
          formula={t('account.limitHow')}
          asOf={account.as_of}
          rows={[
            { id: 'o', label: t('account.open'), value: full(c.open, c.currency) },
            { id: 'l', label: t('account.limit'), value: full(limit.amount, c.currency) },
          ]}
        />
      ),
    });
  }
  return stats;
}

/** What the customer owes, in each currency, with the way each figure was found. */
export function AccountStrip({
  account,
  limit,
}: {
  account: Account | undefined;
  limit: CustomerRecord['credit_limit'];
}) {
  const { company } = useSession();
  if (!account) return <div style={{ height: 106 }} />;
  const none: AccountCurrency = {
    currency: company.currency,
    open: '0',
    overdue: '0',
    unapplied: '0',
    credits: '0',
    buckets: [],
    count: 0,
    oldest_due_on: null,
    paid_last_12m: '0',
    average_days_late: null,
  };
  const currencies = account.currencies.length > 0 ? account.currencies : [none];
  return currencies.map((c) => <Stats key={c.currency} items={statsOf(c, account, limit)} />);
}
