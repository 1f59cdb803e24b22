/** `huikuan verify`: every invariant of every company in the home, and the audit chain against its heads outside the database. */
import { readHeads } from '../platform/sealHeads.ts';
import type { Outcome } from './cliOutput.ts';
import type { OpenHome } from './cliSession.ts';
import { verify } from './verify.ts';

export const VERIFY_USAGE = 'huikuan verify';

const BROKEN_HEADS = { invariant: 'I-43', text: 'The heads kept outside the database carry a false signature or a damaged line.', ids: ['audit/heads.log'], count: 1 };

/** Exit 2 when there is a violation. */
export async function verifyHome(home: OpenHome): Promise<Outcome> {
  const { heads, intact } = readHeads(home.home);
  const found = await verify({ owner: home.owner }, heads);
  const report = intact ? found : { ...found, violations: [...found.violations, BROKEN_HEADS] };
  const lines = report.violations.map((v) => `${v.invariant}  ${v.text}\n      ${v.count} found: ${v.ids.join(', ')}`);
  const summary = `${report.invariants} invariants in ${report.checks} checks over ${report.rows} rows: ${report.violations.length === 0 ? 'all hold' : `${report.violations.length} broken`}`;
  return { exit: report.violations.length === 0 ? 0 : 2, json: { invariants: report.invariants, checks: report.checks, rows: report.rows, violations: report.violations }, text: [summary, ...lines].join('\n') };
}
