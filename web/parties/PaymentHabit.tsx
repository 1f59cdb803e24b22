import type { Account } from '../api/shapes.ts';
import { useSession } from '../app/session.tsx';
import { withSymbol } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import css from './PaymentHabit.module.css';

const CAP = 90;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** Days late of the last paid documents, one dot each on a line from early to late; the table says the same. */
export function PaymentHabit({ account }: { account: Account }) {
  const { company } = useSession();
  const habit = account.habit;
  if (habit.length === 0) return <p className="dim">{t('habit.none')}</p>;
  const days = habit.map((h) => h.days_late);
  const left = (value: number): string => `${((Math.max(-30, Math.min(CAP, value)) + 30) * 100) / (CAP + 30)}%`;
  return (
    <div className="stack">
      <p>{t('habit.median', { days: median(days), count: habit.length })}</p>
      <div className={css['line']} aria-hidden="true">
        <span className={css['due']} style={{ left: left(0) }} />
        {habit.map((h) => (
          <span
            key={`${h.number}-${h.instalment_no}`}
            className={css['dot']}
            data-late={h.days_late > 0 ? true : undefined}
            style={{ left: left(h.days_late) }}
          />
        ))}
      </div>
      <div className={`${css['scale']} meta`} aria-hidden="true">
        <span>{t('habit.early')}</span>
        <span>{t('habit.dueDay')}</span>
        <span>{t('habit.late', { days: CAP })}</span>
      </div>
      <details>
        <summary>{t('habit.data')}</summary>
        <table className={css['table']}>
          <thead>
            <tr>
              <th scope="col">{t('receivable.number')}</th>
              <th scope="col">{t('habit.paidOn')}</th>
              <th scope="col">{t('habit.daysLate')}</th>
            </tr>
          </thead>
          <tbody>
            {habit.map((h) => (
              <tr
                key={`${h.number}-${h.instalment_no}`}
                title={withSymbol({ amount: h.amount, currency: h.currency ?? company.currency })}
              >
                <td>{h.number}</td>
                <td className="num">{h.paid_on}</td>
                <td className="num">{h.days_late}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
