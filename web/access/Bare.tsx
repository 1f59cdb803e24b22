import type { ReactNode } from 'react';
import { LANGUAGES, useLanguage } from '../i18n/language.ts';
import { switchLanguage, t } from '../i18n/translate.ts';
import css from './Bare.module.css';

/** The page before sign-in: name, one form, the languages. */
export function Bare({
  title,
  sub,
  children,
  wide,
}: {
  title: string;
  sub?: string;
  children: ReactNode;
  wide?: boolean;
}) {
  const current = useLanguage();
  return (
    <main className={css['page']}>
      <div className={css['box']} data-wide={wide ? true : undefined}>
        <p className={css['brand']}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('app.name')}
        </p>
        <h1 tabIndex={-1} data-page-title>
          {title}
        </h1>
        {sub ? <p className="dim">{sub}</p> : null}
        {children}
        <nav className={css['languages']} aria-label={t('user.language')}>
          {LANGUAGES.map((l) => (
            <button
              key={l.id}
              type="button"
              lang={l.id}
              aria-pressed={l.id === current}
              onClick={() => void switchLanguage(l.id)}
            >
              {l.name}
            </button>
          ))}
        </nav>
      </div>
    </main>
  );
}
