import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { toast } from '../ui/Toasts.tsx';

/** A secret that is shown once. */
export function OneTimeLink({ url, email, onClose }: { url: string; email: string; onClose: () => void }) {
  const absolute = new URL(url, window.location.origin).href;
  const copy = (): void => {
    navigator.clipboard?.writeText(absolute).then(
      () => toast(t('link.copied')),
      () => toast(t('link.copyByHand'), { tone: 'problem' }),
    );
  };
  return (
    <Dialog title={t('link.title')} opened onClose={onClose}>
      <div className="stack">
        <p>{t('link.text', { email })}</p>
        <TextField label={t('link.title')} bare value={absolute} onChange={() => undefined} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.close')}</Button>
          <Button look="primary" onClick={copy}>
            {t('link.copy')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}
