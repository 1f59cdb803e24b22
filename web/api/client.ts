/**
 * The one door to the server: `/api/v1`, the same API everybody has. Refusals become ApiError with the server's code; a lost
 * connection becomes the code `network`, so that a screen never has to guess.
 */
const BASE = '/api/v1';

export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
  constructor(
    code: string,
    status: number,
    message: string,
    detail: Readonly<Record<string, unknown>> = {},
    errors: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.errors = errors;
  }
}

export type QueryValue = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

export interface Request {
  readonly query?: Query;
  readonly body?: unknown;
  readonly form?: FormData;
  /** Kept by the caller over retries of one intent, so that the server does it once. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let csrfToken = '';
let onSignedOut: () => void = () => undefined;

export function rememberCsrf(token: string): void {
  csrfToken = token;
}
/** Called when the server no longer knows the session. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** 128 random bits; works without a secure context too, where randomUUID is missing. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  return BASE + path + (params.size > 0 ? `?${params.toString()}` : '');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

async function refusal(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  if (!isRecord(body))
    return new ApiError(answer.status >= 500 ? 'server' : 'unreadable', answer.status, answer.statusText);
  const fields = Array.isArray(body['errors']) ? body['errors'].filter(isRecord) : [];
  return new ApiError(
    text(body['code'], answer.status >= 500 ? 'server' : 'unreadable'),
    answer.status,
    text(body['title'], answer.statusText),
    isRecord(body['detail']) ? body['detail'] : isRecord(body['params']) ? body['params'] : {},
    fields.map((f) => ({ path: text(f['path'], ''), code: text(f['code'], ''), message: text(f['message'], '') })),
  );
}

/** @throws ApiError */
export async function request<T>(method: Method, path: string, options: Request = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json' });
  if (method !== 'GET') headers.set('x-csrf-token', csrfToken);
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.signal) init.signal = options.signal;
  if (options.form) init.body = options.form;
  else if (options.body !== undefined) init.body = JSON.stringify(options.body);
  let answer: Response;
  try {
    answer = await fetch(apiUrl(path, options.query), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('network', 0, 'no connection');
  }
  if (!answer.ok) {
    const problem = await refusal(answer);
    if (answer.status === 401 && path !== '/session') onSignedOut();
    throw problem;
  }
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}
