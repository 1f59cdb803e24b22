/** Members of a company: invited, changed, disabled; their links; teams. */
import type { Id } from '../core/ids.ts';
import { fault } from '../core/errors.ts';
import { declareRefusals, defineCommand, type Command, type CommandContext } from '../platform/command.ts';
import type { Language } from './caller.store.ts';
import type { Role } from './permission.rules.ts';
import { insertLink, revokeAllOwn, revokeInCompany, useLink, type LinkPurpose } from './session.store.ts';
import type { Token } from './token.ts';
import {
  findAccountInside,
  findMember,
  governsUser,
  insertAccount,
  insertMembership,
  insertTeam,
  lockAdministrators,
  renameTeam,
  teamExists,
  updateMembership,
  updateOwnPassword,
  type MemberRow,
} from './user.store.ts';

declareRefusals({
  membership_pkey: 'user.member_already',
  user_account_email: 'write.busy',
  team_name: 'team.name_taken',
  membership_org_id_team_id_fkey: 'team.unknown',
});

const LINK_LIVES_MS: Readonly<Record<LinkPurpose, number>> = { invite: 7 * 86_400_000, reset: 3_600_000 };

/**
 * Tells whether the link in hand is the one this answer speaks of: a repeated request gets the first answer, not
 * its secret.
 */
export const markOf = (token: Token): string => token.hash.toString('hex').slice(0, 12);

async function giveLink(ctx: CommandContext, userId: Id, purpose: LinkPurpose, token: Token): Promise<void> {
  const expiresAt = new Date(ctx.now.getTime() + LINK_LIVES_MS[purpose]);
  await insertLink(ctx, { tokenHash: token.hash, purpose, userId, at: ctx.now, expiresAt });
}

export interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly teamId: Id | null;
  readonly language: Language;
}

/** `newId` is used when the address has no account in the installation yet; who asks does not learn which it was. */
export const inviteUser = (token: Token, newId: Id): Command<Invitation, { id: Id; mark: string }> =>
  defineCommand({
    name: 'access.invite_user',
    permission: 'users.write',
    run: async (ctx, invitation) => {
      if (invitation.teamId !== null && !(await teamExists(ctx, invitation.teamId))) throw fault('team.unknown');
      const existing = await findAccountInside(ctx.tx, invitation.email);
      const userId = existing?.user_id ?? newId;
      if (existing === undefined) {
        const { email, language } = invitation;
        await insertAccount(ctx.tx, { id: newId, email, language, passwordHash: null, at: ctx.now });
      }
      await insertMembership(ctx, {
        userId,
        name: invitation.name,
        roles: invitation.roles,
        teamId: invitation.teamId,
        at: ctx.now,
      });
      await giveLink(ctx, userId, 'invite', token);
      ctx.about({ kind: 'user', id: userId, after: invitation });
      return { id: userId, mark: markOf(token) };
    },
  });

export interface UserChange {
  readonly id: Id;
  readonly version: number;
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly teamId?: Id | null | undefined;
  readonly disabled?: boolean | undefined;
}

export const updateUser = defineCommand({
  name: 'access.update_user',
  permission: 'users.write',
  run: async (ctx, change: UserChange) => {
    const admins = await lockAdministrators(ctx);
    const member = await findMember(ctx, change.id);
    if (member === undefined) throw fault('not_found');
    if (member.version !== change.version) throw fault('user.changed_meanwhile');
    const roles = change.roles ?? member.roles;
    const disabled = change.disabled ?? member.disabled_at !== null;
    const touchesRights =
      disabled !== (member.disabled_at !== null) || [...roles].sort().join() !== [...member.roles].sort().join();
    if (touchesRights && change.id === ctx.actor.userId) throw fault('user.own_roles');
    const staysAdmin = !disabled && roles.includes('ADMIN');
    if (admins.includes(change.id) && !staysAdmin && admins.length === 1) throw fault('user.last_admin');
    if (change.teamId && !(await teamExists(ctx, change.teamId))) throw fault('team.unknown');
    const disabledAt = disabled ? (member.disabled_at ?? ctx.now) : null;
    await updateMembership(ctx, change.id, { name: change.name, roles, teamId: change.teamId, disabledAt });
    if (touchesRights) await revokeInCompany(ctx, change.id, ctx.now);
    const { name, team_id: teamId } = member;
    ctx.about({
      kind: 'user',
      id: change.id,
      before: { name, roles: member.roles, teamId, disabled: member.disabled_at !== null },
      after: change,
    });
    return { id: change.id };
  },
});

const purposeFor = (member: MemberRow): LinkPurpose => (member.accepted_at === null ? 'invite' : 'reset');

/** A link with which the person sets a new password, or accepts the invitation whose first link was lost. */
export const issueLink = (token: Token): Command<{ userId: Id }, { purpose: LinkPurpose; mark: string }> =>
  defineCommand({
    name: 'access.issue_link',
    permission: 'users.write',
    run: async (ctx, { userId }) => {
      const member = await findMember(ctx, userId);
      if (member === undefined || member.disabled_at !== null) throw fault('not_found');
      const purpose = purposeFor(member);
      // an invitation sets no password of someone who has one, so only a reset could open a door elsewhere;
      // the operator at the machine stands above all companies
      const operator = ctx.actor.userId === null;
      if (purpose === 'reset' && !operator && !(await governsUser(ctx, userId))) throw fault('user.belongs_elsewhere');
      await giveLink(ctx, userId, purpose, token);
      ctx.about({ kind: 'user', id: userId, after: { purpose } });
      return { purpose, mark: markOf(token) };
    },
  });

/** By whoever holds the link. `passwordHash` is null where the person has a password and has just shown it. */
export const followLink = (secrets: {
  tokenHash: Buffer;
  passwordHash: string | null;
}): Command<{ purpose: LinkPurpose; name?: string | undefined }, void> =>
  defineCommand({
    name: 'access.follow_link',
    permission: 'follow-link',
    run: async (ctx, { purpose, name }) => {
      if (ctx.actor.userId === null || !(await useLink(ctx, secrets.tokenHash, purpose, ctx.now)))
        throw fault('link.dead');
      if (purpose === 'invite') await updateMembership(ctx, ctx.actor.userId, { name, acceptedAt: ctx.now });
      if (secrets.passwordHash !== null) {
        await updateOwnPassword(ctx, secrets.passwordHash, ctx.now);
        await revokeAllOwn(ctx, ctx.now);
      }
      ctx.about({ kind: 'user', id: ctx.actor.userId, after: { purpose } });
    },
  });

export const createTeam = defineCommand({
  name: 'access.create_team',
  permission: 'users.write',
  run: async (ctx, { name }: { name: string }) => {
    const id = await insertTeam(ctx, name, ctx.now);
    ctx.about({ kind: 'team', id, after: { name } });
    return { id };
  },
});

export const updateTeam = defineCommand({
  name: 'access.update_team',
  permission: 'users.write',
  run: async (ctx, { id, name }: { id: Id; name: string }) => {
    if (!(await renameTeam(ctx, id, name))) throw fault('not_found');
    ctx.about({ kind: 'team', id, after: { name } });
    return { id };
  },
});
