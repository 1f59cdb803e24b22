/** What the pipeline asks of each object of import: read rows, compare them with the records, book them. */
import type { Day } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import type { CommandContext } from '../platform/command.ts';
import type { Batch, VerdictSum } from './import.rules.ts';
import type { FieldPlaces } from './importReceivable.rules.ts';
import type { Field, Inspection, InspectionNote, ParsedRow, RowIssue } from './table.ts';

export interface Step {
  readonly ctx: CommandContext;
  readonly batch: Batch & { readonly inspection: Inspection };
  readonly asOf: Day;
  readonly places: FieldPlaces;
  /** Says how far the step is, and stops it when somebody cancelled. @throws import.cancelled */
  readonly report: (done: number, total: number) => Promise<void>;
}

export interface Compared {
  readonly sums: readonly VerdictSum[];
  readonly newCustomers: number;
  readonly notes: readonly InspectionNote[];
}

export interface ObjectImport {
  /** Keeps rows for the comparison; gives back everything wrong or worth telling about them. */
  stage(step: Step, rows: readonly ParsedRow[]): Promise<readonly RowIssue[]>;
  /** Decides what each row would do to the ledger as it is now. May be called again. */
  compare(step: Step): Promise<Compared>;
  /** Books the rows that may be booked. */
  book(step: Step): Promise<void>;
  /** Rows staged now: less than were read when a crash emptied the unlogged tables. */
  staged(ctx: CommandContext, batchId: Id): Promise<number>;
  drop(ctx: CommandContext, batchId: Id): Promise<void>;
}

export function placesOf(inspection: Inspection): FieldPlaces {
  const columns = new Map(inspection.columns.flatMap((c) => (c.field === null ? [] : [[c.field, c] as const])));
  return {
    headerOf: (field: Field) => columns.get(field)?.header ?? '',
    cellOf: (row: ParsedRow, field: Field) => {
      const column = columns.get(field);
      return column === undefined ? '' : (row.raw[column.index] ?? '');
    },
  };
}
