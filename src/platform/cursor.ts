/** Opaque positions in a list: the sort values of its last row, so that a page costs the same wherever it starts. */
import { declareErrors, fault } from '../core/errors.ts';

declareErrors({
  'cursor.invalid': { status: 422, message: 'This cursor is not one that this list gave out; start again without it.' },
});

export const encodeCursor = (position: readonly (string | bigint)[]): string =>
  Buffer.from(JSON.stringify(position.map(String))).toString('base64url');

/** @throws cursor.invalid */
export function decodeCursor(cursor: string, length: number): readonly string[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === length && position.every((part) => typeof part === 'string'))
      return position;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw fault('cursor.invalid');
}

/** A number part of a position. @throws cursor.invalid */
export function cursorNumber(part: string | undefined): bigint {
  if (part === undefined || !/^-?\d{1,19}$/.test(part)) throw fault('cursor.invalid');
  return BigInt(part);
}

/** Takes one row more than the page holds as the sign that there is a next page. */
export function pageOf<T>(
  found: readonly T[],
  limit: number,
  position: (last: T) => readonly (string | bigint)[],
): { page: readonly T[]; nextCursor: string | null } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: found.length > limit && last !== undefined ? encodeCursor(position(last)) : null };
}
