/** One invoice through five months, day by day: what was said on a day is still said of that day when the year is older. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postReceipt } from '../../src/cash/cash.commands.ts';
import { day, type Day } from '../../src/core/day.ts';
import type { Id } from '../../src/core/ids.ts';
import { today } from '../../src/platform/clock.ts';
import { runCommand } from '../../src/platform/command.ts';
import { read } from '../../src/platform/database.ts';
import { bucketsOf } from '../../src/receivables/aging.rules.ts';
import { agingRows } from '../../src/receivables/aging.store.ts';
import { buildCompany, buildCustomer, buildInvoice, buildWorld, type Company, type World } from '../build.ts';
import { walkDays } from '../calendar.ts';

const WALK = { from: day('2026-01-01'), to: day('2026-05-31') };
const BUCKETS = bucketsOf('due', [30, 60, 90]);

let world: World;
let company: Company;
let customerId: Id;

beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
  customerId = await buildCustomer(company, {}, WALK.from);
});

afterAll(() => world.close());

/** "bucket: amount" of what is open as of a day, with the money that is not set against anything. */
async function aging(asOf: Day): Promise<string> {
  const rows = await read(world.db, company.finance, asOf, (r) =>
    agingRows(r, { basis: 'due', buckets: BUCKETS, group: 'customer', customerId }),
  );
  const [row] = rows;
  if (!row) return 'nothing';
  const open = row.buckets.flatMap((minor, i) => (minor === '0' ? [] : [`${BUCKETS[i]!.code}: ${minor}`]));
  return [...open, ...(row.unapplied === '0' ? [] : [`unapplied: ${row.unapplied}`])].join(', ') || 'nothing';
}

const receive = (amountMinor: bigint, asOf: Day): Promise<unknown> =>
  runCommand(
    world.db,
    postReceipt,
    { customerId, amountMinor, currency: 'CNY', receivedOn: asOf, allocate: { mode: 'OLDEST_FIRST' } },
    { actor: company.finance, asOf },
  );

/** What happens on which day; on all others time only passes. */
const EVENTS: Readonly<Record<string, (asOf: Day) => Promise<unknown>>> = {
  '2026-01-05': (asOf) => buildInvoice(company, { customerId, amountMinor: 100_000n, dueOn: day('2026-02-04') }, asOf),
  '2026-03-10': (asOf) => receive(40_000n, asOf),
  '2026-05-10': (asOf) => receive(70_000n, asOf),
};

test('an invoice ages by the day, is paid in two parts, and every past day keeps its answer', async () => {
  const said = new Map<Day, string>();
  await walkDays(WALK, async (asOf) => {
    expect(today('Asia/Shanghai')).toBe(asOf);
    await EVENTS[asOf]?.(asOf);
    said.set(asOf, await aging(asOf));
  });

  const changes = [...said].filter(([, text], i, all) => i === 0 || all[i - 1]![1] !== text);
  expect(changes).toEqual([
    ['2026-01-01', 'nothing'],
    ['2026-01-05', 'CURRENT: 100000'],
    ['2026-02-05', 'D1_30: 100000'], // the day after it was due
    ['2026-03-07', 'D31_60: 100000'],
    ['2026-03-10', 'D31_60: 60000'],
    ['2026-04-06', 'D61_90: 60000'],
    ['2026-05-06', 'D90P: 60000'],
    ['2026-05-10', 'unapplied: 10000'],
  ]);

  for (const [asOf, text] of said) expect(await aging(asOf), asOf).toBe(text);
});
