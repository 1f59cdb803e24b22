import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildCompany,
  buildCustomer,
  buildInvoice,
  buildWorld,
  type Company,
  TEST_DAY,
  type World,
} from '../../test/build.ts';
import { addDays } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { mergeCustomers, undoMerge } from '../parties/merge.commands.ts';
import type { Actor } from '../platform/actor.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { bucketsOf } from './aging.rules.ts';
import { type AgingGroup, type AgingRow, agingRows } from './aging.store.ts';

let world: World;
let company: Company;
let mine: Id;
let theirs: Id;
const buckets = bucketsOf('due', [30, 60]);
const rowsOf = (actor: Actor, group: AgingGroup = 'customer'): Promise<AgingRow[]> =>
  read(world.db, actor, TEST_DAY, (r) => agingRows(r, { basis: 'due', buckets, group }));
const open = (rows: readonly AgingRow[]): Record<string, string> =>
  Object.fromEntries(rows.map((r) => [`${r.id}/${r.currency}`, r.open]));

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  mine = await buildCustomer(company, { salesOwnerId: company.rep.userId, teamId: company.teamId });
  theirs = await buildCustomer(company, { salesOwnerId: company.otherRep.userId, teamId: company.otherTeamId });
  await buildInvoice(company, {
    customerId: mine,
    amountMinor: 100n,
    docOn: addDays(TEST_DAY, -100),
    dueOn: addDays(TEST_DAY, -40),
  });
  await buildInvoice(company, { customerId: theirs, amountMinor: 200n });
  await buildInvoice(company, { customerId: theirs, amountMinor: 300n, currency: 'USD' });
  await buildInvoice(company, { kind: 'CREDIT_NOTE', customerId: theirs, amountMinor: 30n });
});
afterAll(() => world.close());

describe('aging', () => {
  it('shows finance the company, a manager the team and a representative the own customers', async () => {
    expect(open(await rowsOf(company.finance))).toEqual({
      [`${mine}/CNY`]: '100',
      [`${theirs}/CNY`]: '200',
      [`${theirs}/USD`]: '300',
    });
    expect(open(await rowsOf(company.manager))).toEqual({ [`${mine}/CNY`]: '100' });
    expect(open(await rowsOf(company.otherRep))).toEqual({ [`${theirs}/CNY`]: '200', [`${theirs}/USD`]: '300' });
    expect(await rowsOf({ ...company.rep, userId: 4_242n })).toEqual([]);
  });

  it('never nets a credit note from what is open, and keeps currencies apart', async () => {
    const row = (await rowsOf(company.finance)).find((r) => r.id === theirs && r.currency === 'CNY');
    expect(row).toMatchObject({
      open: '200',
      unapplied: '30',
      credits: '30',
      overdue: '0',
      buckets: ['200', '0', '0', '0'],
    });
  });

  it('groups by owner, team and currency to the same totals', async () => {
    expect(open(await rowsOf(company.finance, 'owner'))).toEqual({
      [`${company.rep.userId}/CNY`]: '100',
      [`${company.otherRep.userId}/CNY`]: '200',
      [`${company.otherRep.userId}/USD`]: '300',
    });
    expect(open(await rowsOf(company.finance, 'team'))).toEqual({
      [`${company.teamId}/CNY`]: '100',
      [`${company.otherTeamId}/CNY`]: '200',
      [`${company.otherTeamId}/USD`]: '300',
    });
    expect(open(await rowsOf(company.finance, 'currency'))).toEqual({ 'null/CNY': '300', 'null/USD': '300' });
  });

  it('counts a merged customer with the one it was merged into, moves no money, and lets them part again', async () => {
    const before = open(await rowsOf(company.finance, 'none'));
    const asFinance = { actor: company.finance, asOf: TEST_DAY };
    const merge = await runCommand(world.db, mergeCustomers, { fromId: mine, intoId: theirs }, asFinance);
    expect(open(await rowsOf(company.finance))).toEqual({ [`${theirs}/CNY`]: '300', [`${theirs}/USD`]: '300' });
    expect(open(await rowsOf(company.otherRep))).toEqual({ [`${theirs}/CNY`]: '300', [`${theirs}/USD`]: '300' });
    expect(open(await rowsOf(company.finance, 'none'))).toEqual(before);
    await runCommand(world.db, undoMerge, merge, asFinance);
    expect(open(await rowsOf(company.finance))).toEqual({
      [`${mine}/CNY`]: '100',
      [`${theirs}/CNY`]: '200',
      [`${theirs}/USD`]: '300',
    });
  });
});
