/** Finds the heading row, the object and the column of every field, each with its confidence and reason. */
import { isUscCode } from '../parties/taxId.rules.ts';
import { headingKey, isIgnoredHeading, knownHeadings, matchHeading, type AliasMatch } from './aliases.rules.ts';
import { amountShape } from './amountText.rules.ts';
import { dateShape } from './dateText.rules.ts';
import { isMailbox } from './email.rules.ts';
import { IMPORT_OBJECTS, OBJECTS } from './fields.rules.ts';
import type { ColumnReason, Field, ImportObject, Mapping } from './table.ts';

/** Rows that are looked at to find the heading. */
export const HEADER_SEARCH_ROWS = 60;

/**
 * Index of the heading row among the first rows: the one with the most known headings; without any, the first row
 * whose cells are all text and that has as many cells as the row below it. -1 when every row is blank.
 */
export function findHeaderRow(rows: readonly (readonly string[])[]): number {
  let best = -1;
  let bestScore = 0;
  rows.slice(0, HEADER_SEARCH_ROWS).forEach((cells, index) => {
    const filled = cells.filter((c) => c.trim() !== '');
    const known = knownHeadings(filled);
    const score = known >= 2 || (known === 1 && filled.length <= 2) ? known : 0;
    if (score > bestScore) [best, bestScore] = [index, score];
  });
  if (best >= 0) return best;
  const width = Math.max(...rows.map((r) => r.filter((c) => c.trim() !== '').length), 0);
  return rows.findIndex((r) => width > 0 && r.filter((c) => c.trim() !== '').length === width);
}

export interface ColumnGuess {
  readonly field: Field | null;
  readonly confidence: number;
  readonly reason: ColumnReason;
}

export interface ObjectGuess {
  readonly object: ImportObject;
  readonly confidence: number;
  readonly columns: readonly ColumnGuess[];
}

const NOTHING: ColumnGuess = { field: null, confidence: 0, reason: 'none' };

/** The columns of one object: the best alias per field wins, the others are told as `taken`. */
export function guessColumns(
  headers: readonly string[],
  samples: readonly (readonly string[])[],
  object: ImportObject,
): ColumnGuess[] {
  const matches = headers.map((h) => matchHeading(h, object));
  const winner = new Map<Field, number>();
  matches.forEach((match, index) => {
    if (!match) return;
    const other = winner.get(match.field);
    if (other === undefined || (matches[other]?.rank ?? Infinity) > match.rank) winner.set(match.field, index);
  });
  const guesses = matches.map((match, index) => guessOf(match, index, winner, headers[index] ?? ''));
  return withoutRunningBalance(withContent(withCustomerNumber(guesses, headers), samples, object));
}

function guessOf(
  match: AliasMatch | null,
  index: number,
  winner: ReadonlyMap<Field, number>,
  header: string,
): ColumnGuess {
  if (!match) return isIgnoredHeading(header) ? { field: null, confidence: 0.9, reason: 'ignored' } : NOTHING;
  if (winner.get(match.field) !== index) return { field: null, confidence: 0.5, reason: 'taken' };
  return { field: match.field, confidence: match.confidence, reason: match.reason };
}

const BARE_CUSTOMER: ReadonlySet<string> = new Set(
  ['客户', '客戶', '往来单位', '往來單位', 'customer', 'client', 'partner', 'debtor', 'account', 'party'].map(
    headingKey,
  ),
);

/** Where a file has both `Customer` and `Name 1` (or 客户 and 客户名称), the bare heading is the number. */
function withCustomerNumber(guesses: readonly ColumnGuess[], headers: readonly string[]): ColumnGuess[] {
  if (guesses.some((g) => g.field === 'customer_no')) return [...guesses];
  const at = guesses.findIndex((g, i) => g.reason === 'taken' && BARE_CUSTOMER.has(headingKey(headers[i] ?? '')));
  return guesses.map((g, i) => (i === at ? { field: 'customer_no', confidence: 0.7, reason: 'alias-part' } : g));
}

/** In a ledger of debits and credits the balance column runs over all rows; it is not what one document has open. */
function withoutRunningBalance(guesses: readonly ColumnGuess[]): ColumnGuess[] {
  const has = (field: Field): boolean => guesses.some((g) => g.field === field);
  if (!has('debit') || !has('credit')) return [...guesses];
  const drop: readonly Field[] = has('amount') ? ['debit', 'credit'] : ['open_amount', 'direction'];
  return guesses.map((g) =>
    g.field && drop.includes(g.field) ? { field: null, confidence: 0.5, reason: 'taken' } : g,
  );
}

type Sniff = readonly [field: Field, test: (text: string) => boolean];
const SNIFFS: Readonly<Record<ImportObject, readonly Sniff[]>> = {
  receivables: [['contact_email', isMailbox]],
  customers: [['tax_id', isUscCode]],
  contacts: [
    ['email', isMailbox],
    ['phone', (t) => /^(?:\+?86[- ]?)?1[3-9]\d{9}$/.test(t)],
  ],
  receipts: [],
  limits: [],
};

/** Fields that no heading named, recognised by what nearly all cells hold. */
function withContent(
  guesses: readonly ColumnGuess[],
  samples: readonly (readonly string[])[],
  object: ImportObject,
): ColumnGuess[] {
  const result = [...guesses];
  const offer = (field: Field, test: (text: string) => boolean, confidence: number): void => {
    if (result.some((g) => g.field === field)) return;
    const fits = result.flatMap((g, i) => (g.reason === 'none' && mostly(samples, i, test) ? [i] : []));
    const only = fits[0];
    if (fits.length === 1 && only !== undefined) result[only] = { field, confidence, reason: 'content' };
  };
  for (const [field, test] of SNIFFS[object]) offer(field, test, 0.8);
  if (object === 'receivables') {
    offer('doc_on', isDateText, 0.5);
    offer('amount', isMoneyText, 0.5);
  }
  return result;
}

const isDateText = (text: string): boolean => dateShape(text) !== 'none' && /\D/.test(text);
const isMoneyText = (text: string): boolean => ['point', 'point-grouped', 'comma-grouped'].includes(amountShape(text));

function mostly(samples: readonly (readonly string[])[], column: number, test: (text: string) => boolean): boolean {
  const filled = samples.map((r) => (r[column] ?? '').trim()).filter((c) => c !== '');
  return filled.length > 0 && filled.filter(test).length >= 0.9 * filled.length;
}

/** Required groups of which no alternative is present; each is named by its first alternative. */
export function missingFields(object: ImportObject, present: ReadonlySet<Field>): Field[] {
  return OBJECTS[object].required
    .filter((group) => !group.some((alternative) => alternative.every((field) => present.has(field))))
    .flatMap((group) => [...(group[0] ?? [])]);
}

const fieldsOf = (columns: readonly ColumnGuess[]): Set<Field> => new Set(columns.flatMap((c) => c.field ?? []));

/** The object that explains the headings best, from 0 to 1: half for what it needs, half for the share explained. */
export function guessObject(headers: readonly string[], samples: readonly (readonly string[])[]): ObjectGuess | null {
  let best: ObjectGuess | null = null;
  for (const object of IMPORT_OBJECTS) {
    const columns = guessColumns(headers, samples, object);
    const groups = OBJECTS[object].required.length;
    const missing = missingFields(object, fieldsOf(columns)).length;
    const meant = columns.filter((c) => c.reason !== 'ignored').length;
    const explained = columns.filter((c) => c.field !== null && c.reason !== 'content').length;
    if (explained === 0) continue;
    const confidence = Math.max(0, 1 - missing / groups) * 0.5 + (explained / Math.max(meant, 1)) * 0.5;
    if (!best || confidence > best.confidence) best = { object, confidence, columns };
  }
  return best;
}

/** A mapping made by hand or remembered, by heading or by 0-based position. */
export function applyMapping(headers: readonly string[], mapping: Mapping): ColumnGuess[] {
  const given = new Map(Object.entries(mapping));
  return headers.map((header, index) => {
    const field = given.has(index.toString()) ? given.get(index.toString()) : given.get(header);
    return { field: field ?? null, confidence: 1, reason: 'mapping' };
  });
}
