import { useState } from 'react';
import { useCommand } from '../api/use.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';

/** A plain note on a customer; Ctrl+Enter saves. */
export function NoteDialog({
  customer,
  onClose,
}: {
  customer: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const [body, setBody] = useState('');
  const save = useCommand<unknown, string>(
    (text) => ({ method: 'POST', path: `/customers/${customer.id}/notes`, body: { body: text } }),
    () => {
      toast(t('note.saved', { name: customer.name }));
      onClose();
    },
  );
  const submit = (): void => {
    if (body.trim() !== '') save.mutate(body.trim());
  };
  return (
    <Dialog title={t('note.title', { name: customer.name })} opened onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label={t('note.body')}
          rows={5}
          value={body}
          onChange={setBody}
          autoFocus
          placeholder={t('note.placeholder')}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) submit();
          }}
        />
        <FormProblem error={save.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="primary" type="submit" busy={save.isPending} disabled={body.trim() === ''} keys="Mod Enter">
            {t('word.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
