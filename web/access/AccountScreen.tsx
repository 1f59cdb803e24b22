import { useState } from 'react';
import { useCommand } from '../api/use.ts';
import { useSession } from '../app/session.tsx';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { PasswordField, TextField } from '../ui/Field.tsx';
import { Card, Facts, PageHead } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

function PasswordCard() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const save = useCommand<unknown, void>(
    () => ({ method: 'PATCH', path: '/me', body: { current_password: current, password: next } }),
    () => {
      setCurrent('');
      setNext('');
      toast(t('account.passwordSaved'));
    },
  );
  return (
    <Card title={t('account.password')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <PasswordField
          label={t('account.currentPassword')}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          required
        />
        <PasswordField
          label={t('account.newPassword')}
          hint={t('setup.passwordHint')}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
          required
        />
        <FormProblem error={save.error} />
        <div>
          <Button look="primary" type="submit" busy={save.isPending} disabled={current === '' || next.length < 12}>
            {t('account.changePassword')}
          </Button>
        </div>
        <p className="meta">{t('account.passwordNote')}</p>
      </form>
    </Card>
  );
}

export function AccountScreen() {
  const { user, company, roles, scope } = useSession();
  const [name, setName] = useState(user.name);
  const save = useCommand<unknown, void>(
    () => ({ method: 'PATCH', path: '/me', body: { name: name.trim() } }),
    () => toast(t('account.saved')),
  );
  return (
    <>
      <PageHead title={t('nav.account')} sub={user.email} />
      <div className="stack">
        <Card>
          <Facts
            items={[
              { id: 'company', label: t('account.company'), value: company.name },
              {
                id: 'roles',
                label: t('account.roles'),
                value: (
                  <span className="row wrap">
                    {roles.map((role) => (
                      <Chip key={role}>{tCode('role', role)}</Chip>
                    ))}
                  </span>
                ),
              },
              { id: 'scope', label: t('account.scope'), value: tCode('view', `scope.${scope}`) },
            ]}
          />
        </Card>
        <Card title={t('account.profile')}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate();
            }}
          >
            <TextField label={t('setup.name')} value={name} onChange={setName} autoComplete="name" required />
            <FormProblem error={save.error} />
            <div>
              <Button type="submit" busy={save.isPending} disabled={name.trim() === '' || name.trim() === user.name}>
                {t('word.save')}
              </Button>
            </div>
          </form>
        </Card>
        <PasswordCard />
      </div>
    </>
  );
}
