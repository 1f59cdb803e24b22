/** Accounts, memberships and teams. Accounts are shared by companies; a company sees those of its own members only. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { firstRow, rows, type Db, type Reading, type Tx } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Language } from './caller.store.ts';
import type { Role } from './permission.rules.ts';

export const emailKey = (email: string): string => email.trim().toLowerCase();

export interface Account {
  readonly user_id: Id;
  readonly password_hash: string | null;
  readonly language: Language;
}

export async function findAccount(db: Db, email: string): Promise<Account | undefined> {
  const { rows: found } = await sql<Account>`select * from access.find_account(${emailKey(email)})`.execute(db.kysely);
  return found[0];
}

export async function findAccountInside(tx: Tx, email: string): Promise<Account | undefined> {
  return firstRow(tx, sql<Account>`select * from access.find_account(${emailKey(email)})`);
}

export async function ownPasswordHash(r: Reading): Promise<string | null> {
  return (await firstRow(r.tx, sql<{ hash: string | null }>`select access.password_of_self() as hash`))?.hash ?? null;
}

export async function drawUserId(db: Db): Promise<Id> {
  const { rows: drawn } = await sql<{ id: Id }>`select access.next_user_id() as id`.execute(db.kysely);
  return drawn[0]?.id ?? 0n;
}

export interface NewAccount {
  readonly id: Id;
  readonly email: string;
  readonly language: Language;
  readonly passwordHash: string | null;
  readonly at: Date;
}

export async function insertAccount(tx: Tx, account: NewAccount): Promise<void> {
  const changedAt = account.passwordHash === null ? null : account.at;
  await sql`insert into access.user_account (user_id, email, email_key, language, password_hash,
    password_changed_at, created_at)
    overriding system value
    values (${account.id}, ${account.email.trim()}, ${emailKey(account.email)}, ${account.language},
      ${account.passwordHash}, ${changedAt},
      ${account.at})`.execute(tx);
}

/** Only one's own, as row-level security demands: whoever resets a password acts as its owner, by a link. */
export async function updateOwnPassword(ctx: Reading, passwordHash: string, at: Date): Promise<void> {
  await sql`update access.user_account u set password_hash = ${passwordHash}, password_changed_at = ${at}
    where u.user_id = ${ctx.actor.userId}`.execute(ctx.tx);
}

export async function updateOwnLanguage(ctx: Reading, language: Language): Promise<void> {
  await sql`update access.user_account u set language = ${language} where u.user_id = ${ctx.actor.userId}`.execute(
    ctx.tx,
  );
}

export interface MemberRow {
  readonly user_id: Id;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly roles: Role[];
  readonly team_id: Id | null;
  readonly team_name: string | null;
  readonly invited_at: Date;
  readonly accepted_at: Date | null;
  readonly disabled_at: Date | null;
  readonly version: number;
}

const MEMBER = sql`m.user_id, m.name, u.email, u.language, m.roles, m.team_id, t.name as team_name, m.invited_at,
  m.accepted_at, m.disabled_at, m.version
  from access.membership m
  join access.user_account u on u.user_id = m.user_id
  left join access.team t on t.org_id = m.org_id and t.id = m.team_id`;

/** A manager sees her team, everyone else who may look sees the company. */
export async function listMembers(r: Reading): Promise<MemberRow[]> {
  const { scope, teamIds, userId } = r.actor;
  const mine =
    scope === 'company'
      ? sql<boolean>`true`
      : sql<boolean>`(m.team_id = any (${teamIds}::bigint[]) or m.user_id = ${userId})`;
  return rows(
    r.tx,
    sql<MemberRow>`select ${MEMBER} where ${inOrg(r, 'm')} and ${mine} order by m.disabled_at is not null,
      lower(m.name), m.user_id`,
  );
}

export async function findMember(r: Reading, userId: Id): Promise<MemberRow | undefined> {
  return firstRow(r.tx, sql<MemberRow>`select ${MEMBER} where ${inOrg(r, 'm')} and m.user_id = ${userId}`);
}

export async function findMemberByEmail(r: Reading, email: string): Promise<MemberRow | undefined> {
  return firstRow(r.tx, sql<MemberRow>`select ${MEMBER} where ${inOrg(r, 'm')} and u.email_key = ${emailKey(email)}`);
}

export async function insertMembership(
  ctx: Reading,
  member: { userId: Id; name: string; roles: readonly Role[]; teamId: Id | null; at: Date },
): Promise<void> {
  await sql`insert into access.membership (org_id, user_id, name, roles, team_id, invited_at)
    values (${ctx.orgId}, ${member.userId}, ${member.name}, ${member.roles}::text[], ${member.teamId},
      ${member.at})`.execute(ctx.tx);
}

export interface MembershipChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly teamId?: Id | null | undefined;
  readonly disabledAt?: Date | null | undefined;
  readonly acceptedAt?: Date | undefined;
}

export async function updateMembership(ctx: Reading, userId: Id, change: MembershipChange): Promise<void> {
  const { name = null, roles = null, teamId, disabledAt, acceptedAt = null } = change;
  await sql`update access.membership m set
      name = coalesce(${name}, m.name),
      roles = coalesce(${roles}::text[], m.roles),
      team_id = case when ${teamId === undefined} then m.team_id else ${teamId ?? null} end,
      disabled_at = case when ${disabledAt === undefined} then m.disabled_at else ${disabledAt ?? null} end,
      accepted_at = coalesce(m.accepted_at, ${acceptedAt}),
      version = m.version + 1
    where m.org_id = ${ctx.orgId} and m.user_id = ${userId}`.execute(ctx.tx);
}

/** Active administrators, locked: two who would remove each other at once wait here, and the second is refused. */
export async function lockAdministrators(ctx: Reading): Promise<Id[]> {
  const found = await rows(
    ctx.tx,
    sql<{ user_id: Id }>`
    select m.user_id from access.membership m
    where m.org_id = ${ctx.orgId} and 'ADMIN' = any (m.roles) and m.disabled_at is null and m.accepted_at is not null
    order by m.user_id for update`,
  );
  return found.map((row) => row.user_id);
}

export async function governsUser(ctx: Reading, userId: Id): Promise<boolean> {
  return (
    (await firstRow(ctx.tx, sql<{ governs: boolean }>`select access.governs_user(${userId}) as governs`))?.governs ===
    true
  );
}

export interface TeamRow {
  readonly id: Id;
  readonly name: string;
  readonly members: number;
}

export async function listTeams(r: Reading): Promise<TeamRow[]> {
  return rows(
    r.tx,
    sql<TeamRow>`
    select t.id, t.name, (select count(*)::int from access.membership m where m.org_id = t.org_id
      and m.team_id = t.id and m.disabled_at is null) as members
    from access.team t where ${inOrg(r, 't')} order by lower(t.name), t.id`,
  );
}

export async function teamExists(r: Reading, id: Id): Promise<boolean> {
  return (
    (await firstRow(r.tx, sql`select from access.team t where t.org_id = ${r.orgId} and t.id = ${id}`)) !== undefined
  );
}

export async function insertTeam(ctx: Reading, name: string, at: Date): Promise<Id> {
  const row = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into access.team (org_id, name, created_at) values (${ctx.orgId}, ${name}, ${at}) returning id`,
  );
  return row?.id ?? 0n;
}

export async function renameTeam(ctx: Reading, id: Id, name: string): Promise<boolean> {
  const row = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    update access.team t set name = ${name} where t.org_id = ${ctx.orgId} and t.id = ${id} returning t.id`,
  );
  return row !== undefined;
}
