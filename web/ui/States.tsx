import { useEffect, useState, type ReactNode } from 'react';
import type { ApiError } from '../api/client.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import css from './States.module.css';

/** What a refusal means to the person, in their language. */
export function errorText(error: Error): string {
  if (!('code' in error) || typeof error.code !== 'string') return t('error.unexpected');
  const params =
    'detail' in error && typeof error.detail === 'object' ? (error.detail as Record<string, string | number>) : {};
  return tCode('error', error.code, params, error.message || t('error.unexpected'));
}

interface FailureProps {
  readonly error: Error;
  /** What the person was about to do or see. */
  readonly what: string;
  /** What is safe, if that is in question. */
  readonly kept?: string;
  readonly again?: () => void;
}
/** What failed, what was kept, what to do, and a code to tell others. */
export function Failure({ error, what, kept, again }: FailureProps) {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
  return (
    <div className={css['failure']} role="alert">
      <p className="strong">{what}</p>
      <p>
        {errorText(error)}
        {kept ? ` ${kept}` : ''}
      </p>
      <p className="row wrap">
        {again ? (
          <Button compact onClick={again}>
            {t('word.tryAgain')}
          </Button>
        ) : null}
        <code className="meta">
          {t('word.code')} {code}
        </code>
      </p>
    </div>
  );
}

/** Problem of a form, above its buttons; fields show their own. */
export const FormProblem = ({ error }: { error: ApiError | null }) =>
  error === null ? null : (
    <div className={css['problem']} role="alert">
      {errorText(error)}
      {error.code === 'network' ? ` ${t('error.inputKept')}` : ''} <code className="meta">{error.code}</code>
    </div>
  );

interface EmptyProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  /** It is all there is on the page. */
  readonly page?: boolean;
}
export const Empty = ({ title, text, action, page }: EmptyProps) => (
  <div className={css['empty']}>
    {page ? (
      <h1 tabIndex={-1} data-page-title>
        {title}
      </h1>
    ) : (
      <p className="strong">{title}</p>
    )}
    {text ? <p className="dim">{text}</p> : null}
    {action ? <div className="row wrap">{action}</div> : null}
  </div>
);

/** Rows of the final height, shown only when the answer takes longer than a blink. */
export function SkeletonRows({ rows = 8, height = 62 }: { rows?: number; height?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={t('word.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={css['skeletonRow']} style={{ height }} data-late={late ? true : undefined}>
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}

/** Work in progress, counted in rows, told to screen readers politely. */
export function Progress({ done, total, label }: { done: number; total: number; label: string }) {
  return (
    <div>
      <div
        className={css['track']}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div style={{ width: total > 0 ? `${(done * 100) / total}%` : '0%' }} />
      </div>
    </div>
  );
}

/** A page whose record could not be read. */
export const PageFailure = ({ title, ...failure }: FailureProps & { readonly title: string }) => (
  <>
    <h1 tabIndex={-1} data-page-title>
      {title}
    </h1>
    <Failure {...failure} />
  </>
);
