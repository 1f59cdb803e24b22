/** Following an invitation or a reset link. */
import { fault } from '../core/errors.ts';
import { now, today } from '../platform/clock.ts';
import { runCommand } from '../platform/command.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/json.ts';
import { assertPassword, hashPassword } from './password.ts';
import { checkPassword, startSession, type Device } from './session.commands.ts';
import { findLink, type FoundLink, type LinkPurpose } from './session.store.ts';
import type { Token } from './token.ts';
import { followLink } from './user.commands.ts';

export interface OpenLink {
  readonly purpose: LinkPurpose;
  readonly link: FoundLink;
  /** The person chooses a password; else the existing one is asked for, as an invitation must not replace it. */
  readonly choosesPassword: boolean;
}

/** @throws link.dead */
export async function lookAtLink(db: Db, token: string): Promise<OpenLink> {
  for (const purpose of ['invite', 'reset'] as const) {
    const link = await findLink(db, token, purpose, now());
    if (link !== undefined) return { purpose, link, choosesPassword: purpose === 'reset' || !link.has_password };
  }
  throw fault('link.dead');
}

export interface LinkAnswer {
  readonly token: string;
  readonly name?: string | undefined;
  readonly password: string;
}

/**
 * Accepts the invitation or sets the new password, and signs the person in. @throws link.dead, session.wrong,
 * password.*
 */
export async function takeLink(db: Db, answer: LinkAnswer, device: Device): Promise<Token> {
  const { purpose, link, choosesPassword } = await lookAtLink(db, answer.token);
  let passwordHash: string | null = null;
  if (choosesPassword) {
    assertPassword(answer.password, link.email);
    passwordHash = await hashPassword(answer.password);
  } else {
    await checkPassword(db, { email: link.email, password: answer.password }, device);
  }
  const actor = {
    orgId: link.org_id,
    userId: link.user_id,
    label: answer.name ?? link.name,
    via: 'web',
    scope: 'none',
    teamIds: [],
    permissions: new Set(['follow-link']),
  } as const;
  const command = followLink({ tokenHash: sha256(answer.token), passwordHash });
  await runCommand(db, command, { purpose, name: answer.name }, { actor, asOf: today('UTC') });
  return startSession(db, link.user_id, device);
}
