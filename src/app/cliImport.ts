/** `huikuan import FILE` and `huikuan import undo BATCH`: the steps of the import page, run to the end in this process. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { declareErrors, Fault, fault } from '../core/errors.ts';
import { type Id, parseId } from '../core/ids.ts';
import { formatMinor, type Money } from '../core/money.ts';
import { IMPORT_OBJECTS } from '../connectors/fields.rules.ts';
import { cancelImport, commitImport, uploadImport } from '../connectors/import.commands.ts';
import type { Batch, Preview } from '../connectors/import.rules.ts';
import { listIssues, type IssueRow } from '../connectors/import.store.ts';
import { advanceImport } from '../connectors/importRun.ts';
import { undoImport } from '../connectors/importUndo.commands.ts';
import { ISSUE_TEXTS } from '../connectors/issueTexts.rules.ts';
import type { ImportObject, Mapping } from '../connectors/table.ts';
import { runCommand, type Command } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import type { Arguments } from './cliArguments.ts';
import type { CliCommand } from './cliCommand.ts';
import { textTable, type ExitCode, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';

const USAGE = `huikuan import FILE [--as ${IMPORT_OBJECTS.join('|')}] [--mapping FILE] [--dry-run] [--rows all|valid]  |  huikuan import undo BATCH`;
/** One report lists all wrong rows, up to this many. */
const MOST_ERRORS = 1_000;
const NOTHING: Preview = {
  rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, conflicts: 0, errors: 0, warnings: 0, newCustomers: 0,
  totalsFile: [], totalsBooked: [], totalsKnown: [], totalsLeftOut: [], matches: false, notes: [],
};

declareErrors({
  'cli.file_unreadable': { status: 404, message: 'The file cannot be read; check its path and rights.' },
  'cli.mapping_invalid': { status: 422, message: 'The mapping file must be JSON: { "object"?, "sheet"?, "header_row"?, "columns": { "heading": "field" | null } }.' },
});

const act = <I, R>(session: CliSession, command: Command<I, R>, input: I): Promise<R> =>
  runCommand(session.db, command, input, { actor: session.actor, asOf: session.asOf });

async function readLocal(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fault('cli.file_unreadable', { file, problem: error instanceof Error ? error.message : '' });
  }
}

interface MappingFile {
  readonly object?: ImportObject;
  readonly sheet?: string;
  readonly header_row?: number;
  readonly columns?: Mapping;
}

async function readMapping(file: string | undefined): Promise<MappingFile> {
  if (file === undefined) return {};
  try {
    const parsed: unknown = JSON.parse((await readLocal(file)).toString('utf8'));
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) throw new SyntaxError('not an object');
    return parsed;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw fault('cli.mapping_invalid', { file });
  }
}

async function importFile(session: CliSession, args: Arguments, file: string): Promise<Outcome> {
  const rows = args.text.get('rows') ?? 'all';
  const as = args.text.get('as');
  const object = IMPORT_OBJECTS.find((o) => o === as);
  if ((as !== undefined && object === undefined) || (rows !== 'all' && rows !== 'valid')) throw fault('cli.usage', { usage: USAGE });
  const bytes = await readLocal(file);
  const mapping = await readMapping(args.text.get('mapping'));
  const chosen = { object: object ?? mapping.object, sheet: mapping.sheet, headerRow: mapping.header_row, mapping: mapping.columns };
  const { batchId, already } = await act(session, uploadImport(bytes), {
    fileName: path.basename(file), sha256: sha256(bytes).toString('hex'), chosen, auto: true, again: false, queue: false,
  });
  const run = { db: session.db, actor: session.actor };
  const checked = await advanceImport(run, batchId);
  if (already && checked.status !== 'READY' && checked.status !== 'REVIEW') return report(session, checked, { already });
  const refused = checked.status !== 'READY' || (rows === 'all' && (checked.preview?.rejected ?? 0) > 0);
  if (args.flags.has('dry-run') || refused) {
    if (checked.status === 'READY' || checked.status === 'REVIEW') await act(session, cancelImport, { batchId, working: false });
    return report(session, checked, { refused, dryRun: args.flags.has('dry-run') });
  }
  await act(session, commitImport, { batchId, rows, queue: false });
  return report(session, await advanceImport(run, batchId), {});
}

interface HowItEnded {
  readonly already?: boolean;
  readonly refused?: boolean;
  readonly dryRun?: boolean;
}

const totals = (sums: readonly Money[]): Record<string, string> => Object.fromEntries(sums.map((m) => [m.currency, formatMinor(m.minor, m.currency)]));

const presentIssue = (i: IssueRow) => {
  const [message, remedy] = ISSUE_TEXTS[i.code];
  return { row: i.row_no, column: i.column_name, field: i.field, value: i.value, code: i.code, severity: i.severity, message, remedy };
};

async function report(session: CliSession, batch: Batch, ended: HowItEnded): Promise<Outcome> {
  const issues = await read(session.db, session.actor, session.asOf, (r) => listIssues(r, batch.id, { severity: 'any', limit: MOST_ERRORS }));
  const errors = issues.filter((i) => i.severity === 'error').map(presentIssue);
  const warnings = issues.filter((i) => i.severity === 'warning').map(presentIssue);
  // a file that was here before adds nothing: its rows are all known
  const counts = ended.already === true ? alreadyKnown(batch.result ?? NOTHING) : (batch.result ?? batch.preview ?? NOTHING);
  const json = {
    batch_id: batch.id.toString(), status: batch.status, object: batch.object, already_imported: ended.already === true, dry_run: ended.dryRun === true,
    mapping: Object.fromEntries((batch.inspection?.columns ?? []).map((c) => [c.header, c.field])),
    rows: counts.rows, created: counts.created, updated: counts.updated, skipped: counts.skipped + counts.unchanged, rejected: counts.rejected,
    unchanged: counts.unchanged, conflicts: counts.conflicts, new_customers: counts.newCustomers,
    errors, warnings, totals: totals(counts.totalsBooked), totals_file: totals(counts.totalsFile),
    notes: counts.notes, problem: batch.errorCode,
  };
  return { exit: exitOf(batch, ended), json, text: text(json) };
}

const alreadyKnown = (p: Preview): Preview => ({ ...p, created: 0, updated: 0, unchanged: p.created + p.updated + p.unchanged, newCustomers: 0, totalsBooked: [] });

function exitOf(batch: Batch, ended: HowItEnded): ExitCode {
  if (ended.already === true) return batch.status === 'DONE_PARTLY' ? 3 : 0;
  if (ended.refused === true) return 2;
  if (ended.dryRun === true) return 0;
  return batch.status === 'DONE' ? 0 : batch.status === 'DONE_PARTLY' ? 3 : 2;
}

function text(json: { status: string; batch_id: string; rows: number; created: number; updated: number; skipped: number; rejected: number; totals: Record<string, string>; errors: ReturnType<typeof presentIssue>[] }): string {
  const head = `import ${json.batch_id} ${json.status}: ${json.rows} rows = ${json.created} new + ${json.updated} changed + ${json.skipped} skipped + ${json.rejected} wrong`;
  const sums = Object.entries(json.totals).map(([currency, amount]) => `booked ${amount} ${currency}`);
  const wrong = json.errors.slice(0, 50).map((e) => [String(e.row), e.column, e.value, e.code, `${e.message} ${e.remedy}`]);
  return [head, ...sums, ...(wrong.length === 0 ? [] : [textTable(['row', 'column', 'value', 'code', 'what to do'], wrong, new Set([0]))])].join('\n');
}

async function undo(session: CliSession, batchId: Id): Promise<Outcome> {
  const undone = await act(session, undoImport, { batchId });
  return { exit: 0, json: { batch_id: batchId.toString(), status: 'UNDONE', undone }, text: `import ${batchId} is undone` };
}

export const importCommand: CliCommand = {
  name: 'import',
  usage: USAGE,
  summary: 'Book a spreadsheet, or take back a whole import',
  options: { as: { type: 'string' }, mapping: { type: 'string' }, 'dry-run': { type: 'boolean' }, rows: { type: 'string' } },
  words: { from: 1, to: 2 },
  run: (session, args) => {
    const [first, second] = args.positionals;
    if (first === 'undo' && second !== undefined) return undo(session, parseId(second));
    if (first === undefined || second !== undefined) throw fault('cli.usage', { usage: USAGE });
    return importFile(session, args, first);
  },
};
