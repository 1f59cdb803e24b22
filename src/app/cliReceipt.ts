/** `huikuan receipt add`: books money that came in, and sets it against documents. */
import { fault } from '../core/errors.ts';
import { ALLOCATION_MODES } from '../cash/allocation.rules.ts';
import { postReceiptRoute } from '../cash/cash.routes.ts';
import type { Arguments } from './cliArguments.ts';
import { callRoute } from './cliCall.ts';
import type { CliCommand } from './cliCommand.ts';
import { findCustomerByWord } from './cliCustomer.ts';
import { done, textTable, type Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';

const USAGE = `huikuan receipt add CUSTOMER AMOUNT [--on DAY] [--in CURRENCY] [--allocate ${ALLOCATION_MODES.join('|')}] [--documents A,B] [--reference TEXT] [--number NO]`;

async function run(session: CliSession, args: Arguments): Promise<Outcome> {
  const [word, amount] = args.positionals;
  if (word === undefined || amount === undefined) throw fault('cli.usage', { usage: USAGE });
  const customer = await findCustomerByWord(session, word);
  const currency = args.text.get('in') ?? session.company.currency;
  const documents = args.text.get('documents');
  const mode = args.text.get('allocate') ?? (documents === undefined ? undefined : 'BY_REMITTANCE');
  const body = {
    customer_id: customer.id, amount, currency, received_on: args.text.get('on') ?? session.asOf,
    ...(args.text.has('reference') ? { reference: args.text.get('reference') } : {}),
    ...(args.text.has('number') ? { number: args.text.get('number') } : {}),
    ...(mode === undefined ? {} : { allocate: { mode, ...(documents === undefined ? {} : { designation: documents }) } }),
  };
  const receipt = await callRoute(session, postReceiptRoute, { body });
  const lines = receipt.lines.map((l) => [l.document_number, l.amount.amount, l.reason.text]);
  const text = [
    `receipt ${receipt.id}: ${amount} ${currency} from ${customer.customer_no} ${customer.legal_name}`,
    lines.length === 0 ? 'not set against any document' : textTable(['document', 'amount', 'why'], lines, new Set([1])),
    `unapplied ${receipt.unapplied.amount} ${receipt.unapplied.currency}`,
  ].join('\n');
  return done({ customer: { id: customer.id, customer_no: customer.customer_no, name: customer.legal_name }, ...receipt }, text);
}

export const receiptCommand: CliCommand = {
  name: 'receipt add',
  usage: USAGE,
  summary: 'Book money that came in, and set it against documents',
  options: { on: { type: 'string' }, in: { type: 'string' }, allocate: { type: 'string' }, documents: { type: 'string' }, reference: { type: 'string' }, number: { type: 'string' } },
  words: { from: 2, to: 2 },
  run,
};
