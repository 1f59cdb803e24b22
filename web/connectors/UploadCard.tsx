import { IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ImportBatch } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { fileTaken, useDroppedFile } from '../app/droppedFile.ts';
import { paths } from '../app/paths.ts';
import { navigate } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import css from './connectors.module.css';

/** Choose or drop a file; it is sent at once and the next page says what was recognised. */
export function UploadCard() {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const upload = useCommand<ImportBatch, File>(
    (file) => {
      const form = new FormData();
      form.append('auto', 'true');
      form.append('file', file, file.name);
      return { method: 'POST', path: '/imports', form };
    },
    (batch) => {
      if (batch.already_imported) toast(t('upload.already'));
      navigate(paths.importBatch(batch.id));
    },
  );
  const { mutate } = upload;
  const dropped = useDroppedFile();
  useEffect(() => {
    if (!dropped) return;
    fileTaken();
    mutate(dropped);
  }, [dropped, mutate]);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) mutate(file);
  };
  return (
    <div
      className={css['drop']}
      data-over={over ? true : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.nativeEvent.stopPropagation();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <IconUpload size={28} aria-hidden="true" />
      <h2>{t('upload.title')}</h2>
      <p className="dim">{t('upload.text')}</p>
      <input
        ref={input}
        type="file"
        accept=".xlsx,.csv,.tsv,.txt"
        className="vh"
        aria-label={t('upload.choose')}
        tabIndex={-1}
        onChange={(event) => take(event.currentTarget.files)}
      />
      <Button look="primary" busy={upload.isPending} onClick={() => input.current?.click()}>
        {t('upload.choose')}
      </Button>
      {upload.error ? (
        <Failure what={t('upload.failed')} error={upload.error} kept={t('upload.nothingBooked')} />
      ) : null}
    </div>
  );
}
