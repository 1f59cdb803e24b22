import { IconDots, IconFileText, IconListDetails, IconPlus, IconUsers } from '@tabler/icons-react';
import { t } from '../i18n/translate.ts';
import { Link } from '../ui/Link.tsx';
import { ActionMenu, type MenuEntry } from '../ui/Overlay.tsx';
import css from './BottomBar.module.css';
import { allowedNav, isCurrent, NAV } from './nav.ts';
import { paths } from './paths.ts';
import { usePath } from './router.ts';
import { useSession } from './session.tsx';

/** The phone's navigation: four places and the rest behind "more". */
export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const path = usePath();
  const { permissions } = useSession();
  const may = (permission: string): boolean => permissions.includes(permission);
  const items = NAV.flatMap((group) => group.items);
  const on = (href: string): boolean => items.some((item) => item.href === href && isCurrent(item, path));
  const more: MenuEntry[] = allowedNav(permissions).flatMap((group) =>
    group.items.map((item, at) => ({
      id: item.href,
      label: t(item.label),
      href: item.href,
      icon: <item.icon size={18} />,
      divide: at === 0,
    })),
  );
  return (
    <nav className={`${css['bar']} noprint`} aria-label={t('nav.main')}>
      {may('worklist.read') ? (
        <Link href={paths.today()} className={css['item']} aria-current={on(paths.today()) ? 'page' : undefined}>
          <IconListDetails size={22} aria-hidden="true" />
          {t('nav.todayShort')}
        </Link>
      ) : null}
      <Link href={paths.customers()} className={css['item']} aria-current={on(paths.customers()) ? 'page' : undefined}>
        <IconUsers size={22} aria-hidden="true" />
        {t('nav.customers')}
      </Link>
      {may('receipts.post') ? (
        <Link href={paths.newReceipt()} className={css['item']}>
          <IconPlus size={22} aria-hidden="true" />
          {t('nav.newReceiptShort')}
        </Link>
      ) : (
        <button type="button" className={css['item']} onClick={onSearch}>
          <IconPlus size={22} aria-hidden="true" />
          {t('nav.logShort')}
        </button>
      )}
      <Link href={paths.invoices()} className={css['item']} aria-current={on(paths.invoices()) ? 'page' : undefined}>
        <IconFileText size={22} aria-hidden="true" />
        {t('nav.invoicesShort')}
      </Link>
      <ActionMenu
        label={t('nav.more')}
        entries={more}
        target={
          <button type="button" className={css['item']}>
            <IconDots size={22} aria-hidden="true" />
            {t('nav.more')}
          </button>
        }
      />
    </nav>
  );
}
