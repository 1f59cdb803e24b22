import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { refreshSession } from '../api/session.ts';
import type { LinkPurpose } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { navigate } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { PasswordField, TextField } from '../ui/Field.tsx';
import { Failure, FormProblem } from '../ui/States.tsx';
import { Bare } from './Bare.tsx';

/** Behind the #, where no server and no log sees it. */
const tokenInAddress = (): string => window.location.hash.slice(1);

/** Opens with the link of an invitation or of a lost password: the person chooses a password nobody else knows. */
export function InviteScreen() {
  const client = useQueryClient();
  const [token] = useState(tokenInAddress);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const look = useCommand<LinkPurpose, void>(
    () => ({ method: 'POST', path: '/invites/look', body: { token } }),
    (link) => setName(link.name),
  );
  const { mutate } = look;
  useEffect(() => {
    if (token !== '') mutate();
  }, [token, mutate]);
  const link = look.data;
  const accept = useCommand<unknown, void>(
    () => ({
      method: 'POST',
      path: '/invites/accept',
      body: { token, password, ...(link?.chooses_password && name.trim() !== '' ? { name: name.trim() } : {}) },
    }),
    () => {
      refreshSession(client)
        .then(() => navigate('/', { replace: true }))
        .catch(() => window.location.assign('/'));
    },
  );
  if (token === '')
    return (
      <Bare title={t('invite.title')} sub={t('invite.noToken')}>
        <span />
      </Bare>
    );
  if (look.error)
    return (
      <Bare title={t('invite.title')}>
        <Failure what={t('invite.failed')} error={look.error} />
      </Bare>
    );
  if (!link)
    return (
      <Bare title={t('invite.title')} sub={t('word.loading')}>
        <span />
      </Bare>
    );
  return (
    <Bare
      title={link.purpose === 'reset' ? t('invite.resetTitle') : t('invite.joinTitle', { company: link.company })}
      sub={link.chooses_password ? t('invite.sub') : t('invite.confirm')}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate();
        }}
      >
        <p className="dim">{link.email}</p>
        {link.purpose === 'invite' && link.chooses_password ? (
          <TextField label={t('setup.name')} value={name} onChange={setName} autoComplete="name" autoFocus />
        ) : null}
        <PasswordField
          label={t('login.password')}
          {...(link.chooses_password ? { hint: t('setup.passwordHint') } : {})}
          value={password}
          onChange={setPassword}
          autoComplete={link.chooses_password ? 'new-password' : 'current-password'}
          required
        />
        <FormProblem error={accept.error} />
        <Button
          look="primary"
          type="submit"
          wide
          busy={accept.isPending}
          disabled={password.length < (link.chooses_password ? 12 : 1)}
        >
          {t('invite.submit')}
        </Button>
      </form>
    </Bare>
  );
}
