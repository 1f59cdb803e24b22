/**
 * The first minutes of an installation: a company, its first user. No account exists before, and no default
 * password ever.
 */
import type { Id } from '../core/ids.ts';
import { fault } from '../core/errors.ts';
import type { Actor } from '../platform/actor.ts';
import { isTimeZone, now, today } from '../platform/clock.ts';
import { defineCommand, runCommand, type Command } from '../platform/command.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import { systemActor, type Language } from './caller.store.ts';
import type { NewCompany } from './company.rules.ts';
import {
  adoptCompany,
  drawCompanyId,
  hasUsers,
  insertCompany,
  insertFirstMember,
  listCompanies,
} from './company.store.ts';
import { assertPassword, hashPassword } from './password.ts';
import type { Role } from './permission.rules.ts';
import { issueSetupLink, useLink } from './session.store.ts';
import { newLinkToken } from './token.ts';
import { drawUserId, insertAccount } from './user.store.ts';
import './access.errors.ts';

/**
 * Whoever founds a company runs it and keeps its books; both rights can be given to others and one of them laid
 * down.
 */
const FOUNDER: readonly Role[] = ['ADMIN', 'FINANCE'];

const SETUP_LINK_LIVES_MS = 24 * 3_600_000;

/** The token of a new set-up link, or undefined when someone has an account already. Older links die. */
export async function newSetupToken(db: Db): Promise<string | undefined> {
  const token = newLinkToken();
  const at = now();
  return (await issueSetupLink(db, token.hash, at, new Date(at.getTime() + SETUP_LINK_LIVES_MS)))
    ? token.text
    : undefined;
}

export interface Founder {
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

export interface Installation {
  readonly founder: Founder;
  readonly company: NewCompany;
  /** The company that a command line made before anyone had an account, if it is the only one. */
  readonly adopts: boolean;
}

/** Secrets ride beside the input, which is kept in the event for ever. */
const setUp = (secrets: {
  tokenHash: Buffer;
  passwordHash: string;
  userId: Id;
}): Command<Installation, { userId: Id }> =>
  defineCommand({
    name: 'access.set_up',
    permission: 'setup',
    run: async (ctx, { founder, company, adopts }) => {
      if (!(await useLink(ctx, secrets.tokenHash, 'setup', ctx.now))) throw fault('setup.token_wrong');
      if (adopts) await adoptCompany(ctx, company);
      else await insertCompany(ctx.tx, ctx.orgId, company);
      const account = {
        id: secrets.userId,
        email: founder.email,
        language: founder.language,
        passwordHash: secrets.passwordHash,
        at: ctx.now,
      };
      await insertAccount(ctx.tx, account);
      await insertFirstMember(ctx.tx, {
        orgId: ctx.orgId,
        userId: secrets.userId,
        name: founder.name,
        roles: FOUNDER,
        at: ctx.now,
      });
      ctx.about({ kind: 'company', id: ctx.orgId, after: company });
      return { userId: secrets.userId };
    },
  });

export interface SetupRequest {
  readonly token: string;
  readonly founder: Founder;
  readonly password: string;
  readonly company: NewCompany;
}

/** @throws setup.done once anyone has an account; setup.token_wrong; password.*; company.time_zone_unknown */
export async function setUpInstallation(db: Db, request: SetupRequest): Promise<{ orgId: Id; userId: Id }> {
  if (await hasUsers(db)) throw fault('setup.done');
  assertTimeZone(request.company.timeZone);
  assertPassword(request.password, request.founder.email);
  const passwordHash = await hashPassword(request.password);
  const [only, ...others] = await listCompanies(db);
  const adopted = only !== undefined && others.length === 0 && only.members === 0 ? only : undefined;
  const orgId = adopted?.org_id ?? (await drawCompanyId(db));
  const userId = await drawUserId(db);
  const { founder, company } = request;
  const actor: Actor = {
    orgId,
    userId,
    label: founder.name,
    via: 'setup',
    scope: 'company',
    teamIds: [],
    permissions: new Set(['setup']),
  };
  const command = setUp({ tokenHash: sha256(request.token), passwordHash, userId });
  await runCommand(
    db,
    command,
    { founder, company, adopts: adopted !== undefined },
    { actor, asOf: today(company.timeZone) },
  );
  return { orgId, userId };
}

/** @throws company.time_zone_unknown */
export function assertTimeZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) throw fault('company.time_zone_unknown', { value: timeZone.slice(0, 60) });
}

const foundCompany = defineCommand({
  name: 'access.found_company',
  permission: 'system',
  run: async (ctx, company: NewCompany) => {
    await insertCompany(ctx.tx, ctx.orgId, company);
    ctx.about({ kind: 'company', id: ctx.orgId, after: company });
    return { id: ctx.orgId };
  },
});

/** A company without members, for the operator at the command line. */
export async function foundCompanyAsOperator(db: Db, company: NewCompany, operator: string): Promise<Id> {
  assertTimeZone(company.timeZone);
  const actor = systemActor(await drawCompanyId(db), 'cli', operator);
  return (await runCommand(db, foundCompany, company, { actor, asOf: today(company.timeZone) })).id;
}

const addCompany = (newId: Id): Command<{ company: NewCompany; founderName: string }, { id: Id }> =>
  defineCommand({
    name: 'access.add_company',
    permission: 'companies.write',
    run: async (ctx, { company, founderName }) => {
      if (ctx.actor.userId === null) throw fault('forbidden');
      await insertCompany(ctx.tx, newId, company);
      await insertFirstMember(ctx.tx, {
        orgId: newId,
        userId: ctx.actor.userId,
        name: founderName,
        roles: FOUNDER,
        at: ctx.now,
      });
      ctx.about({ kind: 'company', id: newId, after: company });
      return { id: newId };
    },
  });

/** Another company of the installation; who asks for it becomes its first member. */
export async function newCompanyCommand(db: Db, company: NewCompany): Promise<ReturnType<typeof addCompany>> {
  assertTimeZone(company.timeZone);
  return addCompany(await drawCompanyId(db));
}
