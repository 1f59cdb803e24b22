/** `huikuan export OBJECT`: a list or report as XLSX or CSV into a file, or CSV to standard output. */
import { writeFile } from 'node:fs/promises';
import { fault } from '../core/errors.ts';
import { read } from '../platform/database.ts';
import type { Arguments } from './cliArguments.ts';
import type { CliCommand } from './cliCommand.ts';
import { done, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';
import { exportFile, EXPORTS } from './exports.routes.ts';
import type { ExportObject } from './exportTexts.ts';

const USAGE = `huikuan export ${Object.keys(EXPORTS).join('|')} [--out FILE.xlsx|FILE.csv]`;

const isObject = (word: string | undefined): word is ExportObject => word !== undefined && Object.hasOwn(EXPORTS, word);

async function bytesOf(file: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  const parts: Uint8Array[] = [];
  for await (const part of file) parts.push(part);
  return Buffer.concat(parts);
}

async function run(session: CliSession, args: Arguments): Promise<Outcome> {
  const [object] = args.positionals;
  const out = args.text.get('out');
  if (!isObject(object) || (out !== undefined && !/\.(xlsx|csv)$/i.test(out))) throw fault('cli.usage', { usage: USAGE });
  const { language } = session.company;
  const call = {
    db: session.db, actor: session.actor, asOf: session.asOf, language,
    read: <T>(query: Parameters<typeof read<T>>[3]) => read(session.db, session.actor, session.asOf, query),
  };
  const { file } = await exportFile(call, { object, format: out?.toLowerCase().endsWith('.xlsx') === true ? 'xlsx' : 'csv', query: {}, language });
  const bytes = await bytesOf(file);
  if (out === undefined) return done({ object, csv: new TextDecoder().decode(bytes) }, new TextDecoder().decode(bytes).trimEnd());
  await writeFile(out, bytes);
  return done({ object, file: out, bytes: bytes.length }, `${out}: ${bytes.length} bytes`);
}

export const exportCommand: CliCommand = {
  name: 'export',
  usage: USAGE,
  summary: 'A list or report as a file that imports back unchanged',
  options: { out: { type: 'string' } },
  words: { from: 1, to: 1 },
  run,
};
