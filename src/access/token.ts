/** Secrets for the outside: 256 random bits, of which the database keeps only the SHA-256. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../platform/json.ts';

export const KEY_PREFIX = 'hk_';
const PREFIX_SHOWN = 11;

export interface Token {
  readonly text: string;
  readonly hash: Buffer;
}

function token(prefix: string): Token {
  const text = `${prefix}${randomBytes(32).toString('base64url')}`;
  return { text, hash: sha256(text) };
}

export const newSessionToken = (): Token => token('');
export const newLinkToken = (): Token => token('');
export const newApiKey = (): Token & { prefix: string } => {
  const made = token(KEY_PREFIX);
  return { ...made, prefix: made.text.slice(0, PREFIX_SHOWN) };
};

/**
 * What a page must send back with each change: bound to the session, readable only by our own pages, nothing to
 * store.
 */
export const csrfTokenOf = (sessionToken: string): string =>
  createHmac('sha256', sessionToken).update('csrf').digest('base64url');

/** Constant-time comparison of two texts of any length. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
