/** Rows of an import for the preview page: from staging before it is booked, from what it left behind afterwards. */
import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { formatMinor } from '../core/money.ts';
import { rows, type Reading } from '../platform/database.ts';
import { decodeJson } from '../platform/json.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { Batch } from './import.rules.ts';
import { type ChangedDocument, changedDocuments } from './importDocument.store.ts';
import { recordsOf } from './importRecord.store.ts';
import { beforeAndAfter } from './importReceivable.rules.ts';

export interface ShownRow {
  readonly row: number;
  /** Number or name of the record. */
  readonly subject: string;
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

interface Page {
  readonly afterRow: number;
  readonly limit: number;
}

/** Amounts as decimal strings, ids as strings, by the names of the API. */
function wire(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const currency = typeof values.currency === 'string' ? values.currency : 'CNY';
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'bigint') return [name, value];
      return name.endsWith('_minor') ? [name.slice(0, -6), formatMinor(value, currency)] : [name, value.toString()];
    }),
  );
}

const shown = (c: ChangedDocument): ShownRow => {
  const { before, after } = beforeAndAfter(c);
  return { row: c.row_no, subject: c.number, before: wire(before), after: wire(after) };
};

/** Changed rows, before and after. */
export async function changedRows(r: Reading, batch: Batch, page: Page): Promise<ShownRow[]> {
  if (batch.commitEventId !== null) return bookedChanges(r, batch.id, page);
  if (batch.object === 'receivables') return (await changedDocuments(r, batch.id, page)).map(shown);
  const found = await recordsOf(r, batch.id, ['CHANGED'], page);
  return found.map((row) => ({
    row: row.row,
    subject: subjectOf(row.values),
    before: wire(row.before),
    after: wire(row.after),
  }));
}

const subjectOf = (v: {
  readonly customer_no?: string;
  readonly customer_name?: string;
  readonly name?: string;
  readonly receipt_no?: string;
}): string => v.receipt_no ?? v.name ?? v.customer_name ?? v.customer_no ?? '';

async function bookedChanges(r: Reading, batchId: Id, page: Page): Promise<ShownRow[]> {
  const found = await rows(
    r.tx,
    sql<{ row: number; subject: string; before: string; after: string }>`
    select c.row_no as row, coalesce(d.number, p.legal_name, k.name, '') as subject, c.before::text as before, c.after::text as after
    from connectors.import_change c
    left join receivables.document d on c.subject_kind = 'document' and d.org_id = c.org_id and d.id = c.subject_id
    left join parties.customer p on c.subject_kind = 'customer' and p.org_id = c.org_id and p.id = c.subject_id
    left join parties.contact k on c.subject_kind = 'contact' and k.org_id = c.org_id and k.id = c.subject_id
    where ${inOrg(r, 'c')} and c.batch_id = ${batchId} and c.row_no > ${page.afterRow} order by c.row_no limit ${page.limit}`,
  );
  return found.map((c) => ({
    row: c.row,
    subject: c.subject,
    before: wire(decodeJson(c.before) as Record<string, unknown>),
    after: wire(decodeJson(c.after) as Record<string, unknown>),
  }));
}

interface NewRow {
  readonly row: number;
  readonly number: string;
  readonly customer: string;
  readonly kind: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly doc_on: string;
}

/** New rows as they will be, or were, booked. */
export async function newRows(r: Reading, batch: Batch, page: Page): Promise<ShownRow[]> {
  if (batch.object !== 'receivables') {
    const found = batch.commitEventId === null ? await recordsOf(r, batch.id, ['NEW'], page) : [];
    return found.map((row) => ({
      row: row.row,
      subject: subjectOf(row.values),
      before: {},
      after: wire(flat(row.values)),
    }));
  }
  const found =
    batch.commitEventId === null
      ? await rows(
          r.tx,
          sql<NewRow>`
        select s.row_no as row, s.number, coalesce(s.customer_name, s.customer_no) as customer, s.kind, s.currency, s.amount_minor, s.doc_on
        from connectors.staged_document s
        where ${inOrg(r, 's')} and s.batch_id = ${batch.id} and s.verdict = 'NEW' and s.row_no > ${page.afterRow} order by s.row_no limit ${page.limit}`,
        )
      : await rows(
          r.tx,
          sql<NewRow>`
        select d.source_row as row, d.number, c.legal_name as customer, d.kind, d.currency, d.amount_minor, d.doc_on
        from receivables.document d join parties.customer c on c.org_id = d.org_id and c.id = d.customer_id
        where ${inOrg(r, 'd')} and d.source_batch_id = ${batch.id} and d.source_row > ${page.afterRow} order by d.source_row limit ${page.limit}`,
        );
  return found.map(({ row, number, ...rest }) => ({ row, subject: number, before: {}, after: wire(rest) }));
}

/** Money inside a row's values, one level up. */
const flat = (values: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const money = value as { minor?: unknown; currency?: unknown } | null;
      if (
        money === null ||
        typeof money !== 'object' ||
        typeof money.minor !== 'bigint' ||
        typeof money.currency !== 'string'
      )
        return [name, value];
      return [name, formatMinor(money.minor, money.currency)];
    }),
  );
