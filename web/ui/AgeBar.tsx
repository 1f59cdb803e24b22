import { full, minorOf } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import css from './AgeBar.module.css';

interface AgeBarProps {
  /** In order: not due first, then by age. */
  readonly buckets: readonly { readonly label: string; readonly amount: string }[];
  readonly currency: string;
  readonly size?: 'thin' | 'thick';
}

/** Share of each age in one line; the text says the same for those who do not see colours. Credits make no segment. */
export function AgeBar({ buckets, currency, size = 'thin' }: AgeBarProps) {
  const parts = buckets
    .map((bucket, index) => ({ ...bucket, index, minor: minorOf({ amount: bucket.amount, currency }) }))
    .filter((p) => p.minor > 0n);
  const total = parts.reduce((sum, part) => sum + part.minor, 0n);
  const text = parts.map((part) => `${part.label} ${full(part.amount, currency)}`).join(t('word.separator'));
  return (
    <div
      className={css['bar']}
      data-size={size}
      role="img"
      aria-label={text === '' ? t('word.nothing') : text}
      title={text}
    >
      {parts.map((part) => {
        const permille = (part.minor * 1000n) / total;
        return (
          <span
            key={part.index}
            style={{
              flexGrow: permille === 0n ? '1' : permille.toString(),
              background: `var(--ag${Math.min(part.index, 5)})`,
            }}
          />
        );
      })}
    </div>
  );
}
