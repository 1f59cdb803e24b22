/** Every CSV and XLSX case of the shared corpus, at the level of the reader; the import's own test drives the rest. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatMinor } from '../core/money.ts';
import { refusalHere, readHere } from './readHere.ts';
import type { ParsedRow } from './table.ts';

interface Verdict { readonly row: number; readonly value: string; readonly verdict: string; readonly error_class?: string }
interface Case {
  readonly id: string;
  readonly file: string;
  readonly format: string;
  readonly category: string;
  readonly upload_filename?: string;
  readonly expect: {
    readonly outcome_any_of: readonly string[];
    readonly error_class_any_of?: readonly string[];
    readonly accepted?: number;
    readonly rejected?: number;
    readonly sum_accepted_by_currency?: Readonly<Record<string, string>>;
    readonly rows?: readonly Verdict[];
  };
}

const FOLDER = new URL('../../../shared/data/badinput/', import.meta.url);
const MANIFEST = new URL('manifest.json', FOLDER);
const present = existsSync(MANIFEST);
const cases: readonly Case[] = present
  ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { cases: Case[] }).cases.filter((c) => c.format === 'csv' || c.format === 'xlsx')
  : [];

const isAccepted = (row: ParsedRow): boolean => row.skip === undefined && row.issues.every((i) => i.severity === 'warning');

describe.skipIf(!present)('the shared corpus of bad files (../shared/data/badinput is absent)', () => {
  it.each(cases.map((c) => [c.id, c] as const))('%s', async (_, { file, expect: wanted, upload_filename, category }) => {
    const bytes = readFileSync(new URL(file, FOLDER));
    const name = upload_filename ?? file.split('/').at(-1) ?? '';
    const refusal = await refusalHere(bytes, name);
    if (refusal !== null) {
      expect(wanted.outcome_any_of).toContain('reject_file');
      expect(wanted.error_class_any_of).toContain(refusal);
      return;
    }
    const { rows } = await readHere(bytes, name);
    const accepted = rows.filter(isAccepted);
    const rejected = rows.filter((r) => !isAccepted(r));
    const warned = rows.some((r) => r.issues.length > 0);
    const outcome = rejected.length > 0 ? 'reject_rows' : warned ? 'accept_with_warnings' : 'accept';
    // Two rows of one number are the import's business: it knows the ledger too.
    if (category !== 'duplicate') expect(wanted.outcome_any_of).toContain(outcome);
    if (wanted.accepted !== undefined) expect(accepted.length).toBe(wanted.accepted);
    if (wanted.rejected !== undefined) expect(rejected.length).toBe(wanted.rejected);
    for (const issue of rejected.flatMap((r) => r.issues)) if (issue.severity === 'error') expect(wanted.error_class_any_of).toContain(issue.code);
    for (const verdict of wanted.rows ?? []) checkVerdict(verdict, rows.find((r) => r.row === verdict.row));
    const sums = new Map<string, bigint>();
    for (const { values } of accepted) if (values.amount) sums.set(values.amount.currency, (sums.get(values.amount.currency) ?? 0n) + values.amount.minor);
    for (const [currency, sum] of Object.entries(wanted.sum_accepted_by_currency ?? {})) expect(formatMinor(sums.get(currency) ?? 0n, currency)).toBe(sum);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });
});

function checkVerdict({ verdict, error_class }: Verdict, row: ParsedRow | undefined): void {
  expect(row).toBeDefined();
  if (!row) return;
  if (verdict === 'accept') expect(row.issues.filter((i) => i.severity === 'error')).toEqual([]);
  if (verdict === 'reject') expect(isAccepted(row)).toBe(false);
  const refused = row.issues.find((i) => i.severity === 'error');
  if (refused && error_class !== undefined && verdict === 'reject') expect(refused.code).toBe(error_class);
  if (verdict === 'warn-or-reject') expect(row.issues.length).toBeGreaterThan(0);
}
