/**
 * Heads of the audit chains, kept outside the database: one line each in `<home>/audit/heads.log`, each line
 * signed over the line before it with a key that the database never sees. Who rewrites the database cannot
 * rewrite these.
 */
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { secret } from './secrets.ts';
import type { Head } from './seal.ts';

interface Line {
  readonly org_id: string;
  readonly seq: string;
  readonly hash: string;
  readonly at: string;
  readonly mac: string;
}

export const headsFile = (home: string): string => path.join(home, 'audit', 'heads.log');

const macOf = (key: string, previous: string, line: Omit<Line, 'mac'>): string =>
  createHmac('sha256', key).update([previous, line.org_id, line.seq, line.hash, line.at].join('\n')).digest('hex');

/**
 * A line without its end was cut short by a crash and never counted: the head it held is in the chain and comes
 * again.
 */
function wholeText(file: string): string {
  if (!fs.existsSync(file)) return '';
  const text = fs.readFileSync(file, 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function readLines(file: string): Line[] {
  return wholeText(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

export interface HeadLog {
  /** Written and synced before it returns. */
  append(head: Head, at: Date): void;
}

/** One program writes it: the one that serves the home. */
export function openHeadLog(home: string): HeadLog {
  const file = headsFile(home);
  const key = secret(home, 'audit');
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (fs.existsSync(file)) fs.truncateSync(file, Buffer.byteLength(wholeText(file)));
  let previous = readLines(file).at(-1)?.mac ?? '';
  return {
    append: (head, at) => {
      const line = { org_id: head.orgId.toString(), seq: head.seq.toString(), hash: head.hash, at: at.toISOString() };
      const mac = macOf(key, previous, line);
      const descriptor = fs.openSync(file, 'a', 0o600);
      try {
        fs.writeSync(descriptor, `${JSON.stringify({ ...line, mac })}\n`);
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      previous = mac;
    },
  };
}

/** The heads, and whether every line still carries its signature. */
export function readHeads(home: string): { heads: Head[]; intact: boolean } {
  const key = secret(home, 'audit');
  let previous = '';
  let intact = true;
  const heads: Head[] = [];
  for (const { mac, ...line } of readLines(headsFile(home))) {
    intact &&= mac === macOf(key, previous, line);
    previous = mac;
    heads.push({ orgId: BigInt(line.org_id), seq: BigInt(line.seq), hash: line.hash });
  }
  return { heads, intact };
}
