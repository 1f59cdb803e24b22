/**
 * Every declared route × every role × ids that are not the caller's (reliability,
 * Made from src/app/routes.ts: a new route is tried without a change here, its ids are found by the names of its
 * parameters and fields (sample.ts), the records by their kind (world.ts). An id of another company, and for sales one of
 * another representative, must be answered exactly like an id that nothing has. The whole is run a second time with the
 * application's own filters off: then row-level security alone must give nothing away.
 */
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf, ROLES, type Role } from '../../src/access/permission.rules.ts';
import { routes } from '../../src/app/routes.ts';
import { setApplicationFilters } from '../../src/platform/orgFilter.ts';
import type { Route } from '../../src/platform/route.ts';
import { Browser, type Answer } from './client.ts';
import { kindOfParameter, sampleOf, schemaOf, slotsOf, type IdFor, type Slot } from './sample.ts';
import { buildAccessWorld, type AccessWorld, type Zone } from './world.ts';

let w: AccessWorld;
beforeAll(async () => {
  w = await buildAccessWorld();
});
afterAll(() => w.close());

const MISSING = '9223372036854775001';
const nameOf = (route: Route): string => `${route.method} ${route.path}`;
const closed = routes.filter((r) => r.permission !== 'public');
const holds = (role: Role, route: Route): boolean =>
  route.permission === 'signed-in' || permissionsOf([role]).has(route.permission);

let salt = 0;

function slotsOfRoute(route: Route): Slot[] {
  return [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name = '']): Slot => ({
      place: 'path',
      name,
      kind: kindOfParameter(route.path, name),
    })),
    ...(route.query === undefined ? [] : slotsOf(schemaOf(route.query), 'query')),
    ...(route.body === undefined ? [] : slotsOf(schemaOf(route.body), 'body')),
  ];
}

const same = (a: Slot, b: Slot): boolean => a.place === b.place && a.name === b.name;

/** Own ids everywhere, except in the slot under test. */
const idsWith =
  (slot: Slot | undefined, id: string): IdFor =>
  (asked) => {
    if (slot !== undefined && same(asked, slot)) return id;
    const own = w.mine.ids.get(asked.kind);
    if (own === undefined)
      throw new Error(`no record of the kind "${asked.kind}" in the world; add it in test/access/world.ts`);
    return own;
  };

/** Nothing stays changed: every change is a dry run, and what ends sessions has a session of its own. */
async function send(browser: Browser, route: Route, idFor: IdFor): Promise<Answer> {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
    idFor({ place: 'path', name, kind: kindOfParameter(route.path, name) }),
  );
  const make = { idFor, salt: String(salt) };
  const query = new URLSearchParams(route.method === 'GET' ? {} : { dry_run: 'true' });
  if (route.query !== undefined) {
    const sample = sampleOf(schemaOf(route.query), { ...make, place: 'query', without: new Set(['cursor']) });
    for (const [name, value] of Object.entries(sample)) query.set(name, String(value));
  }
  const body = route.body === undefined ? undefined : sampleOf(schemaOf(route.body), { ...make, place: 'body' });
  return browser.send(route.method, `${path}?${query.toString()}`, body);
}

/** What changes one's own session would leave the next try without one. */
const browserFor = (role: Role, route: Route): Promise<Browser> =>
  w.as(role, route.scope === 'self' && route.method !== 'GET' ? 'fresh' : undefined);

const withoutIds = (text: string, ...ids: string[]): string =>
  ids.reduce((t, id) => t.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '#'), text);

/** Text of an answer, spreadsheets unpacked. */
function readable(answer: Answer, bytes: Buffer): string {
  if (!String(answer.headers['content-type']).includes('spreadsheet')) return answer.text;
  const parts: string[] = [];
  for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const [method, packed, header] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ];
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const data = bytes.subarray(start, start + packed);
    parts.push((method === 8 ? inflateRawSync(data) : data).toString('utf8'));
  }
  return parts.join('\n');
}

/** Rows of a company in every table, as a fingerprint. */
async function fingerprint(orgId: bigint): Promise<string> {
  const tables = await w.world.asOwner<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.columns
    where column_name = 'org_id' and table_schema not in ('pg_catalog', 'information_schema', 'graphile_worker')
      and (table_schema, table_name) in (select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE')
    order by 1`);
  const sums: string[] = [];
  for (const { name } of tables) {
    // last_seen_at moves by reading; runs and seals follow on their own
    if (/session|job_run|event_seal|denial|_cache|worklist/.test(name)) continue;
    const [row] = await w.world.asOwner<{ sum: string }>(
      `select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as sum from ${name} t where org_id = $1`,
      [orgId],
    );
    sums.push(`${name} ${row?.sum ?? ''}`);
  }
  return sums.join('\n');
}

interface Try {
  readonly route: Route;
  readonly slot: Slot;
  readonly zone: Zone;
}

/** Ids that are not the caller's: of the other company for all, of another representative for who sees less than the company. */
function triesFor(role: Role): Try[] {
  const zones = role === 'SALES_REP' || role === 'SALES_MANAGER' ? [w.foreign, w.peer] : [w.foreign];
  return closed
    .filter((route) => holds(role, route))
    .flatMap((route) =>
      slotsOfRoute(route).flatMap((slot) =>
        zones.filter((zone) => zone.ids.has(slot.kind)).map((zone) => ({ route, slot, zone })),
      ),
    );
}

describe.each([{ filters: true }, { filters: false }])("with the application's filters $filters", ({ filters }) => {
  beforeAll(() => setApplicationFilters(filters));
  afterAll(() => setApplicationFilters(true));

  test.each(ROLES)(
    'a %s meets a foreign id as an id that nothing has',
    async (role) => {
      const before = await fingerprint(w.other.orgId);
      const wrong: string[] = [];
      const unreached: string[] = [];
      for (const { route, slot, zone } of triesFor(role)) {
        const id = zone.ids.get(slot.kind) ?? '';
        salt += 1;
        const [theirs, nothing] = [
          await send(await browserFor(role, route), route, idsWith(slot, id)),
          await send(await browserFor(role, route), route, idsWith(slot, MISSING)),
        ];
        const say = `${nameOf(route)} ${slot.place} ${slot.name} of ${zone.canary}: ${theirs.status} ${theirs.text.slice(0, 160)} | ${nothing.status} ${nothing.text.slice(0, 160)}`;
        const alike =
          theirs.status === nothing.status &&
          (theirs.status < 300 || withoutIds(theirs.text, id) === withoutIds(nothing.text, MISSING));
        if (!alike || theirs.status >= 500 || theirs.text.includes(zone.canary)) wrong.push(say);
        // an id in the path must have been looked for: a refusal of the body before that would prove nothing
        if (slot.place === 'path' && theirs.status !== 404) unreached.push(say);
      }
      expect(wrong).toEqual([]);
      expect(unreached).toEqual([]);
      expect(await fingerprint(w.other.orgId)).toBe(before);
    },
    600_000,
  );

  test.each(ROLES)(
    'no list, count or file shows a %s what is not hers',
    async (role) => {
      const leaks: string[] = [];
      const browser = await w.as(role);
      const alien = role === 'SALES_REP' || role === 'SALES_MANAGER' ? [w.foreign, w.peer] : [w.foreign];
      for (const route of closed.filter((r) => r.method === 'GET' && holds(role, r) && !r.path.includes(':'))) {
        for (const search of ['', ...alien.map((z) => z.canary)]) {
          const takesSearch =
            route.query !== undefined &&
            ['search', 'q'].find((name) => schemaOf(route.query as never).properties?.[name] !== undefined);
          if (search !== '' && !takesSearch) continue;
          const sample =
            route.query === undefined
              ? {}
              : sampleOf(schemaOf(route.query), {
                  place: 'query',
                  idFor: () => '1',
                  salt: 'x',
                  without: idFields(route),
                });
          const query = new URLSearchParams(Object.entries(sample).map(([k, v]) => [k, String(v)]));
          if (search !== '' && takesSearch) query.set(takesSearch, search);
          const { answer, text } = await fetchText(browser, `${route.path}?${query.toString()}`);
          for (const zone of alien) {
            if (answer.status >= 500) leaks.push(`${nameOf(route)}: ${answer.status} ${answer.text}`);
            // what was searched for may be named in the answer, but no record of it
            if (text.includes(`${zone.canary} `) || text.includes(`${zone.canary}-`))
              leaks.push(`${nameOf(route)} (${search}) shows ${zone.canary}: ${text.slice(0, 300)}`);
          }
        }
      }
      expect(leaks).toEqual([]);
    },
    300_000,
  );
});

const idFields = (route: Route): ReadonlySet<string> =>
  new Set([
    'cursor',
    'search',
    'q',
    ...(route.query === undefined ? [] : slotsOf(schemaOf(route.query), 'query').map((s) => s.name)),
  ]);

async function fetchText(browser: Browser, path: string): Promise<{ answer: Answer; text: string }> {
  const raw = await w.app.inject({ method: 'GET', url: `/api/v1${path}`, headers: { cookie: browser.cookie ?? '' } });
  const answer: Answer = { status: raw.statusCode, text: raw.body, headers: raw.headers, body: undefined };
  return { answer, text: readable(answer, raw.rawPayload) };
}

test('the planted words are really there: their owner sees them in the same lists', async () => {
  const owner = await w.asForeigner();
  const seen: string[] = [];
  for (const route of closed.filter((r) => r.method === 'GET' && holds('FINANCE', r) && !r.path.includes(':'))) {
    const sample =
      route.query === undefined
        ? {}
        : sampleOf(schemaOf(route.query), { place: 'query', idFor: () => '1', salt: 'x', without: idFields(route) });
    const { text } = await fetchText(
      owner,
      `${route.path}?${new URLSearchParams(Object.entries(sample).map(([k, v]) => [k, String(v)])).toString()}`,
    );
    if (text.includes('CANARYFOREIGN')) seen.push(route.path);
  }
  expect(seen).toEqual(
    expect.arrayContaining(['/customers', '/receivables', '/receipts', '/aging', '/imports', '/teams', '/session']),
  );
});

test.each(ROLES)(
  'a %s gets past the door of exactly the routes that the table of rights names',
  async (role) => {
    const wrong: string[] = [];
    for (const route of closed) {
      const { status, text } = await send(await browserFor(role, route), route, idsWith(undefined, ''));
      const barred = status === 403 && text.includes('"forbidden"');
      if (!holds(role, route) && !barred) wrong.push(`${nameOf(route)} let in: ${status}`);
      if (holds(role, route) && status >= 500) wrong.push(`${nameOf(route)}: ${status} ${text}`);
    }
    expect(wrong).toEqual([]);
  },
  300_000,
);

test('without a session every route says only that nobody is signed in', async () => {
  for (const route of closed) {
    const { status, body } = await send(new Browser(w.app), route, idsWith(undefined, ''));
    expect([nameOf(route), status, body?.code]).toEqual([nameOf(route), 401, 'session.none']);
  }
});

test('every change needs the token of the page', async () => {
  for (const route of closed.filter((r) => r.method !== 'GET')) {
    const browser = await w.as('FINANCE', 'fresh');
    browser.csrf = 'forged';
    const { status, body } = await send(browser, route, idsWith(undefined, ''));
    expect([nameOf(route), status, body?.code]).toEqual([nameOf(route), 403, 'session.csrf']);
  }
});

/** Someone who may call the route. */
const callerFor = async (route: Route): Promise<Browser> =>
  route.permission === 'public'
    ? new Browser(w.app)
    : browserFor(ROLES.find((role) => holds(role, route)) ?? 'ADMIN', route);

const pathOf = (route: Route): string =>
  route.path.replaceAll(/:(\w+)/g, (_, name: string) => w.mine.ids.get(kindOfParameter(route.path, name)) ?? '1');

test('an unknown field is refused on every route, in the body and in the query', async () => {
  for (const route of routes.filter((r) => r.upload !== true)) {
    const browser = await callerFor(route);
    const inQuery = await browser.send(
      route.method,
      `${pathOf(route)}?unheard_of=1`,
      route.body === undefined ? undefined : {},
    );
    expect([nameOf(route), inQuery.status]).toEqual([nameOf(route), 422]);
    if (route.method === 'GET') continue;
    const body = {
      ...(route.body === undefined
        ? {}
        : sampleOf(schemaOf(route.body), { place: 'body', idFor: idsWith(undefined, ''), salt: 'u' })),
      unheard_of: 1,
      org_id: '1',
    };
    const inBody = await browser.send(route.method, `${pathOf(route)}?dry_run=true`, body);
    expect([nameOf(route), inBody.status, inBody.text.includes('unknown_field')]).toEqual([nameOf(route), 422, true]);
  }
});

test('every method on every path that does not declare it finds nothing', async () => {
  const declared = new Set(routes.map((r) => `${r.method} ${pathOf(r)}`));
  const finance = await w.as('FINANCE');
  for (const path of new Set(routes.map(pathOf))) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND']) {
      if (declared.has(`${method} ${path}`)) continue;
      const { status } = await finance.send(method, path);
      // a word in place of an id may match another route's path: then it is that route's own answer
      const other = routes.some(
        (r) => r.method === method && new RegExp(`^${r.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
      );
      if (!other) expect([method, path, status]).toEqual([method, path, 404]);
    }
  }
});

test('hostile text in any field is refused or stored as text, never a fault', async () => {
  const hostile = [
    "'; drop table platform.event; --",
    '\u0000',
    '\ud800',
    '${7*7}{{7*7}}',
    '../../etc/passwd',
    '=cmd|calc',
    '%27%20or%201=1',
    '𠮷'.repeat(200),
    '-1',
    '1e400',
    'NaN',
    '2026-02-31',
  ];
  const faults: string[] = [];
  for (const route of routes.filter((r) => r.upload !== true && r.scope !== 'public' && r.scope !== 'self')) {
    const browser = await callerFor(route);
    for (const [place, schema] of [
      ['query', route.query],
      ['body', route.body],
    ] as const) {
      if (schema === undefined) continue;
      for (const field of Object.keys(schemaOf(schema).properties ?? {})) {
        // a file passes the same checks and takes a hundred times as long
        for (const word of route.response === 'file' ? hostile.slice(0, 3) : hostile) {
          const make = { idFor: idsWith(undefined, ''), salt: 'h' };
          const body =
            route.body === undefined ? undefined : sampleOf(schemaOf(route.body), { ...make, place: 'body' });
          const query = new URLSearchParams(route.method === 'GET' ? {} : { dry_run: 'true' });
          if (place === 'query') query.set(field, word);
          const answer = await browser.send(
            route.method,
            `${pathOf(route)}?${query.toString()}`,
            place === 'body' ? { ...body, [field]: word } : body,
          );
          if (answer.status >= 500)
            faults.push(`${nameOf(route)} ${place} ${field} ${JSON.stringify(word.slice(0, 20))}: ${answer.text}`);
        }
      }
    }
  }
  expect(faults).toEqual([]);
}, 300_000);

test('an identifier that is none is answered like one that nothing has', async () => {
  for (const route of closed.filter((r) => r.path.includes(':') && r.method === 'GET')) {
    for (const odd of ['0', '-1', '01', '1e3', 'abc', '99999999999999999999', '%00', '1;drop', '..']) {
      const browser = await callerFor(route);
      const answer = await browser.send('GET', route.path.replaceAll(/:\w+/g, odd));
      expect([nameOf(route), odd, answer.status]).toEqual([nameOf(route), odd, 404]);
    }
  }
});
