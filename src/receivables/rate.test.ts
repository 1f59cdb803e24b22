import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCompany, buildWorld, type Company, TEST_DAY, type World } from '../../test/build.ts';
import { addDays, day } from '../core/day.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { postRate } from './rate.commands.ts';
import { convert, type NewRate, parseRate, type Rate } from './rate.rules.ts';
import { listRates, rateOn } from './rate.store.ts';

const usd: Rate = { base: 'USD', quote: 'CNY', rate: '7.1234', rateOn: day('2026-11-20'), source: '中国外汇交易中心' };

describe('converting', () => {
  it.each([
    [10_000n, usd, 71_234n],
    [1n, usd, 7n],
    [-10_000n, usd, -71_234n],
    [1_000n, { ...usd, base: 'JPY', rate: '0.0489' }, 4_890n],
    [4_890n, { ...usd, base: 'CNY', quote: 'JPY', rate: '20.45' }, 1_000n],
    [1_000n, { ...usd, base: 'KWD', rate: '23.2' }, 2_320n],
    [5n, { ...usd, rate: '0.1' }, 1n],
    [4n, { ...usd, rate: '0.1' }, 0n],
  ])('turns %s minor units by the rate and the exponents of both currencies', (minor, rate, expected) => {
    expect(convert(minor, rate)).toMatchObject({ minor: expected, currency: rate.quote, rate });
  });

  it.each(['0', '0.000', '-7', '7,1', '1e3', '', '1234567890123', '1.1234567890123', 'NaN'])(
    'refuses the rate %s',
    (text) => {
      expect(() => parseRate(text)).toThrow('rate.invalid');
    },
  );
});

describe('stored rates', () => {
  let world: World;
  let company: Company;
  beforeAll(async () => {
    world = await buildWorld();
    company = await buildCompany(world);
  });
  afterAll(() => world.close());
  const store = (rate: Partial<NewRate>): Promise<unknown> =>
    runCommand(world.db, postRate, { ...usd, ...rate }, { actor: company.finance, asOf: TEST_DAY });
  const known = (on: string, pair = { base: 'USD', quote: 'CNY' }): Promise<Rate | undefined> =>
    read(world.db, company.finance, TEST_DAY, (r) => rateOn(r, { ...pair, day: day(on) }));

  it('answers the newest on or before the day, and none rather than a guess', async () => {
    await store({ rateOn: day('2026-11-18'), rate: '7.10' });
    await store({ rateOn: day('2026-11-20'), rate: '7.1234' });
    expect(await known('2026-11-17')).toBeUndefined();
    expect((await known('2026-11-19'))?.rate).toBe('7.1');
    expect(await known('2026-11-24')).toEqual(usd);
    expect(await known('2026-11-24', { base: 'CNY', quote: 'USD' })).toBeUndefined();
  });

  it.each([
    [{ rate: '0' }, 'rate.invalid'],
    [{ base: 'CNY' }, 'rate.same_currency'],
    [{ base: 'ABC' }, 'currency.unknown'],
    [{ rateOn: addDays(TEST_DAY, 1) }, 'rate.in_future'],
    [{ rateOn: day('2026-11-21'), rate: '712.34' }, 'rate.jump'],
    [{ rateOn: day('2026-11-21'), rate: '0.0712' }, 'rate.jump'],
    [{ rateOn: day('2026-11-19'), rate: '71.234' }, 'rate.jump'],
  ])('refuses %o with %s', async (wrong, code) => {
    await expect(store(wrong)).rejects.toMatchObject({ code });
  });

  it('stores a jump that a person confirms, and corrects a day with what stood there in the log', async () => {
    await store({ base: 'VND', rate: '0.00028' });
    await store({ base: 'VND', rateOn: day('2026-11-21'), rate: '0.28', confirmed: true });
    await store({ base: 'VND', rateOn: day('2026-11-21'), rate: '0.00029' });
    const all = await read(world.db, company.finance, TEST_DAY, (r) => listRates(r, { base: 'VND', limit: 10 }));
    expect(all.map((f) => f.rate)).toEqual(['0.00029', '0.00028']);
    const [event] = await world.asOwner<{ body: string }>(
      "select body from platform.event where command = 'receivables.post_rate' order by id desc limit 1",
    );
    expect(event?.body).toContain('"before":{"base":"VND","quote":"CNY","rate":"0.28"');
  });
});
