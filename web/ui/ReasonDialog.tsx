import { useState, type ReactNode } from 'react';
import type { ApiError } from '../api/client.ts';
import { t } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import { Dialog, DialogFoot } from './Dialog.tsx';
import { TextArea } from './Field.tsx';
import { FormProblem } from './States.tsx';

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly text: ReactNode;
  readonly submit: string;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly onSubmit: (reason: string) => void;
  readonly onClose: () => void;
}

/** A correction of the books needs a reason; it stands in the audit trail. */
export function ReasonDialog({ title, text, submit, busy, error, onSubmit, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} opened onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(reason.trim());
        }}
      >
        <p>{text}</p>
        <TextArea label={t('word.reason')} rows={2} value={reason} onChange={setReason} required autoFocus />
        <FormProblem error={error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="danger" type="submit" busy={busy} disabled={reason.trim() === ''}>
            {submit}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
