/** Row ids are 64-bit integers: `bigint` in code, decimal strings on the wire. */
import { fault } from './errors.ts';

export type Id = bigint;

const SHAPE = /^[1-9]\d{0,18}$/;
const MAX = 2n ** 63n - 1n;

/** An id from the outside; what cannot be an id is answered like an id that does not exist. @throws not_found */
export function parseId(text: string): Id {
  if (!SHAPE.test(text)) throw fault('not_found');
  const id = BigInt(text);
  if (id > MAX) throw fault('not_found');
  return id;
}
