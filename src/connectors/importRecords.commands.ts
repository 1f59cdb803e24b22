import type { ImportObject } from './table.ts';
import type { ObjectImport } from './importObject.ts';
export const recordImport = (object: Exclude<ImportObject, 'receivables'>): ObjectImport => { throw new Error(object); };
