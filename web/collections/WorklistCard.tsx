import { IconDots, IconPhone } from '@tabler/icons-react';
import type { WorklistItem } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import { useMay, useSession } from '../app/session.tsx';
import { withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { AgeBar } from '../ui/AgeBar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Link } from '../ui/Link.tsx';
import { ActionMenu } from '../ui/Overlay.tsx';
import { Card } from '../ui/Page.tsx';
import { actionHref } from './actionHref.ts';
import { reasonText } from './reasonText.ts';
import { ScorePopover } from './ScorePopover.tsx';
import { AgeOf, bucketLabels, lastContactText } from './worklistColumns.tsx';
import css from './worklist.module.css';

interface CardProps {
  readonly item: WorklistItem;
  readonly asOf: string;
  readonly source: string;
  readonly onNote: () => void;
  readonly onOpen: () => void;
}
/** A customer of the worklist on a phone: both hands' buttons at the bottom of the card. */
export function WorklistCard({ item, asOf, source, onNote, onOpen }: CardProps) {
  const { today } = useSession();
  const mayNote = useMay('notes.write');
  const href = actionHref(item);
  return (
    <Card>
      <div className="row between top">
        <h2>
          <Link href={paths.customer(item.customer.id)} className={css['name']}>
            {item.customer.name}
          </Link>
        </h2>
        {item.customer.tags[0] ? <Chip>{item.customer.tags[0]}</Chip> : null}
      </div>
      <div className="row between">
        <span className={css['cardAmount']}>{withSymbol({ amount: item.overdue, currency: item.currency })}</span>
        <AgeOf item={item} />
      </div>
      <AgeBar buckets={bucketLabels(item)} currency={item.currency} />
      <div className={css['cardWhy']}>
        <div className="grow">
          <p className="small">{item.reasons[0] ? reasonText(item.reasons[0]) : t('worklist.noReason')}</p>
          <p className="small dim">{lastContactText(item, today)}</p>
        </div>
        <ScorePopover item={item} asOf={asOf} source={source} />
      </div>
      <div className={css['cardActions']}>
        <Button
          wide
          look="primary"
          icon={<IconPhone size={18} />}
          {...(href === null ? { onClick: onOpen } : { href })}
        >
          {tCode('action', item.action.code)}
        </Button>
        {mayNote ? (
          <Button wide onClick={onNote}>
            {t('note.short')}
          </Button>
        ) : null}
        <ActionMenu
          label={t('worklist.moreFor', { name: item.customer.name })}
          target={
            <IconButton label={t('worklist.moreFor', { name: item.customer.name })} icon={<IconDots size={18} />} />
          }
          entries={[
            { id: 'open', label: t('worklist.openCustomer'), onClick: onOpen },
            { id: 'statement', label: t('nav.statement'), href: paths.statement(item.customer.id) },
          ]}
        />
      </div>
    </Card>
  );
}
