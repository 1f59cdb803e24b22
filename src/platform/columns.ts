/**
 * Many rows as one array a column, for `select … from unnest(${a}::text[], ${b}::bigint[], …)`: the fastest way into tables
 * under row-level security, which COPY refuses.
 */

const SPECIAL = /["\\]/;

const element = (value: string | number | bigint | boolean | null): string => {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return value.toString();
  return SPECIAL.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `"${value}"`;
};

/** PostgreSQL's text form of an array, cast in the statement. */
export function encodeColumn<T>(
  rows: readonly T[],
  pick: (row: T) => string | number | bigint | boolean | null,
): string {
  let text = '{';
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i];
    if (row === undefined) continue;
    text += (i === 0 ? '' : ',') + element(pick(row));
  }
  return `${text}}`;
}
