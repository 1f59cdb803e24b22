/** Finds the customers that rows name, all of a page at once. */
import { documentKey, nameKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import type { Reading } from '../platform/database.ts';
import { customersUnder } from './importRecord.store.ts';
import { customerKeys } from './importReceivable.rules.ts';
import type { RowValues } from './table.ts';

export type Found = { readonly id: Id } | 'missing' | 'several';

export interface CustomerNames {
  /** By number, else by name; `several` when more than one living customer has the name. */
  of(v: RowValues): Found;
  /** By a single text, which may be a number or a name (a group parent). */
  called(text: string): Found;
  withTaxId(taxId: string): Found;
}

export async function customersNamed(r: Reading, rows: readonly RowValues[]): Promise<CustomerNames> {
  const keys = rows.map(customerKeys);
  const texts = rows.flatMap((v) => v.parent ?? []);
  const known = await customersUnder(r, {
    numbers: [...new Set([...keys.flatMap((k) => k.customerNoKey ?? []), ...texts.map(documentKey)])],
    names: [...new Set([...keys.flatMap((k) => k.customerNameKey ?? []), ...texts.map(nameKey)])],
    taxIds: [...new Set(rows.flatMap((v) => v.tax_id ?? []))],
  });
  const byNumber = new Map(known.map((c) => [c.customer_no_key, c.id]));
  const several = (ids: readonly Id[]): Found => {
    const distinct = new Set(ids);
    const [id] = distinct;
    return id === undefined ? 'missing' : distinct.size > 1 ? 'several' : { id };
  };
  const named = (key: string): Found => several(known.filter((c) => c.name_key === key).map((c) => c.id));
  const numbered = (key: string): Found => {
    const id = byNumber.get(key);
    return id === undefined ? 'missing' : { id };
  };
  return {
    of: (v) => {
      const { customerNoKey, customerNameKey } = customerKeys(v);
      if (customerNoKey !== null) return numbered(customerNoKey);
      return customerNameKey === null ? 'missing' : named(customerNameKey);
    },
    called: (text) => {
      const byNo = numbered(documentKey(text));
      return byNo === 'missing' ? named(nameKey(text)) : byNo;
    },
    withTaxId: (taxId) => several(known.filter((c) => c.tax_id === taxId).map((c) => c.id)),
  };
}
