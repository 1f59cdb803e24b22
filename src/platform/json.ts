/** JSON that keeps bigint exact: a bigint is written as {"$n":"123"} and read back as one; keys sorted, so equal values give equal bytes. */
import { createHash } from 'node:crypto';

function encodeValue(value: unknown): unknown {
  if (typeof value === 'bigint') return { $n: value.toString() };
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(encodeValue);
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(entries.map(([k, v]) => [k, encodeValue(v)]));
  }
  return value;
}

export const encodeJson = (value: unknown): string => JSON.stringify(encodeValue(value));

export function decodeJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (value !== null && typeof value === 'object' && Object.keys(value).length === 1 && '$n' in value) {
      return BigInt(String(value.$n));
    }
    return value;
  });
}

export const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();
