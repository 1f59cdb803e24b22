/** What tests need to exist, made through the real commands. Grows together: add functions at the end. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { permissionsOf, scopeOf, type Role } from '../src/access/permission.rules.ts';
import { addDays, day, type Day } from '../src/core/day.ts';
import type { Id } from '../src/core/ids.ts';
import type { NewCustomer } from '../src/parties/customer.rules.ts';
import { createCustomer } from '../src/parties/parties.commands.ts';
import type { Actor } from '../src/platform/actor.ts';
import { runCommand } from '../src/platform/command.ts';
import { openDb, type Db } from '../src/platform/database.ts';
import type { NewDocument } from '../src/receivables/document.rules.ts';
import { postDocument } from '../src/receivables/receivables.commands.ts';
import { testDatabase, type TestDatabase } from './database.ts';

/** A migrated database of the test's own and a pool on it as the application's role. */
export interface World {
  readonly database: TestDatabase;
  readonly db: Db;
  /** Runs SQL as the owner, who is above row-level security: for set-up and for looking behind the walls. */
  asOwner<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function buildWorld(options: { max?: number } = {}): Promise<World> {
  const database = await testDatabase();
  const onError = (): void => undefined; // a dropped database ends idle connections, which is no failure of a test
  const db = openDb(database.app, { max: options.max ?? 8, onError });
  const owner = new pg.Pool({ ...database.owner, max: 2 });
  owner.on('error', onError);
  return {
    database,
    db,
    asOwner: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await owner.query<T>(text, values)).rows,
    close: async () => {
      await db.close();
      await owner.end();
      await database.drop();
    },
  };
}

export const TEST_DAY = day('2026-11-24');

/** One person of each role. Sales see their own, their manager the team's, the others the company. */
export interface Company {
  readonly world: World;
  readonly orgId: Id;
  readonly currency: string;
  readonly finance: Actor;
  readonly rep: Actor;
  /** A second sales person, of another team. */
  readonly otherRep: Actor;
  readonly manager: Actor;
  readonly legal: Actor;
  readonly admin: Actor;
  readonly auditor: Actor;
  readonly teamId: Id;
  readonly otherTeamId: Id;
}

/** A member of the company with an account, as set-up and invitation would leave it, and the actor its session gives. */
async function buildMember(company: { world: World; orgId: Id }, label: string, role: Role, teamId?: Id): Promise<Actor> {
  const [row] = await company.world.asOwner<{ user_id: Id }>(
    `with u as (insert into access.user_account (email, email_key, language, created_at)
       values ($1, lower($1), 'zh-CN', now()) returning user_id)
     insert into access.membership (org_id, user_id, name, roles, team_id, invited_at, accepted_at)
     select $2, user_id, $3, $4, $5, now(), now() from u returning user_id`,
    [`${role.toLowerCase()}-${randomUUID()}@example.com`, company.orgId, label, [role], teamId ?? null],
  );
  return {
    orgId: company.orgId, userId: row?.user_id ?? 0n, label, via: 'web', scope: scopeOf([role]),
    teamIds: role === 'SALES_MANAGER' && teamId !== undefined ? [teamId] : [], permissions: permissionsOf([role]),
  };
}

export async function buildCompany(world: World, company: { name?: string; currency?: string; timeZone?: string } = {}): Promise<Company> {
  const currency = company.currency ?? 'CNY';
  const [row] = await world.asOwner<{ org_id: Id }>(
    'insert into platform.organisation (name, currency, time_zone, language) values ($1, $2, $3, $4) returning org_id',
    [company.name ?? '回款测试有限公司', currency, company.timeZone ?? 'Asia/Shanghai', 'zh-CN'],
  );
  const orgId = row?.org_id ?? 0n;
  const [team, otherTeam] = await world.asOwner<{ id: Id }>(
    "insert into access.team (org_id, name, created_at) values ($1, '华东', now()), ($1, '华南', now()) returning id", [orgId]);
  const [teamId, otherTeamId] = [team?.id ?? 0n, otherTeam?.id ?? 0n];
  const at = { world, orgId };
  return {
    ...at, currency, teamId, otherTeamId,
    finance: await buildMember(at, '财务 方敏', 'FINANCE'),
    rep: await buildMember(at, '销售 林涛', 'SALES_REP', teamId),
    otherRep: await buildMember(at, '销售 周岚', 'SALES_REP', otherTeamId),
    manager: await buildMember(at, '经理 何静', 'SALES_MANAGER', teamId),
    legal: await buildMember(at, '法务 孙立', 'LEGAL'),
    admin: await buildMember(at, '管理员 赵宇', 'ADMIN'),
    auditor: await buildMember(at, '审计 钱伟', 'AUDITOR'),
  };
}

let customers = 0;

/** A customer of the company, through the real command. Missing names are made up and differ. */
export async function buildCustomer(company: Company, customer: Partial<NewCustomer> = {}, asOf: Day = TEST_DAY): Promise<Id> {
  customers += 1;
  const input: NewCustomer = { legalName: `客户${customers}有限公司`, customerNo: `T-${customers}`, ...customer };
  const { id } = await runCommand(company.world.db, createCustomer, input, { actor: company.finance, asOf });
  return id;
}

let documents = 0;

/** An invoice (or another document) through the real command. One instalment, due 30 days after the document's day, unless given. */
export async function buildInvoice(
  company: Company,
  invoice: Partial<NewDocument> & { readonly customerId: Id; readonly amountMinor: bigint; readonly dueOn?: Day },
  asOf: Day = TEST_DAY,
): Promise<{ documentId: Id; receivableIds: Id[] }> {
  documents += 1;
  const docOn = invoice.docOn ?? asOf;
  const { dueOn, ...given } = invoice;
  const input: NewDocument = {
    kind: 'INVOICE', number: `INV-${documents}`, currency: company.currency, docOn,
    instalments: given.kind === 'CREDIT_NOTE' ? [] : [{ dueOn: dueOn ?? addDays(docOn, 30), amountMinor: invoice.amountMinor }],
    ...given,
  };
  const { documentId } = await runCommand(company.world.db, postDocument, input, { actor: company.finance, asOf });
  const receivables = await company.world.asOwner<{ id: Id }>(
    'select id from receivables.receivable where document_id = $1 order by instalment_no', [documentId]);
  return { documentId, receivableIds: receivables.map((r) => r.id) };
}
