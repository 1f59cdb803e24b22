/** Sessions, one-time links, and the memory of sign-in attempts that throttles rest on. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { firstRow, rows, type Db, type Reading } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import { emailKey } from './user.store.ts';

export interface NewSession {
  readonly tokenHash: Buffer;
  readonly network: string;
  readonly userAgent: string;
  readonly at: Date;
}

/** Of the actor, in the actor's company. */
export async function insertSession(ctx: Reading, session: NewSession): Promise<void> {
  await sql`insert into access.session (token_hash, user_id, org_id, network, user_agent, created_at, last_seen_at)
    values (${session.tokenHash}, ${ctx.actor.userId}, ${ctx.orgId}, ${session.network}, ${session.userAgent},
      ${session.at}, ${session.at})`.execute(ctx.tx);
}

export interface SessionRow {
  readonly session_id: Id;
  readonly network: string;
  readonly user_agent: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly is_this: boolean;
}

export async function listOwnSessions(r: Reading, tokenHash: Buffer, since: Date): Promise<SessionRow[]> {
  return rows(
    r.tx,
    sql<SessionRow>`
    select s.session_id, s.network, s.user_agent, s.created_at, s.last_seen_at, s.token_hash = ${tokenHash} as is_this
    from access.session s where s.user_id = ${r.actor.userId} and s.revoked_at is null and s.last_seen_at > ${since}
    order by s.last_seen_at desc limit 100`,
  );
}

export async function revokeByToken(ctx: Reading, tokenHash: Buffer, at: Date): Promise<void> {
  await sql`update access.session s set revoked_at = ${at} where s.token_hash = ${tokenHash}
    and s.revoked_at is null`.execute(ctx.tx);
}

export async function revokeOwn(ctx: Reading, sessionId: Id, at: Date): Promise<boolean> {
  const row = await firstRow(
    ctx.tx,
    sql`update access.session s set revoked_at = ${at}
    where s.session_id = ${sessionId} and s.user_id = ${ctx.actor.userId}
      and s.revoked_at is null returning s.session_id`,
  );
  return row !== undefined;
}

/** Every session of the actor, in every company; a password change leaves none behind. */
export async function revokeAllOwn(ctx: Reading, at: Date): Promise<void> {
  await sql`update access.session s set revoked_at = ${at} where s.user_id = ${ctx.actor.userId}
    and s.revoked_at is null`.execute(ctx.tx);
}

/** A member's sessions in this company. */
export async function revokeInCompany(ctx: Reading, userId: Id, at: Date): Promise<void> {
  await sql`update access.session s set revoked_at = ${at}
    where s.org_id = ${ctx.orgId} and s.user_id = ${userId} and s.revoked_at is null`.execute(ctx.tx);
}

/** The actor's company becomes the one the session works in. */
export async function moveSession(ctx: Reading, tokenHash: Buffer): Promise<void> {
  await sql`update access.session s set org_id = ${ctx.orgId}
    where s.token_hash = ${tokenHash} and s.user_id = ${ctx.actor.userId}`.execute(ctx.tx);
}

export type LinkPurpose = 'invite' | 'reset';

/** A new link makes the older ones of the same person worthless. */
export async function insertLink(
  ctx: Reading,
  link: { tokenHash: Buffer; purpose: LinkPurpose; userId: Id; at: Date; expiresAt: Date },
): Promise<void> {
  await sql`delete from access.one_time_link l where l.org_id = ${ctx.orgId} and l.user_id = ${link.userId}
    and l.used_at is null`.execute(ctx.tx);
  await sql`insert into access.one_time_link (token_hash, purpose, org_id, user_id, created_at, expires_at)
    values (${link.tokenHash}, ${link.purpose}, ${ctx.orgId}, ${link.userId}, ${link.at}, ${link.expiresAt})`.execute(
    ctx.tx,
  );
}

export interface FoundLink {
  readonly org_id: Id;
  readonly company: string;
  readonly user_id: Id;
  readonly email: string;
  readonly name: string;
  readonly has_password: boolean;
}

export async function findLink(db: Db, token: string, purpose: LinkPurpose, at: Date): Promise<FoundLink | undefined> {
  const { rows: found } =
    await sql<FoundLink>`select * from access.find_link(${sha256(token)}, ${purpose}, ${at})`.execute(db.kysely);
  return found[0];
}

export async function useLink(
  ctx: Reading,
  tokenHash: Buffer,
  purpose: LinkPurpose | 'setup',
  at: Date,
): Promise<boolean> {
  return (
    (await firstRow(ctx.tx, sql`select true as used from access.use_link(${tokenHash}, ${purpose}, ${at})`)) !==
    undefined
  );
}

export async function issueSetupLink(db: Db, tokenHash: Buffer, at: Date, expiresAt: Date): Promise<boolean> {
  const { rows: issued } = await sql<{
    issued: boolean;
  }>`select access.issue_setup_link(${tokenHash}, ${at}, ${expiresAt}) as issued`.execute(db.kysely);
  return issued[0]?.issued === true;
}

export interface Attempts {
  readonly attemptId: Id;
  /** Failures from this network in the window, this attempt included. */
  readonly byNetwork: number;
  /** Failures on this account in the window, from anywhere, this attempt included. */
  readonly byAccount: number;
  /** The account was entered from this network before. */
  readonly known: boolean;
}

/** Written down as failed before the password is looked at, so that a burst of guesses is counted while it runs. */
export async function noteAttempt(
  db: Db,
  email: string,
  network: string,
  times: { at: Date; since: Date; knownSince: Date },
): Promise<Attempts> {
  const account = sha256(emailKey(email));
  return db.kysely.transaction().execute(async (tx) => {
    // one after the other, network before account, so that each sees the attempts before it
    await sql`select pg_advisory_xact_lock(hashtextextended(${network}, 1))`.execute(tx);
    await sql`select pg_advisory_xact_lock(hashtextextended(${account.toString('hex')}, 2))`.execute(tx);
    const noted = await firstRow(
      tx,
      sql<{ id: Id }>`
      insert into access.sign_in_attempt (account_key, network, succeeded, attempted_at)
      values (${account}, ${network}, false, ${times.at}) returning attempt_id as id`,
    );
    const counted = await firstRow(
      tx,
      sql<{ by_network: number; by_account: number; known: boolean }>`
      select (select count(*)::int from access.sign_in_attempt a
               where a.network = ${network} and a.attempted_at > ${times.since} and not a.succeeded) as by_network,
             (select count(*)::int from access.sign_in_attempt a
               where a.account_key = ${account} and a.attempted_at > ${times.since} and not a.succeeded) as by_account,
             exists (select from access.sign_in_attempt a
               where a.account_key = ${account} and a.network = ${network} and a.succeeded
                 and a.attempted_at > ${times.knownSince}) as known`,
    );
    return {
      attemptId: noted?.id ?? 0n,
      byNetwork: counted?.by_network ?? 0,
      byAccount: counted?.by_account ?? 0,
      known: counted?.known === true,
    };
  });
}

export async function settleAttempt(db: Db, attemptId: Id, outcome: 'succeeded' | 'not tried'): Promise<void> {
  if (outcome === 'succeeded')
    await sql`update access.sign_in_attempt set succeeded = true where attempt_id = ${attemptId}`.execute(db.kysely);
  else await sql`delete from access.sign_in_attempt where attempt_id = ${attemptId}`.execute(db.kysely);
}

export async function forgetAttempts(db: Db, before: Date): Promise<void> {
  await sql`delete from access.sign_in_attempt where attempted_at < ${before}`.execute(db.kysely);
}
