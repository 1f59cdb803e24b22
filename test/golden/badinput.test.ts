/**
 * Every CSV and XLSX case of the bad-input corpus through the real import: upload, recognise, check, book what is valid.
 * Our issue codes are the corpus's error classes, so no table maps them.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../src/app/verify.ts';
import { commitImport, uploadImport } from '../../src/connectors/import.commands.ts';
import type { Batch } from '../../src/connectors/import.rules.ts';
import { type IssueRow, listIssues } from '../../src/connectors/import.store.ts';
import { advanceImport } from '../../src/connectors/importRun.ts';
import { formatMinor } from '../../src/core/money.ts';
import { runCommand } from '../../src/platform/command.ts';
import { openDb, read } from '../../src/platform/database.ts';
import { buildCompany, buildWorld, type Company, TEST_DAY, type World } from '../build.ts';

interface Expectation {
  readonly outcome_any_of: readonly string[];
  readonly error_class_any_of?: readonly string[];
  readonly accepted?: number;
  readonly rejected?: number;
  readonly sum_accepted_by_currency?: Readonly<Record<string, string>>;
  readonly rows?: readonly {
    readonly row: number;
    readonly value: string;
    readonly verdict: string;
    readonly error_class?: string;
  }[];
  readonly must_not?: readonly string[];
}
interface Case {
  readonly id: string;
  readonly file: string;
  readonly format: string;
  readonly upload_filename?: string;
  readonly expect: Expectation;
}

const FOLDER = path.join(import.meta.dirname, '../../../shared/data/badinput');
const MANIFEST = path.join(FOLDER, 'manifest.json');
const all: readonly Case[] = existsSync(MANIFEST)
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { cases: Case[] }).cases
  : [];
const cases = all.filter((c) => c.format === 'csv' || c.format === 'xlsx');
let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

interface Booked {
  readonly number: string;
  readonly source_row: number;
  readonly currency: string;
  readonly amount_minor: bigint;
}
interface Driven {
  readonly batch: Batch;
  readonly issues: readonly IssueRow[];
  readonly booked: readonly Booked[];
  readonly company: Company;
}

async function drive(given: Case): Promise<Driven> {
  const company = await buildCompany(world, { currency: 'EUR', timeZone: 'Europe/Berlin' });
  const bytes = readFileSync(path.join(FOLDER, given.file));
  const options = { actor: company.finance, asOf: TEST_DAY };
  const fileName = given.upload_filename ?? path.basename(given.file);
  const { batchId } = await runCommand(
    world.db,
    uploadImport(bytes),
    {
      fileName,
      sha256: '',
      chosen: { object: 'receivables' },
      auto: true,
      again: false,
      queue: false,
    },
    options,
  );
  const run = { db: world.db, actor: company.finance };
  const checked = await advanceImport(run, batchId);
  if (checked.status === 'READY')
    await runCommand(world.db, commitImport, { batchId, rows: 'valid', queue: false }, options);
  const batch = await advanceImport(run, batchId);
  const issues = await read(world.db, company.finance, TEST_DAY, (r) =>
    listIssues(r, batchId, { severity: 'any', limit: 5000 }),
  );
  const booked = await world.asOwner<Booked & Record<string, unknown>>(
    'select number, source_row, currency, amount_minor from receivables.document where org_id = $1 order by source_row',
    [company.orgId],
  );
  return { batch, issues, booked, company };
}

function outcomeOf({ batch, issues }: Driven): string {
  if (batch.status === 'FAILED' || batch.status === 'REVIEW') return 'reject_file';
  if ((batch.result?.rejected ?? 0) > 0) return 'reject_rows';
  return issues.some((i) => i.severity === 'warning') ? 'accept_with_warnings' : 'accept';
}

function judgeRows(given: Case, { issues, booked }: Driven): string[] {
  const wrong: string[] = [];
  for (const row of given.expect.rows ?? []) {
    const accepted = booked.some((d) => d.source_row === row.row);
    const codes = issues.filter((i) => i.row_no === row.row && i.severity === 'error').map((i) => i.code as string);
    const label = `row ${row.row} ${JSON.stringify(row.value.slice(0, 40))} (${row.verdict}${row.error_class === undefined ? '' : ` ${row.error_class}`})`;
    if (row.verdict === 'accept' && !accepted) wrong.push(`${label}: refused with ${codes.join()}`);
    if (row.verdict === 'reject' && accepted) wrong.push(`${label}: booked`);
    if (row.verdict === 'reject' && row.error_class !== undefined && !codes.includes(row.error_class))
      wrong.push(`${label}: told as ${codes.join()}`);
    if (!accepted && codes.length === 0) wrong.push(`${label}: refused without a word`);
  }
  return wrong;
}

describe.skipIf(cases.length === 0)('bad input (skipped where ../shared/data/badinput is absent)', () => {
  test.for(cases)('$id', { timeout: 120_000 }, async (given) => {
    const driven = await drive(given);
    const { expect: wanted } = given;
    const outcome = outcomeOf(driven);
    expect(wanted.outcome_any_of).toContain(outcome);
    const errors = [...new Set(driven.issues.filter((i) => i.severity === 'error').map((i) => i.code as string))];
    if (outcome.startsWith('reject')) expect(errors).not.toEqual([]);
    if (outcome.startsWith('reject') && wanted.error_class_any_of !== undefined) {
      expect(errors.filter((code) => !wanted.error_class_any_of?.includes(code))).toEqual([]);
    }
    expect(judgeRows(given, driven)).toEqual([]);
    if (wanted.accepted !== undefined) expect(driven.booked.length).toBe(wanted.accepted);
    if (wanted.rejected !== undefined) expect(driven.batch.result?.rejected ?? 0).toBe(wanted.rejected);
    for (const [currency, sum] of Object.entries(wanted.sum_accepted_by_currency ?? {})) {
      const minor = driven.booked
        .filter((d) => d.currency === currency)
        .reduce((total, d) => total + d.amount_minor, 0n);
      expect(formatMinor(minor, currency)).toBe(sum);
    }
    if (outcome === 'reject_file') expect(driven.booked).toEqual([]);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(new Set(driven.booked.map((d) => d.number)).size).toBe(driven.booked.length);
    expect(
      JSON.stringify([driven.batch.inspection, driven.issues], (_key, v: unknown) =>
        typeof v === 'bigint' ? v.toString() : v,
      ),
    ).not.toContain('root:');
    expect(existsSync('/var/pwn.csv') || existsSync('/var/pwned-by-xlsx.txt') || existsSync('/var/pwned-abs.txt')).toBe(
      false,
    );
  });

  test('afterwards every invariant of the ledger holds', async () => {
    const owner = openDb(world.database.owner, { max: 1, onError: () => undefined });
    const { violations } = await verify({ owner });
    await owner.close();
    expect(violations).toEqual([]);
  });
});
