/** Signing in and out, switching companies, one's own account. */
import type { Id } from '../core/ids.ts';
import { fault } from '../core/errors.ts';
import type { Actor } from '../platform/actor.ts';
import { now, today } from '../platform/clock.ts';
import { defineCommand, runCommand, type Command } from '../platform/command.ts';
import { read, type Db } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import type { Language } from './caller.store.ts';
import { companiesOf, type OwnCompany } from './company.store.ts';
import { networkOf } from './network.rules.ts';
import { assertPassword, hashPassword, verifyPassword } from './password.ts';
import { permissionsOf, scopeOf, SIGNED_IN } from './permission.rules.ts';
import {
  insertSession,
  moveSession,
  noteAttempt,
  revokeAllOwn,
  revokeByToken,
  revokeOwn,
  settleAttempt,
} from './session.store.ts';
import { tooManyAttempts, THROTTLE } from './throttle.rules.ts';
import { newSessionToken, type Token } from './token.ts';
import { findAccount, ownPasswordHash, updateMembership, updateOwnLanguage, updateOwnPassword } from './user.store.ts';

export interface Device {
  readonly ip: string;
  readonly userAgent: string;
}

const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);

/**
 * Checks an address and password under the throttle. An unknown address, a wrong password and a person who may enter
 * no company cost the same time and are told the same.
 * @throws session.wrong, sign_in.too_many
 */
export async function checkPassword(
  db: Db,
  { email, password }: { email: string; password: string },
  device: Device,
): Promise<{ userId: Id }> {
  const at = now();
  const times = { at, since: before(at, THROTTLE.windowMs), knownSince: before(at, THROTTLE.knownForMs) };
  const attempts = await noteAttempt(db, email, networkOf(device.ip), times);
  if (tooManyAttempts(attempts)) {
    await settleAttempt(db, attempts.attemptId, 'not tried');
    throw fault('sign_in.too_many');
  }
  const account = await findAccount(db, email);
  if (!(await verifyPassword(password, account?.password_hash)) || account === undefined) throw fault('session.wrong');
  await settleAttempt(db, attempts.attemptId, 'succeeded');
  return { userId: account.user_id };
}

/** The member in the company, as the actor of what only concerns the member. */
export function memberActor(userId: Id, company: OwnCompany): Actor {
  const permissions = permissionsOf(company.roles).add(SIGNED_IN);
  return {
    orgId: company.org_id,
    userId,
    label: company.name,
    via: 'web',
    scope: scopeOf(company.roles),
    teamIds: [],
    permissions,
  };
}

const openSession = (tokenHash: Buffer): Command<{ network: string; userAgent: string }, void> =>
  defineCommand({
    name: 'access.sign_in',
    permission: SIGNED_IN,
    run: async (ctx, { network, userAgent }) => {
      await insertSession(ctx, { tokenHash, network, userAgent, at: ctx.now });
      ctx.about({ kind: 'user', id: ctx.actor.userId });
    },
  });

/** A new session with a token that nobody had before. @throws session.wrong */
export async function startSession(db: Db, userId: Id, device: Device): Promise<Token> {
  const [company] = await companiesOf(db, userId);
  if (company === undefined) throw fault('session.wrong');
  const token = newSessionToken();
  const input = { network: networkOf(device.ip), userAgent: device.userAgent };
  await runCommand(db, openSession(token.hash), input, {
    actor: memberActor(userId, company),
    asOf: today(company.time_zone),
  });
  return token;
}

/** @throws session.wrong, sign_in.too_many */
export async function signIn(db: Db, credentials: { email: string; password: string }, device: Device): Promise<Token> {
  const { userId } = await checkPassword(db, credentials, device);
  return startSession(db, userId, device);
}

export const signOut = (tokenHash: Buffer): Command<Record<string, never>, void> =>
  defineCommand({
    name: 'access.sign_out',
    permission: SIGNED_IN,
    run: async (ctx) => {
      await revokeByToken(ctx, tokenHash, ctx.now);
      ctx.about({ kind: 'user', id: ctx.actor.userId });
    },
  });

export const endSession = defineCommand({
  name: 'access.end_session',
  permission: SIGNED_IN,
  run: async (ctx, { sessionId }: { sessionId: Id }) => {
    if (!(await revokeOwn(ctx, sessionId, ctx.now))) throw fault('not_found');
    ctx.about({ kind: 'user', id: ctx.actor.userId });
  },
});

const enterCompany = (tokenHash: Buffer): Command<Record<string, never>, void> =>
  defineCommand({
    name: 'access.enter_company',
    permission: SIGNED_IN,
    run: async (ctx) => {
      await moveSession(ctx, tokenHash);
      ctx.about({ kind: 'user', id: ctx.actor.userId });
    },
  });

/** @throws session.company_unknown for a company that is not the caller's or does not exist */
export async function switchCompany(db: Db, actor: Actor, token: string, companyId: Id): Promise<void> {
  const companies = actor.userId === null ? [] : await companiesOf(db, actor.userId);
  const company = companies.find((c) => c.org_id === companyId);
  if (company === undefined || actor.userId === null) throw fault('session.company_unknown');
  await runCommand(
    db,
    enterCompany(sha256(token)),
    {},
    { actor: memberActor(actor.userId, company), asOf: today(company.time_zone) },
  );
}

export const updateSelf = defineCommand({
  name: 'access.update_self',
  permission: SIGNED_IN,
  run: async (ctx, change: { name?: string | undefined; language?: Language | undefined }) => {
    if (ctx.actor.userId === null) throw fault('forbidden');
    if (change.name !== undefined) await updateMembership(ctx, ctx.actor.userId, { name: change.name });
    if (change.language !== undefined) await updateOwnLanguage(ctx, change.language);
    ctx.about({ kind: 'user', id: ctx.actor.userId, after: change });
  },
});

const replacePassword = (passwordHash: string, newSession: Token): Command<Device, void> =>
  defineCommand({
    name: 'access.change_password',
    permission: SIGNED_IN,
    run: async (ctx, device) => {
      await updateOwnPassword(ctx, passwordHash, ctx.now);
      await revokeAllOwn(ctx, ctx.now);
      await insertSession(ctx, {
        tokenHash: newSession.hash,
        network: networkOf(device.ip),
        userAgent: device.userAgent,
        at: ctx.now,
      });
      ctx.about({ kind: 'user', id: ctx.actor.userId });
    },
  });

export interface PasswordChange {
  readonly email: string;
  readonly current: string;
  readonly next: string;
}

/** Ends every session and gives the caller a new one. @throws password.wrong, password.* */
export async function changePassword(db: Db, actor: Actor, change: PasswordChange, device: Device): Promise<Token> {
  const asOf = today('UTC');
  const stored = await read(db, actor, asOf, ownPasswordHash);
  if (!(await verifyPassword(change.current, stored))) throw fault('password.wrong');
  assertPassword(change.next, change.email);
  const token = newSessionToken();
  await runCommand(db, replacePassword(await hashPassword(change.next), token), device, { actor, asOf });
  return token;
}
