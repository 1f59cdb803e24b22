/** API keys of a company: kept as hashes, told apart by their first characters. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { firstRow, rows, type Reading } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';

export interface ApiKeyRow {
  readonly id: Id;
  readonly name: string;
  readonly prefix: string;
  readonly permissions: string[];
  readonly created_by: Id;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

export async function listApiKeys(r: Reading): Promise<ApiKeyRow[]> {
  return rows(
    r.tx,
    sql<ApiKeyRow>`
    select k.id, k.name, k.prefix, k.permissions, k.created_by, m.name as created_by_name, k.created_at,
      k.last_used_at, k.expires_at, k.revoked_at
    from access.api_key k join access.membership m on m.org_id = k.org_id and m.user_id = k.created_by
    where ${inOrg(r, 'k')} order by k.revoked_at is not null, k.created_at desc limit 500`,
  );
}

export interface NewApiKey {
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly permissions: readonly string[];
  readonly at: Date;
  readonly expiresAt: Date | null;
}

export async function insertApiKey(ctx: Reading, key: NewApiKey): Promise<Id> {
  const row = await firstRow(
    ctx.tx,
    sql<{ id: Id }>`
    insert into access.api_key (org_id, name, prefix, secret_hash, permissions, created_by, created_at, expires_at)
    values (${ctx.orgId}, ${key.name}, ${key.prefix}, ${key.secretHash}, ${key.permissions}::text[],
      ${ctx.actor.userId}, ${key.at}, ${key.expiresAt})
    returning id`,
  );
  return row?.id ?? 0n;
}

export async function revokeKey(ctx: Reading, id: Id, at: Date): Promise<boolean> {
  const row = await firstRow(
    ctx.tx,
    sql`update access.api_key k set revoked_at = ${at}
    where k.org_id = ${ctx.orgId} and k.id = ${id} and k.revoked_at is null returning k.id`,
  );
  return row !== undefined;
}
