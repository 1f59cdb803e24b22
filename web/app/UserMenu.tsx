import { IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { forgetSession } from '../api/session.ts';
import { LANGUAGES, useLanguage } from '../i18n/language.ts';
import { switchLanguage, t } from '../i18n/translate.ts';
import { ActionMenu, type MenuEntry } from '../ui/Overlay.tsx';
import { useColorScheme } from '../ui/Provider.tsx';
import { errorText } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import css from './UserMenu.module.css';
import { paths } from './paths.ts';
import { navigate } from './router.ts';
import { useSession } from './session.tsx';

const SCHEMES = ['light', 'dark', 'auto'] as const;

export function UserMenu() {
  const { user } = useSession();
  const client = useQueryClient();
  const current = useLanguage();
  const { colorScheme, setColorScheme } = useColorScheme();
  const fail = (error: unknown): void =>
    toast(error instanceof Error ? errorText(error) : t('error.unexpected'), { tone: 'problem' });
  const signOut = (): void => {
    request('DELETE', '/session')
      .then(() => {
        forgetSession(client);
        client.clear();
        navigate(paths.login());
      })
      .catch(fail);
  };
  const chooseLanguage = (id: (typeof LANGUAGES)[number]['id']): void => {
    switchLanguage(id)
      .then(() => request('PATCH', '/me', { body: { language: id } }))
      .catch(fail);
  };
  const entries: MenuEntry[] = [
    { id: 'account', label: t('user.account'), href: paths.account() },
    { id: 'keys', label: t('nav.shortcuts'), href: paths.shortcuts() },
    ...LANGUAGES.map((l, at) => ({
      id: l.id,
      label: l.name,
      on: l.id === current,
      onClick: () => chooseLanguage(l.id),
      ...(at === 0 ? { divide: true, heading: t('user.language') } : {}),
    })),
    ...SCHEMES.map((s, at) => ({
      id: s,
      label: t(`scheme.${s}`),
      on: s === colorScheme,
      onClick: () => setColorScheme(s),
      ...(at === 0 ? { divide: true, heading: t('user.theme') } : {}),
    })),
    { id: 'out', label: t('user.signOut'), onClick: signOut, divide: true },
  ];
  return (
    <ActionMenu
      label={t('user.menu')}
      entries={entries}
      target={
        <button type="button" className={css['button']} aria-label={t('user.menuOf', { name: user.name })}>
          <IconUser size={18} aria-hidden="true" />
          <span className="ellipsis">{user.name}</span>
        </button>
      }
    />
  );
}
