import type { Worklist } from '../api/shapes.ts';
import { t } from '../i18n/translate.ts';
import { Moneys } from '../ui/Amount.tsx';
import { How } from '../ui/How.tsx';
import { Stats } from '../ui/Page.tsx';

export function WorklistStats({ worklist }: { worklist: Worklist }) {
  const { totals, as_of: asOf } = worklist;
  const how = (of: string, formula: string) => <How of={of} formula={formula} asOf={asOf} />;
  return (
    <Stats
      items={[
        {
          id: 'customers',
          label: t('stat.customers'),
          value: String(totals.customers),
          unit: t('stat.customersUnit'),
          note: t('stat.customersNote'),
          how: how(t('stat.customers'), t('stat.customersHow')),
        },
        {
          id: 'overdue',
          label: t('stat.overdue'),
          value: <Moneys list={totals.overdue} empty="0" />,
          note: t('stat.overdueNote'),
          how: how(t('stat.overdue'), t('stat.overdueHow')),
        },
        {
          id: 'open',
          label: t('stat.open'),
          value: <Moneys list={totals.open} empty="0" />,
          note: t('stat.openNote'),
          how: how(t('stat.open'), t('stat.openHow')),
        },
        {
          id: 'week',
          label: t('stat.week'),
          value: <Moneys list={totals.due_this_week} empty="0" />,
          note: t('stat.weekNote'),
          how: how(t('stat.week'), t('stat.weekHow')),
        },
      ]}
    />
  );
}
