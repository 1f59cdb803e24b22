import { IconDownload } from '@tabler/icons-react';
import { apiUrl } from '../api/client.ts';
import type { ImportBatch } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { group } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Card, Facts } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { Counts } from './ImportCheck.tsx';
import { ImportRows } from './ImportRows.tsx';
import { Proof } from './Proof.tsx';

/** What came of it: counts, sums, the rows that were left out, and the way back. */
export function ImportEnd({ batch }: { batch: ImportBatch }) {
  const { company } = useSession();
  const undo = useCommand<unknown, void>(
    () => ({ method: 'POST', path: `/imports/${batch.id}/undo` }),
    () => toast(t('import.undone')),
  );
  const result = batch.result;
  const booked = batch.status === 'DONE' || batch.status === 'DONE_PARTLY';
  const reason = batch.error
    ? tCode('error', batch.error.code, batch.error.detail, tCode('issue', batch.error.code, {}, batch.error.code))
    : '';
  return (
    <div className="stack">
      {booked ? null : (
        <Card>
          <p className="strong">{tCode('importStatus', `${batch.status}.text`)}</p>
          {reason ? <p>{reason}</p> : null}
        </Card>
      )}
      {result ? (
        <div>
          <Counts preview={result} />
          <Proof preview={result} done />
        </div>
      ) : null}
      <FormProblem error={undo.error} />
      <div className="row wrap">
        {booked ? (
          <Button look="primary" href={paths.today()}>
            {t('import.toWorklist')}
          </Button>
        ) : (
          <Button look="primary" href={paths.newImport()}>
            {t('import.another')}
          </Button>
        )}
        {batch.errors_total > 0 ? (
          <Button icon={<IconDownload size={16} />} href={apiUrl(`/imports/${batch.id}/errors.xlsx`)} download>
            {t('import.downloadErrors')}
          </Button>
        ) : null}
        {batch.can['undo'] === true ? (
          <Button busy={undo.isPending} onClick={() => undo.mutate()}>
            {t('import.undo')}
          </Button>
        ) : null}
        <Button icon={<IconDownload size={16} />} href={apiUrl(`/imports/${batch.id}/file`)} download>
          {t('import.original')}
        </Button>
      </div>
      {batch.errors_total > 0 ? (
        <Card title={t('import.view.error')}>
          <ImportRows batchId={batch.id} kind="error" />
        </Card>
      ) : null}
      <Card title={t('import.about')}>
        <Facts
          items={[
            {
              id: 'who',
              label: t('imports.who'),
              value: `${batch.created_by} · ${dateTime(batch.created_at, company.time_zone)}`,
            },
            { id: 'asof', label: t('day.asOf'), value: batch.as_of },
            {
              id: 'size',
              label: t('import.size'),
              value: t('import.bytes', { bytes: group(String(batch.file.bytes)) }),
            },
            { id: 'sha', label: 'SHA-256', value: <code>{batch.file.sha256}</code> },
          ]}
        />
      </Card>
    </div>
  );
}
