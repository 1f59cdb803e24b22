import type { ReactNode } from 'react';
import { Link } from './Link.tsx';
import css from './Page.module.css';

interface PageHeadProps {
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string };
}
/** The heading takes the focus after every change of screen, so that keyboard and screen reader start there. */
export const PageHead = ({ title, sub, actions, back }: PageHeadProps) => (
  <header className={css['head']}>
    <div className={css['titles']}>
      {back ? (
        <Link className={`${css['back']} noprint`} href={back.href}>
          ‹ {back.label}
        </Link>
      ) : null}
      <h1 tabIndex={-1} data-page-title>
        {title}
      </h1>
      {sub ? <p className={css['sub']}>{sub}</p> : null}
    </div>
    {actions ? <div className={`${css['actions']} noprint`}>{actions}</div> : null}
  </header>
);

export const Card = ({
  children,
  title,
  actions,
  flush,
}: {
  children: ReactNode;
  title?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
}) => (
  <section className={css['card']} data-flush={flush ? true : undefined}>
    {title ? (
      <div className={css['cardHead']}>
        <h2>{title}</h2>
        {actions ? <div className="row wrap noprint">{actions}</div> : null}
      </div>
    ) : null}
    {children}
  </section>
);

export interface Fact {
  readonly id: string;
  readonly label: string;
  readonly value: ReactNode;
}
/** Label and value pairs, in as many columns as fit. */
export const Facts = ({ items }: { items: readonly Fact[] }) => (
  <dl className={css['facts']}>
    {items.map((item) => (
      <div key={item.id}>
        <dt>{item.label}</dt>
        <dd>{item.value}</dd>
      </div>
    ))}
  </dl>
);

export interface ViewTab {
  readonly id: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly href: string;
}
/** Views are plain links: deep links for free and the right meaning for a screen reader. */
export const ViewTabs = ({ label, tabs, current }: { label: string; tabs: readonly ViewTab[]; current: string }) => (
  <nav className={`${css['tabs']} noprint`} aria-label={label}>
    {tabs.map((tab) => (
      <Link key={tab.id} href={tab.href} className={css['tab']} aria-current={tab.id === current ? 'page' : undefined}>
        {tab.label}
        {tab.count === undefined ? null : <span className="num"> {tab.count}</span>}
      </Link>
    ))}
  </nav>
);

export interface Stat {
  readonly id: string;
  readonly label: string;
  readonly value: ReactNode;
  readonly unit?: string | undefined;
  readonly note?: ReactNode;
  readonly title?: string | undefined;
  readonly tone?: 'danger' | 'warn' | 'ok' | undefined;
  readonly how?: ReactNode;
}
/** The strip of key numbers; on a phone one quiet line of cells. */
export const Stats = ({ items }: { items: readonly Stat[] }) => (
  <dl className={css['stats']}>
    {items.map((item) => (
      <div key={item.id} className={css['stat']}>
        <dt className={css['statLabel']}>
          {item.label}
          {item.how}
        </dt>
        <dd className={css['statValue']} title={item.title} data-tone={item.tone}>
          <span className="num">{item.value}</span>
          {item.unit ? <small>{item.unit}</small> : null}
        </dd>
        {item.note ? <dd className={css['statNote']}>{item.note}</dd> : null}
      </div>
    ))}
  </dl>
);

export const FilterRow = ({ children, label }: { children: ReactNode; label: string }) => (
  <div className={`${css['filters']} noprint`} role="group" aria-label={label}>
    {children}
  </div>
);
