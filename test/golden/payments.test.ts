/** The main promise on real input: two payment histories that no one here wrote, in, agreed to the cent, and out again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inUnits, type PaymentFile, paymentFiles, sumFile } from '../../bench/paymentFile.ts';
import { verify } from '../../src/app/verify.ts';
import { commitImport, uploadImport } from '../../src/connectors/import.commands.ts';
import { listIssues } from '../../src/connectors/import.store.ts';
import { advanceImport } from '../../src/connectors/importRun.ts';
import { undoImport } from '../../src/connectors/importUndo.commands.ts';
import { day } from '../../src/core/day.ts';
import { runCommand } from '../../src/platform/command.ts';
import { openDb, read } from '../../src/platform/database.ts';
import { aging } from '../../src/receivables/aging.routes.ts';
import { buildCompany, buildWorld, type Company, type World } from '../build.ts';

const files = paymentFiles();
let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

async function bookFile(company: Company, file: PaymentFile, bytes: Buffer) {
  const options = { actor: company.finance, asOf: day(file.day) };
  const { batchId, already } = await runCommand(
    world.db,
    uploadImport(bytes),
    { fileName: file.name, sha256: '', chosen: {}, auto: true, again: false, queue: false },
    options,
  );
  const run = { db: world.db, actor: company.finance };
  const checked = await advanceImport(run, batchId);
  if (already) return { batch: checked, already, wrong: [] };
  expect(checked.status).toBe('READY');
  await runCommand(world.db, commitImport, { batchId, rows: 'valid', queue: false }, options);
  const batch = await advanceImport(run, batchId);
  const issues = await read(world.db, company.finance, options.asOf, (r) =>
    listIssues(r, batchId, { severity: 'error', limit: 1000 }),
  );
  return { batch, already, wrong: [...new Set(issues.map((i) => i.row_no))] };
}

const ageOf = (company: Company, file: PaymentFile) =>
  read(world.db, company.finance, day(file.day), (r) =>
    aging(r, { by: 'due', group: 'none', buckets: '30,60,90,180,365' }),
  );

async function violations() {
  const owner = openDb(world.database.owner, { max: 1, onError: () => undefined });
  try {
    return (await verify({ owner })).violations;
  } finally {
    await owner.close();
  }
}

describe.skipIf(files.length === 0)('real payment histories (skipped where ../shared/data/payments is absent)', () => {
  test.for(files)(
    '$name is booked to the cent, again adds nothing, and can be taken back',
    { timeout: 600_000 },
    async (file) => {
      const company = await buildCompany(world, { currency: file.currency });
      const expected = sumFile(file);
      const first = await bookFile(company, file, file.bytes);
      expect(first.wrong).toEqual(expected.faulty);
      expect(first.batch.status).toBe(expected.faulty.length === 0 ? 'DONE' : 'DONE_PARTLY');
      expect(first.batch.result).toMatchObject({
        rows: expected.rows,
        created: expected.rows - expected.faulty.length,
        rejected: expected.faulty.length,
      });
      const booked = first.batch.result?.totalsBooked.map((m) => [m.currency, m.minor]);
      expect(booked).toEqual([...expected.byCurrency].map(([currency, sums]) => [currency, sums.total]).sort());

      const aged = await ageOf(company, file);
      const told = aged.currencies.map((c) => [
        c.currency,
        c.totals.open,
        c.totals.count,
        c.totals.unapplied,
        ...c.totals.buckets,
      ]);
      expect(told.sort()).toEqual(
        [...expected.byCurrency]
          .map(([currency, s]) => [currency, inUnits(s.open), s.count, '0.00', ...s.buckets.map(inUnits)])
          .sort(),
      );

      const again = await bookFile(company, file, file.bytes);
      expect([again.already, again.batch.id]).toEqual([true, first.batch.id]);
      const [heading = '', ...lines] = file.bytes.toString('utf8').trimEnd().split('\n');
      const reordered = await bookFile(company, file, Buffer.from([heading, ...lines.reverse()].join('\r\n')));
      expect(reordered.batch.result).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: expected.rows - expected.faulty.length,
        rejected: expected.faulty.length,
      });
      expect(await ageOf(company, file)).toEqual(aged);
      expect(await violations()).toEqual([]);

      await runCommand(
        world.db,
        undoImport,
        { batchId: first.batch.id },
        { actor: company.finance, asOf: day(file.day) },
      );
      expect((await ageOf(company, file)).currencies).toEqual([]);
      expect(await violations()).toEqual([]);
    },
  );
});
