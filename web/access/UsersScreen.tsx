import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { TeamRow, UserRow } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { useMay } from '../app/session.tsx';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { Failure, SkeletonRows } from '../ui/States.tsx';
import { OneTimeLink } from './OneTimeLink.tsx';
import { TeamsCard } from './TeamsCard.tsx';
import { UserDialog } from './UserDialog.tsx';

const RoleChips = ({ roles }: { roles: readonly string[] }) => (
  <span className="row wrap">
    {roles.map((role) => (
      <Chip key={role}>{tCode('role', role)}</Chip>
    ))}
  </span>
);

export function UsersScreen() {
  const may = useMay('users.write');
  const users = useGet<{ items: readonly UserRow[] }>('/users');
  const teams = useGet<{ items: readonly TeamRow[] }>('/teams');
  const [editing, setEditing] = useState<UserRow | 'new' | null>(null);
  const [link, setLink] = useState<{ url: string; email: string } | null>(null);
  const reset = useCommand<{ link: string }, UserRow>(
    (user) => ({ method: 'POST', path: `/users/${user.id}/reset-link` }),
    (answer, user) => setLink({ url: answer.link, email: user.email }),
  );
  const actions = (user: UserRow) =>
    may ? (
      <span className="row">
        <Button compact onClick={() => setEditing(user)} label={t('user.editOf', { name: user.name })}>
          {t('word.edit')}
        </Button>
        <Button compact look="quiet" onClick={() => reset.mutate(user)}>
          {t('user.resetLink')}
        </Button>
      </span>
    ) : null;
  const state = (user: UserRow) =>
    user.status === 'disabled' ? (
      <Chip tone="danger">{t('user.disabled')}</Chip>
    ) : user.status === 'invited' ? (
      <Chip tone="warn">{t('user.invited')}</Chip>
    ) : null;
  const columns: readonly Column<UserRow>[] = [
    {
      id: 'name',
      header: t('user.name'),
      cell: (user) => (
        <>
          <span className="strong">{user.name}</span> {state(user)}
          <div className="meta">{user.email}</div>
        </>
      ),
    },
    { id: 'roles', header: t('user.roles'), wrap: true, cell: (user) => <RoleChips roles={user.roles} /> },
    { id: 'team', header: t('user.team'), cell: (user) => user.team?.name ?? '—' },
    { id: 'actions', header: <span className="vh">{t('word.edit')}</span>, cell: actions },
  ];
  const items = users.data?.items ?? [];
  return (
    <>
      <PageHead
        title={t('nav.users')}
        sub={t('user.sub')}
        actions={
          may ? (
            <Button look="primary" icon={<IconPlus size={16} />} onClick={() => setEditing('new')}>
              {t('user.invite')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Card flush>
          {users.error ? (
            <Failure what={t('user.failed')} error={users.error} again={() => void users.refetch()} />
          ) : users.isPending ? (
            <SkeletonRows rows={4} />
          ) : (
            <DataTable
              label={t('nav.users')}
              rows={items}
              columns={columns}
              rowKey={(user) => user.id}
              card={(user) => (
                <Card>
                  <div className="stack tight">
                    <p className="strong">
                      {user.name} {state(user)}
                    </p>
                    <p className="meta">{user.email}</p>
                    <RoleChips roles={user.roles} />
                    {actions(user)}
                  </div>
                </Card>
              )}
            />
          )}
        </Card>
        <TeamsCard teams={teams.data?.items ?? []} />
      </div>
      {editing ? (
        <UserDialog
          user={editing === 'new' ? null : editing}
          teams={teams.data?.items ?? []}
          onClose={() => setEditing(null)}
          onInvited={setLink}
        />
      ) : null}
      {link ? <OneTimeLink url={link.url} email={link.email} onClose={() => setLink(null)} /> : null}
    </>
  );
}
