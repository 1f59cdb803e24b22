/**
 * Every setting of the environment: one table, from which the program reads, `huikuan doctor` prints and the
 * documentation is checked. Nothing else reads `process.env`.
 */
import path from 'node:path';
import { fault } from '../core/errors.ts';
import './platform.errors.ts';

interface Setting<T> {
  readonly name: string;
  /** What is used when the variable is absent or empty, in words. */
  readonly fallback: string;
  readonly meaning: string;
  /** A secret's value is never printed or logged. */
  readonly secret?: true;
  read(text: string | undefined): T;
}

/** The program's own folder: where package.json, migrations and the web bundle are. */
export const projectFolder = path.resolve(import.meta.dirname, '..', '..');

const text = (value: string | undefined): string | undefined => value;

function oneOf<const T extends string>(name: string, choices: readonly T[], fallback: NoInfer<T>) {
  return (value: string | undefined): T => {
    const found = choices.find((choice) => choice === (value ?? fallback));
    if (found === undefined)
      throw fault('config.invalid', { name, value: value ?? '', expected: `one of ${choices.join(', ')}` });
    return found;
  };
}

function wholeNumber(name: string, range: { from: number; to: number; fallback: number }) {
  return (value: string | undefined): number => {
    if (value === undefined) return range.fallback;
    const parsed = /^\d{1,9}$/.test(value) ? Number.parseInt(value, 10) : -1;
    if (parsed < range.from || parsed > range.to) {
      throw fault('config.invalid', { name, value, expected: `a whole number from ${range.from} to ${range.to}` });
    }
    return parsed;
  };
}

function webAddress(name: string) {
  return (value: string | undefined): string | undefined => {
    if (value === undefined) return undefined;
    if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
      throw fault('config.invalid', { name, value, expected: 'an address such as https://huikuan.example.com' });
    }
    return value.replace(/\/+$/, '');
  };
}

const setting = <T>(entry: Setting<T>): Setting<T> => entry;

export const settings = {
  home: setting({
    name: 'HUIKUAN_HOME',
    fallback: '.data in the program folder',
    meaning: 'Folder that holds the database, files, logs and secrets; the option --home wins over it.',
    read: (value) => path.resolve(value ?? path.join(projectFolder, '.data')),
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    fallback: 'the built-in PostgreSQL in the data folder',
    meaning: 'Uses an ordinary PostgreSQL 15 or newer, for example postgres://huikuan:…@db.example.com/huikuan.',
    secret: true,
    read: text,
  }),
  host: setting({
    name: 'HUIKUAN_HOST',
    fallback: '127.0.0.1',
    meaning: 'Network address to listen on; 0.0.0.0 lets other machines in, which should come through a TLS proxy.',
    read: (value) => value ?? '127.0.0.1',
  }),
  port: setting({
    name: 'HUIKUAN_PORT',
    fallback: '4200',
    meaning: 'Port to listen on; 0 takes any free one.',
    read: wholeNumber('HUIKUAN_PORT', { from: 0, to: 65_535, fallback: 4200 }),
  }),
  publicUrl: setting({
    name: 'HUIKUAN_PUBLIC_URL',
    fallback: 'http:// with the host and port above',
    meaning:
      'Address at which people open the product; links in letters start with it, and https turns on secure cookies.',
    read: webAddress('HUIKUAN_PUBLIC_URL'),
  }),
  trustProxy: setting({
    name: 'HUIKUAN_TRUST_PROXY',
    fallback: '0',
    meaning: "How many reverse proxies stand in front, so that the caller's address is read from X-Forwarded-For.",
    read: wholeNumber('HUIKUAN_TRUST_PROXY', { from: 0, to: 10, fallback: 0 }),
  }),
  logLevel: setting({
    name: 'HUIKUAN_LOG_LEVEL',
    fallback: 'info',
    meaning: 'Least grave entry that is written to the log: debug, info, warn or error.',
    read: oneOf('HUIKUAN_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
  }),
};

export type Config = { readonly [K in keyof typeof settings]: ReturnType<(typeof settings)[K]['read']> };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting; an empty variable counts as absent. @throws config.invalid naming the variable */
export function readConfig(environment: Environment = process.env): Config {
  const value = <T>(entry: Setting<T>): T => entry.read(environment[entry.name]?.trim() || undefined);
  return {
    home: value(settings.home),
    databaseUrl: value(settings.databaseUrl),
    host: value(settings.host),
    port: value(settings.port),
    publicUrl: value(settings.publicUrl),
    trustProxy: value(settings.trustProxy),
    logLevel: value(settings.logLevel),
  };
}
