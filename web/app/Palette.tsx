import { useEffect, useState, type KeyboardEvent } from 'react';
import type { SearchHit } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { withSymbol } from '../format/money.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { allowedNav } from './nav.ts';
import css from './Palette.module.css';
import { paths } from './paths.ts';
import { navigate } from './router.ts';
import { useSession } from './session.tsx';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly href: string;
}

const hrefOf = ({ kind, id }: SearchHit): string =>
  kind === 'customer' ? paths.customer(id) : kind === 'receipt' ? paths.receipt(id) : paths.invoice(id);

function useActions(): Entry[] {
  const { permissions } = useSession();
  const go = allowedNav(permissions).flatMap((group) =>
    group.items.map((item) => ({ id: item.href, title: t(item.label), subtitle: t(group.label), href: item.href })),
  );
  const create = [
    { permission: 'receipts.post', id: 'receipt', title: t('nav.newReceipt'), href: paths.newReceipt() },
    { permission: 'imports.write', id: 'import', title: t('nav.newImport'), href: paths.newImport() },
    { permission: 'customers.write', id: 'customer', title: t('nav.newCustomer'), href: paths.customers({ new: '1' }) },
  ]
    .filter((entry) => permissions.includes(entry.permission))
    .map(({ permission: _permission, ...entry }) => ({ ...entry, subtitle: t('palette.action') }));
  return [
    ...create,
    ...go,
    { id: 'keys', title: t('nav.shortcuts'), subtitle: t('palette.action'), href: paths.shortcuts() },
  ];
}

/** Customers, documents, receipts and amounts; `>` for actions. Arrow keys move, Enter opens. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const actionsOnly = text.startsWith('>');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(actionsOnly ? '' : text.trim()), 120);
    return () => clearTimeout(timer);
  }, [text, actionsOnly]);
  const found = useGet<{ items: readonly SearchHit[] }>('/search', { q: asked }, { enabled: asked !== '' });
  const wanted = text.replace(/^>/, '').trim().toLowerCase();
  const actions = useActions().filter((action) => wanted === '' || action.title.toLowerCase().includes(wanted));
  const hits =
    asked === '' || actionsOnly
      ? []
      : (found.data?.items ?? []).map((hit) => ({
          id: `${hit.kind}${hit.id}`,
          title: hit.title,
          href: hrefOf(hit),
          subtitle: [tCode('kind', hit.kind), hit.subtitle, hit.amount ? withSymbol(hit.amount) : '']
            .filter(Boolean)
            .join(' · '),
        }));
  const entries: Entry[] = [...hits, ...actions];
  const index = Math.min(at, Math.max(0, entries.length - 1));
  const open = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    navigate(entry.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0));
    else if (event.key === 'Enter') open(entries[index]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('palette.title')} opened onClose={onClose}>
      <div onKeyDown={onKeyDown}>
        <TextField
          label={t('palette.placeholder')}
          bare
          autoFocus
          value={text}
          onChange={(next) => {
            setText(next);
            setAt(0);
          }}
          placeholder={t('palette.placeholder')}
        />
        <ul className={css['list']} aria-label={t('palette.results')} aria-live="polite">
          {entries.map((entry, position) => (
            <li key={entry.id}>
              <button
                type="button"
                tabIndex={-1}
                className={css['entry']}
                data-on={position === index ? true : undefined}
                onClick={() => open(entry)}
                onPointerMove={() => setAt(position)}
              >
                <span className="ellipsis">{entry.title}</span>
                <span className="meta ellipsis">{entry.subtitle}</span>
              </button>
            </li>
          ))}
        </ul>
        {entries.length === 0 ? (
          <p className="dim">{found.isFetching ? t('word.loading') : t('palette.nothing')}</p>
        ) : null}
        <p className="meta">{t('palette.hint')}</p>
      </div>
    </Dialog>
  );
}
