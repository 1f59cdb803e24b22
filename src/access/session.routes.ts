/** Set-up, signing in, one's own account and sessions, following links. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { now } from '../platform/clock.ts';
import { sha256 } from '../platform/json.ts';
import { route, type RawCall } from '../platform/route.ts';
import { idText, namedShape } from '../platform/wire.ts';
import { callerOfSession, type Caller } from './caller.store.ts';
import { companiesOf, hasUsers } from './company.store.ts';
import { lookAtLink, takeLink } from './link.commands.ts';
import {
  changePassword,
  endSession,
  signIn,
  signOut,
  startSession,
  switchCompany,
  updateSelf,
} from './session.commands.ts';
import { listOwnSessions } from './session.store.ts';
import { setUpInstallation } from './setup.commands.ts';
import { csrfTokenOf } from './token.ts';
import { companyInput, emailText, languageText, nameText, passwordText, tokenText, toNewCompany } from './wire.ts';
import type { Db } from '../platform/database.ts';

const device = ({ ip, userAgent }: RawCall) => ({ ip, userAgent });
const done = z.strictObject({});

const readSetup = route({
  method: 'GET',
  path: '/setup',
  permission: 'public',
  scope: 'public',
  summary: 'Whether this installation still waits for its first user',
  response: z.object({ needed: z.boolean() }),
  handle: async ({ db }) => ({ needed: !(await hasUsers(db)) }),
});

const setUp = route({
  method: 'POST',
  path: '/setup',
  permission: 'public',
  scope: 'public',
  summary: 'Makes the first user and company, with the link that the program printed; signs the user in',
  body: z.strictObject({
    token: tokenText,
    name: nameText,
    email: emailText,
    password: passwordText,
    company: companyInput,
  }),
  response: done,
  handle: async ({ db, body, raw }) => {
    const founder = { name: body.name, email: body.email, language: body.company.language };
    const { userId } = await setUpInstallation(db, {
      token: body.token,
      password: body.password,
      founder,
      company: toNewCompany(body.company),
    });
    raw.setSession((await startSession(db, userId, device(raw))).text);
    return {};
  },
});

const signInRoute = route({
  method: 'POST',
  path: '/session',
  permission: 'public',
  scope: 'public',
  summary: 'Signs in',
  body: z.strictObject({ email: z.string().max(254), password: passwordText }),
  response: done,
  handle: async ({ db, body, raw }) => {
    raw.setSession((await signIn(db, body, device(raw))).text);
    return {};
  },
});

const sessionShape = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), language: languageText }),
  company: z.object({
    id: z.string(),
    name: z.string(),
    currency: z.string(),
    time_zone: z.string(),
    language: languageText,
    country: z.string(),
  }),
  companies: z.array(namedShape.extend({ roles: z.array(z.string()) })),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  scope: z.string(),
  today: z.string(),
  csrf_token: z.string().describe('Send as x-csrf-token with every change'),
});

/** The caller of this very session. */
async function ownSession(db: Db, raw: RawCall): Promise<{ token: string; caller: Caller }> {
  const token = raw.sessionToken ?? '';
  const caller = await callerOfSession(db, token, now());
  if (caller === undefined) throw fault('session.none');
  return { token, caller };
}

export const readSession = route({
  method: 'GET',
  path: '/session',
  permission: 'signed-in',
  scope: 'self',
  summary: 'Who is signed in, in which company, with which rights',
  response: sessionShape,
  handle: async ({ db, raw, actor, today }) => {
    const { token, caller } = await ownSession(db, raw);
    const companies = actor.userId === null ? [] : await companiesOf(db, actor.userId);
    const { company } = caller;
    return {
      user: {
        id: String(actor.userId),
        name: actor.label,
        email: caller.session?.email ?? '',
        language: caller.language,
      },
      company: {
        id: String(company.id),
        name: company.name,
        currency: company.currency,
        time_zone: company.timeZone,
        language: company.language,
        country: company.country,
      },
      companies: companies
        .map((c) => ({ id: String(c.org_id), name: c.company, roles: [...c.roles] }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      roles: [...caller.roles],
      permissions: [...actor.permissions],
      scope: actor.scope,
      today,
      csrf_token: csrfTokenOf(token),
    };
  },
});

const switchRoute = route({
  method: 'POST',
  path: '/session/company',
  permission: 'signed-in',
  scope: 'self',
  summary: 'Works in another company of the user from now on',
  body: z.strictObject({ company_id: idText }),
  response: done,
  handle: async ({ db, actor, body, raw }) => {
    await switchCompany(db, actor, raw.sessionToken ?? '', parseId(body.company_id));
    return {};
  },
});

const signOutRoute = route({
  method: 'DELETE',
  path: '/session',
  permission: 'signed-in',
  scope: 'self',
  summary: 'Signs out',
  response: done,
  handle: async ({ run, raw }) => {
    await run(signOut(sha256(raw.sessionToken ?? '')), {});
    raw.setSession(null);
    return {};
  },
});

const updateMe = route({
  method: 'PATCH',
  path: '/me',
  permission: 'signed-in',
  scope: 'self',
  summary: "Changes one's own name, language or password; a new password ends every other session",
  body: z.strictObject({
    name: nameText.optional(),
    language: languageText.optional(),
    current_password: passwordText.optional(),
    password: passwordText.optional(),
  }),
  response: done,
  handle: async ({ db, body, actor, run, raw }) => {
    if (body.name !== undefined || body.language !== undefined)
      await run(updateSelf, { name: body.name, language: body.language });
    if (body.password !== undefined) {
      const { caller } = await ownSession(db, raw);
      const change = { email: caller.session?.email ?? '', current: body.current_password ?? '', next: body.password };
      raw.setSession((await changePassword(db, actor, change, device(raw))).text);
    }
    return {};
  },
});

const HALF_DAY_MS = 12 * 3_600_000;

const listSessions = route({
  method: 'GET',
  path: '/me/sessions',
  permission: 'signed-in',
  scope: 'self',
  summary: "One's own open sessions",
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        network: z.string(),
        user_agent: z.string(),
        created_at: z.string(),
        last_seen_at: z.string(),
        is_this: z.boolean(),
      }),
    ),
  }),
  handle: async ({ read, raw }) => {
    const since = new Date(now().getTime() - HALF_DAY_MS);
    const found = await read((r) => listOwnSessions(r, sha256(raw.sessionToken ?? ''), since));
    return {
      items: found.map((s) => ({
        id: String(s.session_id),
        network: s.network,
        user_agent: s.user_agent,
        created_at: s.created_at.toISOString(),
        last_seen_at: s.last_seen_at.toISOString(),
        is_this: s.is_this,
      })),
    };
  },
});

const endSessionRoute = route({
  method: 'DELETE',
  path: '/me/sessions/:session_id',
  permission: 'signed-in',
  scope: 'self',
  summary: "Ends one of one's own sessions",
  params: z.object({ session_id: z.string() }),
  response: done,
  handle: async ({ run, params }) => {
    await run(endSession, { sessionId: parseId(params.session_id) });
    return {};
  },
});

export const lookAtLinkRoute = route({
  method: 'POST',
  path: '/invites/look',
  permission: 'public',
  scope: 'public',
  summary: 'What an invitation or reset link is for; the token travels in the body, so that no log holds it',
  body: z.strictObject({ token: tokenText }),
  response: z.object({
    purpose: z.enum(['invite', 'reset']),
    company: z.string(),
    email: z.string(),
    name: z.string(),
    chooses_password: z.boolean().describe('false: the person has a password here and confirms with it'),
  }),
  handle: async ({ db, body }) => {
    const { purpose, link, choosesPassword } = await lookAtLink(db, body.token);
    return { purpose, company: link.company, email: link.email, name: link.name, chooses_password: choosesPassword };
  },
});

const acceptRoute = route({
  method: 'POST',
  path: '/invites/accept',
  permission: 'public',
  scope: 'public',
  summary: 'Accepts an invitation or sets a new password, and signs in',
  body: z.strictObject({ token: tokenText, name: nameText.optional(), password: passwordText }),
  response: done,
  handle: async ({ db, body, raw }) => {
    raw.setSession((await takeLink(db, body, device(raw))).text);
    return {};
  },
});

export const sessionRoutes = [
  readSetup,
  setUp,
  signInRoute,
  readSession,
  switchRoute,
  signOutRoute,
  updateMe,
  listSessions,
  endSessionRoute,
  lookAtLinkRoute,
  acceptRoute,
];
