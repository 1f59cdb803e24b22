/**
 * Passwords are kept as argon2id in the PHC form, so that the cost can grow without anyone having to choose a new
 * one.
 */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { fault } from '../core/errors.ts';

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * OWASP's first choice for argon2id: 46 MiB, one pass. A tenth of a second here, and four at once fill four
 * threads, no more.
 */
const COST: Cost = { memory: 47_104, passes: 1, parallelism: 1 };
const TAG_LENGTH = 32;
const SALT_LENGTH = 16;

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function hash(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'));
  return derive('argon2id', { message, nonce: salt, tagLength: TAG_LENGTH, ...cost });
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_LENGTH);
  const tag = await hash(password, salt, COST);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(salt)}$${base64(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hash of nothing anyone can type, so that an unknown address costs as much time as a known one. */
const nobody = hashPassword(randomBytes(32).toString('base64'));

/** Whether the password is the one that was hashed. An absent hash takes the same time and is never right. */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const known = PHC.exec(stored ?? '');
  const match = known ?? PHC.exec(await nobody);
  if (match === null) throw new Error('a stored password hash is damaged');
  const [, memory = '', passes = '', parallelism = '', salt = '', tag = ''] = match;
  const cost = {
    memory: Number.parseInt(memory, 10),
    passes: Number.parseInt(passes, 10),
    parallelism: Number.parseInt(parallelism, 10),
  };
  const expected = Buffer.from(tag, 'base64');
  const actual = await hash(password, Buffer.from(salt, 'base64'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected) && known !== null;
}

/** Fragments that make up the lists of stolen passwords; what is left without them must still be long. */
const COMMON_WORDS = [
  'password|passw0rd|huikuan|admin|welcome|letmein|iloveyou|woaini',
  'qwerty|asdfgh|zxcvbn|abc123|0?123456789?0?|987654321|88888888|66666666',
  '(.)\\1{2,}', // one character, three times and more
];
const COMMON = new RegExp(COMMON_WORDS.join('|'), 'gi');
const LEFT_AT_LEAST = 6;

/**
 * Length counts, not kinds of characters (NIST SP 800-63B 3.1.1.2). @throws password.short, password.long,
 * password.common
 */
export function assertPassword(password: string, email: string): void {
  const length = [...password].length;
  if (length < 12) throw fault('password.short');
  if (length > 256) throw fault('password.long');
  const [name = ''] = email.toLowerCase().split('@');
  const rest = password
    .toLowerCase()
    .replaceAll(COMMON, '')
    .replaceAll(name.length > 2 ? name : '\0', '');
  if ([...rest].length < LEFT_AT_LEAST) throw fault('password.common');
}
