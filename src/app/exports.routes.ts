/** GET /exports/<object>.xlsx and .csv for every list and the two reports. */
import { z } from 'zod';
import { streamCsv, streamXlsx, writeCsv, writeXlsx } from '../connectors/exportTable.ts';
import { declareErrors, fault } from '../core/errors.ts';
import { route, type FileAnswer, type Route } from '../platform/route.ts';
import { LIST_EXPORTS, MOST_ROWS, type ExportCall, type ListExport } from './exports.ts';
import { FILE_NAMES, type ExportObject, type Language } from './exportTexts.ts';
import { REPORT_EXPORTS } from './reportExports.ts';
import { XLSX_TYPE } from './statement.routes.ts';

declareErrors({
  'export.too_large': {
    status: 422,
    message: `More than ${MOST_ROWS.toString()} rows; narrow the filter and export in parts.`,
  },
});

export const EXPORTS: Readonly<Record<ExportObject, ListExport>> = { ...LIST_EXPORTS, ...REPORT_EXPORTS };

/** Longer tables are written in pieces, with a plain heading. */
const AT_ONCE = 3_000;

export type ExportFormat = 'xlsx' | 'csv';

/** The file of one list, for the route and the command line. @throws forbidden, export.too_large */
export async function exportFile(
  call: ExportCall,
  asked: {
    readonly object: ExportObject;
    readonly format: ExportFormat;
    readonly query: Record<string, unknown>;
    readonly language: Language;
  },
): Promise<FileAnswer> {
  const { object, format, language } = asked;
  const list = EXPORTS[object];
  if (!call.actor.permissions.has(list.needs)) throw fault('forbidden', { permission: list.needs });
  const table = await list.table(call, list.query.parse(asked.query), language);
  const name = FILE_NAMES[object][language];
  const fileName = `${name} ${call.asOf}.${format}`;
  const long = table.rows.length > AT_ONCE;
  if (format === 'csv') {
    return { file: long ? streamCsv(table) : writeCsv(table), contentType: 'text/csv; charset=utf-8', fileName };
  }
  const sheet = { name, ...table };
  return { file: long ? streamXlsx(sheet) : await writeXlsx([sheet]), contentType: XLSX_TYPE, fileName };
}

const language = z.enum(['zh-CN', 'zh-TW', 'en']).optional().describe("Of the headings; default: the caller's");

function exportRoute(object: ExportObject, format: ExportFormat): Route {
  return route({
    method: 'GET',
    path: `/exports/${object}.${format}`,
    permission: 'exports.read',
    scope: 'customer',
    summary: `${FILE_NAMES[object].en} as ${format.toUpperCase()}, with the filters of the list and only rows the caller may see`,
    query: EXPORTS[object].query.extend({ language }),
    response: 'file',
    handle: (call) => {
      const { language: asked, ...query } = call.query;
      return exportFile(call, { object, format, query, language: language.parse(asked) ?? call.language });
    },
  });
}

const OBJECTS = Object.keys(FILE_NAMES) as ExportObject[];
export const exportRoutes: readonly Route[] = OBJECTS.flatMap((object) => [
  exportRoute(object, 'xlsx'),
  exportRoute(object, 'csv'),
]);
