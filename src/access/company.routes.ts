/** Companies, their settings, API keys, and the record of what was done, refused and run. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { cursorNumber, decodeCursor, pageOf } from '../platform/cursor.ts';
import { route } from '../platform/route.ts';
import { dayText, idText, listShape, pageQuery, textOrNull } from '../platform/wire.ts';
import { listApiKeys } from './apiKey.store.ts';
import { createApiKey, revokeApiKey, updateSettings } from './company.commands.ts';
import { ALLOCATION_MODES, effectiveSettings } from './company.rules.ts';
import { companiesOf, readProfile } from './company.store.ts';
import { listDenials, listEvents, listJobRuns } from './event.store.ts';
import { PERMISSIONS, type Permission } from './permission.rules.ts';
import { newCompanyCommand } from './setup.commands.ts';
import { newApiKey } from './token.ts';
import { companyInput, languageText, nameText, toNewCompany } from './wire.ts';
import { startOfDay } from '../platform/clock.ts';

const done = z.strictObject({});
const permissionText = z.enum(PERMISSIONS as unknown as [Permission, ...Permission[]]);

const listCompaniesRoute = route({
  method: 'GET',
  path: '/companies',
  permission: 'signed-in',
  scope: 'self',
  summary: 'Companies the user may work in',
  response: z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) })) }),
  handle: async ({ db, actor }) => {
    const found = actor.userId === null ? [] : await companiesOf(db, actor.userId);
    return { items: found.map((c) => ({ id: String(c.org_id), name: c.company, roles: [...c.roles] })) };
  },
});

const createCompanyRoute = route({
  method: 'POST',
  path: '/companies',
  permission: 'companies.write',
  scope: 'company',
  status: 201,
  summary: 'Adds a company to the installation; who adds it runs it',
  body: companyInput,
  response: z.object({ id: z.string() }),
  handle: async ({ db, run, actor, body }) => {
    const company = toNewCompany(body);
    const { id } = await run(await newCompanyCommand(db, company), { company, founderName: actor.label });
    return { id: String(id) };
  },
});

const buckets = z.array(z.int().min(1).max(3650)).min(1).max(12);
const settingsShape = z.object({
  name: z.string(),
  language: languageText,
  currency: z.string(),
  time_zone: z.string(),
  country: z.string(),
  aging_buckets: z.array(z.int()),
  allocation_mode: z.enum(ALLOCATION_MODES),
  payment_term_days: z.int(),
});

export const readSettings = route({
  method: 'GET',
  path: '/settings',
  permission: 'settings.read',
  scope: 'company',
  summary: "The company's name, calendar and defaults",
  response: settingsShape,
  handle: async ({ read }) => {
    const profile = await read(readProfile);
    if (profile === undefined) throw fault('not_found');
    const { settings, timeZone, ...rest } = profile;
    const effective = effectiveSettings(settings);
    return { ...rest, ...effective, aging_buckets: [...effective.aging_buckets], time_zone: timeZone };
  },
});

const updateSettingsRoute = route({
  method: 'PATCH',
  path: '/settings',
  permission: 'settings.write',
  scope: 'company',
  summary: "Changes the company's name, calendar and defaults",
  body: z.strictObject({
    name: z.string().trim().min(1).max(200).optional(),
    language: languageText.optional(),
    time_zone: z.string().max(60).optional(),
    aging_buckets: buckets.optional(),
    allocation_mode: z.enum(ALLOCATION_MODES).optional(),
    payment_term_days: z.int().min(0).max(3650).optional(),
  }),
  response: done,
  handle: async ({ run, body }) => {
    const { name, language, time_zone: timeZone, ...settings } = body;
    await run(updateSettings, { name, language, timeZone, settings });
    return {};
  },
});

export const listKeysRoute = route({
  method: 'GET',
  path: '/api-keys',
  permission: 'keys.write',
  scope: 'company',
  summary: 'API keys of the company, without their secrets',
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        prefix: z.string(),
        permissions: z.array(z.string()),
        created_by: z.object({ id: z.string(), name: z.string() }),
        created_at: z.string(),
        last_used_at: z.string().nullable(),
        expires_at: z.string().nullable(),
        revoked_at: z.string().nullable(),
      }),
    ),
  }),
  handle: async ({ read }) => ({
    items: (await read(listApiKeys)).map((k) => ({
      id: String(k.id),
      name: k.name,
      prefix: k.prefix,
      permissions: k.permissions,
      created_by: { id: String(k.created_by), name: k.created_by_name },
      created_at: k.created_at.toISOString(),
      last_used_at: k.last_used_at?.toISOString() ?? null,
      expires_at: k.expires_at?.toISOString() ?? null,
      revoked_at: k.revoked_at?.toISOString() ?? null,
    })),
  }),
});

export const createKeyRoute = route({
  method: 'POST',
  path: '/api-keys',
  permission: 'keys.write',
  scope: 'company',
  status: 201,
  summary: 'Makes an API key; its secret is shown this once',
  body: z.strictObject({
    name: nameText,
    permissions: z.array(permissionText).min(1),
    expires_on: dayText.nullable().optional(),
  }),
  response: z.object({ id: z.string(), key: z.string(), prefix: z.string() }),
  handle: async ({ run, body }) => {
    const key = newApiKey();
    const expiresAt = body.expires_on ? startOfDay(body.expires_on, 'UTC') : null;
    const { id, prefix } = await run(createApiKey(key), {
      name: body.name,
      permissions: [...new Set(body.permissions)],
      expiresAt,
    });
    if (prefix !== key.prefix) throw fault('link.shown_once');
    return { id: String(id), key: key.text, prefix };
  },
});

const revokeKeyRoute = route({
  method: 'DELETE',
  path: '/api-keys/:api_key_id',
  permission: 'keys.write',
  scope: 'company',
  summary: 'Revokes an API key at once',
  params: z.object({ api_key_id: z.string() }),
  response: done,
  handle: async ({ run, params }) => {
    await run(revokeApiKey, { id: parseId(params.api_key_id) });
    return {};
  },
});

const before = (cursor: string | undefined): bigint | undefined =>
  cursor === undefined ? undefined : cursorNumber(decodeCursor(cursor, 1)[0]);

export const listEventsRoute = route({
  method: 'GET',
  path: '/events',
  permission: 'events.read',
  scope: 'customer',
  summary: "What was done, newest first: the whole company, or what oneself and one's team did",
  query: z.strictObject({
    ...pageQuery,
    subject_kind: z.string().max(40).optional(),
    subject_id: idText.optional(),
    customer_id: idText.optional(),
  }),
  response: listShape(
    z.object({
      id: z.string(),
      command: z.string(),
      actor: z.string(),
      via: z.string(),
      subject_kind: z.string().nullable(),
      subject_id: z.string().nullable(),
      customer_id: z.string().nullable(),
      as_of: z.string(),
      at: z.string(),
      sealed: z.boolean(),
    }),
  ),
  handle: async ({ read, query }) => {
    const idOf = (text: string | undefined) => (text === undefined ? undefined : parseId(text));
    const filter = {
      subjectKind: query.subject_kind,
      subjectId: idOf(query.subject_id),
      customerId: idOf(query.customer_id),
      before: before(query.cursor),
      limit: query.limit,
    };
    const { page, nextCursor } = pageOf(await read((r) => listEvents(r, filter)), query.limit, (last) => [last.id]);
    const items = page.map((e) => ({
      id: String(e.id),
      command: e.command,
      actor: e.actor_label,
      via: e.via,
      subject_kind: e.subject_kind,
      subject_id: textOrNull(e.subject_id),
      customer_id: textOrNull(e.customer_id),
      as_of: e.as_of_on,
      at: e.recorded_at.toISOString(),
      sealed: e.sealed,
    }));
    return { items, next_cursor: nextCursor };
  },
});

const listDenialsRoute = route({
  method: 'GET',
  path: '/denials',
  permission: 'users.read',
  scope: 'company',
  summary: 'Attempts that were refused for want of a permission',
  query: z.strictObject(pageQuery),
  response: listShape(
    z.object({
      id: z.string(),
      actor: z.string(),
      via: z.string(),
      permission: z.string(),
      method: z.string(),
      path: z.string(),
      network: z.string(),
      at: z.string(),
    }),
  ),
  handle: async ({ read, query, actor }) => {
    if (actor.scope !== 'company') throw fault('forbidden');
    const { page, nextCursor } = pageOf(
      await read((r) => listDenials(r, before(query.cursor), query.limit)),
      query.limit,
      (last) => [last.id],
    );
    const items = page.map(({ denied_at: at, actor_label: label, id, ...rest }) => ({
      ...rest,
      id: String(id),
      actor: label,
      at: at.toISOString(),
    }));
    return { items, next_cursor: nextCursor };
  },
});

const listJobsRoute = route({
  method: 'GET',
  path: '/jobs',
  permission: 'jobs.read',
  scope: 'company',
  summary: 'What ran in the background, newest first',
  query: z.strictObject(pageQuery),
  response: listShape(
    z.object({
      id: z.string(),
      job: z.string(),
      attempt: z.int(),
      started_at: z.string(),
      finished_at: z.string().nullable(),
      result: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  handle: async ({ read, query }) => {
    const { page, nextCursor } = pageOf(
      await read((r) => listJobRuns(r, before(query.cursor), query.limit)),
      query.limit,
      (last) => [last.id],
    );
    const items = page.map((j) => ({
      ...j,
      id: String(j.id),
      started_at: j.started_at.toISOString(),
      finished_at: j.finished_at?.toISOString() ?? null,
    }));
    return { items, next_cursor: nextCursor };
  },
});

export const companyRoutes = [
  listCompaniesRoute,
  createCompanyRoute,
  readSettings,
  updateSettingsRoute,
  listKeysRoute,
  createKeyRoute,
  revokeKeyRoute,
  listEventsRoute,
  listDenialsRoute,
  listJobsRoute,
];
