import { IconSelector } from '@tabler/icons-react';
import { useCommand } from '../api/use.ts';
import { t } from '../i18n/translate.ts';
import { ActionMenu } from '../ui/Overlay.tsx';
import { toast } from '../ui/Toasts.tsx';
import { errorText } from '../ui/States.tsx';
import css from './CompanySwitch.module.css';
import { paths } from './paths.ts';
import { useSession } from './session.tsx';

/** Which company's books are open. With one company it is a name, not a control. */
export function CompanySwitch() {
  const { company, companies } = useSession();
  const change = useCommand<unknown, string>(
    (id) => ({ method: 'POST', path: '/session/company', body: { company_id: id } }),
    () => {
      window.location.assign(paths.today()); // a fresh start: nothing of the other company may stay on the screen
    },
  );
  if (companies.length < 2)
    return (
      <span className={css['name']} title={company.name}>
        {company.name}
      </span>
    );
  const entries = companies.map((one) => ({
    id: one.id,
    label: one.name,
    on: one.id === company.id,
    onClick: () => change.mutate(one.id, { onError: (error) => toast(errorText(error), { tone: 'problem' }) }),
  }));
  return (
    <ActionMenu
      label={t('company.switch')}
      entries={entries}
      target={
        <button type="button" className={css['button']} aria-label={t('company.current', { name: company.name })}>
          <span className="ellipsis">{company.name}</span>
          <IconSelector size={16} aria-hidden="true" />
        </button>
      }
    />
  );
}
