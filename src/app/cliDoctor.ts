/** `huikuan doctor`: what this installation is, and whether each part of it is well; changes nothing but what a visit to the home makes. */
import fs from 'node:fs';
import path from 'node:path';
import { type CompanyRow, listCompanies } from '../access/company.store.ts';
import { systemActor } from '../access/caller.store.ts';
import { missingYear } from '../core/calendar.ts';
import { calendarOf } from '../core/calendarWorld.ts';
import { Fault } from '../core/errors.ts';
import { today } from '../platform/clock.ts';
import { projectFolder, readConfig, settings } from '../platform/config.ts';
import { askDatabase } from '../platform/database.ts';
import { verifyChain } from '../platform/seal.ts';
import { readHeads } from '../platform/sealHeads.ts';
import { explain, terminalLanguage } from '../platform/terminal.ts';
import type { Arguments } from './cliArguments.ts';
import { textTable, type Outcome } from './cliOutput.ts';
import { visitHome, type OpenHome } from './cliSession.ts';

interface Check {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'fault';
  readonly detail: string;
}

const OLDEST_NODE = 24;
const LITTLE_SPACE = 1024n ** 3n;

const ok = (check: string, detail: string): Check => ({ check, result: 'ok', detail });

function checkNode(): Check {
  const major = Number.parseInt(process.versions.node, 10);
  return {
    check: 'node',
    result: major >= OLDEST_NODE ? 'ok' : 'fault',
    detail: `${process.version}, ${process.platform} ${process.arch}`,
  };
}

function checkWeb(): Check {
  const page = path.join(projectFolder, 'dist', 'web', 'index.html');
  return fs.existsSync(page)
    ? ok('web pages', 'built')
    : { check: 'web pages', result: 'warning', detail: 'not built yet; start builds them' };
}

function checkSpace(home: string): Check {
  const { bavail, bsize } = fs.statfsSync(home, { bigint: true });
  const free = bavail * bsize;
  return {
    check: 'disk',
    result: free < LITTLE_SPACE ? 'warning' : 'ok',
    detail: `${free / 1024n ** 2n} MiB free in ${home}`,
  };
}

/** Values as they count now; a secret only says that it is set. */
function settingChecks(args: Arguments): Check[] {
  return Object.values(settings).map((entry) => {
    const value = (entry === settings.home ? args.text.get('home') : undefined) ?? process.env[entry.name]?.trim();
    const shown =
      value === undefined || value === '' ? `${entry.fallback} (not set)` : 'secret' in entry ? 'set' : value;
    return ok(entry.name, shown);
  });
}

/** Due days rest on the holidays of the company's country: a year that is not known must be loaded before it is needed. */
function checkCalendar(company: CompanyRow): Check {
  const check = `calendar of ${company.name}`;
  try {
    const missing = missingYear(calendarOf(company.country), today(company.time_zone));
    return missing === null
      ? ok(check, `${company.country}, known`)
      : { check, result: 'warning', detail: `${company.country}: the holidays of ${missing} are not loaded yet` };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { check, result: 'warning', detail: explain(error, terminalLanguage()) };
  }
}

async function checkDatabase({ db, home }: OpenHome): Promise<Check[]> {
  const { version, size } = await askDatabase(db);
  const companies = await listCompanies(db);
  const { heads, intact } = readHeads(home);
  const checks = [
    ok('database', `PostgreSQL ${version}, ${size}`),
    ok('companies', companies.map((c) => `${c.name} (${c.currency}, ${c.members} members)`).join('; ') || 'none yet'),
    {
      check: 'audit heads',
      result: intact ? 'ok' : 'fault',
      detail: intact ? `${heads.length} signed` : 'a line was changed or removed',
    } as const,
  ];
  for (const company of companies) {
    checks.push(checkCalendar(company));
    const { events, violations } = await verifyChain(db, systemActor(company.org_id, 'cli'), heads);
    const detail =
      violations.length === 0
        ? `${events} events sealed`
        : violations
            .slice(0, 5)
            .map((v) => `${v.kind} at ${v.seq}`)
            .join('; ');
    checks.push({ check: `audit chain of ${company.name}`, result: violations.length === 0 ? 'ok' : 'fault', detail });
  }
  return checks;
}

async function homeChecks(args: Arguments): Promise<Check[]> {
  try {
    return await visitHome(args, async (home) => [checkSpace(home.home), ...(await checkDatabase(home))]);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ check: 'database', result: 'fault', detail: explain(error, terminalLanguage()) }];
  }
}

/** Exit 2 when a part is at fault. */
export async function doctor(args: Arguments): Promise<Outcome> {
  readConfig();
  const checks = [checkNode(), checkWeb(), ...settingChecks(args), ...(await homeChecks(args))];
  const healthy = checks.every((c) => c.result !== 'fault');
  const table = textTable(
    ['', 'check', 'detail'],
    checks.map((c) => [c.result === 'ok' ? '✓' : c.result === 'warning' ? '!' : '✗', c.check, c.detail]),
  );
  return { exit: healthy ? 0 : 2, json: { healthy, checks }, text: table };
}
