/** Which customer a word on the command line means: its number, else its name, else nothing is guessed. */
import { declareErrors, fault } from '../core/errors.ts';
import { listCustomersRoute } from '../parties/parties.routes.ts';
import { callRoute } from './cliCall.ts';
import type { CliSession } from './cliSession.ts';

declareErrors({
  'cli.customer_unknown': { status: 404, message: 'No customer has this number or name.' },
  'cli.customer_ambiguous': { status: 409, message: 'Several customers answer to this; use the customer number.' },
});

export async function findCustomerByWord(session: CliSession, word: string): Promise<{ id: string; customer_no: string; legal_name: string }> {
  const { items } = await callRoute(session, listCustomersRoute, { query: { search: word, limit: 50 } });
  const same = (text: string | null): boolean => text?.normalize('NFKC').toLowerCase() === word.normalize('NFKC').toLowerCase();
  const byNumber = items.filter((c) => same(c.customer_no));
  const byName = items.filter((c) => same(c.legal_name) || same(c.short_name));
  const found = byNumber.length > 0 ? byNumber : byName.length > 0 ? byName : items;
  const [only] = found;
  if (only === undefined) throw fault('cli.customer_unknown', { customer: word });
  if (found.length > 1) throw fault('cli.customer_ambiguous', { customer: word, candidates: found.slice(0, 10).map((c) => `${c.customer_no} ${c.legal_name}`) });
  return only;
}
