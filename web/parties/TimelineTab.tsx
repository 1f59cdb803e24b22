import { IconCoin, IconFileImport, IconFileText, IconHistory, IconNote, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import type { CustomerRecord, TimelineItem } from '../api/shapes.ts';
import { useCommand, useList } from '../api/use.ts';
import { useSession } from '../app/session.tsx';
import { dateTime } from '../format/day.ts';
import { withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { TextArea } from '../ui/Field.tsx';
import { MoreRows } from '../ui/MoreRows.tsx';
import { Empty, Failure, FormProblem, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import css from './CustomerScreen.module.css';

function iconOf(item: TimelineItem) {
  if (item.kind === 'note') return IconNote;
  if (item.kind === 'import') return IconFileImport;
  const slice = item.text_code.split('.')[0];
  return slice === 'parties'
    ? IconUser
    : slice === 'cash'
      ? IconCoin
      : slice === 'receivables'
        ? IconFileText
        : IconHistory;
}

/** The facts beside a text: amounts written out, the rest as they are. */
const paramsOf = (item: TimelineItem): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(item.params).flatMap(([name, value]) =>
      value === null
        ? []
        : typeof value === 'object'
          ? [[name, withSymbol(value)]]
          : [[name, typeof value === 'boolean' ? String(value) : value]],
    ),
  );

function factsOf(item: TimelineItem): string {
  const { documents, receipts, number, amount, limit, name, into, reason } = paramsOf(item);
  return [
    documents === undefined ? '' : t('timeline.documents', { count: typeof documents === 'number' ? documents : 0 }),
    typeof receipts === 'number' && receipts > 0 ? t('timeline.receipts', { count: receipts }) : '',
    name,
    into === undefined ? '' : `→ ${into}`,
    number,
    amount,
    limit,
    reason,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function NoteBox({ customer }: { customer: CustomerRecord }) {
  const [body, setBody] = useState('');
  const save = useCommand<unknown, string>(
    (text) => ({ method: 'POST', path: `/customers/${customer.id}/notes`, body: { body: text } }),
    () => {
      setBody('');
      toast(t('note.saved', { name: customer.legal_name }));
    },
  );
  const submit = (): void => {
    if (body.trim() !== '') save.mutate(body.trim());
  };
  return (
    <form
      className={`${css['noteBox']} noprint`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextArea
        label={t('note.body')}
        bare
        rows={2}
        placeholder={t('note.placeholder')}
        value={body}
        onChange={setBody}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) submit();
        }}
      />
      <FormProblem error={save.error} />
      {body.trim() === '' ? null : (
        <div>
          <Button look="primary" type="submit" busy={save.isPending} keys="Mod Enter">
            {t('word.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

export function TimelineTab({ customer }: { customer: CustomerRecord }) {
  const { company } = useSession();
  const list = useList<TimelineItem>(`/customers/${customer.id}/timeline`, { limit: 30 });
  const items = list.items ?? [];
  return (
    <>
      {customer.can['add_note'] === true ? <NoteBox customer={customer} /> : null}
      {list.error ? (
        <Failure what={t('timeline.failed')} error={list.error} again={list.again} />
      ) : list.loading ? (
        <SkeletonRows rows={5} />
      ) : items.length === 0 ? (
        <Empty title={t('timeline.none')} />
      ) : (
        <ol className={css['timeline']}>
          {items.map((item) => {
            const Icon = iconOf(item);
            return (
              <li key={item.id}>
                <Icon size={18} aria-hidden="true" />
                <div>
                  {item.body ? (
                    <p className="prewrap">{item.body}</p>
                  ) : (
                    <p>{tCode('event', item.text_code, paramsOf(item))}</p>
                  )}
                  {item.body ? null : <p className="small dim">{factsOf(item)}</p>}
                  <p className="meta num">
                    {dateTime(item.at, company.time_zone)} · {item.actor}
                  </p>
                </div>
              </li>
            );
          })}
        </ol>
      )}
      {items.length > 0 ? <MoreRows shown={items.length} list={list} /> : null}
    </>
  );
}
