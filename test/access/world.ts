/**
 * Two companies, filled through the API itself, for tests that try every route: in one the caller works; there is what is
 * hers (zone `mine`) and what is another representative's (zone `peer`); the other company is zone `foreign`. Every text of
 * a zone carries the zone's canary. A new kind of record that has routes with its id needs one line in `fillZone`.
 */
import type { FastifyInstance } from 'fastify';
import { startSession } from '../../src/access/session.commands.ts';
import type { Role } from '../../src/access/permission.rules.ts';
import { buildServer } from '../../src/app/server.ts';
import type { Id } from '../../src/core/ids.ts';
import { openLog, silentLog } from '../../src/platform/log.ts';
import { buildCompany, buildWorld, type Company, type World } from '../build.ts';
import { Browser, type Answer } from './client.ts';

export interface Zone {
  readonly canary: string;
  /** Kind of record -> id. */
  readonly ids: Map<string, string>;
}

export interface AccessWorld {
  readonly world: World;
  readonly app: FastifyInstance;
  readonly home: Company;
  readonly other: Company;
  readonly mine: Zone;
  readonly peer: Zone;
  readonly foreign: Zone;
  /** A browser of a member of the home company; a fresh one for a route that may end its session. */
  as(role: Role, fresh?: 'fresh'): Promise<Browser>;
  /** A fresh browser of the other company's finance. */
  asForeigner(): Promise<Browser>;
  close(): Promise<void>;
}

const DEVICE = { ip: '198.51.100.7', userAgent: 'test' };

export async function enter(app: FastifyInstance, world: World, userId: Id | null): Promise<Browser> {
  const browser = new Browser(app, DEVICE.ip);
  browser.cookie = `huikuan=${(await startSession(world.db, userId ?? 0n, DEVICE)).text}`;
  await browser.open();
  return browser;
}

function created(answer: Answer): string {
  if (answer.status >= 300) throw new Error(`seeding the world failed: ${answer.status} ${answer.text}`);
  const id: unknown = answer.body.id ?? answer.body.document_id;
  if (typeof id !== 'string') throw new Error(`an answer without an id: ${answer.text}`);
  return id;
}

interface Owner {
  readonly sales_owner_id: string;
  readonly team_id: string;
}

/** One customer with everything that can hang on it. */
async function fillZone(zone: Zone, finance: Browser, owner: Owner, currency: string): Promise<void> {
  const { canary, ids } = zone;
  const customer = created(
    await finance.post('/customers', {
      legal_name: `${canary} 有限公司`,
      short_name: canary,
      note: canary,
      tags: [canary],
      ...owner,
    }),
  );
  const absorbed = created(await finance.post('/customers', { legal_name: `${canary} 旧名`, ...owner }));
  ids.set('customer', customer);
  ids.set(
    'contact',
    created(
      await finance.post(`/customers/${customer}/contacts`, {
        name: `${canary} 联系人`,
        email: `${canary.toLowerCase()}@example.com`,
      }),
    ),
  );
  ids.set('note', created(await finance.post(`/customers/${customer}/notes`, { body: `${canary} 电话` })));
  const limit = await finance.send('PUT', `/customers/${customer}/credit-limit`, {
    amount: '77777.00',
    currency,
    valid_from: '2026-01-01',
    note: canary,
  });
  if (limit.status >= 300) throw new Error(limit.text);
  const amount = '4321.00';
  const invoice = {
    kind: 'INVOICE',
    customer_id: customer,
    currency,
    doc_on: '2026-06-01',
    due_on: '2026-07-01',
    note: canary,
  };
  ids.set('document', created(await finance.post('/documents', { ...invoice, number: `${canary}-1`, amount })));
  created(await finance.post('/documents', { ...invoice, number: `${canary}-2`, amount, contract_no: canary }));
  const receipt = created(
    await finance.post('/receipts', {
      customer_id: customer,
      received_on: '2026-08-01',
      amount: '5000.00',
      currency,
      instrument: 'BANK_TRANSFER',
      reference: `${canary} 付款`,
      payer_name: canary,
      note: canary,
      allocate: { mode: 'OLDEST_FIRST' },
    }),
  );
  ids.set('receipt', receipt);
  const unapplied = {
    customer_id: customer,
    received_on: '2026-08-02',
    amount: '10.00',
    currency,
    instrument: 'BANK_TRANSFER',
    reference: canary,
  };
  ids.set('credit', created(await finance.post('/receipts', unapplied)));
  const merge = created(await finance.post(`/customers/${absorbed}/merge`, { into_id: customer }));
  ids.set('merge', merge);
}

/** Ids that the API names in lists rather than in the answer of what made them. */
async function findIds(zone: Zone, world: World, company: Company): Promise<void> {
  const one = async (text: string): Promise<string> =>
    String((await world.asOwner<{ id: Id }>(text, [company.orgId, zone.ids.get('customer')]))[0]?.id);
  zone.ids.set(
    'receivable',
    await one('select min(id) as id from receivables.receivable where org_id = $1 and customer_id = $2'),
  );
  zone.ids.set(
    'posting',
    await one(
      "select min(id) as id from receivables.posting where org_id = $1 and customer_id = $2 and kind = 'ALLOCATION'",
    ),
  );
}

/** What belongs to a whole company. */
async function fillCompany(zone: Zone, company: Company, people: { admin: Browser; finance: Browser }): Promise<void> {
  const { canary, ids } = zone;
  ids.set('company', String(company.orgId));
  ids.set('team', created(await people.admin.post('/teams', { name: `${canary} 团队` })));
  ids.set(
    'user',
    created(
      await people.admin.post('/users', {
        name: `${canary} 员工`,
        email: `${canary}@staff.example.com`,
        roles: ['SALES_REP'],
      }),
    ),
  );
  ids.set(
    'api_key',
    created(await people.admin.post('/api-keys', { name: `${canary} 密钥`, permissions: ['settings.read'] })),
  );
  ids.set('session', (await people.finance.get('/me/sessions')).body.items[0].id);
  ids.set(
    'import',
    created(
      await upload(
        people.finance,
        `${canary}.csv`,
        `客户名称,发票号,金额,开票日期,到期日\n${canary} 导入,${canary}-9,100.00,2026-01-01,2026-02-01\n`,
      ),
    ),
  );
}

export async function upload(browser: Browser, name: string, content: string): Promise<Answer> {
  const boundary = 'sample-boundary';
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n--${boundary}--\r\n`;
  return browser.send('POST', '/imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}

export async function buildAccessWorld(): Promise<AccessWorld> {
  const world = await buildWorld();
  const log =
    process.env['TEST_LOG'] === undefined ? silentLog : openLog({ level: 'error', home: process.env['TEST_LOG'] });
  const app = await buildServer({
    db: world.db,
    log,
    requestsPerMinute: 1_000_000,
    publicRequestsPerMinute: 1_000_000,
  });
  const home = await buildCompany(world, { name: '本公司' });
  const other = await buildCompany(world, { name: 'CANARYFOREIGN 公司', currency: 'TWD', timeZone: 'Asia/Taipei' });
  const zone = (canary: string): Zone => ({ canary, ids: new Map() });
  const [mine, peer, foreign] = [zone('CANARYMINE'), zone('CANARYPEER'), zone('CANARYFOREIGN')];
  for (const [company, zones] of [
    [home, [mine, peer]],
    [other, [foreign]],
  ] as const) {
    const finance = await enter(app, world, company.finance.userId);
    const admin = await enter(app, world, company.admin.userId);
    for (const z of zones) {
      const rep = z === peer ? company.otherRep : company.rep;
      const owner = {
        sales_owner_id: String(rep.userId),
        team_id: String(z === peer ? company.otherTeamId : company.teamId),
      };
      await fillZone(z, finance, owner, company.currency);
      await findIds(z, world, company);
    }
    const [first] = zones;
    await fillCompany(first, company, { admin, finance });
  }
  const actorOf: Readonly<Record<Role, Company['rep']>> = {
    SALES_REP: home.rep,
    SALES_MANAGER: home.manager,
    FINANCE: home.finance,
    LEGAL: home.legal,
    ADMIN: home.admin,
    AUDITOR: home.auditor,
  };
  const open = new Map<Role, Promise<Browser>>();
  const kept = (role: Role): Promise<Browser> => {
    const browser = open.get(role) ?? enter(app, world, actorOf[role].userId);
    open.set(role, browser);
    return browser;
  };
  return {
    world,
    app,
    home,
    other,
    mine,
    peer,
    foreign,
    as: (role, fresh) => (fresh === undefined ? kept(role) : enter(app, world, actorOf[role].userId)),
    asForeigner: () => enter(app, world, other.finance.userId),
    close: async () => {
      await app.close();
      await world.close();
    },
  };
}
