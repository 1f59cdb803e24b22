/** Members of the company and its teams. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { route } from '../platform/route.ts';
import { canShape, idOrNull, idText, named } from '../platform/wire.ts';
import { newLinkToken } from './token.ts';
import { createTeam, inviteUser, issueLink, markOf, updateTeam, updateUser } from './user.commands.ts';
import { drawUserId, listMembers, listTeams, type MemberRow } from './user.store.ts';
import { emailText, languageText, nameText, roleText } from './wire.ts';
import type { Actor } from '../platform/actor.ts';

const userShape = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  language: languageText,
  roles: z.array(roleText),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
  status: z.enum(['invited', 'active', 'disabled']),
  version: z.int(),
  can: canShape,
});

const statusOf = (m: MemberRow): 'invited' | 'active' | 'disabled' =>
  m.disabled_at !== null ? 'disabled' : m.accepted_at === null ? 'invited' : 'active';

function toUser(m: MemberRow, actor: Actor): z.input<typeof userShape> {
  const writes = actor.permissions.has('users.write');
  const rights = !writes ? 'forbidden' : m.user_id === actor.userId ? 'user.own_roles' : true;
  return {
    id: String(m.user_id),
    name: m.name,
    email: m.email,
    language: m.language,
    roles: m.roles,
    team: named(m.team_id, m.team_name),
    status: statusOf(m),
    version: m.version,
    can: { update: writes || 'forbidden', change_roles: rights, disable: rights, issue_link: writes || 'forbidden' },
  };
}

export const listUsers = route({
  method: 'GET',
  path: '/users',
  permission: 'users.read',
  scope: 'company',
  summary: 'Members of the company; a sales manager sees her team',
  response: z.object({ items: z.array(userShape) }),
  handle: async ({ read, actor }) => ({ items: (await read(listMembers)).map((m) => toUser(m, actor)) }),
});

/** The link's secret stands behind the #, where no server and no log sees it. */
const linkShape = z.object({
  id: z.string(),
  link: z.string().describe('Path to give to the person, e.g. /invite#…; shown this once'),
});

const inviteRoute = route({
  method: 'POST',
  path: '/users',
  permission: 'users.write',
  scope: 'company',
  status: 201,
  summary: 'Invites a person; the answer holds the link to give her',
  body: z.strictObject({
    name: nameText,
    email: emailText,
    roles: z.array(roleText).min(1),
    team_id: idText.nullable().optional(),
    language: languageText.optional(),
  }),
  response: linkShape,
  handle: async ({ run, db, body, language }) => {
    const token = newLinkToken();
    const invitation = {
      name: body.name,
      email: body.email,
      roles: [...new Set(body.roles)],
      teamId: idOrNull(body.team_id),
      language: body.language ?? language,
    };
    const { id, mark } = await run(inviteUser(token, await drawUserId(db)), invitation);
    if (mark !== markOf(token)) throw fault('link.shown_once');
    return { id: String(id), link: `/invite#${token.text}` };
  },
});

const userParams = z.object({ user_id: z.string() });

const updateRoute = route({
  method: 'PATCH',
  path: '/users/:user_id',
  permission: 'users.write',
  scope: 'company',
  summary: "Changes a member's name, roles, team, or shuts her out; her sessions end when her rights change",
  params: userParams,
  body: z.strictObject({
    version: z.int(),
    name: nameText.optional(),
    roles: z.array(roleText).min(1).optional(),
    team_id: idText.nullable().optional(),
    disabled: z.boolean().optional(),
  }),
  response: z.object({ id: z.string() }),
  handle: async ({ run, params, body }) => {
    const teamId = body.team_id === undefined ? undefined : idOrNull(body.team_id);
    const roles = body.roles === undefined ? undefined : [...new Set(body.roles)];
    const { version, name, disabled } = body;
    const { id } = await run(updateUser, { id: parseId(params.user_id), version, name, roles, teamId, disabled });
    return { id: String(id) };
  },
});

export const linkRoute = route({
  method: 'POST',
  path: '/users/:user_id/reset-link',
  permission: 'users.write',
  scope: 'company',
  summary: 'A link with which the person sets a new password or accepts a pending invitation; older links die',
  params: userParams,
  response: linkShape,
  handle: async ({ run, params }) => {
    const token = newLinkToken();
    const { purpose, mark } = await run(issueLink(token), { userId: parseId(params.user_id) });
    if (mark !== markOf(token)) throw fault('link.shown_once');
    return { id: params.user_id, link: `/${purpose}#${token.text}` };
  },
});

export const listTeamsRoute = route({
  method: 'GET',
  path: '/teams',
  permission: 'settings.read',
  scope: 'company',
  summary: 'Teams of the company',
  response: z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), members: z.int() })) }),
  handle: async ({ read }) => ({ items: (await read(listTeams)).map((t) => ({ ...t, id: String(t.id) })) }),
});

const createTeamRoute = route({
  method: 'POST',
  path: '/teams',
  permission: 'users.write',
  scope: 'company',
  status: 201,
  summary: 'Adds a team',
  body: z.strictObject({ name: nameText }),
  response: z.object({ id: z.string() }),
  handle: async ({ run, body }) => ({ id: String((await run(createTeam, body)).id) }),
});

const updateTeamRoute = route({
  method: 'PATCH',
  path: '/teams/:team_id',
  permission: 'users.write',
  scope: 'company',
  summary: 'Renames a team',
  params: z.object({ team_id: z.string() }),
  body: z.strictObject({ name: nameText }),
  response: z.object({ id: z.string() }),
  handle: async ({ run, params, body }) => ({
    id: String((await run(updateTeam, { id: parseId(params.team_id), name: body.name })).id),
  }),
});

export const userRoutes = [
  listUsers,
  inviteRoute,
  updateRoute,
  linkRoute,
  listTeamsRoute,
  createTeamRoute,
  updateTeamRoute,
];
