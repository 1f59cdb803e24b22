/** `huikuan worklist`: whom to contact today, ranked, with reasons; the same answer as GET /worklist. */
import { worklistRoute } from '../collections/worklist.routes.ts';
import { fault } from '../core/errors.ts';
import type { Arguments } from './cliArguments.ts';
import { callRoute } from './cliCall.ts';
import type { CliCommand } from './cliCommand.ts';
import { done, textTable, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';

const USAGE = 'huikuan worklist [--limit N] [--view mine|due|big|cold|all] [--in CURRENCY]';

async function run(session: CliSession, args: Arguments): Promise<Outcome> {
  const query = worklistRoute.query?.safeParse({
    limit: args.text.get('limit') ?? '20',
    ...(args.text.has('view') ? { view: args.text.get('view') } : {}),
    ...(args.text.has('in') ? { currency: args.text.get('in') } : {}),
  });
  if (query?.success !== true) throw fault('cli.usage', { usage: USAGE });
  const list = await callRoute(session, worklistRoute, { query: query.data });
  const rows = list.items.map((item, i) => [
    String(i + 1), item.customer.customer_no, item.customer.name, item.currency, item.overdue, item.open,
    item.oldest_days === null ? '' : String(item.oldest_days), item.reasons.map((r) => r.code).join(', '), item.action.code, item.score.value.amount,
  ]);
  const json = { ...list, items: list.items.map((item, i) => ({ rank: i + 1, ...item })) };
  const head = ['#', 'number', 'customer', '', 'overdue', 'open', 'days', 'why now', 'action', 'expected gain'];
  return done(json, [`as of ${list.as_of}, ${list.totals.customers} customers`, textTable(head, rows, new Set([0, 4, 5, 6, 9]))].join('\n\n'));
}

export const worklistCommand: CliCommand = {
  name: 'worklist',
  usage: USAGE,
  summary: 'Whom to contact today, ranked, with reasons and a suggested action',
  options: { limit: { type: 'string' }, view: { type: 'string' }, in: { type: 'string' } },
  words: { from: 0, to: 0 },
  run,
};
