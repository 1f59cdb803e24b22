/** Imports a text through the real steps, for tests. */
import { commitImport, uploadImport } from '../src/connectors/import.commands.ts';
import type { Batch, RowsMode } from '../src/connectors/import.rules.ts';
import { type IssueRow, listIssues } from '../src/connectors/import.store.ts';
import { advanceImport } from '../src/connectors/importRun.ts';
import type { ImportObject } from '../src/connectors/table.ts';
import type { Day } from '../src/core/day.ts';
import { runCommand } from '../src/platform/command.ts';
import { read } from '../src/platform/database.ts';
import { type Company, TEST_DAY } from './build.ts';

export interface GivenFile {
  readonly text: string | Uint8Array;
  readonly name?: string;
  readonly object?: ImportObject;
  readonly asOf?: Day;
  readonly again?: boolean;
}

export interface Told {
  readonly batch: Batch;
  readonly already: boolean;
  readonly issues: readonly IssueRow[];
}

/** As far as it goes without a person: to its preview when everything is recognised. */
export async function checkFile(company: Company, file: GivenFile): Promise<Told> {
  const { db } = company.world;
  const options = { actor: company.finance, asOf: file.asOf ?? TEST_DAY };
  const bytes = typeof file.text === 'string' ? new TextEncoder().encode(file.text) : file.text;
  const { batchId, already } = await runCommand(
    db,
    uploadImport(bytes),
    {
      fileName: file.name ?? 'ledger.csv',
      sha256: '',
      chosen: { object: file.object },
      auto: true,
      again: file.again ?? false,
      queue: false,
    },
    options,
  );
  const batch = await advanceImport({ db, actor: company.finance }, batchId);
  return { batch, already, issues: await issuesOf(company, batchId) };
}

export async function commitFile(company: Company, batch: Batch, rows: RowsMode = 'all'): Promise<Told> {
  const { db } = company.world;
  await runCommand(
    db,
    commitImport,
    { batchId: batch.id, rows, queue: false },
    { actor: company.finance, asOf: batch.asOf },
  );
  return {
    batch: await advanceImport({ db, actor: company.finance }, batch.id),
    already: false,
    issues: await issuesOf(company, batch.id),
  };
}

/** Checked and booked. */
export async function importFile(company: Company, file: GivenFile, rows: RowsMode = 'all'): Promise<Told> {
  const { batch, issues } = await checkFile(company, file);
  if (batch.status !== 'READY')
    throw new Error(
      `${batch.status} ${batch.errorCode ?? ''} ${issues.map((i) => `${i.code} ${i.column_name}`).join(', ')}`,
    );
  return commitFile(company, batch, rows);
}

const issuesOf = (company: Company, batchId: bigint): Promise<IssueRow[]> =>
  read(company.world.db, company.finance, TEST_DAY, (r) => listIssues(r, batchId, { severity: 'any', limit: 1000 }));
