/** Sign-in, sessions and links over HTTP (reliability ). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { systemActor } from '../../src/access/caller.store.ts';
import { newSetupToken } from '../../src/access/setup.commands.ts';
import { newLinkToken } from '../../src/access/token.ts';
import { issueLink } from '../../src/access/user.commands.ts';
import { buildServer } from '../../src/app/server.ts';
import { day } from '../../src/core/day.ts';
import { now, withClock } from '../../src/platform/clock.ts';
import { runCommand } from '../../src/platform/command.ts';
import { silentLog } from '../../src/platform/log.ts';
import { buildWorld, type World } from '../build.ts';
import { Browser, COMPANY, hire, PASSWORD } from './client.ts';

let world: World;
let app: FastifyInstance;
let owner: Browser;
let setupToken: string;
const founder = { name: '王晓', email: 'Wang@Example.com', password: PASSWORD, company: COMPANY };

beforeAll(async () => {
  world = await buildWorld();
  app = await buildServer({ db: world.db, log: silentLog, publicRequestsPerMinute: 10_000 });
  owner = new Browser(app);
  setupToken = (await newSetupToken(world.db)) ?? '';
});
afterAll(async () => {
  await app.close();
  await world.close();
});

describe('set-up', () => {
  test('needs the token that was printed last, and a password worth its name', async () => {
    expect((await owner.get('/setup')).body).toEqual({ needed: true });
    const older = setupToken;
    setupToken = (await newSetupToken(world.db)) ?? '';
    expect((await owner.post('/setup', { ...founder, token: older })).body.code).toBe('setup.token_wrong');
    expect((await owner.post('/setup', { ...founder, token: setupToken, password: 'short' })).body.code).toBe(
      'password.short',
    );
    expect(
      (await owner.post('/setup', { ...founder, token: setupToken, password: 'passwordpassword' })).body.code,
    ).toBe('password.common');
    expect(
      (await owner.post('/setup', { ...founder, token: setupToken, company: { ...COMPANY, time_zone: 'Mars/Base' } }))
        .body.code,
    ).toBe('company.time_zone_unknown');
  });

  test('of two at once one succeeds, and afterwards the endpoint is dead', async () => {
    const answers = await Promise.all([
      owner.post('/setup', { ...founder, token: setupToken }),
      new Browser(app).post('/setup', { ...founder, token: setupToken, email: 'other@example.com' }),
    ]);
    expect(answers.map((a) => a.status).filter((s) => s === 200)).toHaveLength(1);
    expect(await world.asOwner('select from platform.organisation')).toHaveLength(1);
    expect(await newSetupToken(world.db)).toBeUndefined();
    expect((await owner.post('/setup', { ...founder, token: setupToken })).body.code).toBe('setup.done');
    expect((await owner.get('/setup')).body).toEqual({ needed: false });
    const [account] = await world.asOwner<{ email: string }>('select email from access.user_account');
    const email = account?.email ?? '';
    founder.email = email;
    owner = new Browser(app);
    expect((await owner.signIn(email.toUpperCase(), PASSWORD)).status).toBe(200);
  });

  test('signs its user in with the rights over company and books, and leaves no secret in the record', async () => {
    const session = (await owner.open()).body;
    expect(session.roles).toEqual(['ADMIN', 'FINANCE']);
    expect(session).toMatchObject({
      scope: 'company',
      company: { name: COMPANY.name, currency: 'CNY', time_zone: 'Asia/Shanghai' },
    });
    const record = JSON.stringify(await world.asOwner('select body from platform.event'));
    for (const secret of [PASSWORD, setupToken, 'argon2id']) expect(record).not.toContain(secret);
  });
});

describe('sign-in', () => {
  test('tells an unknown address and a wrong password alike, in answer and in time', async () => {
    const browser = new Browser(app, '198.51.100.50');
    const time = async (email: string) => {
      const since = performance.now();
      const { status, body } = await browser.post('/session', { email, password: 'wrong wrong wrong' });
      return { status, body, ms: performance.now() - since };
    };
    await time('warm@example.com');
    const [unknown, wrong] = [await time('nobody@example.com'), await time(founder.email)];
    expect(unknown.body).toEqual(wrong.body);
    expect(unknown.body.code).toBe('session.wrong');
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 4);
    expect(wrong.ms).toBeGreaterThan(unknown.ms / 4);
  });

  test('gives a new token each time and a cookie that scripts and other sites cannot use', async () => {
    const browser = new Browser(app);
    browser.cookie = `huikuan=${'a'.repeat(43)}`;
    await browser.signIn(founder.email, PASSWORD);
    const first = browser.cookie;
    expect(first).not.toContain('aaaa');
    const answer = await browser.post('/session', { email: founder.email, password: PASSWORD });
    expect(browser.cookie).not.toBe(first);
    expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Lax$|HttpOnly;.*SameSite=Lax/);
    const behindTls = await buildServer({ db: world.db, log: silentLog, publicUrl: 'https://pay.example.com' });
    const secure = await new Browser(behindTls).post(
      '/session',
      { email: founder.email, password: PASSWORD },
      { origin: 'https://pay.example.com' },
    );
    expect(secure.headers['set-cookie']).toMatch(/^__Host-huikuan=.+Path=\/; HttpOnly; Secure; SameSite=Lax/);
    await behindTls.close();
  });

  test('the table holds hashes of tokens only', async () => {
    const token = owner.cookie?.split('=')[1] ?? '';
    const rows = await world.asOwner("select encode(token_hash, 'escape') as t from access.session");
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('signing out ends the session at the server', async () => {
    const browser = new Browser(app);
    await browser.signIn(founder.email, PASSWORD);
    const kept = browser.cookie;
    expect((await browser.send('DELETE', '/session')).status).toBe(200);
    browser.cookie = kept;
    expect((await browser.get('/session')).status).toBe(401);
  });

  test('ends after half a day of silence and after thirty days of use', async () => {
    const browser = new Browser(app);
    await browser.signIn(founder.email, PASSWORD);
    const start = now().getTime();
    const at = (hours: number) =>
      withClock(new Date(start + hours * 3_600_000), async () => (await browser.get('/session')).status);
    expect(await at(11)).toBe(200);
    expect(await at(22)).toBe(200);
    expect(await at(35)).toBe(401);
    const busy = new Browser(app);
    await busy.signIn(founder.email, PASSWORD);
    let last = 0;
    for (let hours = 0; hours <= 24 * 31 && last !== 401; hours += 10) {
      last = await withClock(new Date(start + hours * 3_600_000), async () => (await busy.get('/session')).status);
      if (hours < 24 * 29) expect(last).toBe(200);
    }
    expect(last).toBe(401);
  }, 120_000);

  test('guessing is stopped by place and by account, yet the owner of the account gets in from where she did before', async () => {
    await hire(owner, { email: 'victim@example.com', name: '受害者', roles: ['SALES_REP'] });
    const home = new Browser(app, '198.51.100.77');
    expect((await home.signIn('victim@example.com', PASSWORD)).status).toBe(200);
    const codes: string[] = [];
    for (let n = 0; n < 14; n += 1) {
      const attacker = new Browser(app, `203.0.113.${n}`);
      codes.push(
        (await attacker.post('/session', { email: 'victim@example.com', password: `guess number ${n}` })).body.code,
      );
    }
    expect(codes.slice(0, 10).every((c) => c === 'session.wrong')).toBe(true);
    expect(codes.slice(10)).toEqual(Array(4).fill('sign_in.too_many'));
    expect((await home.signIn('victim@example.com', PASSWORD)).status).toBe(200);
    const sprayer = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        new Browser(app, `2001:db8:0:1::${n + 1}`).post('/session', {
          email: `u${n}@example.com`,
          password: 'spring spring spring',
        }),
      ),
    );
    expect(sprayer.filter((a) => a.body.code === 'sign_in.too_many').length).toBeGreaterThanOrEqual(10);
  }, 120_000);

  test('a forged X-Forwarded-For gives no fresh start where no proxy is configured', async () => {
    const ip = '203.0.113.200';
    const browser = new Browser(app, ip);
    const before = (await world.asOwner("select from access.sign_in_attempt where network = '203.0.113.200'")).length;
    await browser.post(
      '/session',
      { email: 'x@example.com', password: 'no no no no no' },
      { 'x-forwarded-for': '8.8.8.8' },
    );
    expect(await world.asOwner("select from access.sign_in_attempt where network = '203.0.113.200'")).toHaveLength(
      before + 1,
    );
  });
});

describe('a change', () => {
  test('needs the token of the page and the same origin', async () => {
    const plain = { method: 'POST' as const, url: '/api/v1/teams', payload: { name: '华东' } };
    const cookie = owner.cookie ?? '';
    const send = (headers: Record<string, string>) => app.inject({ ...plain, headers: { cookie, ...headers } });
    expect((await send({})).json().code).toBe('session.csrf');
    expect((await send({ 'x-csrf-token': 'wrong' })).json().code).toBe('session.csrf');
    expect((await send({ 'x-csrf-token': owner.csrf, origin: 'https://evil.example' })).json().code).toBe(
      'session.csrf',
    );
    expect((await send({ 'x-csrf-token': owner.csrf, 'sec-fetch-site': 'cross-site' })).json().code).toBe(
      'session.csrf',
    );
    expect((await send({ 'x-csrf-token': owner.csrf, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  });
});

describe('members', () => {
  test('a link works once, a newer one kills it, and a wrong one says nothing', async () => {
    const invited = (await owner.post('/users', { name: '李雷', email: 'li@example.com', roles: ['SALES_REP'] })).body;
    const token = invited.link.split('#')[1];
    const browser = new Browser(app);
    expect((await browser.post('/invites/look', { token })).body).toMatchObject({
      purpose: 'invite',
      email: 'li@example.com',
      chooses_password: true,
    });
    const newer = (await owner.post(`/users/${invited.id}/reset-link`)).body.link.split('#')[1];
    expect((await browser.post('/invites/look', { token })).body.code).toBe('link.dead');
    const both = await Promise.all(
      [1, 2].map(() => new Browser(app).post('/invites/accept', { token: newer, password: PASSWORD })),
    );
    expect(both.map((a) => a.status).sort()).toEqual([200, 404]);
    expect((await browser.post('/invites/accept', { token: newer, password: PASSWORD })).body.code).toBe('link.dead');
    expect((await browser.post('/invites/accept', { token: 'x'.repeat(43), password: PASSWORD })).body.code).toBe(
      'link.dead',
    );
  });

  test('an invited person cannot sign in before accepting, and a link dies after its week', async () => {
    const invited = (await owner.post('/users', { name: '韩梅', email: 'han@example.com', roles: ['LEGAL'] })).body;
    expect((await new Browser(app).signIn('han@example.com', PASSWORD)).status).toBe(401);
    const late = withClock(new Date(now().getTime() + 8 * 86_400_000), () =>
      new Browser(app).post('/invites/accept', { token: invited.link.split('#')[1], password: PASSWORD }),
    );
    expect((await late).body.code).toBe('link.dead');
  });

  test('shutting someone out ends her sessions and keys at once', async () => {
    const second = await hire(owner, { email: 'second@example.com', name: '第二管理员', roles: ['ADMIN', 'FINANCE'] });
    const key = (
      await second.browser.post('/api-keys', { name: '夜间导入', permissions: ['customers.read', 'settings.read'] })
    ).body.key;
    const robot = new Browser(app);
    robot.key = key;
    expect((await robot.get('/settings')).status).toBe(200);
    const [member] = (await owner.get('/users')).body.items.filter((u: { id: string }) => u.id === second.id);
    expect((await owner.send('PATCH', `/users/${second.id}`, { version: member.version, disabled: true })).status).toBe(
      200,
    );
    expect((await second.browser.get('/session')).status).toBe(401);
    expect((await robot.get('/settings')).status).toBe(401);
    expect((await new Browser(app).signIn('second@example.com', PASSWORD)).body.code).toBe('session.wrong');
  });

  test('a changed role counts at the next request', async () => {
    const rep = await hire(owner, { email: 'role@example.com', name: '换岗', roles: ['FINANCE'] });
    await owner.send('PATCH', `/users/${rep.id}`, { version: 2, roles: ['SALES_REP'] });
    await rep.browser.signIn('role@example.com', PASSWORD);
    expect((await rep.browser.open()).body.scope).toBe('own');
    expect((await rep.browser.get('/users')).status).toBe(403);
    expect(await world.asOwner("select from access.denial where permission = 'users.read'")).not.toHaveLength(0);
  });

  test('nobody changes their own roles, and the last administrator stays', async () => {
    const me = (await owner.open()).body.user.id;
    const [mine] = (await owner.get('/users')).body.items.filter((u: { id: string }) => u.id === me);
    expect(
      (await owner.send('PATCH', `/users/${me}`, { version: mine.version, roles: ['ADMIN', 'FINANCE', 'AUDITOR'] }))
        .body.code,
    ).toBe('user.own_roles');
    expect((await owner.send('PATCH', `/users/${me}`, { version: mine.version, disabled: true })).body.code).toBe(
      'user.own_roles',
    );
    const other = await hire(owner, { email: 'admin2@example.com', name: '管理员乙', roles: ['ADMIN'] });
    const versions = Object.fromEntries(
      (await owner.get('/users')).body.items.map((u: { id: string; version: number }) => [u.id, u.version]),
    );
    // each removes the other at the same time: one of them must stay
    const race = await Promise.all([
      owner.send('PATCH', `/users/${other.id}`, { version: versions[other.id], disabled: true }),
      other.browser.send('PATCH', `/users/${me}`, { version: versions[me], disabled: true }),
    ]);
    expect(race.filter((a) => a.status === 200)).toHaveLength(1);
    const admins = await world.asOwner(
      "select user_id from access.membership where 'ADMIN' = any (roles) and disabled_at is null and accepted_at is not null",
    );
    expect(admins).toHaveLength(1);
    await world.asOwner('update access.membership set disabled_at = null where user_id = $1', [me]);
    await owner.signIn(founder.email, PASSWORD);
  });

  test('a new password ends every other session and the old password', async () => {
    const person = await hire(owner, { email: 'pw@example.com', name: '改密', roles: ['SALES_REP'] });
    const phone = new Browser(app);
    await phone.signIn('pw@example.com', PASSWORD);
    const change = { current_password: PASSWORD, password: 'three green umbrellas' };
    expect(
      (await person.browser.send('PATCH', '/me', { ...change, current_password: 'wrong wrong wrong' })).body.code,
    ).toBe('password.wrong');
    expect((await person.browser.send('PATCH', '/me', change)).status).toBe(200);
    expect((await person.browser.get('/session')).status).toBe(200);
    expect((await phone.get('/session')).status).toBe(401);
    expect((await phone.signIn('pw@example.com', PASSWORD)).status).toBe(401);
    expect((await phone.signIn('pw@example.com', 'three green umbrellas')).status).toBe(200);
  });

  test('the operator at the machine gives the last administrator a way back in, which ends every session', async () => {
    const me = (await owner.open()).body;
    const token = newLinkToken();
    const actor = systemActor(BigInt(me.company.id), 'cli', 'operator');
    const { purpose } = await runCommand(
      world.db,
      issueLink(token),
      { userId: BigInt(me.user.id) },
      { actor, asOf: day('2026-11-24') },
    );
    expect(purpose).toBe('reset');
    const late = await withClock(new Date(now().getTime() + 3_700_000), () =>
      new Browser(app).post('/invites/accept', { token: token.text, password: 'found the way back' }),
    );
    expect(late.body.code).toBe('link.dead');
    expect(
      (await new Browser(app).post('/invites/accept', { token: token.text, password: 'found the way back' })).status,
    ).toBe(200);
    expect((await owner.get('/session')).status).toBe(401);
    expect((await owner.signIn(founder.email, PASSWORD)).status).toBe(401);
    expect((await owner.signIn(founder.email, 'found the way back')).status).toBe(200);
  });

  test("one sees and ends one's own sessions, and nobody else's", async () => {
    const here = await hire(owner, { email: 'many@example.com', name: '多设备', roles: ['SALES_REP'] });
    const there = new Browser(app);
    await there.signIn('many@example.com', PASSWORD);
    const sessions = (await here.browser.get('/me/sessions')).body.items;
    const other = sessions.find((s: { is_this: boolean }) => !s.is_this);
    expect((await owner.send('DELETE', `/me/sessions/${other.id}`)).status).toBe(404);
    expect((await here.browser.send('DELETE', `/me/sessions/${other.id}`)).status).toBe(200);
    expect((await there.get('/session')).status).toBe(401);
  });
});

describe('several companies', () => {
  test('one account works in each company with the roles it has there', async () => {
    expect(
      (
        await owner.post('/companies', {
          ...COMPANY,
          name: 'Taipei Trading Ltd',
          currency: 'TWD',
          time_zone: 'Asia/Taipei',
          country: 'TW',
          language: 'zh-TW',
        })
      ).status,
    ).toBe(201);
    const { companies, company } = (await owner.open()).body;
    expect(companies).toHaveLength(2);
    const other = companies.find((c: { id: string }) => c.id !== company.id);
    expect((await owner.post('/session/company', { company_id: other.id })).status).toBe(200);
    const moved = (await owner.open()).body;
    expect(moved.company).toMatchObject({ name: 'Taipei Trading Ltd', currency: 'TWD' });
    expect((await owner.get('/users')).body.items).toHaveLength(1);
    expect((await owner.post('/session/company', { company_id: '999999' })).body.code).toBe('session.company_unknown');
    await owner.post('/session/company', { company_id: company.id });
    await owner.open();
  });

  test('the administrator of one company cannot reset the password of someone who also works in another', async () => {
    const shared = await hire(owner, { email: 'both@example.com', name: '两边', roles: ['SALES_REP'] });
    const stranger = await hire(owner, { email: 'stranger@example.com', name: '外人', roles: ['ADMIN'] });
    await stranger.browser.post('/companies', { ...COMPANY, name: '外人公司' });
    const theirs = (await stranger.browser.open()).body.companies.find((c: { name: string }) => c.name === '外人公司');
    await stranger.browser.post('/session/company', { company_id: theirs.id });
    await owner.send('PATCH', `/users/${stranger.id}`, { version: 2, roles: ['AUDITOR'] });
    await stranger.browser.open();
    const invited = await stranger.browser.post('/users', {
      name: '我起的名字',
      email: 'both@example.com',
      roles: ['FINANCE'],
    });
    expect(invited.status).toBe(201);
    const listed = (await stranger.browser.get('/users')).body.items.find(
      (u: { id: string }) => u.id === invited.body.id,
    );
    expect(listed.name).toBe('我起的名字');
    // the invitation does not replace the password she has
    const token = invited.body.link.split('#')[1];
    expect((await new Browser(app).post('/invites/accept', { token, password: 'taken over by me' })).body.code).toBe(
      'session.wrong',
    );
    expect((await new Browser(app).post('/invites/accept', { token, password: PASSWORD })).status).toBe(200);
    const reset = await stranger.browser.post(`/users/${invited.body.id}/reset-link`);
    expect(reset.body.code).toBe('user.belongs_elsewhere');
    expect(shared.id).toBe(invited.body.id);
  });
});

describe('API keys', () => {
  test('do no more than their maker may, never manage users, and show their secret once', async () => {
    expect((await owner.post('/api-keys', { name: 'x', permissions: ['users.write'] })).body.code).toBe(
      'key.permission',
    );
    const made = await owner.post(
      '/api-keys',
      { name: '报表', permissions: ['settings.read'] },
      { 'idempotency-key': 'k-1' },
    );
    expect(made.body.key).toMatch(/^hk_/);
    expect((await owner.get('/api-keys')).text).not.toContain(made.body.key);
    expect(
      (await owner.post('/api-keys', { name: '报表', permissions: ['settings.read'] }, { 'idempotency-key': 'k-1' }))
        .body.code,
    ).toBe('link.shown_once');
    const robot = new Browser(app);
    robot.key = made.body.key;
    expect((await robot.get('/settings')).status).toBe(200);
    expect((await robot.get('/events')).status).toBe(403);
    expect((await robot.get('/session')).status).toBe(403);
    expect((await owner.send('DELETE', `/api-keys/${made.body.id}`)).status).toBe(200);
    expect((await robot.get('/settings')).status).toBe(401);
    robot.key = 'hk_wrong';
    expect((await robot.get('/settings')).status).toBe(401);
  });

  test('an expired key is no key, and a cookie beside a key does not count', async () => {
    const made = await owner.post('/api-keys', {
      name: '到期',
      permissions: ['settings.read'],
      expires_on: '2020-01-01',
    });
    const robot = new Browser(app);
    robot.key = made.body.key;
    robot.cookie = owner.cookie;
    expect((await robot.get('/settings')).status).toBe(401);
  });
});

test('a repeated request with one Idempotency-Key is done once', async () => {
  const first = await owner.post('/teams', { name: '一次' }, { 'idempotency-key': 'team-1' });
  const again = await owner.post('/teams', { name: '一次' }, { 'idempotency-key': 'team-1' });
  expect(again.body).toEqual(first.body);
  expect((await owner.post('/teams', { name: '另一个' }, { 'idempotency-key': 'team-1' })).body.code).toBe(
    'idempotency.conflict',
  );
  expect((await owner.post('/teams', { name: '一次' })).body.code).toBe('team.name_taken');
  expect((await owner.post('/teams?dry_run=true', { name: '试一试' })).status).toBe(201);
  expect((await owner.get('/teams')).text).not.toContain('试一试');
});
