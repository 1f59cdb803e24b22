/**
 * Errors with codes. A slice declares its codes in `<slice>.errors.ts` with `declareErrors`; `app` maps them once to
 * problem+json and the dictionaries translate them by code (`error.<code>`).
 */
export type FaultDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What a code means to HTTP and the CLI: 400/422 refused input, 401, 403, 404, 409 state, 413, 415, 429, 503. */
export interface ErrorSpec {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  /** One English sentence: what is wrong and what to do. Dictionaries hold the other languages. */
  readonly message: string;
}

/** A refusal the caller can act on. Broken invariants use `assert` and are never caught. */
export class Fault extends Error {
  readonly code: string;
  readonly detail: FaultDetail;
  constructor(code: string, detail: FaultDetail = {}) {
    super(code);
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
  }
}

export const fault = (code: string, detail: FaultDetail = {}): Fault => new Fault(code, detail);

const registry = new Map<string, ErrorSpec>();

/** Registers a slice's codes; a code declared twice is a programming error. */
export function declareErrors<T extends Record<string, ErrorSpec>>(specs: T): T {
  for (const [code, spec] of Object.entries(specs)) {
    assert(!registry.has(code), `error code ${code} is declared twice`);
    registry.set(code, spec);
  }
  return specs;
}

export const errorSpec = (code: string): ErrorSpec | undefined => registry.get(code);
export const allErrors = (): ReadonlyMap<string, ErrorSpec> => registry;

/** Internal invariant: stays on in production; a failure is a 500 and a bug report, never caught. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

export const unreachable = (value: never): never => {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
};

declareErrors({
  'money.currency_mismatch': { status: 422, message: 'Two amounts are in different currencies; use one currency.' },
  'money.invalid': { status: 422, message: 'The amount is not a plain decimal number like 1234.50.' },
  'money.precision': { status: 422, message: 'The amount has more decimals than its currency.' },
  'money.range': { status: 422, message: 'The amount is larger than the system accepts.' },
  'money.split_weights': { status: 422, message: 'An amount can only be split by weights of zero or more that do not all vanish.' },
  'money.split_percent': { status: 422, message: 'The percentages must add up to exactly 100.' },
  'currency.unknown': { status: 422, message: 'This is not a current ISO 4217 currency code, such as CNY or EUR.' },
  'day.invalid': { status: 422, message: 'This day does not exist; write it as YYYY-MM-DD.' },
  'calendar.country': { status: 422, message: 'No holiday calendar is known for this country; use its ISO 3166 code, such as CN or DE.' },
  'calendar.uncovered': { status: 422, message: 'No official holiday calendar is loaded for this year yet; load it first.' },
});
