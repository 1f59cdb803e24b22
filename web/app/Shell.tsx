import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { t } from '../i18n/translate.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { Link } from '../ui/Link.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { FileDrop } from './FileDrop.tsx';
import { KEYS, useKey, type KeyId } from './keys.ts';
import { allowedNav, isCurrent, NAV } from './nav.ts';
import { OfflineStrip } from './OfflineStrip.tsx';
import { paths } from './paths.ts';
import { navigate, usePath } from './router.ts';
import { useMay, useSession } from './session.tsx';
import { BottomBar } from './BottomBar.tsx';
import { CompanySwitch } from './CompanySwitch.tsx';
import { UserMenu } from './UserMenu.tsx';
import css from './Shell.module.css';

const loadPalette = () => import('./Palette.tsx').then((m) => ({ default: m.Palette }));
const Palette = lazy(loadPalette);
/** Long enough after the first screen to take nothing from it, soon enough that no key typed after Ctrl K is lost. */
const PALETTE_DELAY_MS = 1500;

const GO_KEYS = NAV.flatMap((group) =>
  group.items.flatMap((item) => (item.key ? [{ key: item.key, href: item.href }] : [])),
);

function GoKey({ id, href }: { id: KeyId; href: string }) {
  useKey(id, () => navigate(href));
  return null;
}

function Sidebar() {
  const path = usePath();
  const { permissions } = useSession();
  return (
    <nav className={`${css['side']} noprint`} aria-label={t('nav.main')}>
      <Link href={paths.today()} className={css['brand']}>
        <img src="/icon.svg" alt="" width={24} height={24} />
        <span>{t('app.name')}</span>
      </Link>
      {allowedNav(permissions).map((group) => (
        <div key={group.label} className={css['group']}>
          <p className={css['groupLabel']}>{t(group.label)}</p>
          {group.items.map((item) => (
            <Link
              key={item.href}
              href={item.href}
              className={css['item']}
              aria-current={isCurrent(item, path) ? 'page' : undefined}
              title={t(item.label)}
            >
              <item.icon size={18} stroke={1.75} aria-hidden="true" />
              <span>{t(item.label)}</span>
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** Sidebar, search and account around every screen; a bottom bar instead of the sidebar on a phone. */
export function Shell({ children }: { children: ReactNode }) {
  const [palette, setPalette] = useState(false);
  const mayImport = useMay('imports.write');
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PALETTE_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  useKey('palette', () => setPalette(true));
  useKey('help', () => navigate(paths.shortcuts()));
  useKey('filter', () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus());
  return (
    <div className={css['frame']}>
      <a className={css['skip']} href="#main">
        {t('skip.main')}
      </a>
      <Sidebar />
      <div className={css['column']}>
        <header className={`${css['top']} noprint`}>
          <button
            type="button"
            className={css['search']}
            onClick={() => setPalette(true)}
            aria-keyshortcuts="Control+K"
            aria-label={t('palette.open')}
          >
            <IconSearch size={18} aria-hidden="true" />
            <span>{t('palette.placeholder')}</span>
            <Kbd>{KEYS.palette.keys.replace('+', ' ')}</Kbd>
          </button>
          <div className="row">
            <CompanySwitch />
            <UserMenu />
          </div>
        </header>
        <OfflineStrip />
        <main id="main" className={css['main']} tabIndex={-1}>
          {children}
        </main>
      </div>
      <BottomBar onSearch={() => setPalette(true)} />
      {GO_KEYS.map(({ key, href }) => (
        <GoKey key={key} id={key} href={href} />
      ))}
      {mayImport ? <FileDrop /> : null}
      <Toasts />
      {palette ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
