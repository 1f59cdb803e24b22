/** Who stands behind a cookie or an API key: read anew at each request, so that a change of roles counts at once. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Actor } from '../platform/actor.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import { permissionsOf, permissionsOfKey, PERMISSIONS, scopeOf, SIGNED_IN, type Role } from './permission.rules.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';

/** The company a caller works in, as its screens show it. */
export interface CallerCompany {
  readonly id: Id;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly language: Language;
}

export interface Caller {
  readonly actor: Actor;
  readonly roles: readonly Role[];
  readonly company: CallerCompany;
  readonly language: Language;
  /** Of a session; an API key has none. */
  readonly session: { readonly id: Id; readonly email: string } | null;
}

interface CallerRow {
  readonly user_id: Id;
  readonly user_language: Language;
  readonly org_id: Id;
  readonly company: string;
  readonly country: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly language: Language;
  readonly name: string;
  readonly roles: Role[];
  readonly team_id: Id | null;
}

/** Ends a session nobody uses for half a day, and every session after thirty days (reliability A-33). */
const IDLE = '12 hours';
const ABSOLUTE = '30 days';

export async function callerOfSession(db: Db, token: string, at: Date): Promise<Caller | undefined> {
  const { rows } = await sql<CallerRow & { session_id: Id; email: string }>`
    select * from access.find_session(${sha256(token)}, ${at}, ${IDLE}::interval, ${ABSOLUTE}::interval)`.execute(
    db.kysely,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const permissions = permissionsOf(row.roles).add(SIGNED_IN);
  return callerOf(row, { label: row.name, via: 'web', permissions, session: { id: row.session_id, email: row.email } });
}

export async function callerOfKey(db: Db, key: string, at: Date): Promise<Caller | undefined> {
  const { rows } = await sql<CallerRow & { key_name: string; key_permissions: string[] }>`
    select * from access.find_api_key(${sha256(key)}, ${at})`.execute(db.kysely);
  const row = rows[0];
  if (row === undefined) return undefined;
  const permissions = permissionsOfKey(row.roles, row.key_permissions);
  return callerOf(row, { label: `${row.name} (${row.key_name})`, via: 'api', permissions, session: null });
}

/** The user as a job may act for: with the roles of now. */
export async function actorOfUser(db: Db, orgId: Id, userId: Id): Promise<Actor | undefined> {
  const { rows } = await sql<{ name: string; roles: Role[]; team_id: Id | null }>`
    select name, roles, team_id from access.active_member(${orgId}, ${userId})`.execute(db.kysely);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    orgId,
    userId,
    label: row.name,
    via: 'job',
    scope: scopeOf(row.roles),
    teamIds: row.team_id === null ? [] : [row.team_id],
    permissions: permissionsOf(row.roles),
  };
}

/** The company acting by itself: set-up, jobs, the operator's command line. */
export const systemActor = (orgId: Id, via: Actor['via'] = 'job', label = 'system'): Actor => ({
  orgId,
  userId: null,
  label,
  via,
  scope: 'company',
  teamIds: [],
  permissions: new Set<string>([...PERMISSIONS, 'system']),
});

interface Origin extends Pick<Actor, 'label' | 'via'>, Pick<Caller, 'session'> {
  readonly permissions: ReadonlySet<string>;
}

function callerOf(row: CallerRow, { label, via, permissions, session }: Origin): Caller {
  const teamIds = row.team_id === null ? [] : [row.team_id];
  return {
    actor: { orgId: row.org_id, userId: row.user_id, label, via, scope: scopeOf(row.roles), teamIds, permissions },
    roles: row.roles,
    company: {
      id: row.org_id,
      name: row.company,
      country: row.country,
      currency: row.currency,
      timeZone: row.time_zone,
      language: row.language,
    },
    language: row.user_language,
    session,
  };
}
