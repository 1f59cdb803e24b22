/** Every address of the app, built in one place. */
const withSearch = (path: string, search: Readonly<Record<string, string | undefined>> = {}): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== '') params.set(name, value);
  return params.size > 0 ? `${path}?${params.toString()}` : path;
};

type Search = Readonly<Record<string, string | undefined>>;

export const paths = {
  today: (search?: Search) => withSearch('/today', search),
  customers: (search?: Search) => withSearch('/customers', search),
  customer: (id: string, search?: Search) => withSearch(`/c/${id}`, search),
  statement: (id: string, search?: Search) => withSearch(`/c/${id}/statement`, search),
  invoices: (search?: Search) => withSearch('/invoices', search),
  invoice: (id: string) => `/i/${id}`,
  document: (id: string) => `/d/${id}`,
  receipts: (search?: Search) => withSearch('/cash', search),
  receipt: (id: string) => `/cash/${id}`,
  newReceipt: (search?: Search) => withSearch('/cash/new', search),
  kpis: (search?: Search) => withSearch('/reports/kpis', search),
  aging: (search?: Search) => withSearch('/reports/aging', search),
  imports: () => '/imports',
  newImport: () => '/imports/new',
  importBatch: (id: string) => `/imports/${id}`,
  users: () => '/admin/users',
  settings: () => '/admin/settings',
  keys: () => '/admin/keys',
  companies: () => '/admin/companies',
  audit: (search?: Search) => withSearch('/admin/audit', search),
  rates: () => '/admin/rates',
  account: () => '/account',
  shortcuts: () => '/keys',
  login: (next?: string) => withSearch('/login', { next }),
} as const;
