/** Every error becomes problem+json (RFC 9457) here, once: a code, its sentence, and nothing of our insides. */
import { z } from 'zod';
import { errorSpec, Fault, type ErrorSpec, type FaultDetail } from '../core/errors.ts';
import './app.errors.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: ErrorSpec['status'];
  readonly code: string;
  /** The sentence with its values filled in, in English; screens translate by code and params. */
  readonly detail: string;
  readonly params?: FaultDetail;
  readonly errors?: readonly FieldError[];
  /** With a fault of ours: under this id it stands in the log. */
  readonly request_id?: string;
}

export interface FieldError {
  /** Dotted, e.g. `instalments.0.amount`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  request_id: z.string().optional(),
});

function ofCode(code: string, params: FaultDetail = {}): Problem {
  const spec = errorSpec(code);
  if (spec === undefined) return ofCode('server.fault');
  const filled = spec.message.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  return {
    type: `urn:huikuan:problem:${code}`,
    title: spec.message,
    status: spec.status,
    code,
    detail: filled,
    ...(Object.keys(params).length > 0 ? { params } : {}),
  };
}

const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.join('.'),
    code: issue.code === 'unrecognized_keys' ? 'unknown_field' : issue.code,
    message: issue.message,
  }));

/** Errors of the HTTP server and of PostgreSQL's absence, by their codes. */
const OF_FOREIGN_CODE: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_REQ_FILE_TOO_LARGE: 'request.too_large',
  FST_FILES_LIMIT: 'request.too_large',
  FST_FIELDS_LIMIT: 'request.too_large',
  FST_PARTS_LIMIT: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.media_type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'request.media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.json',
  FST_ERR_NOT_FOUND: 'not_found',
  '57P01': 'server.database_gone',
  '57P02': 'server.database_gone',
  '57P03': 'server.database_gone',
  '53300': 'server.database_gone',
  ECONNREFUSED: 'server.database_gone',
  ECONNRESET: 'server.database_gone',
  ENOENT: 'server.database_gone',
};

/** What the caller is told. `fault: true` means that it belongs into the log. */
export function problemOf(error: unknown, requestId: string): { problem: Problem; fault: boolean } {
  if (error instanceof Fault)
    return { problem: ofCode(error.code, error.detail), fault: errorSpec(error.code) === undefined };
  if (error instanceof z.ZodError)
    return { problem: { ...ofCode('request.invalid'), errors: fieldErrors(error) }, fault: false };
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = OF_FOREIGN_CODE[code ?? ''];
  if (known === 'server.database_gone') return { problem: ofCode(known), fault: true };
  if (known !== undefined) return { problem: ofCode(known), fault: false };
  if (statusCode === 429) return { problem: ofCode('request.too_many'), fault: false };
  if (error instanceof SyntaxError && statusCode === 400) return { problem: ofCode('request.json'), fault: false };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { problem: ofCode('request.malformed'), fault: false };
  return { problem: { ...ofCode('server.fault'), request_id: requestId }, fault: true };
}
