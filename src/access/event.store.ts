/** What was done, as its readers may see it: the company's, or one's own and one's team's actions. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { rows, type Reading } from '../platform/database.ts';
import { applicationFiltersOn, inOrg } from '../platform/orgFilter.ts';

export interface EventRow {
  readonly id: Id;
  readonly command: string;
  readonly actor_label: string;
  readonly via: string;
  readonly subject_kind: string | null;
  readonly subject_id: Id | null;
  readonly customer_id: Id | null;
  readonly as_of_on: string;
  readonly recorded_at: Date;
  readonly sealed: boolean;
}

export interface EventFilter {
  readonly subjectKind: string | undefined;
  readonly subjectId: Id | undefined;
  readonly customerId: Id | undefined;
  readonly before: bigint | undefined;
  readonly limit: number;
}

export async function listEvents(r: Reading, filter: EventFilter): Promise<EventRow[]> {
  const { scope, userId, teamIds } = r.actor;
  const open = scope === 'company' || !applicationFiltersOn();
  const mine = open
    ? sql<boolean>`true`
    : sql<boolean>`(e.actor_id = ${userId} or e.actor_id in (
    select m.user_id from access.membership m where ${inOrg(r, 'm')} and m.team_id = any (${teamIds}::bigint[])))`;
  const { subjectKind = null, subjectId = null, customerId = null, before = null } = filter;
  return rows(
    r.tx,
    sql<EventRow>`
    select e.id, e.command, e.actor_label, e.via, e.subject_kind, e.subject_id, e.customer_id, e.as_of_on,
      e.recorded_at,
      exists (select from platform.event_seal s where s.org_id = e.org_id and s.event_id = e.id) as sealed
    from platform.event e
    where ${inOrg(r, 'e')} and ${mine}
      and (${subjectKind}::text is null or e.subject_kind = ${subjectKind})
      and (${subjectId}::bigint is null or e.subject_id = ${subjectId})
      and (${customerId}::bigint is null or e.customer_id = ${customerId})
      and (${before}::bigint is null or e.id < ${before})
    order by e.id desc limit ${filter.limit + 1}`,
  );
}

export interface DenialRow {
  readonly id: Id;
  readonly actor_label: string;
  readonly via: string;
  readonly permission: string;
  readonly method: string;
  readonly path: string;
  readonly network: string;
  readonly denied_at: Date;
}

export async function listDenials(r: Reading, before: bigint | undefined, limit: number): Promise<DenialRow[]> {
  return rows(
    r.tx,
    sql<DenialRow>`
    select d.id, d.actor_label, d.via, d.permission, d.method, d.path, d.network, d.denied_at
    from access.denial d where ${inOrg(r, 'd')} and (${before ?? null}::bigint is null or d.id < ${before ?? null})
    order by d.id desc limit ${limit + 1}`,
  );
}

export interface JobRunRow {
  readonly id: Id;
  readonly job: string;
  readonly attempt: number;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly result: string | null;
  readonly error: string | null;
}

export async function listJobRuns(r: Reading, before: bigint | undefined, limit: number): Promise<JobRunRow[]> {
  return rows(
    r.tx,
    sql<JobRunRow>`
    select j.id, j.job, j.attempt, j.started_at, j.finished_at, j.result, j.error
    from platform.job_run j where ${inOrg(r, 'j')} and (${before ?? null}::bigint is null or j.id < ${before ?? null})
    order by j.id desc limit ${limit + 1}`,
  );
}
