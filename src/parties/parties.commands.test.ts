import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCompany, buildCustomer, buildWorld, TEST_DAY, type Company, type World } from '../../test/build.ts';
import type { Id } from '../core/ids.ts';
import type { Actor } from '../platform/actor.ts';
import { runCommand, type Command } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { addContact, editContact, removeContact } from './contact.commands.ts';
import { contactsOf } from './contact.store.ts';
import { findCustomer, listCustomers, type CustomerFilter, type CustomerRecord } from './customer.store.ts';
import { mergeCustomers, undoMerge } from './merge.commands.ts';
import { createCustomer, editCustomer, reassignCustomers } from './parties.commands.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
});
afterAll(() => world.close());

const run = <I, R>(actor: Actor, command: Command<I, R>, input: I): Promise<R> =>
  runCommand(world.db, command, input, { actor, asOf: TEST_DAY });
const look = (actor: Actor, id: Id): Promise<CustomerRecord | undefined> =>
  read(world.db, actor, TEST_DAY, (r) => findCustomer(r, id));
const list = async (actor: Actor, filter: Partial<CustomerFilter> = {}): Promise<Id[]> =>
  (await read(world.db, actor, TEST_DAY, (r) => listCustomers(r, { sort: 'number', limit: 100, ...filter }))).map(
    (c) => c.id,
  );
const refusal = (code: string): { code: string } => expect.objectContaining({ code }) as { code: string };

describe('creating a customer', () => {
  it('refuses a number that differs only in width and case', async () => {
    await buildCustomer(company, { customerNo: 'AR-7' });
    await expect(buildCustomer(company, { customerNo: 'ＡＲ-７' })).rejects.toEqual(refusal('customer.number_taken'));
  });

  it('draws the next free number where none is given, also for ten at once', async () => {
    await buildCustomer(company, { customerNo: 'C000041' });
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, i) => run(company.finance, createCustomer, { legalName: `并发客户${i}` })),
    );
    const numbers = await Promise.all(ids.map(async ({ id }) => (await look(company.finance, id))!.customer_no));
    expect(numbers.sort()).toEqual(Array.from({ length: 10 }, (_, i) => `C0000${42 + i}`));
  });

  it('refuses a social credit code whose check character is wrong and keeps a right one in its one spelling', async () => {
    await expect(buildCustomer(company, { taxId: '91310000MA1FL0LX45' })).rejects.toEqual(refusal('customer.tax_id'));
    const id = await buildCustomer(company, { taxId: ' ９１３５0100M000100Y4３ ' });
    expect((await look(company.finance, id))?.tax_id).toBe('91350100M000100Y43');
  });

  it('puts the customer into the team of its owner in sales', async () => {
    const id = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    expect(await look(company.finance, id)).toMatchObject({
      team_id: company.teamId,
      team_name: '华东',
      sales_owner_name: '销售 林涛',
    });
  });

  it('refuses an owner who is not a member of the company', async () => {
    const other = await buildCompany(world);
    await expect(buildCustomer(company, { salesOwnerId: other.rep.userId })).rejects.toEqual(
      refusal('customer.owner_unknown'),
    );
  });

  it('is for finance alone', async () => {
    for (const actor of [company.rep, company.manager, company.legal, company.admin, company.auditor]) {
      await expect(run(actor, createCustomer, { legalName: '不该有' })).rejects.toEqual(refusal('forbidden'));
    }
  });
});

describe('two people editing one customer', () => {
  it('keeps the first change and tells the second person', async () => {
    const id = await buildCustomer(company, { shortName: '原名' });
    await run(company.finance, editCustomer, { id, version: 1, change: { shortName: '先改' } });
    await expect(run(company.finance, editCustomer, { id, version: 1, change: { shortName: '后改' } })).rejects.toEqual(
      refusal('customer.changed_meanwhile'),
    );
    expect(await look(company.finance, id)).toMatchObject({ short_name: '先改', version: 2 });
  });

  it('lets exactly one of ten changes of the same version through', async () => {
    const id = await buildCustomer(company);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        run(company.finance, editCustomer, { id, version: 1, change: { note: `第${i}个` } }),
      ),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  });

  it('writes what changed, before and after, into the event of the customer', async () => {
    const id = await buildCustomer(company, { address: '旧址' });
    await run(company.finance, editCustomer, { id, version: 1, change: { address: '新址' } });
    const [event] = await world.asOwner<{ body: string }>(
      "select body from platform.event where customer_id = $1 and command = 'parties.edit_customer'",
      [id],
    );
    expect(JSON.parse(event!.body).subject).toMatchObject({ before: { address: '旧址' }, after: { address: '新址' } });
  });
});

describe('groups', () => {
  it('refuses a parent that stands below the customer', async () => {
    const top = await buildCustomer(company);
    const middle = await buildCustomer(company, { parentId: top });
    const bottom = await buildCustomer(company, { parentId: middle });
    await expect(
      run(company.finance, editCustomer, { id: top, version: 1, change: { parentId: bottom } }),
    ).rejects.toEqual(refusal('customer.group_cycle'));
    await expect(
      run(company.finance, editCustomer, { id: top, version: 1, change: { parentId: top } }),
    ).rejects.toEqual(refusal('customer.group_cycle'));
  });

  it('refuses one of two people who set two customers above one another at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await buildCustomer(company), await buildCustomer(company)];
      const tries = await Promise.allSettled([
        run(company.finance, editCustomer, { id: a, version: 1, change: { parentId: b } }),
        run(company.finance, editCustomer, { id: b, version: 1, change: { parentId: a } }),
      ]);
      expect(tries.map((t) => t.status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

describe('who sees a customer', () => {
  it("is its owner, its team's manager and the company-wide roles, in lists as in single records", async () => {
    const id = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    for (const actor of [company.rep, company.manager, company.finance, company.legal, company.auditor]) {
      expect((await look(actor, id))?.id).toBe(id);
      expect(await list(actor)).toContain(id);
    }
    expect(await look(company.otherRep, id)).toBeUndefined();
    expect(await list(company.otherRep)).not.toContain(id);
  });

  it('never is another company', async () => {
    const other = await buildCompany(world);
    const id = await buildCustomer(company);
    expect(await look(other.finance, id)).toBeUndefined();
    await expect(run(other.finance, editCustomer, { id, version: 1, change: { note: '外人' } })).rejects.toEqual(
      refusal('not_found'),
    );
  });
});

describe('handing customers over', () => {
  it('moves the customer and its team to the new owner', async () => {
    const id = await buildCustomer(company, { salesOwnerId: company.otherRep.userId });
    await run(company.finance, reassignCustomers, { customerIds: [id], salesOwnerId: company.rep.userId! });
    expect(await look(company.rep, id)).toMatchObject({ sales_owner_id: company.rep.userId, team_id: company.teamId });
  });

  it('lets a manager hand over within the own team only', async () => {
    const id = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    const hand = (to: Actor): Promise<unknown> =>
      run(company.manager, reassignCustomers, { customerIds: [id], salesOwnerId: to.userId! });
    await expect(hand(company.otherRep)).rejects.toEqual(refusal('customer.outside_team'));
    await hand(company.manager);
    expect((await look(company.manager, id))?.sales_owner_id).toBe(company.manager.userId);
  });
});

describe('search', () => {
  it('finds by part of a name, number, full pinyin and initials, in any width and case', async () => {
    const id = await buildCustomer(company, {
      legalName: '苏州明远精密机械有限公司',
      shortName: '明远精密',
      customerNo: 'SZ-88',
    });
    for (const search of ['明远', '精密 苏州', 'mingyuan', 'szmyjm', 'MYJM', 'sz-88', 'ＳＺ-８８'])
      expect(await list(company.finance, { search })).toEqual([id]);
    expect(await list(company.finance, { search: '明%远' })).toEqual([]);
    expect(await list(company.rep, { search: '明远' })).toEqual([]);
  });

  it('pages through every customer once', async () => {
    const small = await buildCompany(world);
    const ids: Id[] = [];
    for (let i = 0; i < 5; i += 1) ids.push(await buildCustomer(small, { legalName: `同名${i % 2}` }));
    const seen: Id[] = [];
    let after: CustomerRecord | undefined;
    for (let page = 0; page < 3; page += 1) {
      const rows = await read(world.db, small.finance, TEST_DAY, (r) =>
        listCustomers(r, {
          sort: 'newest',
          limit: 2,
          cursor: after && Buffer.from(JSON.stringify([String(after.id)])).toString('base64url'),
        }),
      );
      seen.push(...rows.slice(0, 2).map((c) => c.id));
      after = rows[1];
    }
    expect(seen).toEqual(ids.toReversed());
  });
});

describe('contacts', () => {
  it('hold several roles, and one of them is the primary one', async () => {
    const customerId = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    const first = await run(company.rep, addContact, {
      customerId,
      name: '王敏',
      roles: ['AP_CLERK', 'PAYER'],
      isPrimary: true,
    });
    const second = await run(company.rep, addContact, {
      customerId,
      name: '李刚',
      roles: ['DECISION_MAKER'],
      isPrimary: true,
    });
    const contacts = await read(world.db, company.rep, TEST_DAY, (r) => contactsOf(r, customerId));
    expect(contacts.map((k) => [k.id, k.roles, k.is_primary])).toEqual([
      [second.id, ['DECISION_MAKER'], true],
      [first.id, ['AP_CLERK', 'PAYER'], false],
    ]);
  });

  it('refuse a change made on an old version, and disappear when removed', async () => {
    const customerId = await buildCustomer(company);
    const { id } = await run(company.finance, addContact, { customerId, name: '赵一' });
    await run(company.finance, editContact, { id, version: 1, change: { mobile: '13800000000' } });
    await expect(
      run(company.finance, editContact, { id, version: 1, change: { mobile: '13900000000' } }),
    ).rejects.toEqual(refusal('contact.changed_meanwhile'));
    await run(company.finance, removeContact, { id });
    expect(await read(world.db, company.finance, TEST_DAY, (r) => contactsOf(r, customerId))).toEqual([]);
  });

  it('of a customer that is not yours are missing', async () => {
    const customerId = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    const { id } = await run(company.rep, addContact, { customerId, name: '孙二' });
    await expect(run(company.otherRep, addContact, { customerId, name: '外人' })).rejects.toEqual(refusal('not_found'));
    await expect(run(company.otherRep, editContact, { id, version: 1, change: { name: '外人' } })).rejects.toEqual(
      refusal('not_found'),
    );
  });
});

describe('merging customers', () => {
  const merge = (fromId: Id, intoId: Id): Promise<{ id: Id }> =>
    run(company.finance, mergeCustomers, { fromId, intoId });
  const answersAs = async (id: Id): Promise<Id | null | undefined> => (await look(company.finance, id))?.merged_into_id;

  it("lets both ids answer, shows the survivor's owner the merged record, and undoes all of it", async () => {
    const from = await buildCustomer(company, { salesOwnerId: company.otherRep.userId });
    const into = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    const { id } = await merge(from, into);
    expect(await answersAs(from)).toBe(into);
    expect((await look(company.rep, from))?.id).toBe(from);
    expect(await look(company.otherRep, from)).toBeUndefined();
    await run(company.finance, undoMerge, { id });
    expect(await answersAs(from)).toBeNull();
    expect((await look(company.otherRep, from))?.sales_owner_id).toBe(company.otherRep.userId);
    await expect(run(company.finance, undoMerge, { id })).rejects.toEqual(refusal('merge.undone'));
  });

  it('refuses itself, a merged record, a merged target, and two merges that would point at one another', async () => {
    const [a, b, c] = [await buildCustomer(company), await buildCustomer(company), await buildCustomer(company)];
    await expect(merge(a, a)).rejects.toEqual(refusal('customer.merge_itself'));
    await merge(a, b);
    await expect(merge(a, c)).rejects.toEqual(refusal('customer.merged'));
    await expect(merge(c, a)).rejects.toEqual(refusal('customer.merge_target_merged'));
    const [x, y] = [await buildCustomer(company), await buildCustomer(company)];
    const tries = await Promise.allSettled([merge(x, y), merge(y, x)]);
    expect(tries.map((t) => t.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('of a survivor takes along what it had absorbed, and gives it back in whatever order merges are undone', async () => {
    const [a, b, c] = [await buildCustomer(company), await buildCustomer(company), await buildCustomer(company)];
    const first = await merge(a, b);
    const second = await merge(b, c);
    expect([await answersAs(a), await answersAs(b)]).toEqual([c, c]);
    await run(company.finance, undoMerge, { id: second.id });
    expect([await answersAs(a), await answersAs(b)]).toEqual([b, null]);
    const again = await merge(b, c);
    await run(company.finance, undoMerge, { id: first.id });
    expect([await answersAs(a), await answersAs(b)]).toEqual([null, c]);
    await run(company.finance, undoMerge, { id: again.id });
    expect([await answersAs(a), await answersAs(b)]).toEqual([null, null]);
  });

  it('follows the survivor when it is handed to someone else', async () => {
    const from = await buildCustomer(company);
    const into = await buildCustomer(company, { salesOwnerId: company.rep.userId });
    await merge(from, into);
    await run(company.finance, reassignCustomers, { customerIds: [into], salesOwnerId: company.otherRep.userId! });
    expect((await look(company.otherRep, from))?.id).toBe(from);
    expect(await look(company.rep, from)).toBeUndefined();
  });

  it('finds the survivor by the name of the merged record', async () => {
    const [from, into] = [
      await buildCustomer(company, { legalName: '旧名贸易行' }),
      await buildCustomer(company, { legalName: '新立公司' }),
    ];
    const { id } = await merge(from, into);
    expect(await list(company.finance, { search: '旧名' })).toEqual([into]);
    await run(company.finance, undoMerge, { id });
    expect(await list(company.finance, { search: '旧名' })).toEqual([from]);
  });

  it('refuses to edit the merged record', async () => {
    const [from, into] = [await buildCustomer(company), await buildCustomer(company)];
    await merge(from, into);
    const current = (await look(company.finance, from))!;
    await expect(
      run(company.finance, editCustomer, { id: from, version: current.version, change: { note: 'x' } }),
    ).rejects.toEqual(refusal('customer.merged'));
  });
});
