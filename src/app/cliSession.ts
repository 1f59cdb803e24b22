/** A command's visit to a home: the database opened and migrated, the company chosen, the operator as an actor. */
import os from 'node:os';
import path from 'node:path';
import { isCurrency } from '../core/currency.ts';
import { day, type Day } from '../core/day.ts';
import { declareErrors, fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { allPermissions } from '../access/permission.rules.ts';
import { createCompany, listCompanies } from '../access/company.store.ts';
import type { Actor } from '../platform/actor.ts';
import { today } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { openDb, type Db } from '../platform/database.ts';
import { type HomeDatabase, openDatabase } from '../platform/home.ts';
import { openLog, type Log } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import type { Arguments } from './cliArguments.ts';

declareErrors({
  'cli.company_unknown': { status: 404, message: 'No company of this name is in this data folder; `huikuan company add` makes one.' },
  'cli.company_needed': { status: 400, message: 'Several companies are in this data folder; name one with --company.' },
});

export interface CliSession {
  readonly home: HomeDatabase;
  readonly db: Db;
  readonly log: Log;
  readonly actor: Actor;
  readonly company: { id: Id; name: string; currency: string; timeZone: string; language: 'zh-CN' | 'zh-TW' | 'en' };
  readonly asOf: Day;
  readonly today: Day;
  close(): Promise<void>;
}
