import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { allCurrencies } from '../../src/core/currency.ts';
import { refreshSession } from '../api/session.ts';
import { useCommand, useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import { LANGUAGES, language, type Language } from '../i18n/language.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Choice, PasswordField, TextField } from '../ui/Field.tsx';
import { Link } from '../ui/Link.tsx';
import { Failure, FormProblem } from '../ui/States.tsx';
import { Bare } from './Bare.tsx';

const HOME = {
  'zh-CN': { currency: 'CNY', country: 'CN' },
  'zh-TW': { currency: 'TWD', country: 'TW' },
  en: { currency: 'USD', country: 'US' },
} satisfies Record<Language, { currency: string; country: string }>;
/** What this device knows about where the company sits; the person can change it. */
const guessedZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = (): string[] => [
  ...new Set([guessedZone(), 'Asia/Shanghai', 'Asia/Taipei', 'Asia/Hong_Kong', ...Intl.supportedValuesOf('timeZone')]),
];

export function SetupScreen() {
  const [search] = useSearchParams();
  const client = useQueryClient();
  const setup = useGet<{ needed: boolean }>('/setup');
  const [form, setForm] = useState({
    name: '',
    email: '',
    password: '',
    company: '',
    language: language(),
    currency: HOME[language()].currency,
    time_zone: guessedZone(),
    country: HOME[language()].country,
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const [token] = useState(search['token'] ?? window.location.hash.slice(1));
  const create = useCommand<unknown, void>(
    () => ({
      method: 'POST',
      path: '/setup',
      body: {
        token,
        name: form.name.trim(),
        email: form.email.trim(),
        password: form.password,
        company: {
          name: form.company.trim(),
          language: form.language,
          currency: form.currency,
          time_zone: form.time_zone,
          country: form.country,
        },
      },
    }),
    () => {
      refreshSession(client)
        .then(() => navigate(paths.today(), { replace: true }))
        .catch(() => window.location.assign('/'));
    },
  );
  if (setup.error)
    return (
      <Bare title={t('setup.title')}>
        <Failure what={t('failure.start')} error={setup.error} again={() => void setup.refetch()} />
      </Bare>
    );
  if (setup.data && !setup.data.needed)
    return (
      <Bare title={t('setup.doneTitle')} sub={t('setup.doneText')}>
        <Link href={paths.login()}>{t('login.title')}</Link>
      </Bare>
    );
  if (token === '')
    return (
      <Bare title={t('setup.title')} sub={t('setup.noToken')}>
        <span />
      </Bare>
    );
  const ready =
    form.name.trim() !== '' && form.email.includes('@') && form.password.length >= 12 && form.company.trim() !== '';
  return (
    <Bare title={t('setup.title')} sub={t('setup.sub')} wide>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <div className="grid2">
          <TextField
            label={t('setup.name')}
            value={form.name}
            onChange={set('name')}
            autoComplete="name"
            required
            autoFocus
          />
          <TextField
            label={t('login.email')}
            type="email"
            value={form.email}
            onChange={set('email')}
            autoComplete="username"
            required
          />
        </div>
        <PasswordField
          label={t('login.password')}
          hint={t('setup.passwordHint')}
          value={form.password}
          onChange={set('password')}
          autoComplete="new-password"
          required
        />
        <TextField
          label={t('setup.company')}
          value={form.company}
          onChange={set('company')}
          autoComplete="organization"
          required
        />
        <div className="grid2">
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
          <Choice
            label={t('setup.zone')}
            value={form.time_zone}
            onChange={set('time_zone')}
            options={zones().map((z) => ({ value: z, label: z }))}
          />
          <TextField
            label={t('setup.country')}
            hint={t('setup.countryHint')}
            value={form.country}
            onChange={(value) => set('country')(value.toUpperCase().slice(0, 2))}
            required
          />
        </div>
        <FormProblem error={create.error} />
        <Button look="primary" type="submit" wide busy={create.isPending} disabled={!ready}>
          {t('setup.submit')}
        </Button>
      </form>
    </Bare>
  );
}
