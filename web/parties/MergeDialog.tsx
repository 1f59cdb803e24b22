import { useState } from 'react';
import type { CustomerRecord, Named } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { navigate } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { CustomerPicker } from './CustomerPicker.tsx';

/** Two records of one customer become one in every report; no document moves, and it can be undone. */
export function MergeDialog({ customer, onClose }: { customer: CustomerRecord; onClose: () => void }) {
  const [into, setInto] = useState<Named | null>(null);
  const merge = useCommand<unknown, Named>(
    (target) => ({ method: 'POST', path: `/customers/${customer.id}/merge`, body: { into_id: target.id } }),
    (_answer, target) => {
      toast(t('merge.done', { from: customer.legal_name, into: target.name }));
      navigate(paths.customer(target.id));
    },
  );
  return (
    <Dialog title={t('merge.title')} opened onClose={onClose}>
      <div className="stack">
        <p>{t('merge.text', { name: customer.legal_name })}</p>
        <CustomerPicker label={t('merge.into')} value={into} onChange={setInto} exclude={customer.id} />
        <FormProblem error={merge.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button
            look="primary"
            busy={merge.isPending}
            disabled={into === null}
            onClick={() => {
              if (into) merge.mutate(into);
            }}
          >
            {t('merge.do')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}
