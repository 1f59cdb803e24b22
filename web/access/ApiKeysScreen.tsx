import { useState } from 'react';
import type { ApiKeyRow } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { Check, TextField } from '../ui/Field.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { Empty, Failure, FormProblem, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

/** Rights that a program may hold; administration stays with people. */
const forKeys = (permissions: readonly string[]): string[] =>
  permissions.filter((p) => !/^(users|keys|companies|jobs)\.|^settings\.write$|^documents\.reverse$/.test(p));

function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { permissions } = useSession();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(forKeys(permissions).filter((p) => p.endsWith('.read')));
  const [secret, setSecret] = useState<string | null>(null);
  const create = useCommand<{ key: string }, void>(
    () => ({ method: 'POST', path: '/api-keys', body: { name: name.trim(), permissions: chosen } }),
    (answer) => setSecret(answer.key),
  );
  if (secret !== null) {
    return (
      <Dialog title={t('apiKey.created')} opened onClose={onClose}>
        <div className="stack">
          <p>{t('apiKey.once')}</p>
          <TextField label={t('apiKey.created')} bare value={secret} onChange={() => undefined} />
          <DialogFoot>
            <Button look="primary" onClick={onClose}>
              {t('apiKey.stored')}
            </Button>
          </DialogFoot>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('apiKey.new')} opened onClose={onClose} wide>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField
          label={t('apiKey.name')}
          hint={t('apiKey.nameHint')}
          value={name}
          onChange={setName}
          required
          autoFocus
        />
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className="strong">{t('apiKey.permissions')}</legend>
          <div className="grid2">
            {forKeys(permissions).map((p) => (
              <Check
                key={p}
                label={tCode('permission', p)}
                checked={chosen.includes(p)}
                onChange={(on) => setChosen(on ? [...chosen, p] : chosen.filter((c) => c !== p))}
              />
            ))}
          </div>
        </fieldset>
        <FormProblem error={create.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            busy={create.isPending}
            disabled={name.trim() === '' || chosen.length === 0}
          >
            {t('apiKey.create')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

export function ApiKeysScreen() {
  const { company } = useSession();
  const keys = useGet<{ items: readonly ApiKeyRow[] }>('/api-keys');
  const [creating, setCreating] = useState(false);
  const revoke = useCommand<unknown, ApiKeyRow>(
    (key) => ({ method: 'DELETE', path: `/api-keys/${key.id}` }),
    (_answer, key) => toast(t('apiKey.revoked', { name: key.name })),
  );
  const rights = (key: ApiKeyRow) => (
    <span className="small dim">{key.permissions.map((p) => tCode('permission', p)).join(' · ')}</span>
  );
  const columns: readonly Column<ApiKeyRow>[] = [
    {
      id: 'name',
      header: t('apiKey.name'),
      cell: (key) => (
        <>
          <span className="strong">{key.name}</span>
          <div className="meta num">{key.prefix}…</div>
        </>
      ),
    },
    { id: 'rights', header: t('apiKey.permissions'), wrap: true, cell: rights },
    {
      id: 'used',
      header: t('apiKey.lastUsed'),
      narrow: 'hide',
      cell: (key) =>
        key.last_used_at === null ? '—' : <span className="num">{dateTime(key.last_used_at, company.time_zone)}</span>,
    },
    {
      id: 'revoke',
      header: <span className="vh">{t('apiKey.revoke')}</span>,
      cell: (key) => (
        <Button compact onClick={() => revoke.mutate(key)} label={t('apiKey.revokeOf', { name: key.name })}>
          {t('apiKey.revoke')}
        </Button>
      ),
    },
  ];
  const items = (keys.data?.items ?? []).filter((key) => key.revoked_at === null);
  return (
    <>
      <PageHead
        title={t('nav.apiKeys')}
        sub={t('apiKey.sub')}
        actions={
          <Button look="primary" onClick={() => setCreating(true)}>
            {t('apiKey.new')}
          </Button>
        }
      />
      <Card flush>
        {keys.error ? (
          <Failure what={t('apiKey.failed')} error={keys.error} again={() => void keys.refetch()} />
        ) : !keys.data ? (
          <SkeletonRows rows={2} />
        ) : items.length === 0 ? (
          <Empty title={t('apiKey.none')} text={t('apiKey.noneText')} />
        ) : (
          <DataTable
            label={t('nav.apiKeys')}
            rows={items}
            columns={columns}
            rowKey={(key) => key.id}
            card={(key) => (
              <Card>
                <div className="stack tight">
                  <p className="strong">{key.name}</p>
                  {rights(key)}
                  <div>
                    <Button compact onClick={() => revoke.mutate(key)}>
                      {t('apiKey.revoke')}
                    </Button>
                  </div>
                </div>
              </Card>
            )}
          />
        )}
      </Card>
      {creating ? <NewKeyDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
