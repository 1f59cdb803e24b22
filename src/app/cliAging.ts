/** `huikuan aging`: the same answer as GET /aging, keyed by currency, amounts as decimal strings. */
import { agingQuery, getAging, type AgingAnswer } from '../receivables/aging.routes.ts';
import { fault } from '../core/errors.ts';
import type { Arguments } from './cliArguments.ts';
import { callRoute } from './cliCall.ts';
import type { CliCommand } from './cliCommand.ts';
import { done, textTable, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';

const USAGE = 'huikuan aging [--by due|invoice] [--buckets 30,60,90] [--group customer|owner|none]';

type Sums = Pick<AgingAnswer['currencies'][number]['totals'], 'buckets' | 'open' | 'overdue' | 'unapplied' | 'count' | 'oldest_due_on'>;

/** Amounts of the buckets by their codes, then what stands beside them. */
const sums = (labels: readonly string[], s: Sums) => ({
  buckets: Object.fromEntries(labels.map((label, i) => [label, s.buckets[i] ?? '0'])),
  open: s.open,
  overdue: s.overdue,
  unapplied: s.unapplied,
  count: s.count,
  oldest_due_on: s.oldest_due_on,
});

async function run(session: CliSession, args: Arguments): Promise<Outcome> {
  const query = agingQuery.safeParse({ group: 'none', ...Object.fromEntries(['by', 'buckets', 'group'].flatMap((k) => (args.text.has(k) ? [[k, args.text.get(k)]] : []))) });
  if (!query.success) throw fault('cli.usage', { usage: USAGE });
  const answer = await callRoute(session, getAging, { query: query.data });
  const json = {
    as_of: answer.as_of,
    by: answer.by,
    group: answer.group,
    buckets: answer.buckets,
    currencies: Object.fromEntries(
      answer.currencies.map((c) => [
        c.currency,
        {
          ...sums(answer.buckets, c.totals),
          ...(answer.group === 'none' ? {} : { groups: c.groups.map((g) => ({ id: g.id, customer_no: g.customer_no, label: g.label, ...sums(answer.buckets, g) })) }),
        },
      ]),
    ),
  };
  return done(json, text(answer));
}

function text(answer: AgingAnswer): string {
  const head = ['', ...answer.buckets, 'open', 'unapplied', 'documents'];
  const right = new Set(head.map((_, i) => i).filter((i) => i > 0));
  const row = (label: string, s: Sums): string[] => [label, ...s.buckets, s.open, s.unapplied, String(s.count)];
  const blocks = answer.currencies.map((c) => textTable([c.currency, ...head.slice(1)], [...c.groups.map((g) => row(g.label ?? '–', g)), row('=', c.totals)], right));
  return [`as of ${answer.as_of}, by ${answer.by} day`, ...(blocks.length === 0 ? ['nothing is open'] : blocks)].join('\n\n');
}

export const agingCommand: CliCommand = {
  name: 'aging',
  usage: USAGE,
  summary: 'Open amounts by age as of a day, per currency',
  options: { by: { type: 'string' }, buckets: { type: 'string' }, group: { type: 'string' } },
  words: { from: 0, to: 0 },
  run,
};
