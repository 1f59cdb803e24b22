/** Logs: JSON lines in `<home>/log/huikuan.log`, and a short human line on standard error for who stands in front of it. */
import fs from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { type Level, type Logger, multistream, pino } from 'pino';
import { makeHome } from './homeFolder.ts';

export type Log = Logger;

/** A log file is set aside when it grows past this, and the four last ones are kept. */
const FILE_LIMIT_BYTES = 32 * 1024 * 1024;
const KEPT_FILES = 4;

/** Never written, wherever they stand in an entry. */
const SECRET_FIELDS = ['password', 'token', 'secret', 'authorization', 'cookie', 'apiKey', 'connectionString'];
const redact = {
  paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*["set-${field}"]`]),
  censor: '[hidden]',
};

/** An append-only file that renames itself to `.1`, `.2` … when it is full; written at once, so a crash loses no line. */
class RotatingFile extends Writable {
  readonly #file: string;
  #descriptor: number;
  #size: number;

  constructor(file: string) {
    super({ decodeStrings: false });
    this.#file = file;
    this.#descriptor = fs.openSync(file, 'a', 0o600);
    this.#size = fs.fstatSync(this.#descriptor).size;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      if (this.#size > FILE_LIMIT_BYTES) this.#rotate();
      this.#size +=
        typeof chunk === 'string' ? fs.writeSync(this.#descriptor, chunk) : fs.writeSync(this.#descriptor, chunk);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    fs.closeSync(this.#descriptor);
    done();
  }

  #rotate(): void {
    fs.closeSync(this.#descriptor);
    for (let n = KEPT_FILES - 1; n >= 0; n -= 1) {
      const from = n === 0 ? this.#file : `${this.#file}.${n}`;
      if (fs.existsSync(from)) fs.renameSync(from, `${this.#file}.${n + 1}`);
    }
    this.#descriptor = fs.openSync(this.#file, 'a', 0o600);
    this.#size = 0;
  }
}

interface Entry {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
}

const WARN = 40;

/** "14:03:27 warning: the text", without the fields, which are in the file. */
function humanLine(json: string): string {
  const entry = JSON.parse(json) as Entry;
  const grade = entry.level > WARN ? 'error: ' : entry.level === WARN ? 'warning: ' : '';
  const cause = entry.err?.message && entry.err.message !== entry.msg ? ` (${entry.err.message})` : '';
  return `${entry.time.slice(11, 19)} ${grade}${entry.msg ?? ''}${cause}\n`;
}

function terminal(): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      process.stderr.write(humanLine(chunk.toString()), () => done());
    },
  });
}

export interface LogOptions {
  readonly level: Level;
  /** The data folder; absent when nothing shall be kept, as in tests. */
  readonly home?: string;
  /** Least grave level shown on the terminal; absent shows nothing. */
  readonly terminal?: Level;
}

/** Opens the log. A disk that refuses the log does not stop the product: the terminal says so once. */
export function openLog({ level, home, terminal: shown }: LogOptions): Log {
  const streams: { level: Level; stream: Writable }[] = [];
  if (home !== undefined) {
    const folder = path.join(makeHome(home), 'log');
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = new RotatingFile(path.join(folder, 'huikuan.log'));
    file.once('error', (error) => process.stderr.write(`the log cannot be written: ${error.message}\n`));
    streams.push({ level, stream: file });
  }
  if (shown !== undefined) streams.push({ level: shown, stream: terminal() });
  return pino({ level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }, multistream(streams));
}

export const silentLog: Log = pino({ level: 'silent' });
