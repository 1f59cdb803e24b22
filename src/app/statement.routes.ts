/** GET /customers/:id/statement.pdf and .xlsx: the statement of account to sign, and to reckon with. */
import path from 'node:path';
import { z } from 'zod';
import { writeXlsx, type ExportCell, type ExportSheet } from '../connectors/exportTable.ts';
import type { Day } from '../core/day.ts';
import { declareErrors, fault } from '../core/errors.ts';
import { parseId } from '../core/ids.ts';
import { money } from '../core/money.ts';
import { findCustomer, type CustomerRecord } from '../parties/customer.store.ts';
import type { Reading } from '../platform/database.ts';
import { renderPdf } from '../platform/pdf.ts';
import { route, type Route } from '../platform/route.ts';
import { idText } from '../platform/wire.ts';
import { statementPeriod, statementQuery } from '../receivables/account.routes.ts';
import { statementOf, type StatementOfAccount } from '../receivables/statement.ts';
import {
  bucketText,
  kindText,
  STATEMENT_LABELS,
  statementPages,
  type Language,
} from '../receivables/statementPrint.rules.ts';

const TEMPLATE = path.join(import.meta.dirname, '../receivables/print/statement.typ');

/** A hundred pages: beyond that nobody signs, and setting them would take the memory of the server. */
const MOST_LINES = 4_000;

declareErrors({
  'statement.too_long': {
    status: 422,
    message: 'This statement has more lines than fit a document to sign; choose a shorter period or the workbook.',
  },
});

const byId = z.strictObject({ id: idText });
const fileQuery = z.strictObject({
  ...statementQuery.shape,
  language: z.enum(['zh-CN', 'zh-TW', 'en']).optional().describe("Default: the caller's"),
});

interface Account {
  readonly customer: CustomerRecord;
  readonly statement: StatementOfAccount;
}

/** @throws not_found, statement.period */
export async function readAccount(
  r: Reading,
  asked: { id: string; from?: Day | undefined; to?: Day | undefined },
): Promise<Account> {
  const customer = await findCustomer(r, parseId(asked.id));
  if (customer === undefined) throw fault('not_found');
  const period = statementPeriod({ from: asked.from, to: asked.to }, r.asOf);
  return { customer, statement: await statementOf(r, { customerId: customer.id, ...period }) };
}

/** @throws statement.too_long */
export async function statementPdf({ customer, statement }: Account, language: Language): Promise<Uint8Array> {
  const lines = statement.currencies.reduce((n, c) => n + c.lines.length, 0);
  if (lines > MOST_LINES) throw fault('statement.too_long', { lines, most: MOST_LINES });
  const facts = {
    ...statement,
    customer: {
      name: customer.legal_name,
      number: customer.customer_no,
      taxId: customer.tax_id,
      address: customer.address,
    },
  };
  return renderPdf({ template: TEMPLATE, data: JSON.stringify(statementPages(facts, language)) });
}

/** One sheet a currency, amounts as numbers. */
export function statementSheets({ customer, statement }: Account, language: Language): ExportSheet[] {
  const l = STATEMENT_LABELS[language];
  const header = [l.on, l.kind, l.number, l.due_on, l.debit, l.credit, l.balance];
  const about: ExportCell[][] = [
    [l.customer, customer.legal_name],
    [l.customer_no, customer.customer_no],
    [l.period, `${statement.from} ${l.to} ${statement.to}`],
  ];
  if (statement.currencies.length === 0) return [{ name: l.title, header, rows: [...about, [l.nothing]] }];
  return statement.currencies.map((c): ExportSheet => {
    const amount = (minor: bigint): ExportCell => money(minor, c.currency);
    const blank = (minor: bigint): ExportCell => (minor === 0n ? null : amount(minor));
    const spread = (label: string, value: ExportCell): ExportCell[] => [null, null, label, null, null, null, value];
    return {
      name: c.currency,
      header,
      rows: [
        spread(l.opening, amount(c.openingMinor)),
        ...c.lines.map((line): ExportCell[] => [
          { day: line.on },
          kindText(line.kind, line.reversedKind, language),
          line.number,
          line.dueOn === null ? null : { day: line.dueOn },
          blank(line.debitMinor),
          blank(line.creditMinor),
          amount(line.balanceMinor),
        ]),
        spread(l.closing, amount(c.closingMinor)),
        [],
        ...statement.buckets.map((bucket, i) =>
          spread(bucketText(bucket, language), amount(BigInt(c.aging?.buckets[i] ?? '0'))),
        ),
        spread(l.open, amount(BigInt(c.aging?.open ?? '0'))),
        spread(l.unapplied, amount(-BigInt(c.aging?.unapplied ?? '0'))),
        [],
        ...about,
      ],
    };
  });
}

const fileName = ({ customer, statement }: Account, language: Language, extension: string): string =>
  `${STATEMENT_LABELS[language].title} ${customer.legal_name} ${statement.to}.${extension}`;

export const statementPdfRoute = route({
  method: 'GET',
  path: '/customers/:id/statement.pdf',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'Statement of account as PDF/A, to print, sign and seal',
  params: byId,
  query: fileQuery,
  response: 'file',
  handle: async (call) => {
    const language = call.query.language ?? call.language;
    const account = await call.read((r) => readAccount(r, { ...call.params, ...call.query }));
    return {
      file: await statementPdf(account, language),
      contentType: 'application/pdf',
      fileName: fileName(account, language, 'pdf'),
    };
  },
});

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const statementXlsxRoute = route({
  method: 'GET',
  path: '/customers/:id/statement.xlsx',
  permission: 'receivables.read',
  scope: 'customer',
  summary: 'Statement of account as a workbook, one sheet a currency',
  params: byId,
  query: fileQuery,
  response: 'file',
  handle: async (call) => {
    const language = call.query.language ?? call.language;
    const account = await call.read((r) => readAccount(r, { ...call.params, ...call.query }));
    return {
      file: await writeXlsx(statementSheets(account, language)),
      contentType: XLSX_TYPE,
      fileName: fileName(account, language, 'xlsx'),
    };
  },
});

export const statementRoutes: readonly Route[] = [statementPdfRoute, statementXlsxRoute];
