/** Keys that this installation made for itself, in `<home>/secrets.json`, readable by its owner alone. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fault } from '../core/errors.ts';
import { makeHome } from './homeFolder.ts';

export const secretsFile = (home: string): string => path.join(home, 'secrets.json');

function readAll(home: string): Record<string, string> {
  const file = secretsFile(home);
  if (!fs.existsSync(file)) return {};
  if ((fs.statSync(file).mode & 0o077) !== 0) throw fault('secrets.exposed', { file });
  try {
    const parsed: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      Object.values(parsed).every((value) => typeof value === 'string')
    ) {
      return parsed as Record<string, string>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw fault('secrets.damaged', { file });
}

/** Written aside, synced and renamed: a crash leaves the old file or the new one. */
function writeAll(home: string, secrets: Record<string, string>): void {
  const file = secretsFile(home);
  const aside = `${file}.${process.pid}`;
  const descriptor = fs.openSync(aside, 'w', 0o600);
  try {
    fs.writeSync(descriptor, `${JSON.stringify(secrets, null, 2)}\n`);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(aside, file);
}

/** The named secret, made (256 random bits, base64url) and kept when it is asked for the first time. @throws secrets.* */
export function secret(home: string, name: string): string {
  const secrets = readAll(home);
  const known = secrets[name];
  if (known !== undefined) return known;
  const made = randomBytes(32).toString('base64url');
  makeHome(home);
  writeAll(home, { ...secrets, [name]: made });
  return made;
}
