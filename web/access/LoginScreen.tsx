import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshSession } from '../api/session.ts';
import { useCommand, useGet } from '../api/use.ts';
import { Redirect } from '../app/Redirect.tsx';
import { navigate, useSearchParams } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { PasswordField, TextField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { Bare } from './Bare.tsx';

/** Only addresses of this app: a link from outside must not lead a signed-in person elsewhere. */
const safeNext = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';

export function LoginScreen() {
  const [search] = useSearchParams();
  const client = useQueryClient();
  const setup = useGet<{ needed: boolean }>('/setup');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useCommand<unknown, void>(
    () => ({ method: 'POST', path: '/session', body: { email: email.trim(), password } }),
    () => {
      refreshSession(client)
        .then(() => navigate(safeNext(search['next']), { replace: true }))
        .catch(() => window.location.assign('/'));
    },
  );
  if (setup.data?.needed) return <Redirect to="/setup" />;
  return (
    <Bare title={t('login.title')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate();
        }}
      >
        <TextField
          label={t('login.email')}
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          required
          autoFocus
        />
        <PasswordField
          label={t('login.password')}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          required
        />
        <FormProblem error={login.error} />
        <Button
          look="primary"
          type="submit"
          wide
          busy={login.isPending}
          disabled={email.trim() === '' || password === ''}
        >
          {t('login.submit')}
        </Button>
        <p className="meta">{t('login.forgot')}</p>
      </form>
    </Bare>
  );
}
