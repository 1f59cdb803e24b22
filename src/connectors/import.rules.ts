/** States of an import, what may be done in each, and the proof that a file's total is what gets booked. */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { type Money, money } from '../core/money.ts';
import type { Delimiter, Encoding, ImportObject, Inspection, InspectionNote, Mapping } from './table.ts';

export type ImportStatus =
  | 'INSPECTING'
  | 'REVIEW'
  | 'CHECKING'
  | 'READY'
  | 'COMMITTING'
  | 'DONE'
  | 'DONE_PARTLY'
  | 'FAILED'
  | 'CANCELLED'
  | 'UNDONE';

/** What a person decided about a file; anything left out is recognised. */
export interface Chosen {
  readonly object?: ImportObject | undefined;
  readonly sheet?: string | undefined;
  readonly headerRow?: number | undefined;
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly mapping?: Mapping | undefined;
}

export interface Batch {
  readonly id: Id;
  readonly status: ImportStatus;
  readonly auto: boolean;
  readonly object: ImportObject | null;
  readonly chosen: Chosen;
  readonly mappingFrom: 'memory' | 'detected' | 'person' | null;
  readonly inspection: Inspection | null;
  readonly preview: Preview | null;
  readonly rowsMode: RowsMode | null;
  readonly result: Preview | null;
  readonly errorCode: string | null;
  readonly errorDetail: Readonly<Record<string, string>> | null;
  readonly createdBy: Id | null;
  readonly createdByLabel: string;
  readonly createdAt: Date;
  readonly asOf: Day;
  readonly finishedAt: Date | null;
  readonly commitEventId: Id | null;
  readonly undoneAt: Date | null;
  readonly fileId: Id;
  readonly fileName: string;
  readonly sizeBytes: bigint;
  readonly sha256: string;
}

export type RowsMode = 'all' | 'valid';

/** Counts of rows (each row is counted once: rows = created + updated + unchanged + skipped + rejected) and sums by currency. */
export interface Preview {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Samples, totals lines and repetitions of the same row. */
  readonly skipped: number;
  /** Wrong in themselves, or in conflict with what is posted. */
  readonly rejected: number;
  readonly conflicts: number;
  readonly errors: number;
  readonly warnings: number;
  readonly newCustomers: number;
  /** Every amount that could be read, wrong and repeated rows included. */
  readonly totalsFile: readonly Money[];
  /** What this import adds to the ledger. */
  readonly totalsBooked: readonly Money[];
  /** What stands in the ledger already. */
  readonly totalsKnown: readonly Money[];
  /** Wrong, repeated or conflicting rows. */
  readonly totalsLeftOut: readonly Money[];
  /** Nothing of the file's total is left out. */
  readonly matches: boolean;
  readonly notes: readonly InspectionNote[];
}

const WORKING: ReadonlySet<ImportStatus> = new Set<ImportStatus>(['INSPECTING', 'CHECKING', 'COMMITTING']);
/** A job is at work, or is queued for it. */
export const isWorking = (status: ImportStatus): boolean => WORKING.has(status);

const PENDING: ReadonlySet<ImportStatus> = new Set<ImportStatus>([
  'INSPECTING',
  'REVIEW',
  'CHECKING',
  'READY',
  'COMMITTING',
]);
export const isPending = (status: ImportStatus): boolean => PENDING.has(status);

/** What may be done now: true, or the code of the reason why not (convention 18). */
export function importActions(
  batch: Pick<Batch, 'status' | 'preview'>,
  permissions: ReadonlySet<string>,
): Record<string, true | string> {
  const may = (allowed: boolean, otherwise: string): true | string =>
    permissions.has('imports.write') ? (allowed ? true : otherwise) : 'forbidden';
  const { status, preview } = batch;
  return {
    map: may(status === 'REVIEW' || status === 'READY', 'import.not_in_review'),
    commit_all: may(
      status === 'READY' && preview?.rejected === 0,
      status === 'READY' ? 'import.rows_wrong' : 'import.not_ready',
    ),
    commit_valid: may(status === 'READY', 'import.not_ready'),
    cancel: may(isPending(status), 'import.not_cancellable'),
    undo: may(status === 'DONE' || status === 'DONE_PARTLY', 'import.not_undoable'),
  };
}

/** Rows and sum of one verdict in one currency. */
export interface VerdictSum {
  readonly verdict: string;
  readonly currency: string | null;
  readonly count: number;
  readonly totalMinor: bigint;
}

export interface Tally {
  readonly sums: readonly VerdictSum[];
  readonly skippedByReader: number;
  readonly errors: number;
  readonly warnings: number;
  readonly newCustomers: number;
  readonly notes: readonly InspectionNote[];
}

const LEFT_OUT: ReadonlySet<string> = new Set(['WRONG', 'CONFLICT', 'REPEATED']);
const KNOWN: ReadonlySet<string> = new Set(['SAME', 'CHANGED']);

export function previewOf(tally: Tally): Preview {
  const count = (...verdicts: string[]): number =>
    tally.sums.filter((s) => verdicts.includes(s.verdict)).reduce((n, s) => n + s.count, 0);
  const repeated = count('REPEATED');
  const totalsFile = sumsOf(tally.sums, () => true);
  const totalsBooked = sumsOf(tally.sums, (verdict) => verdict === 'NEW');
  const totalsKnown = sumsOf(tally.sums, (verdict) => KNOWN.has(verdict));
  const totalsLeftOut = sumsOf(tally.sums, (verdict) => LEFT_OUT.has(verdict));
  return {
    rows: tally.sums.reduce((n, s) => n + s.count, 0) + tally.skippedByReader,
    created: count('NEW'),
    updated: count('CHANGED'),
    unchanged: count('SAME'),
    skipped: tally.skippedByReader + repeated,
    rejected: count('WRONG', 'CONFLICT'),
    conflicts: count('CONFLICT'),
    errors: tally.errors,
    warnings: tally.warnings,
    newCustomers: tally.newCustomers,
    totalsFile,
    totalsBooked,
    totalsKnown,
    totalsLeftOut,
    matches: count('WRONG', 'CONFLICT', 'REPEATED') === 0 && sameTotals(totalsFile, totalsBooked, totalsKnown),
    notes: tally.notes,
  };
}

function sumsOf(sums: readonly VerdictSum[], wanted: (verdict: string) => boolean): Money[] {
  const byCurrency = new Map<string, bigint>();
  for (const s of sums) {
    if (s.currency !== null && wanted(s.verdict))
      byCurrency.set(s.currency, (byCurrency.get(s.currency) ?? 0n) + s.totalMinor);
  }
  return [...byCurrency].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => money(minor, currency));
}

function sameTotals(file: readonly Money[], booked: readonly Money[], known: readonly Money[]): boolean {
  const amount = (list: readonly Money[], currency: string): bigint =>
    list.find((m) => m.currency === currency)?.minor ?? 0n;
  return file.every((m) => m.minor === amount(booked, m.currency) + amount(known, m.currency));
}

/** Below this a column may be somebody else's; a person looks first. */
const CONFIDENT = 0.6;

/** Whether an import may go on to its preview without a person: nothing wrong with the file, nothing guessed. */
export function isConfident(inspection: Inspection): boolean {
  return (
    inspection.object !== null &&
    inspection.objectConfidence >= CONFIDENT &&
    inspection.errors.every((e) => e.severity !== 'error') &&
    inspection.columns.every((c) => c.field === null || c.confidence >= CONFIDENT)
  );
}

/** Troubles a person can solve on the review page; with any other the file is refused. */
const SOLVABLE: ReadonlySet<string> = new Set(['E_HEADER_MISSING', 'E_HEADER_DUPLICATE', 'E_ENCODING', 'E_NUL_BYTE']);

/** The first trouble that no choice of columns, sheet or encoding can solve. */
export const refusalOf = (inspection: Inspection): Inspection['errors'][number] | undefined =>
  inspection.errors.find((e) => e.severity === 'error' && (inspection.format === null || !SOLVABLE.has(e.code)));

/** The mapping of an inspection as a person would have written it, to be remembered under its fingerprint. */
export const mappingOf = (inspection: Inspection): Mapping =>
  Object.fromEntries(inspection.columns.map((c) => [c.index.toString(), c.field]));
