/** Every screen: its address, its texts, the right it needs. A screen and its dictionaries load together when first opened. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { loadAreas, type Area, type Key } from '../i18n/translate.ts';
import { matchPath, type Search } from './router.ts';

export interface ScreenProps {
  readonly params: Search;
}
interface ScreenSpec {
  readonly path: string;
  readonly title: Key;
  readonly permission?: string;
  /** Shown without shell and session. */
  readonly open?: boolean;
  readonly Component: LazyExoticComponent<ComponentType<ScreenProps>>;
  readonly preload: () => Promise<unknown>;
}

type Loaded<N extends string> = Readonly<Record<N, ComponentType<ScreenProps>>>;

function screen<N extends string>(
  path: string,
  title: Key,
  name: N,
  areas: readonly Area[],
  load: () => Promise<Loaded<N>>,
  more: { permission?: string; open?: boolean } = {},
): ScreenSpec {
  const both = () => Promise.all([load(), loadAreas(areas)]);
  return {
    path,
    title,
    ...more,
    preload: both,
    Component: lazy(() => both().then(([module]) => ({ default: module[name] }))),
  };
}

export const SCREENS: readonly ScreenSpec[] = [
  screen('/setup', 'nav.setup', 'SetupScreen', ['access'], () => import('../access/SetupScreen.tsx'), { open: true }),
  screen('/login', 'nav.login', 'LoginScreen', ['access'], () => import('../access/LoginScreen.tsx'), { open: true }),
  screen('/invite', 'nav.invite', 'InviteScreen', ['access'], () => import('../access/InviteScreen.tsx'), {
    open: true,
  }),
  screen('/reset', 'nav.invite', 'InviteScreen', ['access'], () => import('../access/InviteScreen.tsx'), {
    open: true,
  }),
  screen(
    '/today',
    'nav.today',
    'WorklistScreen',
    ['collections', 'receivables', 'parties'],
    () => import('../collections/WorklistScreen.tsx'),
    { permission: 'worklist.read' },
  ),
  screen(
    '/customers',
    'nav.customers',
    'CustomersScreen',
    ['parties', 'receivables'],
    () => import('../parties/CustomersScreen.tsx'),
    { permission: 'customers.read' },
  ),
  screen(
    '/c/:id',
    'nav.customer',
    'CustomerScreen',
    ['parties', 'receivables', 'collections', 'cash'],
    () => import('../parties/CustomerScreen.tsx'),
    { permission: 'customers.read' },
  ),
  screen(
    '/c/:id/statement',
    'nav.statement',
    'StatementScreen',
    ['receivables', 'parties'],
    () => import('../receivables/StatementScreen.tsx'),
    { permission: 'receivables.read' },
  ),
  screen(
    '/invoices',
    'nav.invoices',
    'ReceivablesScreen',
    ['receivables', 'parties'],
    () => import('../receivables/ReceivablesScreen.tsx'),
    { permission: 'receivables.read' },
  ),
  screen(
    '/i/:id',
    'nav.invoice',
    'ReceivableScreen',
    ['receivables', 'cash'],
    () => import('../receivables/ReceivableScreen.tsx'),
    { permission: 'receivables.read' },
  ),
  screen(
    '/d/:id',
    'nav.invoice',
    'ReceivableScreen',
    ['receivables', 'cash'],
    () => import('../receivables/ReceivableScreen.tsx'),
    { permission: 'receivables.read' },
  ),
  screen('/cash', 'nav.cash', 'ReceiptsScreen', ['cash'], () => import('../cash/ReceiptsScreen.tsx'), {
    permission: 'receipts.read',
  }),
  screen(
    '/cash/new',
    'nav.newReceipt',
    'NewReceiptScreen',
    ['cash', 'receivables', 'parties'],
    () => import('../cash/NewReceiptScreen.tsx'),
    { permission: 'receipts.post' },
  ),
  screen(
    '/cash/:id',
    'nav.receipt',
    'ReceiptScreen',
    ['cash', 'receivables', 'collections'],
    () => import('../cash/ReceiptScreen.tsx'),
    { permission: 'receipts.read' },
  ),
  screen(
    '/reports/aging',
    'nav.aging',
    'AgingScreen',
    ['receivables'],
    () => import('../receivables/AgingScreen.tsx'),
    { permission: 'receivables.read' },
  ),
  screen('/reports/kpis', 'nav.kpis', 'KpiScreen', ['insight'], () => import('../insight/KpiScreen.tsx'), {
    permission: 'reports.read',
  }),
  screen('/imports', 'nav.imports', 'ImportsScreen', ['connectors'], () => import('../connectors/ImportsScreen.tsx'), {
    permission: 'imports.read',
  }),
  screen(
    '/imports/new',
    'nav.newImport',
    'NewImportScreen',
    ['connectors'],
    () => import('../connectors/NewImportScreen.tsx'),
    { permission: 'imports.write' },
  ),
  screen('/imports/:id', 'nav.import', 'ImportScreen', ['connectors'], () => import('../connectors/ImportScreen.tsx'), {
    permission: 'imports.read',
  }),
  screen('/admin/users', 'nav.users', 'UsersScreen', ['access'], () => import('../access/UsersScreen.tsx'), {
    permission: 'users.read',
  }),
  screen(
    '/admin/settings',
    'nav.settings',
    'SettingsScreen',
    ['access', 'cash'],
    () => import('../access/SettingsScreen.tsx'),
    { permission: 'settings.read' },
  ),
  screen(
    '/admin/companies',
    'nav.companies',
    'CompaniesScreen',
    ['access'],
    () => import('../access/CompaniesScreen.tsx'),
  ),
  screen('/admin/keys', 'nav.apiKeys', 'ApiKeysScreen', ['access'], () => import('../access/ApiKeysScreen.tsx'), {
    permission: 'keys.write',
  }),
  screen('/admin/rates', 'nav.rates', 'RatesScreen', ['receivables'], () => import('../receivables/RatesScreen.tsx'), {
    permission: 'rates.read',
  }),
  screen('/admin/audit', 'nav.audit', 'AuditScreen', ['access', 'parties'], () => import('../access/AuditScreen.tsx'), {
    permission: 'events.read',
  }),
  screen('/account', 'nav.account', 'AccountScreen', ['access'], () => import('../access/AccountScreen.tsx')),
  screen('/keys', 'nav.shortcuts', 'ShortcutsScreen', [], () => import('./ShortcutsScreen.tsx')),
];

export function screenAt(path: string): { spec: ScreenSpec; params: Search } | null {
  for (const spec of SCREENS) {
    const params = matchPath(spec.path, path);
    if (params) return { spec, params };
  }
  return null;
}
