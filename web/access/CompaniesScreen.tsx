import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { allCurrencies } from '../../src/core/currency.ts';
import { refreshSession } from '../api/session.ts';
import { useCommand } from '../api/use.ts';
import { useMay, useSession } from '../app/session.tsx';
import { LANGUAGES } from '../i18n/language.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

function NewCompany() {
  const { company } = useSession();
  const client = useQueryClient();
  const [form, setForm] = useState({
    name: '',
    language: company.language,
    currency: company.currency,
    time_zone: company.time_zone,
    country: company.country,
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const create = useCommand<unknown, void>(
    () => ({ method: 'POST', path: '/companies', body: { ...form, name: form.name.trim() } }),
    () => {
      toast(t('company.created', { name: form.name.trim() }));
      set('name')('');
      void refreshSession(client);
    },
  );
  return (
    <Card title={t('company.new')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <div className="grid2">
          <TextField label={t('setup.company')} value={form.name} onChange={set('name')} required />
          <Choice
            label={t('setup.language')}
            value={form.language}
            onChange={set('language')}
            options={LANGUAGES.map((l) => ({ value: l.id, label: l.name }))}
          />
          <Choice
            label={t('setup.currency')}
            value={form.currency}
            onChange={set('currency')}
            options={allCurrencies().map((c) => ({ value: c, label: c }))}
          />
          <TextField label={t('setup.zone')} value={form.time_zone} onChange={set('time_zone')} required />
          <TextField
            label={t('setup.country')}
            hint={t('setup.countryHint')}
            value={form.country}
            onChange={(value) => set('country')(value.toUpperCase().slice(0, 2))}
            required
          />
        </div>
        <FormProblem error={create.error} />
        <div>
          <Button look="primary" type="submit" busy={create.isPending} disabled={form.name.trim() === ''}>
            {t('company.create')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function CompaniesScreen() {
  const { company, companies } = useSession();
  const may = useMay('companies.write');
  const enter = useCommand<unknown, string>(
    (id) => ({ method: 'POST', path: '/session/company', body: { company_id: id } }),
    () => window.location.assign('/'),
  );
  const open = (id: string) =>
    id === company.id ? (
      <Chip tone="primary">{t('company.here')}</Chip>
    ) : (
      <Button compact onClick={() => enter.mutate(id)}>
        {t('company.open')}
      </Button>
    );
  const chips = (roles: readonly string[]) => (
    <span className="row wrap">
      {roles.map((role) => (
        <Chip key={role}>{tCode('role', role)}</Chip>
      ))}
    </span>
  );
  return (
    <>
      <PageHead title={t('nav.companies')} sub={t('company.sub')} />
      <div className="stack">
        <Card flush>
          <DataTable
            label={t('nav.companies')}
            rows={companies}
            rowKey={(one) => one.id}
            columns={[
              {
                id: 'name',
                header: t('setup.company'),
                wrap: true,
                cell: (one) => <span className="strong">{one.name}</span>,
              },
              { id: 'roles', header: t('account.roles'), wrap: true, cell: (one) => chips(one.roles) },
              { id: 'open', header: <span className="vh">{t('company.open')}</span>, cell: (one) => open(one.id) },
            ]}
            card={(one) => (
              <Card>
                <div className="stack tight">
                  <p className="strong">{one.name}</p>
                  {chips(one.roles)}
                  <div>{open(one.id)}</div>
                </div>
              </Card>
            )}
          />
        </Card>
        {may ? <NewCompany /> : null}
      </div>
    </>
  );
}
