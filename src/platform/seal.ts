/**
 * The audit chain (reliability I-43): hash(n) = SHA-256(hash(n-1) || SHA-256(body)), one chain a company, appended just
 * after commit so that writers never wait for one another. A changed, removed or exchanged event breaks it; a cut
 * tail or a chain written anew is found by the heads that are kept outside the database (sealHeads.ts).
 */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Actor } from './actor.ts';
import { now } from './clock.ts';
import { applyActor, firstRow, rows, type Db, type Tx } from './database.ts';
import { decodeJson, sha256 } from './json.ts';
import { encodeRecords } from './records.ts';

export interface Head {
  readonly orgId: Id;
  readonly seq: bigint;
  readonly hash: string;
}

export interface ChainViolation {
  readonly kind:
    | 'event_changed'
    | 'event_missing'
    | 'columns_differ'
    | 'seal_missing'
    | 'head_differs'
    | 'tail_missing'
    | 'heads_damaged';
  /** Position in the chain, or 0 where the heads themselves are at fault. */
  readonly seq: bigint;
  readonly eventId: Id | null;
}

const origin = (orgId: Id): Buffer => sha256(`huikuan audit chain of company ${orgId}`);
const next = (previous: Buffer, body: string): Buffer => sha256(Buffer.concat([previous, sha256(body)]));

const BATCH = 5_000;
/**
 * Commands that run side by side commit out of the order of their ids, but not by more than this; `everything`
 * looks further.
 */
const WINDOW = 10_000n;

/** Seals what is committed and not yet sealed; answers the new head, or undefined when nothing was new. */
export async function sealCompany(
  db: Db,
  actor: Actor,
  reach: 'recent' | 'everything' = 'recent',
): Promise<Head | undefined> {
  let head: Head | undefined;
  for (;;) {
    const turn = await db.kysely.transaction().execute(async (tx) => sealBatch(tx, actor, reach));
    if (turn === undefined) return head;
    head = turn;
  }
}

async function sealBatch(tx: Tx, actor: Actor, reach: 'recent' | 'everything'): Promise<Head | undefined> {
  const { orgId } = actor;
  await applyActor(tx, actor);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`seal ${orgId}`}, 0))`.execute(tx);
  const last = await firstRow(
    tx,
    sql<{ seq: bigint; hash: Buffer; event_id: Id }>`
    select s.seq, s.hash, s.event_id from platform.event_seal s where s.org_id = ${orgId} order by s.seq desc limit 1`,
  );
  const from = reach === 'everything' || last === undefined ? 0n : last.event_id - WINDOW;
  const fresh = await rows(
    tx,
    sql<{ id: Id; body: string }>`
    select e.id, e.body from platform.event e
    where e.org_id = ${orgId} and e.id > ${from}
      and not exists (select from platform.event_seal s where s.org_id = e.org_id and s.event_id = e.id)
    order by e.id limit ${BATCH}`,
  );
  if (fresh.length === 0) return undefined;
  let seq = last?.seq ?? 0n;
  let hash = last?.hash ?? origin(orgId);
  const seals = fresh.map(({ id, body }) => {
    seq += 1n;
    hash = next(hash, body);
    return { seq, event_id: id, hash: hash.toString('hex') };
  });
  await sql`insert into platform.event_seal (org_id, seq, event_id, hash, sealed_at)
    select ${orgId}, r.seq, r.event_id, decode(r.hash, 'hex'), ${now()}
    from json_to_recordset(${encodeRecords(seals)}::json) as r(seq bigint, event_id bigint, hash text)`.execute(tx);
  return { orgId, seq, hash: hash.toString('hex') };
}

interface Link {
  readonly seq: bigint;
  readonly event_id: Id;
  readonly hash: Buffer;
  readonly body: string | null;
  readonly command: string | null;
  readonly actor_id: Id | null;
  readonly actor_label: string | null;
  readonly via: string | null;
  readonly request_id: string | null;
  readonly as_of_on: string | null;
  readonly recorded_at: Date | null;
  readonly subject_kind: string | null;
  readonly subject_id: Id | null;
  readonly customer_id: Id | null;
  readonly result: string | null;
}

export interface ChainReport {
  readonly events: number;
  readonly violations: readonly ChainViolation[];
}

/** Walks the whole chain of a company against its events and the heads kept outside, oldest first. */
export async function verifyChain(db: Db, actor: Actor, heads: readonly Head[] = []): Promise<ChainReport> {
  return db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await applyActor(tx, actor);
      const violations: ChainViolation[] = [];
      const expected = new Map(heads.filter((h) => h.orgId === actor.orgId).map((h) => [h.seq, h.hash]));
      let previous = origin(actor.orgId);
      let seq = 0n;
      let events = 0;
      for (;;) {
        const links = await linksAfter(tx, actor.orgId, seq);
        if (links.length === 0) break;
        events += links.length;
        for (const link of links) {
          if (link.seq !== seq + 1n) violations.push({ kind: 'seal_missing', seq: seq + 1n, eventId: null });
          violations.push(...faultsOf(link, previous));
          if (expected.has(link.seq) && expected.get(link.seq) !== link.hash.toString('hex')) {
            violations.push({ kind: 'head_differs', seq: link.seq, eventId: link.event_id });
          }
          // goes on from what is stored, so that one fault is told once
          previous = link.hash;
          seq = link.seq;
        }
      }
      for (const known of expected.keys())
        if (known > seq) violations.push({ kind: 'tail_missing', seq: known, eventId: null });
      return { events, violations };
    });
}

function linksAfter(tx: Tx, orgId: Id, seq: bigint): Promise<Link[]> {
  return rows(
    tx,
    sql<Link>`
    select s.seq, s.event_id, s.hash, e.body, e.command, e.actor_id, e.actor_label, e.via, e.request_id,
      e.as_of_on, e.recorded_at, e.subject_kind,
      e.subject_id, e.customer_id, e.result::text as result
    from platform.event_seal s left join platform.event e on e.org_id = s.org_id and e.id = s.event_id
    where s.org_id = ${orgId} and s.seq > ${seq} order by s.seq limit ${BATCH}`,
  );
}

function faultsOf(link: Link, previous: Buffer): ChainViolation[] {
  const at = { seq: link.seq, eventId: link.event_id };
  if (link.body === null) return [{ kind: 'event_missing', ...at }];
  if (!next(previous, link.body).equals(link.hash)) return [{ kind: 'event_changed', ...at }];
  return columnsAgree(link, link.body) ? [] : [{ kind: 'columns_differ', ...at }];
}

interface Body {
  readonly id: Id;
  readonly command: string;
  readonly actor_id: Id | null;
  readonly actor: string;
  readonly via: string;
  readonly request_id: string;
  readonly as_of: string;
  readonly recorded_at: string;
  readonly subject: { readonly kind: string; readonly id: Id | null; readonly customerId?: Id | null } | null;
  readonly result?: unknown;
}

/** What lists and screens show is what was sealed. */
function columnsAgree(link: Link, text: string): boolean {
  const body = decodeJson(text) as Body;
  const shown = [
    link.event_id,
    link.command,
    link.actor_id,
    link.actor_label,
    link.via,
    link.request_id,
    link.as_of_on,
    link.recorded_at?.toISOString(),
    link.subject_kind,
    link.subject_id,
    link.customer_id,
    canonical(link.result === null ? undefined : decodeJson(link.result)),
  ];
  const sealed = [
    body.id,
    body.command,
    body.actor_id,
    body.actor,
    body.via,
    body.request_id,
    body.as_of,
    body.recorded_at,
    body.subject?.kind ?? null,
    body.subject?.id ?? null,
    body.subject?.customerId ?? null,
    canonical(body.result),
  ];
  return shown.every((value, index) => value === sealed[index]);
}

/** Key order is not meaning: jsonb keeps its own. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === 'bigint') return `${part}n`;
      if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'null'
  );
}
