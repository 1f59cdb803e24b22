/** Imports over HTTP. Only who sees the whole company may import into it. */
import { z } from 'zod';
import { fault } from '../core/errors.ts';
import { type Id, parseId } from '../core/ids.ts';
import { pageOf } from '../platform/cursor.ts';
import type { Reading } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import { type Call, type Route, route } from '../platform/route.ts';
import { idText, listShape, pageQuery } from '../platform/wire.ts';
import { cancelImport, chooseMapping, commitImport, uploadImport } from './import.commands.ts';
import { type Batch, isWorking } from './import.rules.ts';
import {
  batchShape,
  batchSummaryShape,
  delimiterName,
  encodingName,
  fieldName,
  issueShape,
  objectName,
  presentBatch,
  presentIssue,
  presentSummary,
} from './import.shapes.ts';
import { fileContent, findBatch, listBatches, listIssues, type IssueRow } from './import.store.ts';
import { mergeSuggestions } from './importCustomer.store.ts';
import { errorsWorkbook } from './importErrorsFile.ts';
import { changedRows, newRows } from './importPreview.store.ts';
import { findProgress } from './importProgress.store.ts';
import { undoImport } from './importUndo.commands.ts';
import { templateFor } from './template.ts';
import type { ImportObject, Mapping } from './table.ts';

const byId = z.strictObject({ id: idText });
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Changed rows shown with the preview; the others are on /imports/:id/rows. */
const SHOWN = 20;

async function requireBatch(r: Reading, id: Id): Promise<Batch> {
  const batch = await findBatch(r, id);
  if (batch === undefined) throw fault('not_found');
  return batch;
}

async function show<P, Q, B>(call: Call<P, Q, B>, id: Id, already = false): Promise<z.input<typeof batchShape>> {
  return call.read(async (r) => {
    const batch = await requireBatch(r, id);
    return presentBatch(
      {
        batch,
        already,
        progress: await findProgress(r, id),
        fileIssues: (await listIssues(r, id, { severity: 'any', limit: SHOWN })).filter((i) => i.row_no === 0),
        suggestions: batch.status === 'READY' ? await mergeSuggestions(r, id) : [],
        changed: batch.preview === null ? [] : await changedRows(r, batch, { afterRow: 0, limit: SHOWN }),
      },
      call.actor.permissions,
    );
  });
}

const uploadFields = z.strictObject({
  object: objectName.optional(),
  sheet: z.string().max(100).optional(),
  header_row: z.coerce.number().int().min(1).max(1000).optional(),
  encoding: encodingName.optional(),
  delimiter: delimiterName.optional(),
  auto: z.enum(['true', 'false']).default('false'),
  again: z.enum(['true', 'false']).default('false'),
});

export const uploadRoute = route({
  method: 'POST',
  path: '/imports',
  permission: 'imports.write',
  scope: 'company',
  upload: true,
  status: 201,
  summary:
    'Upload a spreadsheet (multipart: file, and optionally object, sheet, header_row, encoding, delimiter, auto, again). The same bytes give the same import',
  response: batchShape,
  handle: async (call) => {
    const { fileName, bytes, fields } = await call.raw.upload();
    const given = uploadFields.parse(Object.fromEntries(fields));
    const { batchId, already } = await call.run(uploadImport(bytes), {
      fileName: fileName.slice(0, 255) || 'file',
      sha256: sha256(bytes).toString('hex'),
      auto: given.auto === 'true',
      again: given.again === 'true',
      queue: true,
      chosen: {
        object: given.object,
        sheet: given.sheet,
        headerRow: given.header_row,
        encoding: given.encoding,
        delimiter: given.delimiter,
      },
    });
    return show(call, batchId, already);
  },
});

export const listImportsRoute = route({
  method: 'GET',
  path: '/imports',
  permission: 'imports.read',
  scope: 'company',
  summary: 'Imports, newest first',
  query: z.strictObject(pageQuery),
  response: listShape(batchSummaryShape),
  handle: async (call) => {
    const found = await call.read((r) => listBatches(r, call.query));
    const { page, nextCursor } = pageOf(found, call.query.limit, (last) => [last.id]);
    return { items: page.map((batch) => presentSummary(batch, call.actor.permissions)), next_cursor: nextCursor };
  },
});

export const importRoute = route({
  method: 'GET',
  path: '/imports/:id',
  permission: 'imports.read',
  scope: 'company',
  summary: 'One import: what was recognised, what would be booked, how far it is',
  params: byId,
  response: batchShape,
  handle: (call) => show(call, parseId(call.params.id)),
});

export const mappingRoute = route({
  method: 'PUT',
  path: '/imports/:id/mapping',
  permission: 'imports.write',
  scope: 'company',
  summary: 'Say what the file is and which column is which field; it is read and checked again with that',
  params: byId,
  body: z.strictObject({
    object: objectName.optional(),
    sheet: z.string().max(100).nullable().optional(),
    header_row: z.number().int().min(1).max(1000).nullable().optional(),
    encoding: encodingName.nullable().optional(),
    delimiter: delimiterName.nullable().optional(),
    columns: z
      .array(z.strictObject({ index: z.number().int().min(0).max(199), field: fieldName.nullable() }))
      .max(200)
      .optional(),
  }),
  response: batchShape,
  handle: async (call) => {
    const id = parseId(call.params.id);
    const { object, sheet, header_row, encoding, delimiter, columns } = call.body;
    const mapping: Mapping | undefined =
      columns === undefined ? undefined : Object.fromEntries(columns.map((c) => [c.index.toString(), c.field]));
    await call.run(chooseMapping, {
      batchId: id,
      queue: true,
      chosen: {
        object,
        sheet: sheet ?? undefined,
        headerRow: header_row ?? undefined,
        encoding: encoding ?? undefined,
        delimiter: delimiter ?? undefined,
        mapping,
      },
    });
    return show(call, id);
  },
});

const rowShape = z.union([
  issueShape,
  z.object({
    row: z.number().int(),
    subject: z.string(),
    before: z.record(z.string(), z.unknown()),
    after: z.record(z.string(), z.unknown()),
  }),
]);

const issuePage = (found: readonly IssueRow[], limit: number) => {
  const { page, nextCursor } = pageOf(found, limit, (last) => [BigInt(last.row_no), last.id]);
  return { items: page.map(presentIssue), next_cursor: nextCursor };
};

export const importRowsRoute = route({
  method: 'GET',
  path: '/imports/:id/rows',
  permission: 'imports.read',
  scope: 'company',
  summary: 'Rows of an import: wrong ones, warnings, changed ones before and after, new ones',
  params: byId,
  query: z.strictObject({ ...pageQuery, kind: z.enum(['error', 'warning', 'changed', 'new']).default('error') }),
  response: listShape(rowShape),
  handle: (call) => {
    const id = parseId(call.params.id);
    const { kind, limit, cursor } = call.query;
    return call.read(async (r) => {
      const batch = await requireBatch(r, id);
      if (kind === 'error' || kind === 'warning')
        return issuePage(await listIssues(r, id, { severity: kind, limit, cursor }), limit);
      const rows = kind === 'changed' ? changedRows : newRows;
      const found = await rows(r, batch, { afterRow: Number.parseInt(cursor ?? '0', 10) || 0, limit: limit + 1 });
      const page = found.slice(0, limit);
      return { items: page, next_cursor: found.length > limit ? (page.at(-1)?.row.toString() ?? null) : null };
    });
  },
});

export const importErrorsRoute = route({
  method: 'GET',
  path: '/imports/:id/errors.xlsx',
  permission: 'imports.read',
  scope: 'company',
  summary: 'The rows that were not imported, as they came, with reason and remedy',
  params: byId,
  response: 'file',
  handle: async (call) => {
    const id = parseId(call.params.id);
    const { batch, bytes, issues } = await call.read(async (r) => {
      const found = await requireBatch(r, id);
      return {
        batch: found,
        bytes: await fileContent(r, found.fileId),
        issues: await listIssues(r, id, { severity: 'error', limit: 20_000 }),
      };
    });
    const file = await errorsWorkbook(batch, bytes ?? new Uint8Array(), issues, call.language);
    return { file, contentType: XLSX, fileName: `errors-${batch.fileName.replace(/\.[^.]*$/, '')}.xlsx` };
  },
});

export const importFileRoute = route({
  method: 'GET',
  path: '/imports/:id/file',
  permission: 'imports.read',
  scope: 'company',
  summary: 'The file as it was uploaded, byte for byte',
  params: byId,
  response: 'file',
  handle: async (call) => {
    const id = parseId(call.params.id);
    const { batch, bytes } = await call.read(async (r) => {
      const found = await requireBatch(r, id);
      return { batch: found, bytes: await fileContent(r, found.fileId) };
    });
    return { file: bytes ?? new Uint8Array(), contentType: 'application/octet-stream', fileName: batch.fileName };
  },
});

export const commitRoute = route({
  method: 'POST',
  path: '/imports/:id/commit',
  permission: 'imports.write',
  scope: 'company',
  status: 202,
  summary: 'Book the rows: all (refused when one is wrong) or only the valid ones',
  params: byId,
  body: z.strictObject({ rows: z.enum(['all', 'valid']) }),
  response: batchShape,
  handle: async (call) => {
    const batchId = parseId(call.params.id);
    await call.run(commitImport, { batchId, rows: call.body.rows, queue: true });
    return show(call, batchId);
  },
});

export const cancelRoute = route({
  method: 'POST',
  path: '/imports/:id/cancel',
  permission: 'imports.write',
  scope: 'company',
  status: 202,
  summary: 'Stop an import; nothing of it is booked',
  params: byId,
  response: batchShape,
  handle: async (call) => {
    const batchId = parseId(call.params.id);
    const { status } = await call.read((r) => requireBatch(r, batchId));
    await call.run(cancelImport, { batchId, working: isWorking(status), queue: true });
    return show(call, batchId);
  },
});

export const undoRoute = route({
  method: 'POST',
  path: '/imports/:id/undo',
  permission: 'imports.write',
  scope: 'company',
  summary: 'Take back a whole import, or refuse with the documents that stand in the way',
  params: byId,
  response: batchShape,
  handle: async (call) => {
    const batchId = parseId(call.params.id);
    await call.run(undoImport, { batchId });
    return show(call, batchId);
  },
});

const template = (object: ImportObject): Route =>
  route({
    method: 'GET',
    path: `/imports/templates/${object}.xlsx`,
    permission: 'imports.read',
    scope: 'company',
    summary: `Empty ${object} file to fill in`,
    response: 'file',
    handle: async (call) => ({
      file: await templateFor(object, call.language),
      contentType: XLSX,
      fileName: `${object}.xlsx`,
    }),
  });

export const connectorsRoutes: readonly Route[] = [
  uploadRoute,
  listImportsRoute,
  ...(['receivables', 'customers', 'contacts', 'receipts', 'limits'] as const).map(template),
  importRoute,
  mappingRoute,
  importRowsRoute,
  importErrorsRoute,
  importFileRoute,
  commitRoute,
  cancelRoute,
  undoRoute,
];
