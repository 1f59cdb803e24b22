import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/translate.ts';
import { Popover } from './Overlay.tsx';
import css from './How.module.css';

interface HowProps {
  /** The number in question, by name. */
  readonly of: string;
  readonly formula: ReactNode;
  /** The rows or figures that went in. */
  readonly rows?: readonly { readonly id: string; readonly label: ReactNode; readonly value: ReactNode }[];
  readonly asOf?: string | undefined;
  readonly source?: ReactNode;
}

/** "How is this computed": formula, what went in, as of which day. Every number of the app has one. */
export const How = ({ of, formula, rows, asOf, source }: HowProps) => (
  <Popover
    label={t('how.title', { of })}
    target={(open, toggle) => (
      <button
        type="button"
        className={`${css['button']} noprint`}
        aria-label={t('how.title', { of })}
        title={t('how.title', { of })}
        aria-expanded={open}
        onClick={toggle}
      >
        <IconInfoCircle size={14} />
      </button>
    )}
  >
    <HowBody of={of} formula={formula} {...(rows ? { rows } : {})} asOf={asOf} source={source} />
  </Popover>
);

export const HowBody = ({ of, formula, rows, asOf, source }: HowProps) => (
  <div className="stack">
    <p className="strong">{of}</p>
    <div className="prewrap">{formula}</div>
    {rows && rows.length > 0 ? (
      <dl className={css['rows']}>
        {rows.map((row) => (
          <div key={row.id}>
            <dt>{row.label}</dt>
            <dd className="num">{row.value}</dd>
          </div>
        ))}
      </dl>
    ) : null}
    <p className="meta">
      {asOf ? t('how.asOf', { day: asOf }) : null}
      {source ? <> {source}</> : null}
    </p>
  </div>
);
