import type { Receivable } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import { useSession } from '../app/session.tsx';
import { daysFrom } from '../format/day.ts';
import { compare, full, isNegative, isZero } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { ageText, ageTone } from '../ui/ageText.ts';
import { Amount } from '../ui/Amount.tsx';
import { AmountField } from '../ui/AmountField.tsx';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Field.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { How } from '../ui/How.tsx';
import { Link } from '../ui/Link.tsx';
import { Card } from '../ui/Page.tsx';
import { Failure, SkeletonRows } from '../ui/States.tsx';
import { MODES, type AllocationDraft, type Mode } from './allocation.ts';
import css from './cash.module.css';

interface EditorProps {
  readonly draft: AllocationDraft;
  readonly currency: string;
  readonly amount: string;
  /** Leaving everything unapplied makes no sense where the money is there already. */
  readonly withNone: boolean;
}

function Remainder({ draft, currency, amount }: Pick<EditorProps, 'draft' | 'currency' | 'amount'>) {
  const label = isNegative(draft.remainder) ? t('allocation.over') : t('allocation.unapplied');
  return (
    <dl className={css['tray']} aria-live="polite">
      <div>
        <dt>{t('allocation.money')}</dt>
        <dd className="num">{full(amount === '' ? '0' : amount, currency)}</dd>
      </div>
      <div>
        <dt>{t('allocation.allocated')}</dt>
        <dd className="num">{full(draft.total, currency)}</dd>
      </div>
      <div data-bad={draft.tooMuch ? true : undefined}>
        <dt>{label}</dt>
        <dd className="num strong">{full(draft.remainder, currency)}</dd>
      </div>
    </dl>
  );
}

/** Which documents the money pays: the way is explained, each line says why, and every figure can be changed. */
export function AllocationEditor({ draft, currency, amount, withNone }: EditorProps) {
  const { today } = useSession();
  const input = (row: Receivable) => (
    <div className={css['amount']}>
      <AmountField
        bare
        label={t('allocation.amountFor', { number: row.number })}
        value={draft.amountFor(row)}
        currency={currency}
        width={150}
        disabled={draft.mode === 'NONE'}
        onChange={(next) => draft.setAmount(row, next)}
        error={
          draft.amountFor(row) !== '' && compare(draft.amountFor(row), row.open, currency) > 0
            ? t('allocation.moreThanOpen')
            : null
        }
      />
    </div>
  );
  const fill = (row: Receivable) => (
    <Button
      compact
      look="quiet"
      disabled={draft.mode === 'NONE'}
      onClick={() => draft.setAmount(row, isZero(draft.amountFor(row) || '0') ? row.open : '')}
      label={`${t('allocation.fill')} ${row.number}`}
    >
      {isZero(draft.amountFor(row) || '0') ? t('allocation.fill') : t('allocation.clear')}
    </Button>
  );
  const age = (row: Receivable) => {
    const days = daysFrom(row.due_on, today);
    return <span className={ageTone(days)}>{ageText(days)}</span>;
  };
  const columns: readonly Column<Receivable>[] = [
    {
      id: 'number',
      header: t('receivable.number'),
      cell: (r) => (
        <>
          <Link href={paths.invoice(r.id)}>{r.number}</Link>
          {r.instalment_no > 1 ? (
            <span className="meta"> {t('receivable.instalment', { no: r.instalment_no })}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'due',
      header: t('receivable.dueOn'),
      cell: (r) => (
        <>
          <span className="num">{r.due_on}</span> <span className="small">{age(r)}</span>
        </>
      ),
    },
    {
      id: 'open',
      header: t('receivable.open'),
      align: 'end',
      cell: (r) => <Amount amount={r.open} currency={currency} />,
    },
    { id: 'amount', header: t('allocation.amount'), align: 'end', cell: input },
    { id: 'fill', header: <span className="vh">{t('allocation.fill')}</span>, cell: fill },
    {
      id: 'why',
      header: t('allocation.why'),
      wrap: true,
      cell: (r) => <span className="small dim">{draft.reasonFor(r)}</span>,
    },
  ];
  const modes = MODES.filter((mode) => withNone || mode !== 'NONE');
  return (
    <Card title={t('allocation.title')}>
      <div className="stack">
        <div className="row wrap top">
          <Choice
            label={t('allocation.mode')}
            value={draft.mode}
            onChange={(mode) => draft.setMode(modes.find((m) => m === mode) as Mode)}
            options={modes.map((mode) => ({ value: mode, label: tCode('mode', mode) }))}
            width={260}
          />
          <p className={`${css['explain']} dim`}>
            {draft.proposal?.explanation.text ?? tCode('mode', `${draft.mode}.what`)}{' '}
            <How
              of={t('allocation.title')}
              formula={tCode('mode', `${draft.mode}.what`)}
              source={t('allocation.source')}
            />
          </p>
        </div>
        {draft.proposalError ? <Failure what={t('allocation.proposalFailed')} error={draft.proposalError} /> : null}
        {draft.proposal && draft.proposal.not_found.length > 0 ? (
          <p className="warn">{t('allocation.notFound', { numbers: draft.proposal.not_found.join(', ') })}</p>
        ) : null}
        {draft.loading ? (
          <SkeletonRows rows={3} height={44} />
        ) : draft.rows.length === 0 ? (
          <p className="dim">{t('allocation.nothingOpen', { currency })}</p>
        ) : (
          <DataTable
            label={t('allocation.title')}
            rows={draft.rows}
            columns={columns}
            rowKey={(r) => r.id}
            card={(r) => (
              <Card>
                <div className="row between">
                  <span className="strong">{r.number}</span>
                  <span className="small">{age(r)}</span>
                </div>
                <p className="meta">
                  {t('receivable.open')} {full(r.open, currency)} · {draft.reasonFor(r)}
                </p>
                <div className="row">
                  {input(r)}
                  {fill(r)}
                </div>
              </Card>
            )}
          />
        )}
        {draft.truncated ? <p className="warn">{t('allocation.truncated')}</p> : null}
        <Remainder draft={draft} currency={currency} amount={amount} />
      </div>
    </Card>
  );
}
