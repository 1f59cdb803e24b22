/**
 * Who may do what (reliability 5.2): the one table of permissions by role. A member may hold several roles; permissions
 * add up and the widest scope counts. Administration gives no right over money.
 */
import type { Scope } from '../platform/actor.ts';

export const ROLES = ['SALES_REP', 'SALES_MANAGER', 'FINANCE', 'LEGAL', 'ADMIN', 'AUDITOR'] as const;
export type Role = (typeof ROLES)[number];

const SCOPE_OF_ROLE: Readonly<Record<Role, Scope>> = {
  SALES_REP: 'own',
  SALES_MANAGER: 'team',
  FINANCE: 'company',
  LEGAL: 'company',
  ADMIN: 'company',
  AUDITOR: 'company',
};

const EVERYONE: readonly Role[] = ROLES;
const SALES: readonly Role[] = ['SALES_REP', 'SALES_MANAGER'];
const DESK: readonly Role[] = [...SALES, 'FINANCE', 'LEGAL'];

const ROLES_OF_PERMISSION = {
  'customers.read': EVERYONE,
  'customers.write': ['FINANCE'],
  'customers.reassign': ['SALES_MANAGER', 'FINANCE'],
  'customers.merge': ['FINANCE'],
  'contacts.write': [...SALES, 'FINANCE'],
  'limits.read': [...DESK, 'AUDITOR'],
  'limits.write': ['FINANCE'],
  'receivables.read': EVERYONE,
  'documents.post': ['FINANCE'],
  'documents.reverse': ['FINANCE'],
  'receipts.read': ['FINANCE', 'LEGAL', 'AUDITOR'],
  'receipts.post': ['FINANCE'],
  'allocations.write': ['FINANCE'],
  'rates.read': EVERYONE,
  'rates.write': ['FINANCE'],
  'notes.write': DESK,
  'worklist.read': [...DESK, 'AUDITOR'],
  'reports.read': EVERYONE,
  'exports.read': [...DESK, 'AUDITOR'],
  'imports.read': ['FINANCE', 'AUDITOR'],
  'imports.write': ['FINANCE'],
  'search.use': EVERYONE,
  'users.read': ['ADMIN', 'AUDITOR', 'SALES_MANAGER'],
  'users.write': ['ADMIN'],
  'companies.write': ['ADMIN'],
  'settings.read': EVERYONE,
  'settings.write': ['ADMIN'],
  'keys.write': ['ADMIN'],
  'jobs.read': ['ADMIN'],
  'events.read': EVERYONE,
  'verify.run': ['FINANCE', 'AUDITOR', 'ADMIN'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof ROLES_OF_PERMISSION;

export const PERMISSIONS: readonly Permission[] = Object.keys(ROLES_OF_PERMISSION) as Permission[];
export const isPermission = (text: string): text is Permission => Object.hasOwn(ROLES_OF_PERMISSION, text);
export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/**
 * Held by whoever signed in as a person; an API key does not hold it, so it cannot change passwords or switch
 * companies.
 */
export const SIGNED_IN = 'signed-in';
/** Routes that need no sign-in. */
export const PUBLIC = 'public';

export function permissionsOf(roles: readonly Role[]): Set<string> {
  return new Set(
    PERMISSIONS.filter((p) => (ROLES_OF_PERMISSION[p] as readonly Role[]).some((role) => roles.includes(role))),
  );
}

const WIDTH: readonly Scope[] = ['none', 'own', 'team', 'company'];

/** The widest scope of the roles. A manager without a team sees what she owns herself. */
export function scopeOf(roles: readonly Role[]): Scope {
  return roles
    .map((role) => SCOPE_OF_ROLE[role])
    .reduce<Scope>((a, b) => (WIDTH.indexOf(a) >= WIDTH.indexOf(b) ? a : b), 'none');
}

/** What an API key may do: never more than its maker may now, and never what only a person may. */
export function permissionsOfKey(makerRoles: readonly Role[], keyPermissions: readonly string[]): Set<string> {
  const maker = permissionsOf(makerRoles);
  return new Set(keyPermissions.filter((p) => maker.has(p) && !NEVER_BY_KEY.has(p)));
}

/** Matrix 5.2, column "API key": never. */
export const NEVER_BY_KEY: ReadonlySet<string> = new Set<Permission>([
  'users.write',
  'users.read',
  'keys.write',
  'companies.write',
  'settings.write',
  'documents.reverse',
  'jobs.read',
]);
