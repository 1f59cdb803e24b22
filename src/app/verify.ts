/** `verify`: every invariant of the ledger, asked of the database itself. Nothing is cached and nothing is repaired. */
import { systemActor } from '../access/caller.store.ts';
import { CASH_TABLES, cashChecks } from '../cash/cash.verify.store.ts';
import { CONNECTORS_TABLES, connectorsChecks } from '../connectors/connectors.verify.store.ts';
import { worklistViolations } from '../collections/worklist.verify.ts';
import type { Id } from '../core/ids.ts';
import { PARTIES_TABLES, partiesChecks } from '../parties/parties.verify.store.ts';
import type { Actor } from '../platform/actor.ts';
import { applyActor, type Db, type Tx } from '../platform/database.ts';
import { type ChainViolation, type Head, verifyChain } from '../platform/seal.ts';
import {
  companiesSeen,
  countRows,
  guardChecks,
  referenceChecks,
  runCheck,
  useMemory,
  type Violation,
  wallChecks,
} from '../platform/verify.ts';
import { LEDGER_GUARDS, LEDGER_TABLES, ledgerChecks } from '../receivables/receivables.verify.store.ts';

export interface VerifyReport {
  /** How many different invariants were asked, by how many checks. */
  readonly invariants: number;
  readonly checks: number;
  /** Rows looked at. */
  readonly rows: number;
  readonly violations: readonly Violation[];
}

const TABLES = [...PARTIES_TABLES, ...LEDGER_TABLES, ...CASH_TABLES, ...CONNECTORS_TABLES, 'platform.event'];

/**
 * Checks everything the reader may see. `owner` reads as the owner of the tables: all companies. A member's reading is
 * limited to the member's company. Give the heads of the audit chain that are kept outside the database to find a cut
 * tail.
 */
export async function verify(
  reader: { readonly owner: Db } | { readonly member: Db; readonly actor: Actor },
  heads: readonly Head[] = [],
): Promise<VerifyReport> {
  const db = 'owner' in reader ? reader.owner : reader.member;
  const actor = 'actor' in reader ? reader.actor : undefined;
  const found = await db.kysely
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      if (actor !== undefined) await applyActor(tx, actor);
      await useMemory(tx);
      return verifyRows(tx);
    });
  const companies = actor === undefined ? found.companies : [actor.orgId];
  const chain = await chainViolations(db, companies, heads);
  const violations = [...found.violations, ...chain];
  return { invariants: found.invariants, checks: found.checks, rows: found.rows, violations };
}

/** All but the audit chain, in the given transaction. */
export async function verifyRows(tx: Tx): Promise<VerifyReport & { companies: Id[] }> {
  const checks = [
    ...wallChecks,
    ...guardChecks(LEDGER_GUARDS),
    ...partiesChecks,
    ...ledgerChecks,
    ...cashChecks,
    ...connectorsChecks,
    ...(await referenceChecks(tx)),
  ];
  const violations: Violation[] = [];
  for (const check of checks) {
    const violation = await runCheck(tx, check);
    if (violation !== undefined) violations.push(violation);
  }
  violations.push(...(await worklistViolations(tx)));
  const companies = await companiesSeen(tx);
  const counted = await countRows(tx, TABLES);
  // the audit chain (I-43) is walked outside of this transaction
  const invariants = new Set([...checks.map((c) => c.invariant), 'I-43']).size;
  return { invariants, checks: checks.length + 1, rows: counted, violations, companies };
}

const CHAIN_TEXT = 'The audit chain of a company is whole: no event was changed, removed, exchanged or cut off.';

async function chainViolations(db: Db, companies: readonly Id[], heads: readonly Head[]): Promise<Violation[]> {
  const broken: string[] = [];
  for (const orgId of companies) {
    const { violations } = await verifyChain(db, systemActor(orgId), heads);
    broken.push(...violations.map((v) => `company ${orgId} ${describe(v)}`));
  }
  return broken.length === 0
    ? []
    : [{ invariant: 'I-43', text: CHAIN_TEXT, ids: broken.slice(0, 20), count: broken.length }];
}

const describe = (v: ChainViolation): string =>
  `${v.kind} at ${v.seq}${v.eventId === null ? '' : ` event ${v.eventId}`}`;
