/** A command's visit to a home: the database opened and migrated, the company chosen, the operator as an actor, jobs at work. */
import os from 'node:os';
import path from 'node:path';
import { day, type Day } from '../core/day.ts';
import { isCurrency } from '../core/currency.ts';
import { declareErrors, fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { actorOfUser, systemActor, type Language } from '../access/caller.store.ts';
import { listCompanies, type CompanyRow } from '../access/company.store.ts';
import { foundCompanyAsOperator } from '../access/setup.commands.ts';
import type { Actor } from '../platform/actor.ts';
import { today } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { openDb, type Db } from '../platform/database.ts';
import { openDatabase } from '../platform/home.ts';
import { prepareJobs, startJobs } from '../platform/jobs.ts';
import { openLog, type Log } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { terminalLanguage } from '../platform/terminal.ts';
import type { Arguments } from './cliArguments.ts';
import { jobs } from './jobs.ts';

declareErrors({
  'cli.company_unknown': { status: 404, message: 'No company of this name is in this data folder; `huikuan company add` makes one.' },
  'cli.company_needed': { status: 400, message: 'Several companies are in this data folder; name one with --company.' },
});

export interface CliCompany {
  readonly id: Id;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly language: Language;
}

export interface CliSession {
  readonly db: Db;
  readonly owner: Db;
  readonly log: Log;
  readonly home: string;
  readonly actor: Actor;
  readonly company: CliCompany;
  readonly asOf: Day;
  readonly today: Day;
  /** Runs queued jobs in this process, unless a running product does it already. */
  withJobs<T>(work: () => Promise<T>): Promise<T>;
}

const COUNTRY_OF_CURRENCY: ReadonlyMap<string, string> = new Map([['CNY', 'CN'], ['TWD', 'TW'], ['HKD', 'HK'], ['USD', 'US'], ['CAD', 'CA'], ['EUR', 'DE'], ['GBP', 'GB'], ['JPY', 'JP'], ['SGD', 'SG']]);

/** A company as the command line makes it: everything else can be set in the app. */
export function companyFrom(name: string, currency: string): { name: string; country: string; currency: string; timeZone: string; language: Language } {
  if (!isCurrency(currency)) throw fault('currency.unknown', { value: currency });
  const timeZone = currency === 'CNY' ? 'Asia/Shanghai' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { name, country: COUNTRY_OF_CURRENCY.get(currency) ?? 'CN', currency, timeZone, language: terminalLanguage() };
}

const operator = (): string => os.userInfo().username;

const fromRow = (row: CompanyRow): CliCompany => ({ id: row.org_id, name: row.name, currency: row.currency, timeZone: row.time_zone, language: row.language });

/** The company the command is about; on a new home the one it names is founded, so that a script needs no browser. */
async function chooseCompany(db: Db, args: Arguments): Promise<CliCompany> {
  const name = args.text.get('company');
  const companies = await listCompanies(db);
  if (companies.length === 0) {
    const founded = companyFrom(name ?? 'Huikuan', args.text.get('currency') ?? 'CNY');
    const id = await foundCompanyAsOperator(db, founded, operator());
    return { id, ...founded };
  }
  const found = name === undefined ? companies : companies.filter((c) => c.name === name || c.org_id.toString() === name);
  const [only, another] = found;
  if (only === undefined) throw fault('cli.company_unknown', { company: name ?? '', known: companies.map((c) => c.name) });
  if (another !== undefined) throw fault('cli.company_needed', { known: found.map((c) => c.name) });
  return fromRow(only);
}

export interface OpenHome {
  readonly db: Db;
  readonly owner: Db;
  readonly log: Log;
  readonly home: string;
  withJobs<T>(work: () => Promise<T>): Promise<T>;
}

/** Opens the home for one command and leaves it as it was: a running product goes on, an idle server is stopped. */
export async function visitHome<T>(args: Arguments, work: (home: OpenHome) => Promise<T>): Promise<T> {
  const config = readConfig();
  const given = args.text.get('home');
  const home = given === undefined ? config.home : path.resolve(given);
  const log = openLog({ level: config.logLevel, home });
  const database = await openDatabase({ home, databaseUrl: config.databaseUrl, log });
  try {
    await migrate(database.owner);
    await prepareJobs(database.jobs, log);
    const onError = (error: Error): void => log.warn({ err: error }, 'a database connection was lost');
    const db = openDb(database.app, { onError });
    const owner = openDb(database.owner, { max: 2, onError });
    try {
      return await work({ db, owner, log, home, withJobs: (inner) => jobsDuring({ db, log, config: database.jobs }, inner) });
    } finally {
      await db.close();
      await owner.close();
    }
  } finally {
    await database.stop();
  }
}

async function jobsDuring<T>(at: { db: Db; log: Log; config: Parameters<typeof prepareJobs>[0] }, work: () => Promise<T>): Promise<T> {
  const env = { db: at.db, log: at.log, systemActor, userActor: (orgId: Id, userId: Id) => actorOfUser(at.db, orgId, userId) };
  const runner = await startJobs({ jobs: at.config, list: jobs, env });
  try {
    return await work();
  } finally {
    await runner.stop();
  }
}

/** @throws cli.company_unknown, cli.company_needed, day.invalid */
export async function openSession(home: OpenHome, args: Arguments): Promise<CliSession> {
  const company = await chooseCompany(home.db, args);
  const now = today(company.timeZone);
  const given = args.text.get('as-of');
  return { ...home, company, actor: systemActor(company.id, 'cli', operator()), today: now, asOf: given === undefined ? now : day(given) };
}
