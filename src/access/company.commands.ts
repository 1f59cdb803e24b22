/** What a company may change about itself, and its API keys. */
import type { Id } from '../core/ids.ts';
import { fault } from '../core/errors.ts';
import { defineCommand, type Command } from '../platform/command.ts';
import { insertApiKey, revokeKey } from './apiKey.store.ts';
import type { Language } from './caller.store.ts';
import { assertBuckets, type CompanySettings } from './company.rules.ts';
import { readProfile, updateProfile } from './company.store.ts';
import { NEVER_BY_KEY } from './permission.rules.ts';
import { assertTimeZone } from './setup.commands.ts';

export interface SettingsChange {
  readonly name?: string | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: string | undefined;
  readonly settings: CompanySettings;
}

export const updateSettings = defineCommand({
  name: 'access.update_settings',
  permission: 'settings.write',
  run: async (ctx, change: SettingsChange) => {
    if (change.timeZone !== undefined) assertTimeZone(change.timeZone);
    if (change.settings.aging_buckets !== undefined) assertBuckets(change.settings.aging_buckets);
    const before = await readProfile(ctx);
    await updateProfile(ctx, {
      name: change.name,
      language: change.language,
      timeZone: change.timeZone,
      settings: change.settings,
    });
    ctx.about({ kind: 'company', id: ctx.orgId, before, after: change });
  },
});

export interface KeyRequest {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly expiresAt: Date | null;
}

/** The secret rides beside the input and is shown once; the event keeps only the key's first characters. */
export const createApiKey = (secret: {
  hash: Buffer;
  prefix: string;
}): Command<KeyRequest, { id: Id; prefix: string }> =>
  defineCommand({
    name: 'access.create_api_key',
    permission: 'keys.write',
    run: async (ctx, request) => {
      const excess = request.permissions.find((p) => !ctx.actor.permissions.has(p) || NEVER_BY_KEY.has(p));
      if (excess !== undefined) throw fault('key.permission', { permission: excess });
      const { name, permissions, expiresAt } = request;
      const id = await insertApiKey(ctx, {
        name,
        permissions,
        expiresAt,
        prefix: secret.prefix,
        secretHash: secret.hash,
        at: ctx.now,
      });
      ctx.about({ kind: 'api_key', id, after: request });
      return { id, prefix: secret.prefix };
    },
  });

export const revokeApiKey = defineCommand({
  name: 'access.revoke_api_key',
  permission: 'keys.write',
  run: async (ctx, { id }: { id: Id }) => {
    if (!(await revokeKey(ctx, id, ctx.now))) throw fault('not_found');
    ctx.about({ kind: 'api_key', id });
  },
});
