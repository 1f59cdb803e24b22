import { IconDots } from '@tabler/icons-react';
import type { WorklistItem } from '../api/shapes.ts';
import { paths } from '../app/paths.ts';
import { useMay, useSession } from '../app/session.tsx';
import { shortDay } from '../format/day.ts';
import { full, minus } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { unitOf } from '../ui/unitOf.ts';
import { AgeBar } from '../ui/AgeBar.tsx';
import { ageText, ageTone } from '../ui/ageText.ts';
import { bucketLabel } from '../ui/bucketLabel.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import type { Column } from '../ui/DataTable.tsx';
import { Link } from '../ui/Link.tsx';
import { ActionMenu } from '../ui/Overlay.tsx';
import { actionHref } from './actionHref.ts';
import { reasonText } from './reasonText.ts';
import { ScorePopover } from './ScorePopover.tsx';
import css from './worklist.module.css';

interface Options {
  readonly asOf: string;
  readonly source: string;
  readonly onNote: (item: WorklistItem) => void;
  readonly onOpen: (item: WorklistItem) => void;
}

export const bucketLabels = (item: WorklistItem): { label: string; amount: string }[] =>
  [{ code: 'CURRENT', amount: minus(item.open, item.overdue, item.currency) }, ...item.buckets].map((bucket) => ({
    label: bucketLabel(bucket.code),
    amount: bucket.amount,
  }));

export const lastContactText = (item: WorklistItem, today: string): string =>
  item.last_contact === null
    ? item.reasons.some((reason) => reason.code === 'NOT_CONTACTED')
      ? ''
      : t('worklist.noContact')
    : t('worklist.lastContact', {
        day: shortDay(item.last_contact.on, today),
        kind: tCode('kind', item.last_contact.kind),
      });

/** Oldest overdue day in words; a customer without overdue amounts is there for what falls due soon. */
export const AgeOf = ({ item }: { item: WorklistItem }) =>
  item.oldest_days === null ? (
    <div className="dim">{t('worklist.dueSoon')}</div>
  ) : (
    <div className={`strong nowrap ${ageTone(item.oldest_days)}`}>{ageText(item.oldest_days)}</div>
  );

/** The columns of the picture; promises get theirs with the desk. */
export function useWorklistColumns({ asOf, source, onNote, onOpen }: Options): readonly Column<WorklistItem>[] {
  const { company, today } = useSession();
  const mayNote = useMay('notes.write');
  return [
    {
      id: 'customer',
      header: t('worklist.customer'),
      width: '24%',
      wrap: true,
      cell: (item) => (
        <>
          <Link href={paths.customer(item.customer.id)} className={css['name']}>
            {item.customer.name}
          </Link>
          <div className={css['under']}>
            {item.customer.customer_no}
            {item.customer.owner ? ` · ${item.customer.owner.name}` : ''}{' '}
            {item.customer.tags.map((tag) => (
              <Chip key={tag}>{tag}</Chip>
            ))}
          </div>
        </>
      ),
    },
    {
      id: 'amount',
      header: t('worklist.overdue', { unit: unitOf(company.currency) }),
      align: 'end',
      width: 170,
      cell: (item) => (
        <>
          <div className="num strong">
            {item.currency === company.currency ? '' : `${item.currency} `}
            {full(item.overdue, item.currency)}
          </div>
          <div className="meta num">{t('worklist.open', { amount: full(item.open, item.currency) })}</div>
        </>
      ),
    },
    {
      id: 'age',
      header: t('worklist.age'),
      width: 116,
      cell: (item) => (
        <>
          <AgeOf item={item} />
          <AgeBar buckets={bucketLabels(item)} currency={item.currency} />
        </>
      ),
    },
    {
      id: 'why',
      header: t('worklist.why'),
      wrap: true,
      cell: (item) => (
        <div className={css['why']}>
          <div className="grow">
            <div className="small">{item.reasons[0] ? reasonText(item.reasons[0]) : t('worklist.noReason')}</div>
            <div className="small dim">
              {[item.reasons[1] ? reasonText(item.reasons[1]) : '', lastContactText(item, today)]
                .filter((part) => part !== '')
                .join(' · ')}
            </div>
          </div>
          <ScorePopover item={item} asOf={asOf} source={source} />
        </div>
      ),
    },
    {
      id: 'action',
      header: t('worklist.action'),
      sticky: 'end',
      width: 140,
      cell: (item, current) => (
        <div className="row">
          <Button
            compact
            look={current ? 'primary' : 'plain'}
            {...(actionHref(item) === null ? { onClick: () => onOpen(item) } : { href: actionHref(item) ?? '' })}
            label={`${tCode('action', item.action.code)} ${item.customer.name}`}
          >
            {tCode('action', item.action.code)}
          </Button>
          <ActionMenu
            label={t('worklist.moreFor', { name: item.customer.name })}
            target={
              <IconButton label={t('worklist.moreFor', { name: item.customer.name })} icon={<IconDots size={16} />} />
            }
            entries={[
              { id: 'open', label: t('worklist.openCustomer'), onClick: () => onOpen(item) },
              ...(mayNote ? [{ id: 'note', label: t('note.add'), onClick: () => onNote(item) }] : []),
              { id: 'statement', label: t('nav.statement'), href: paths.statement(item.customer.id) },
            ]}
          />
        </div>
      ),
    },
  ];
}
