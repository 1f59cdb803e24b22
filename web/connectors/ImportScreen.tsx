import { useEffect } from 'react';
import type { ImportBatch } from '../api/shapes.ts';
import { useCommand, useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import type { ScreenProps } from '../app/screens.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { PageHead } from '../ui/Page.tsx';
import { errorText, PageFailure, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { ImportCheck } from './ImportCheck.tsx';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportEnd } from './ImportEnd.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportStatus } from './ImportsScreen.tsx';
import { Steps } from './Steps.tsx';
import { useImportStep } from './step.ts';

export const WORKING = ['INSPECTING', 'CHECKING', 'COMMITTING'];

function Body({ batch }: { batch: ImportBatch }) {
  const [step, setStep] = useImportStep(batch);
  const cancel = useCommand<unknown, void>(
    () => ({ method: 'POST', path: `/imports/${batch.id}/cancel` }),
    () => toast(t('import.cancelled')),
  );
  const stop = (): void =>
    cancel.mutate(undefined, { onError: (error) => toast(errorText(error), { tone: 'problem' }) });
  const ended = ['DONE', 'DONE_PARTLY', 'FAILED', 'CANCELLED', 'UNDONE'].includes(batch.status);
  return (
    <>
      <PageHead
        title={batch.file.name}
        back={{ href: paths.imports(), label: t('nav.imports') }}
        sub={
          <span className="row wrap">
            <ImportStatus status={batch.status} />
            {batch.object ? tCode('object', batch.object) : ''}
          </span>
        }
        actions={
          batch.can['cancel'] === true ? (
            <Button onClick={stop} busy={cancel.isPending}>
              {t('import.cancel')}
            </Button>
          ) : undefined
        }
      />
      {ended ? null : <Steps current={step} />}
      {WORKING.includes(batch.status) ? (
        <ImportProgress batch={batch} />
      ) : ended ? (
        <ImportEnd batch={batch} />
      ) : step === 2 ? (
        <ImportColumns batch={batch} onChecked={() => setStep(3)} />
      ) : (
        <ImportCheck batch={batch} onColumns={() => setStep(2)} />
      )}
    </>
  );
}

/** One import from the file to the books, in three steps; the page can be left at any time. */
export function ImportScreen({ params }: ScreenProps) {
  const id = params['id'] ?? '';
  const first = useGet<ImportBatch>(`/imports/${id}`);
  const working = first.data !== undefined && WORKING.includes(first.data.status);
  const polled = useGet<ImportBatch>(`/imports/${id}`, {}, { every: working ? 400 : false });
  const batch = polled.data ?? first.data;
  const done =
    batch?.progress && working && batch.progress.total > 0
      ? Math.floor((batch.progress.done * 100) / batch.progress.total)
      : null;
  const name = batch?.file.name;
  useEffect(() => {
    if (name) document.title = `${done === null ? '' : `(${done} %) `}${name} · ${t('app.name')}`;
  }, [done, name]);
  if (first.error)
    return (
      <PageFailure
        title={t('nav.import')}
        what={t('import.failed')}
        error={first.error}
        again={() => void first.refetch()}
      />
    );
  return batch ? <Body batch={batch} /> : <SkeletonRows />;
}
