/** Many rows as one query parameter: read in SQL with `json_to_recordset(${records}::json) as r(id bigint, …)`. */

/** bigint becomes a decimal string, which PostgreSQL reads into bigint exactly; keys are the column names. */
export const encodeRecords = (records: readonly Readonly<Record<string, unknown>>[]): string =>
  JSON.stringify(records, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
