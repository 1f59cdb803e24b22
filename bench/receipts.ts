/** Posting one receipt and allocating it to one receivable: through the command, and as the bare transaction. */
import pg from 'pg';
import { day } from '../src/core/day.ts';
import { postReceipt } from '../src/cash/cash.commands.ts';
import { runCommand } from '../src/platform/command.ts';
import type { Actor } from '../src/platform/actor.ts';
import type { Db } from '../src/platform/database.ts';
import { benchAsOf, type MadeLedger } from './ledger.ts';

interface Target {
  readonly receivableId: bigint;
  readonly customerId: bigint;
  readonly amountMinor: bigint;
}

/** Open receivables of `orgId`, far enough apart that two clients seldom meet. */
export async function targets(superuser: pg.Client, orgId: bigint, count: number, skip: number): Promise<Target[]> {
  const { rows } = await superuser.query<{ id: bigint; customer_id: bigint; open_minor: bigint }>(
    'select id, customer_id, open_minor from receivables.receivable where org_id = $1 and open_minor > 0 order by id offset $3 limit $2',
    [orgId, count, skip],
  );
  return rows.map((r) => ({ receivableId: r.id, customerId: r.customer_id, amountMinor: r.open_minor }));
}

/** Receipts a second with `clients` at work at once. */
export async function rate(clients: number, work: readonly Target[], one: (client: number, target: Target) => Promise<unknown>): Promise<number> {
  const queue = [...work];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) await one(client, next);
    }),
  );
  return (work.length / (performance.now() - start)) * 1000;
}

export const throughCommand = (db: Db, actor: Actor) => (_client: number, t: Target): Promise<unknown> =>
  runCommand(
    db,
    postReceipt,
    {
      customerId: t.customerId, receivedOn: day(benchAsOf), amountMinor: t.amountMinor, currency: 'CNY', instrument: 'BANK_TRANSFER',
      allocate: { mode: 'MANUAL', lines: [{ receivableId: t.receivableId, amountMinor: t.amountMinor }] },
    },
    { actor, asOf: day(benchAsOf) },
  );

/** The same facts in the same tables with the same locks, by hand: what the command is measured against. */
export async function bareClients(config: pg.ClientConfig, { orgId, eventId }: Pick<MadeLedger, 'orgId' | 'eventId'>, count: number): Promise<{ one: (client: number, t: Target) => Promise<void>; end(): Promise<void> }> {
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new pg.Client(config);
      client.on('error', () => undefined); // the next query reports it
      await client.connect();
      return client;
    }),
  );
  let number = 0;
  const one = async (index: number, t: Target): Promise<void> => {
    const client = clients[index];
    if (client === undefined) throw new Error(`no client ${index}`);
    number += 1;
    const name = `BARE-${clients.length}-${index}-${number}`;
    await client.query('begin');
    const { rows } = await client.query<{ id: bigint }>(
      `insert into receivables.credit (org_id, kind, number, number_key, customer_id, currency, amount_minor, effective_on, event_id, posted_at)
       values ($1, 'RECEIPT', $2, lower($2), $3, 'CNY', $4, $5, $6, now()) returning id`,
      [orgId, name, t.customerId, t.amountMinor, benchAsOf, eventId],
    );
    const creditId = rows[0]?.id;
    await client.query(
      `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, credit_id, currency, amount_minor, effective_on, event_id, recorded_at)
       values ($1, 'RECEIPT', 'CASH', 'UNAPPLIED', $2, $3, 'CNY', $4, $5, $6, now())`,
      [orgId, t.customerId, creditId, t.amountMinor, benchAsOf, eventId],
    );
    await client.query(`insert into cash.receipt (org_id, credit_id, received_on, instrument) values ($1, $2, $3, 'BANK_TRANSFER')`, [orgId, creditId, benchAsOf]);
    await client.query('select id, open_minor from receivables.receivable where org_id = $1 and id = $2 for no key update', [orgId, t.receivableId]);
    await client.query('update receivables.credit set applied_minor = applied_minor + $3 where org_id = $1 and id = $2', [orgId, creditId, t.amountMinor]);
    await client.query('update receivables.receivable set allocated_minor = allocated_minor + $3 where org_id = $1 and id = $2', [orgId, t.receivableId, t.amountMinor]);
    await client.query(
      `insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency, amount_minor, effective_on, event_id, recorded_at)
       values ($1, 'ALLOCATION', 'UNAPPLIED', 'RECEIVABLE', $2, $3, $4, 'CNY', $5, $6, $7, now())`,
      [orgId, t.customerId, t.receivableId, creditId, t.amountMinor, benchAsOf, eventId],
    );
    await client.query('commit');
  };
  return { one, end: async () => { await Promise.all(clients.map((c) => c.end())); } };
}
