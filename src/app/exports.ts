/**
 * The lists as tables: the same rows and filters as on the screen, only those the caller may see, in one snapshot. Columns
 * that an import knows carry its headings, so that the file imports back unchanged.
 */
import { z } from 'zod';
import type { Permission } from '../access/permission.rules.ts';
import { receiptFilter, receiptsQuery } from '../cash/cash.routes.ts';
import { instrumentText } from '../cash/receipt.rules.ts';
import { documentsPaidBy, listReceipts } from '../cash/receipt.store.ts';
import type { ExportCell } from '../connectors/exportTable.ts';
import { fieldLabel, shownWord } from '../connectors/fieldTexts.rules.ts';
import type { Field, ImportObject } from '../connectors/table.ts';
import type { Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import { money } from '../core/money.ts';
import { limitsOn } from '../credit/credit.store.ts';
import { exportContacts } from '../parties/exportRows.store.ts';
import { CUSTOMER_TYPES } from '../parties/customer.rules.ts';
import { CUSTOMER_SORTS, customerPosition, listCustomers, type ListedCustomer } from '../parties/customer.store.ts';
import { encodeCursor } from '../platform/cursor.ts';
import type { Reading } from '../platform/database.ts';
import type { Call } from '../platform/route.ts';
import { idIfGiven, idText } from '../platform/wire.ts';
import { receivablesFilter, receivablesQuery } from '../receivables/document.routes.ts';
import { receivableExtras } from '../receivables/exportRows.store.ts';
import { listReceivables, receivablePosition } from '../receivables/receivable.store.ts';
import type { Language } from './exportTexts.ts';

export type ExportCall = Pick<Call<unknown, unknown, unknown>, 'read' | 'actor' | 'asOf' | 'db' | 'language'>;
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly ExportCell[])[];
}

export interface ListExport<Q extends z.ZodObject = z.ZodObject> {
  /** Permission of the list itself, beside `exports.read`. */
  readonly needs: Permission;
  readonly query: Q;
  table(call: ExportCall, query: z.output<Q>, language: Language): Promise<Table>;
}
const listExport = <Q extends z.ZodObject>(e: ListExport<Q>): ListExport<Q> => e;

/** As many rows as one spreadsheet of ours may have when it comes back. */
export const MOST_ROWS = 300_000;
const PAGE = 20_000;

/** All pages of a list. @throws export.too_large */
async function everyRow<T>(
  page: (cursor: string | undefined) => Promise<T[]>,
  position: (row: T) => readonly (string | bigint)[],
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ;) {
    const found = await page(cursor);
    for (const row of found.slice(0, PAGE)) all.push(row);
    if (all.length > MOST_ROWS) throw fault('export.too_large', { most: MOST_ROWS });
    const last = all.at(-1);
    if (found.length <= PAGE || last === undefined) return all;
    cursor = encodeCursor(position(last));
  }
}

/** Looks something up for many rows, a page of ids at a time. */
async function lookUp<T, K extends bigint>(
  ids: readonly K[],
  find: (ids: readonly K[]) => Promise<T[]>,
  key: (found: T) => K,
): Promise<Map<K, T>> {
  const found = new Map<K, T>();
  for (let at = 0; at < ids.length; at += PAGE) {
    for (const row of await find(ids.slice(at, at + PAGE))) found.set(key(row), row);
  }
  return found;
}

const headings = (object: ImportObject, fields: readonly Field[], language: Language): string[] =>
  fields.map((f) => fieldLabel(f, object, language));
const dayCell = (on: Day | null | undefined): ExportCell => (on === null || on === undefined ? null : { day: on });

const receivables = listExport({
  needs: 'receivables.read',
  query: receivablesQuery.omit({ limit: true, cursor: true }),
  table: (call, query, language) =>
    call.read(async (r) => {
      const filter = receivablesFilter({ ...query, limit: PAGE });
      const found = await everyRow(
        (cursor) => listReceivables(r, { ...filter, cursor }),
        (row) => receivablePosition(filter.sort, row),
      );
      const extras = await lookUp(
        found.map((row) => row.id),
        (ids) => receivableExtras(r, ids),
        (x) => x.receivable_id,
      );
      const fields: readonly Field[] = [
        'document_no',
        'instalment_no',
        'customer_no',
        'customer_name',
        'kind',
        'doc_on',
        'due_on',
        'amount',
        'currency',
        'open_amount',
        'settled_on',
        'contract_no',
        'order_no',
        'owner',
        'note',
      ];
      const living = found.filter((row) => row.reversed_minor === 0n);
      return {
        header: headings('receivables', fields, language),
        rows: living.map((row): ExportCell[] => {
          const extra = extras.get(row.id);
          return [
            row.number,
            (extra?.instalments ?? 1) > 1 ? String(row.instalment_no) : null,
            row.customer_no,
            row.customer_name,
            shownWord('kind', row.kind, language),
            dayCell(row.doc_on),
            dayCell(row.due_on),
            money(row.amount_minor, row.currency),
            row.currency,
            money(row.open_minor, row.currency),
            row.open_minor === 0n ? dayCell(extra?.paid_on) : null,
            extra?.contract_no ?? null,
            extra?.order_no ?? null,
            extra?.owner_name ?? null,
            extra?.note ?? null,
          ];
        }),
      };
    }),
});

const customersQuery = z.strictObject({
  search: z.string().max(100).optional(),
  type: z.enum(CUSTOMER_TYPES).optional(),
  owner_id: idText.optional(),
  team_id: idText.optional(),
  tag: z.string().max(40).optional(),
  sort: z.enum(CUSTOMER_SORTS).default('name'),
});
const customersFilter = (q: z.output<typeof customersQuery>) => ({
  search: q.search,
  type: q.type,
  ownerId: idIfGiven(q.owner_id),
  teamId: idIfGiven(q.team_id),
  tag: q.tag,
  sort: q.sort,
});
const everyCustomer = (r: Reading, q: z.output<typeof customersQuery>): Promise<ListedCustomer[]> =>
  everyRow(
    (cursor) => listCustomers(r, { ...customersFilter(q), limit: PAGE, cursor }),
    (row) => customerPosition(q.sort, row),
  );

const customers = listExport({
  needs: 'customers.read',
  query: customersQuery,
  table: (call, query, language) =>
    call.read(async (r) => {
      const fields: readonly Field[] = [
        'customer_no',
        'customer_name',
        'short_name',
        'tax_id',
        'customer_type',
        'enterprise_size',
        'parent',
        'sales_owner',
        'finance_owner',
        'team',
        'tags',
        'payment_term',
        'currency',
        'address',
        'phone',
      ];
      return {
        header: headings('customers', fields, language),
        rows: (await everyCustomer(r, query)).map((c): ExportCell[] => [
          c.customer_no,
          c.legal_name,
          c.short_name,
          c.tax_id,
          shownWord('customer_type', c.customer_type, language),
          c.enterprise_size === null ? null : shownWord('enterprise_size', c.enterprise_size, language),
          c.parent_name,
          c.sales_owner_name,
          c.finance_owner_name,
          c.team_name,
          c.tags.join('、'),
          c.payment_term_days === null ? null : String(c.payment_term_days),
          c.currency,
          c.address,
          c.phone,
        ]),
      };
    }),
});

const contacts = listExport({
  needs: 'customers.read',
  query: customersQuery.omit({ sort: true }),
  table: (call, query, language) =>
    call.read(async (r) => {
      const fields: readonly Field[] = [
        'customer_no',
        'customer_name',
        'name',
        'roles',
        'email',
        'phone',
        'title',
        'preferred_language',
      ];
      const filter = customersFilter({ ...query, sort: 'name' });
      const found = [];
      for (let afterId = 0n; ;) {
        const page = await exportContacts(r, filter, { afterId, limit: PAGE });
        found.push(...page);
        if (found.length > MOST_ROWS) throw fault('export.too_large', { most: MOST_ROWS });
        if (page.length < PAGE) break;
        afterId = page.at(-1)?.id ?? afterId;
      }
      return {
        header: headings('contacts', fields, language),
        rows: found.map((k): ExportCell[] => [
          k.customer_no,
          k.customer_name,
          k.name,
          k.roles.map((role) => shownWord('roles', role, language)).join('、'),
          k.email,
          k.phone ?? k.mobile,
          k.title,
          k.language === null ? null : shownWord('preferred_language', k.language, language),
        ]),
      };
    }),
});

const receipts = listExport({
  needs: 'receipts.read',
  query: receiptsQuery.omit({ limit: true, cursor: true }),
  table: (call, query, language) =>
    call.read(async (r) => {
      const filter = receiptFilter({ ...query, limit: PAGE });
      const found = (
        await everyRow(
          (cursor) => listReceipts(r, { ...filter, cursor }),
          (row) => [row.received_on, row.id],
        )
      ).filter((row) => !row.reversed);
      const paid = await lookUp(
        found.map((row) => row.id),
        (ids) => documentsPaidBy(r, ids),
        (x) => x.credit_id,
      );
      const fields: readonly Field[] = [
        'receipt_no',
        'customer_no',
        'customer_name',
        'received_on',
        'amount',
        'currency',
        'instrument',
        'reference',
        'document_nos',
        'payer_name',
        'bank_account',
        'note',
      ];
      return {
        header: headings('receipts', fields, language),
        rows: found.map((row): ExportCell[] => [
          row.number,
          row.customer_no,
          row.customer_name,
          dayCell(row.received_on),
          money(row.amount_minor, row.currency),
          row.currency,
          instrumentText(row.instrument, language),
          row.reference,
          paid.get(row.id)?.numbers.join('、') ?? null,
          row.payer_name,
          row.bank_account,
          row.note,
        ]),
      };
    }),
});

const limits = listExport({
  needs: 'limits.read',
  query: customersQuery,
  table: (call, query, language) =>
    call.read(async (r) => {
      const all = await everyCustomer(r, query);
      const found = await lookUp(
        all.map((c) => c.id),
        (ids) => limitsOn(r, r.asOf, ids),
        (l) => l.customer_id,
      );
      const fields: readonly Field[] = [
        'customer_no',
        'customer_name',
        'credit_limit',
        'currency',
        'valid_from',
        'valid_to',
      ];
      return {
        header: headings('limits', fields, language),
        rows: all.flatMap((c): ExportCell[][] => {
          const limit = found.get(c.id);
          if (limit === undefined) return [];
          return [
            [
              c.customer_no,
              c.legal_name,
              money(limit.amount_minor, limit.currency),
              limit.currency,
              dayCell(limit.valid_from_on),
              dayCell(limit.valid_to_on),
            ],
          ];
        }),
      };
    }),
});

export const LIST_EXPORTS = { receivables, customers, contacts, receipts, limits };
