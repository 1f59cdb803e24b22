/** What stands in the sidebar, the palette and behind the `g` keys: one list. */
import {
  IconBuilding,
  IconBuildingBank,
  IconChartBar,
  IconCoins,
  IconFileImport,
  IconFileText,
  IconHistory,
  IconKey,
  IconListDetails,
  IconPercentage,
  IconSettings,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { Key } from '../i18n/translate.ts';
import type { KeyId } from './keys.ts';
import { paths } from './paths.ts';

export interface NavItem {
  readonly href: string;
  readonly label: Key;
  readonly icon: Icon;
  readonly permission: string;
  readonly key?: KeyId;
  /** Other addresses that belong to this entry. */
  readonly also?: readonly string[];
}
export interface NavGroup {
  readonly label: Key;
  readonly items: readonly NavItem[];
}

export const NAV: readonly NavGroup[] = [
  {
    label: 'nav.groupToday',
    items: [
      { href: paths.today(), label: 'nav.today', icon: IconListDetails, permission: 'worklist.read', key: 'goToday' },
    ],
  },
  {
    label: 'nav.groupWork',
    items: [
      {
        href: paths.customers(),
        label: 'nav.customers',
        icon: IconUsers,
        permission: 'customers.read',
        key: 'goCustomers',
        also: ['/c/'],
      },
      {
        href: paths.invoices(),
        label: 'nav.invoices',
        icon: IconFileText,
        permission: 'receivables.read',
        key: 'goInvoices',
        also: ['/i/', '/d/'],
      },
      { href: paths.receipts(), label: 'nav.cash', icon: IconBuildingBank, permission: 'receipts.read', key: 'goCash' },
    ],
  },
  {
    label: 'nav.groupReports',
    items: [
      { href: paths.aging(), label: 'nav.aging', icon: IconChartBar, permission: 'receivables.read', key: 'goReports' },
      { href: paths.kpis(), label: 'nav.kpis', icon: IconPercentage, permission: 'reports.read' },
    ],
  },
  {
    label: 'nav.groupSystem',
    items: [
      {
        href: paths.imports(),
        label: 'nav.imports',
        icon: IconFileImport,
        permission: 'imports.read',
        key: 'goImports',
      },
      { href: paths.users(), label: 'nav.users', icon: IconUsersGroup, permission: 'users.read' },
      { href: paths.settings(), label: 'nav.settings', icon: IconSettings, permission: 'settings.read' },
      { href: paths.rates(), label: 'nav.rates', icon: IconCoins, permission: 'rates.read' },
      { href: paths.companies(), label: 'nav.companies', icon: IconBuilding, permission: 'companies.write' },
      { href: paths.keys(), label: 'nav.apiKeys', icon: IconKey, permission: 'keys.write' },
      { href: paths.audit(), label: 'nav.audit', icon: IconHistory, permission: 'events.read' },
    ],
  },
];

export const allowedNav = (permissions: readonly string[]): NavGroup[] =>
  NAV.map((group) => ({ ...group, items: group.items.filter((item) => permissions.includes(item.permission)) })).filter(
    (group) => group.items.length > 0,
  );

export const isCurrent = (item: NavItem, path: string): boolean =>
  path === item.href ||
  path.startsWith(`${item.href}/`) ||
  (item.also?.some((prefix) => path.startsWith(prefix)) ?? false);
