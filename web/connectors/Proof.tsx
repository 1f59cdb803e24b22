import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { ImportCounts } from '../api/shapes.ts';
import { withSymbol, type WireMoney } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { Card } from '../ui/Page.tsx';
import css from './connectors.module.css';

const list = (moneys: readonly WireMoney[]): string =>
  moneys.length === 0 ? '—' : moneys.map((m) => `${m.currency} ${withSymbol(m)}`).join(' · ');

/** The file's total is what gets booked plus what is there already plus what is left out: nothing disappears. */
export function Proof({ preview: p, done }: { preview: ImportCounts; done?: boolean }) {
  if (p.totals_file.length === 0) return null;
  return (
    <Card title={t('proof.title')}>
      <div className="stack">
        <dl className={css['proof']}>
          <div>
            <dt>{t('proof.file')}</dt>
            <dd>{list(p.totals_file)}</dd>
          </div>
          <div>
            <dt>{t(done ? 'proof.wasBooked' : 'proof.booked')}</dt>
            <dd>{list(p.totals_booked)}</dd>
          </div>
          {p.totals_known.length > 0 ? (
            <div>
              <dt>{t('proof.known')}</dt>
              <dd>{list(p.totals_known)}</dd>
            </div>
          ) : null}
          {p.totals_left_out.length > 0 ? (
            <div>
              <dt>{t('proof.leftOut')}</dt>
              <dd>{list(p.totals_left_out)}</dd>
            </div>
          ) : null}
        </dl>
        <p
          className={css['proofLine']}
          data-good={p.matches ? true : undefined}
          data-bad={p.matches ? undefined : true}
        >
          {p.matches ? <IconCheck size={18} aria-hidden="true" /> : <IconAlertTriangle size={18} aria-hidden="true" />}
          {t(p.matches ? 'proof.matches' : 'proof.differs')}
        </p>
      </div>
    </Card>
  );
}
