import { useState } from 'react';
import type { TeamRow, UserRow } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { Check, Choice, TextField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

const ROLES = ['SALES_REP', 'SALES_MANAGER', 'FINANCE', 'LEGAL', 'ADMIN', 'AUDITOR'] as const;

interface UserDialogProps {
  /** null: invite a new one. */
  readonly user: UserRow | null;
  readonly teams: readonly TeamRow[];
  readonly onClose: () => void;
  readonly onInvited: (link: { url: string; email: string }) => void;
}
export function UserDialog({ user, teams, onClose, onInvited }: UserDialogProps) {
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [roles, setRoles] = useState<readonly string[]>(user?.roles ?? ['SALES_REP']);
  const [teamId, setTeamId] = useState(user?.team?.id ?? '');
  const [disabled, setDisabled] = useState(user?.status === 'disabled');
  const own = user !== null && user.can['change_roles'] !== true;
  const save = useCommand<{ link?: string }, void>(
    () =>
      user === null
        ? {
            method: 'POST',
            path: '/users',
            body: { name: name.trim(), email: email.trim(), roles, team_id: teamId || null },
          }
        : {
            method: 'PATCH',
            path: `/users/${user.id}`,
            body: { version: user.version, team_id: teamId || null, ...(own ? {} : { roles, disabled }) },
          },
    (answer) => {
      if (answer.link) onInvited({ url: answer.link, email: email.trim() });
      else toast(t('user.saved', { name }));
      onClose();
    },
  );
  const toggle =
    (role: string) =>
    (on: boolean): void =>
      setRoles(on ? [...roles, role] : roles.filter((r) => r !== role));
  return (
    <Dialog title={user === null ? t('user.invite') : t('user.editOf', { name: user.name })} opened onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {user === null ? (
          <>
            <TextField label={t('user.name')} value={name} onChange={setName} required autoFocus />
            <TextField label={t('login.email')} type="email" value={email} onChange={setEmail} required />
          </>
        ) : null}
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className="strong">{t('user.roles')}</legend>
          <div className="stack">
            {ROLES.map((role) => (
              <Check
                key={role}
                checked={roles.includes(role)}
                disabled={own}
                onChange={toggle(role)}
                label={
                  <>
                    {tCode('role', role)}
                    <span className="meta"> {tCode('role', `${role}.what`)}</span>
                  </>
                }
              />
            ))}
          </div>
        </fieldset>
        <Choice
          label={t('user.team')}
          value={teamId}
          onChange={setTeamId}
          options={[{ value: '', label: '—' }, ...teams.map((team) => ({ value: team.id, label: team.name }))]}
        />
        {own ? <p className="meta">{t('user.ownRoles')}</p> : null}
        {user === null || own ? null : <Check label={t('user.disable')} checked={disabled} onChange={setDisabled} />}
        <FormProblem error={save.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            busy={save.isPending}
            disabled={roles.length === 0 || (user === null && (name.trim() === '' || !email.includes('@')))}
          >
            {user === null ? t('user.createLink') : t('word.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
