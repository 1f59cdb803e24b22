/** `huikuan company add` and `huikuan user add`: what an operator does at the machine instead of in the app. */
import { fault } from '../core/errors.ts';
import { newLinkToken, type Token } from '../access/token.ts';
import { isRole, ROLES } from '../access/permission.rules.ts';
import { foundCompanyAsOperator } from '../access/setup.commands.ts';
import { inviteUser, issueLink } from '../access/user.commands.ts';
import { drawUserId, emailKey, findMemberByEmail } from '../access/user.store.ts';
import { readConfig } from '../platform/config.ts';
import { runCommand } from '../platform/command.ts';
import { read } from '../platform/database.ts';
import type { Arguments } from './cliArguments.ts';
import type { CliCommand } from './cliCommand.ts';
import { done, type Outcome } from './cliOutput.ts';
import { companyFrom, type CliSession, type OpenHome } from './cliSession.ts';

const USER_USAGE = `huikuan user add EMAIL --name NAME --roles ${ROLES.join(',')}`;
const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/;

function pageOf(page: 'invite' | 'reset', token: Token): string {
  const { publicUrl, host, port } = readConfig();
  return `${publicUrl ?? `http://${host}:${port}`}/${page}#${token.text}`;
}

async function addUser(session: CliSession, args: Arguments): Promise<Outcome> {
  const [email] = args.positionals;
  const name = args.text.get('name');
  const roles = (args.text.get('roles') ?? '').split(',').filter((r) => r !== '');
  if (email === undefined || name === undefined || roles.length === 0 || !roles.every(isRole) || !EMAIL.test(email)) throw fault('cli.usage', { usage: USER_USAGE });
  const token = newLinkToken();
  const command = inviteUser(token, await drawUserId(session.db));
  const invitation = { name, email: emailKey(email), roles, teamId: null, language: session.company.language };
  const { id } = await runCommand(session.db, command, invitation, { actor: session.actor, asOf: session.asOf });
  const link = pageOf('invite', token);
  return done({ id: id.toString(), email, roles, invite_link: link }, `${name} <${email}> joins ${session.company.name} with this link, once, within seven days:\n${link}`);
}

export const userCommand: CliCommand = {
  name: 'user add',
  usage: USER_USAGE,
  summary: 'Invite a person into the company; prints a one-time link',
  options: { name: { type: 'string' }, roles: { type: 'string' } },
  words: { from: 1, to: 1 },
  run: addUser,
};

const LINK_USAGE = 'huikuan user link EMAIL';

/** The way back in for an administrator who forgot the only password: whoever reaches the machine stands above the app. */
async function linkUser(session: CliSession, args: Arguments): Promise<Outcome> {
  const [email = ''] = args.positionals;
  const member = await read(session.db, session.actor, session.asOf, (r) => findMemberByEmail(r, email));
  if (member === undefined) throw fault('not_found', { email });
  const token = newLinkToken();
  const { purpose } = await runCommand(session.db, issueLink(token), { userId: member.user_id }, { actor: session.actor, asOf: session.asOf });
  const link = pageOf(purpose, token);
  const until = purpose === 'invite' ? 'seven days' : 'one hour';
  return done({ id: member.user_id.toString(), email: member.email, purpose, link }, `${member.name} <${member.email}> sets a password with this link, once, within ${until}:\n${link}`);
}

export const linkCommand: CliCommand = {
  name: 'user link',
  usage: LINK_USAGE,
  summary: 'Print a one-time link with which a member sets a new password',
  options: {},
  words: { from: 1, to: 1 },
  run: linkUser,
};

/** Founding needs no company yet, so it is called with the home alone. */
export async function addCompany(home: OpenHome, args: Arguments): Promise<Outcome> {
  const name = args.positionals[0] ?? args.text.get('company');
  if (name === undefined) throw fault('cli.usage', { usage: COMPANY_USAGE });
  const company = companyFrom(name, args.text.get('currency') ?? 'CNY');
  const id = await foundCompanyAsOperator(home.db, company, 'operator');
  return done({ id: id.toString(), ...company }, `company ${id}: ${name}, ${company.currency}`);
}

export const COMPANY_USAGE = 'huikuan company add NAME [--currency CNY]';
