import { useState } from 'react';
import type { Settings } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { useMay, useSession } from '../app/session.tsx';
import { LANGUAGES } from '../i18n/language.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { Card, Facts, PageHead } from '../ui/Page.tsx';
import { Failure, FormProblem, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

const MODES = ['OLDEST_FIRST', 'STATUTORY_CN', 'PRO_RATA', 'BY_REMITTANCE', 'MANUAL'] as const;

function SettingsForm({ settings }: { settings: Settings }) {
  const may = useMay('settings.write');
  const [form, setForm] = useState({
    name: settings.name,
    language: settings.language,
    buckets: settings.aging_buckets.join(', '),
    allocation_mode: settings.allocation_mode,
    term: String(settings.payment_term_days),
  });
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const buckets = form.buckets
    .split(/[,，、\s]+/)
    .filter(Boolean)
    .map((part) => Number.parseInt(part, 10));
  const term = Number.parseInt(form.term, 10);
  const valid =
    form.name.trim() !== '' && buckets.length > 0 && buckets.every((b, at) => b > (buckets[at - 1] ?? 0)) && term >= 0;
  const save = useCommand<unknown, void>(
    () => ({
      method: 'PATCH',
      path: '/settings',
      body: {
        name: form.name.trim(),
        language: form.language,
        aging_buckets: buckets,
        allocation_mode: form.allocation_mode,
        payment_term_days: term,
      },
    }),
    () => toast(t('settings.saved')),
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={t('setup.company')} value={form.name} onChange={set('name')} required disabled={!may} />
      <div className="grid2">
        <Choice
          label={t('setup.language')}
          hint={t('settings.languageHint')}
          value={form.language}
          onChange={set('language')}
          options={LANGUAGES.map((l) => ({ value: l.id, label: l.name }))}
          disabled={!may}
        />
        <TextField
          label={t('settings.term')}
          hint={t('settings.termHint')}
          value={form.term}
          onChange={set('term')}
          inputMode="numeric"
          disabled={!may}
        />
        <TextField
          label={t('settings.buckets')}
          hint={t('settings.bucketsHint')}
          value={form.buckets}
          onChange={set('buckets')}
          disabled={!may}
        />
        <Choice
          label={t('settings.mode')}
          hint={t('settings.modeHint')}
          value={form.allocation_mode}
          onChange={set('allocation_mode')}
          options={MODES.map((mode) => ({ value: mode, label: tCode('mode', mode) }))}
          disabled={!may}
        />
      </div>
      <FormProblem error={save.error} />
      {may ? (
        <div>
          <Button look="primary" type="submit" busy={save.isPending} disabled={!valid}>
            {t('word.save')}
          </Button>
        </div>
      ) : (
        <p className="meta">{t('settings.readOnly')}</p>
      )}
    </form>
  );
}

export function SettingsScreen() {
  const { company } = useSession();
  const settings = useGet<Settings>('/settings');
  return (
    <>
      <PageHead title={t('nav.settings')} sub={company.name} />
      <div className="stack">
        <Card>
          {settings.error ? (
            <Failure what={t('settings.failed')} error={settings.error} again={() => void settings.refetch()} />
          ) : settings.data ? (
            <SettingsForm settings={settings.data} />
          ) : (
            <SkeletonRows rows={3} />
          )}
        </Card>
        <Card title={t('settings.fixed')}>
          <Facts
            items={[
              { id: 'c', label: t('setup.currency'), value: company.currency },
              { id: 'z', label: t('setup.zone'), value: company.time_zone },
              { id: 'l', label: t('setup.country'), value: company.country },
            ]}
          />
          <p className="meta">{t('settings.fixedNote')}</p>
        </Card>
      </div>
    </>
  );
}
