import type { EventRow, Verification } from '../api/shapes.ts';
import { useCommand, useList } from '../api/use.ts';
import { useSearchParams } from '../app/router.ts';
import { useMay, useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { Empty, Failure, FormProblem, SkeletonRows } from '../ui/States.tsx';

/** Runs every check of the books now and says what was checked. */
function VerifyCard() {
  const verify = useCommand<Verification, void>(() => ({ method: 'POST', path: '/verify' }));
  const found = verify.data;
  return (
    <Card
      title={t('verify.title')}
      actions={
        <Button onClick={() => verify.mutate()} busy={verify.isPending}>
          {t('verify.run')}
        </Button>
      }
    >
      <p className="dim">{t('verify.text')}</p>
      <div role="status">
        {found === undefined ? null : found.violations.length === 0 ? (
          <p>{t('verify.clean', { count: found.invariants, rows: found.rows })}</p>
        ) : (
          <>
            <p className="danger strong">{t('verify.broken', { count: found.violations.length })}</p>
            <ul>
              {found.violations.map((v) => (
                <li key={v.invariant}>
                  {v.invariant}: {v.text} ({v.count}) <span className="meta">{v.ids.join(', ')}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <FormProblem error={verify.error} />
    </Card>
  );
}

/** Who did what, when; each entry is sealed into a chain that shows later changes. */
export function AuditScreen() {
  const { company } = useSession();
  const mayVerify = useMay('verify.run');
  const [search] = useSearchParams();
  const events = useList<EventRow>('/events', {
    limit: 50,
    customer_id: search['customer_id'],
    subject_kind: search['subject_kind'],
    subject_id: search['subject_id'],
  });
  const items = events.items ?? [];
  const columns: readonly Column<EventRow>[] = [
    { id: 'at', header: t('audit.at'), cell: (e) => <span className="num">{dateTime(e.at, company.time_zone)}</span> },
    { id: 'who', header: t('audit.who'), cell: (e) => e.actor },
    {
      id: 'what',
      header: t('audit.what'),
      wrap: true,
      cell: (e) => (
        <>
          {tCode('event', e.command)} <span className="meta">{e.command}</span>
        </>
      ),
    },
    {
      id: 'subject',
      header: t('audit.subject'),
      cell: (e) => (e.subject_kind === null ? '—' : `${tCode('kind', e.subject_kind)} ${e.subject_id ?? ''}`),
    },
    {
      id: 'seal',
      header: t('audit.seal'),
      narrow: 'hide',
      cell: (e) => (e.sealed ? <Chip>{t('audit.sealed')}</Chip> : <Chip tone="warn">{t('audit.pending')}</Chip>),
    },
  ];
  return (
    <>
      <PageHead title={t('nav.audit')} sub={t('audit.sub')} />
      <div className="stack">
        {mayVerify ? <VerifyCard /> : null}
        <Card flush>
          {events.error ? (
            <Failure what={t('audit.failed')} error={events.error} again={events.again} />
          ) : events.loading ? (
            <SkeletonRows height={40} />
          ) : items.length === 0 ? (
            <Empty title={t('audit.none')} />
          ) : (
            <>
              <DataTable
                label={t('nav.audit')}
                rows={items}
                columns={columns}
                rowKey={(e) => e.id}
                card={(e) => (
                  <Card>
                    <p className="strong">{tCode('event', e.command)}</p>
                    <p className="meta">
                      {dateTime(e.at, company.time_zone)} · {e.actor}
                    </p>
                  </Card>
                )}
              />
              <MoreRows shown={items.length} list={events} />
            </>
          )}
        </Card>
      </div>
    </>
  );
}
