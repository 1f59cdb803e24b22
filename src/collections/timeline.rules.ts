/** Which facts of an event a timeline shows beside its text; the texts are in the dictionaries, by command. */
import { type Money, toWire } from '../core/money.ts';

type Fact = string | number | boolean | null | { amount: string; currency: string };
export type TimelineParams = Record<string, Fact>;

interface EventBody {
  readonly input?: unknown;
  readonly subject?: unknown;
}

/** Facts by the names the texts use; a command that is not listed shows its text alone. */
export function timelineParams(command: string, body: EventBody): TimelineParams {
  const input = fieldsOf(body.input);
  const subject = fieldsOf(body.subject);
  const after = fieldsOf(subject['after']);
  const before = fieldsOf(subject['before']);
  switch (command) {
    case 'parties.create_customer':
    case 'parties.add_contact':
      return texts({ name: after['legalName'] ?? after['name'] });
    case 'parties.edit_customer':
      return {
        fields: Object.keys(after)
          .filter((field) => !field.endsWith('_name'))
          .join(','),
      };
    case 'parties.edit_contact':
    case 'parties.remove_contact':
      return texts({ name: before['name'] });
    case 'parties.merge_customers':
      return texts({ name: before['from'], into: after['into'] });
    case 'credit.set_limit':
      return { ...amountOf('limit', after), ...texts({ from: after['validFromOn'] }) };
    default:
      return {
        ...texts({ number: after['number'] ?? before['number'] ?? input['number'], reason: input['reason'] }),
        ...amountOf('amount', { ...input, ...after }),
      };
  }
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};

const texts = (facts: Record<string, unknown>): TimelineParams =>
  Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

/** An amount under the names commands give it: minor units and a currency, or money. */
function amountOf(name: string, facts: Record<string, unknown>): TimelineParams {
  const minor = facts['amountMinor'] ?? facts['amount_minor'] ?? fieldsOf(facts['amount'])['minor'];
  const currency = facts['currency'] ?? fieldsOf(facts['amount'])['currency'];
  if (typeof minor !== 'bigint' || typeof currency !== 'string') return {};
  const amount: Money = { minor, currency };
  return { [name]: toWire(amount) };
}
