/** `huikuan statement CUSTOMER`: the statement of account as JSON or text, or as a PDF or workbook into a file. */
import { writeFile } from 'node:fs/promises';
import { fault } from '../core/errors.ts';
import { getStatement } from '../receivables/account.routes.ts';
import type { Arguments } from './cliArguments.ts';
import { callFile, callRoute } from './cliCall.ts';
import type { CliCommand } from './cliCommand.ts';
import { findCustomerByWord } from './cliCustomer.ts';
import { done, textTable, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';
import { statementPdfRoute, statementXlsxRoute } from './statement.routes.ts';

const USAGE = 'huikuan statement CUSTOMER [--from DAY] [--to DAY] [--out FILE.pdf|FILE.xlsx]';

async function run(session: CliSession, args: Arguments): Promise<Outcome> {
  const [word] = args.positionals;
  if (word === undefined) throw fault('cli.usage', { usage: USAGE });
  const customer = await findCustomerByWord(session, word);
  const query = Object.fromEntries(['from', 'to'].flatMap((k) => (args.text.has(k) ? [[k, args.text.get(k)]] : [])));
  const params = { id: customer.id };
  const out = args.text.get('out');
  if (out !== undefined) {
    const route = out.endsWith('.pdf') ? statementPdfRoute : out.endsWith('.xlsx') ? statementXlsxRoute : undefined;
    if (route === undefined) throw fault('cli.usage', { usage: USAGE });
    const { bytes } = await callFile(session, route, { params, query });
    await writeFile(out, bytes);
    return done({ file: out, bytes: bytes.length }, `${out}: ${bytes.length} bytes`);
  }
  const statement = await callRoute(session, getStatement, { params, query });
  const blocks = statement.currencies.map((c) =>
    textTable(
      [c.currency, 'document', 'due', 'debit', 'credit', 'balance'],
      [['', 'opening', '', '', '', c.opening], ...c.lines.map((l) => [l.on, l.number, l.due_on ?? '', l.debit, l.credit, l.balance]), ['', 'closing', '', '', '', c.closing]],
      new Set([3, 4, 5]),
    ),
  );
  return done(statement, [`${statement.customer.customer_no} ${statement.customer.name}, ${statement.from} to ${statement.to}`, ...blocks].join('\n\n'));
}

export const statementCommand: CliCommand = {
  name: 'statement',
  usage: USAGE,
  summary: "A customer's movements and balance over a period",
  options: { from: { type: 'string' }, to: { type: 'string' }, out: { type: 'string' } },
  words: { from: 1, to: 1 },
  run,
};
