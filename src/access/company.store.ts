/** Companies of the installation, their settings, and which of them a user may enter. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { firstRow, type Db, type Reading, type Tx } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Language } from './caller.store.ts';
import type { CompanyProfile, CompanySettings, NewCompany } from './company.rules.ts';
import type { Role } from './permission.rules.ts';

export interface CompanyRow {
  readonly org_id: Id;
  readonly name: string;
  readonly currency: string;
  readonly country: string;
  readonly time_zone: string;
  readonly language: Language;
  readonly members: number;
}

/** Every company: for the operator at the server, who stands above them. */
export async function listCompanies(db: Db): Promise<CompanyRow[]> {
  const { rows } = await sql<CompanyRow>`select * from access.all_companies()`.execute(db.kysely);
  return rows;
}

export async function hasUsers(db: Db): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select access.has_users() as found`.execute(db.kysely);
  return rows[0]?.found === true;
}

export async function drawCompanyId(db: Db): Promise<Id> {
  const { rows } = await sql<{ id: Id }>`select access.next_company_id() as id`.execute(db.kysely);
  return rows[0]?.id ?? 0n;
}

export async function insertCompany(tx: Tx, id: Id, company: NewCompany): Promise<void> {
  await sql`select access.found_company(${id}, ${company.name}, ${company.country}, ${company.currency},
    ${company.timeZone},
    ${company.language})`.execute(tx);
}

/** Makes the user the first member of a company that has none. */
export async function insertFirstMember(
  tx: Tx,
  member: { orgId: Id; userId: Id; name: string; roles: readonly Role[]; at: Date },
): Promise<void> {
  await sql`select access.join_company(${member.orgId}, ${member.userId}, ${member.name}, ${member.roles}::text[],
    ${member.at})`.execute(tx);
}

export interface OwnCompany {
  readonly org_id: Id;
  readonly company: string;
  readonly time_zone: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Companies the user is an active member of, the one worked in last first. */
export async function companiesOf(db: Db, userId: Id): Promise<OwnCompany[]> {
  const { rows } = await sql<OwnCompany>`select * from access.companies_of(${userId})`.execute(db.kysely);
  return rows;
}

export async function readProfile(r: Reading): Promise<CompanyProfile | undefined> {
  return firstRow(
    r.tx,
    sql<CompanyProfile>`
    select o.name, o.country, o.currency, o.time_zone as "timeZone", o.language, o.settings
    from platform.organisation o where ${inOrg(r, 'o')}`,
  );
}

interface ProfileChange {
  readonly name: string | undefined;
  readonly language: Language | undefined;
  readonly timeZone: string | undefined;
  readonly settings: CompanySettings;
}

export async function updateProfile(ctx: Reading, change: ProfileChange): Promise<void> {
  await sql`update platform.organisation o
    set name = coalesce(${change.name ?? null}, o.name), language = coalesce(${change.language ?? null}, o.language),
        time_zone = coalesce(${change.timeZone ?? null}, o.time_zone),
          settings = o.settings || ${JSON.stringify(change.settings)}::jsonb
    where o.org_id = ${ctx.orgId}`.execute(ctx.tx);
}

/** Set-up gives a company that the command line made before it what the person at the screen says. */
export async function adoptCompany(ctx: Reading, company: NewCompany): Promise<void> {
  await sql`update platform.organisation o set name = ${company.name}, country = ${company.country},
    currency = ${company.currency},
    time_zone = ${company.timeZone}, language = ${company.language} where o.org_id = ${ctx.orgId}`.execute(ctx.tx);
}
