import { IconDots } from '@tabler/icons-react';
import type { CustomerRecord } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ActionMenu } from '../ui/Overlay.tsx';
import { PageHead } from '../ui/Page.tsx';
import { toast } from '../ui/Toasts.tsx';
import type { Walk } from './walk.ts';

interface HeadProps {
  readonly customer: CustomerRecord;
  readonly walk: Walk;
  readonly onDialog: (dialog: 'note' | 'edit' | 'merge') => void;
}

/** Number, type and tags; and where one stands in the list one came from. */
function CustomerLine({ customer, walk: { position, go } }: Pick<HeadProps, 'customer' | 'walk'>) {
  return (
    <span className="row wrap">
      {customer.customer_no}
      {customer.short_name ? ` · ${customer.short_name}` : ''}{' '}
      <Chip>{tCode('customerType', customer.customer_type)}</Chip>
      {customer.tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {position ? (
        <span className="row">
          <Button compact look="quiet" onClick={() => go(-1)} label={t('key.previous')} disabled={position.at === 1}>
            ‹
          </Button>
          <span className="num">{t('customer.position', { at: position.at, of: position.of })}</span>
          <Button
            compact
            look="quiet"
            onClick={() => go(1)}
            label={t('key.next')}
            disabled={position.at === position.of}
          >
            ›
          </Button>
        </span>
      ) : null}
    </span>
  );
}

export function CustomerHead({ customer, walk, onDialog }: HeadProps) {
  const undoMerge = useCommand<unknown, string>(
    (id) => ({ method: 'POST', path: `/merges/${id}/undo` }),
    () => toast(t('merge.undone')),
  );
  const mayNote = customer.can['add_note'] === true;
  const mayReceive = customer.can['post_receipt'] === true;
  const receipt = paths.newReceipt({ customer_id: customer.id });
  const { from } = walk;
  return (
    <PageHead
      title={customer.legal_name}
      back={{ href: from, label: t('customer.back') }}
      sub={<CustomerLine customer={customer} walk={walk} />}
      actions={
        <>
          {mayNote ? (
            <Button look="primary" onClick={() => onDialog('note')} keys="L">
              {t('note.add')}
            </Button>
          ) : null}
          {mayReceive ? (
            <Button href={receipt} keys="R">
              {t('nav.newReceipt')}
            </Button>
          ) : null}
          <Button href={paths.statement(customer.id)}>{t('nav.statement')}</Button>
          <ActionMenu
            label={t('nav.more')}
            target={<IconButton label={t('nav.more')} icon={<IconDots size={18} />} />}
            entries={[
              ...(customer.can['edit'] === true
                ? [{ id: 'edit', label: t('customer.edit'), onClick: () => onDialog('edit') }]
                : []),
              ...(customer.can['merge'] === true
                ? [{ id: 'merge', label: t('merge.title'), onClick: () => onDialog('merge') }]
                : []),
              ...customer.merged_from.map((m) => ({
                id: m.merge_id,
                label: t('merge.undoOf', { name: m.legal_name }),
                onClick: () => undoMerge.mutate(m.merge_id),
              })),
              { id: 'audit', label: t('nav.audit'), href: paths.audit({ customer_id: customer.id }), divide: true },
            ]}
          />
        </>
      }
    />
  );
}
