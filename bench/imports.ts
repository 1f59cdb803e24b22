/** Importing a ledger against bare COPY of the same rows into the same constrained tables. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { commitImport, uploadImport } from '../src/connectors/import.commands.ts';
import { advanceImport } from '../src/connectors/importRun.ts';
import { day } from '../src/core/day.ts';
import { runCommand } from '../src/platform/command.ts';
import { sha256 } from '../src/platform/json.ts';
import { madeRows } from './files.ts';
import { benchAsOf } from './ledger.ts';
import { loadEvent } from './loadEvent.ts';
import type { Bench, Caller } from './product.ts';

/** Seconds from the upload to the last booked row, through the steps of the import page. */
export async function importSeconds(bench: Bench, caller: Caller, fileName: string, bytes: Uint8Array): Promise<number> {
  const { db } = bench.product;
  const options = { actor: caller.actor, asOf: day(benchAsOf) };
  const start = performance.now();
  const { batchId } = await runCommand(db, uploadImport(bytes), { fileName, sha256: sha256(bytes).toString('hex'), chosen: {}, auto: true, again: false, queue: false }, options);
  const run = { db, actor: caller.actor };
  const checked = await advanceImport(run, batchId);
  if (checked.status !== 'READY') throw new Error(`${fileName}: ${checked.status} ${checked.errorCode}`);
  await runCommand(db, commitImport, { batchId, rows: 'all', queue: false }, options);
  const ended = await advanceImport(run, batchId);
  if (ended.status !== 'DONE') throw new Error(`${fileName}: ${ended.status} ${ended.errorCode}`);
  return (performance.now() - start) / 1000;
}

/** Seconds of COPY alone: rows made beforehand, ids given, triggers, keys and checks in force, one transaction. */
export async function copySeconds(bench: Bench, orgId: bigint, count: number, prefix: string): Promise<number> {
  const { superuser } = bench;
  const draw = async (sequence: string, n: number): Promise<bigint> => {
    const { rows } = await superuser.query<{ first: bigint }>('select min(nextval($1)) as first from generate_series(1, $2::int)', [sequence, n]);
    return rows[0]?.first ?? 0n;
  };
  const customers = new Map<string, number>();
  const rows = [...madeRows(count, prefix)];
  for (const r of rows) if (!customers.has(r.customerNo)) customers.set(r.customerNo, customers.size);
  const eventId = await loadEvent(bench.product.db, orgId, benchAsOf);
  const firstCustomer = await draw('parties.customer_id_seq', customers.size);
  const firstDocument = await draw('receivables.document_id_seq', count);
  const firstReceivable = await draw('receivables.receivable_id_seq', count);
  const firstPosting = await draw('receivables.posting_id_seq', count);
  const at = `${benchAsOf}T00:00:00Z`;
  const minor = (amount: string): string => amount.replace('.', '');
  const customerLines = [...customers].map(([no, i]) => `${orgId}\t${firstCustomer + BigInt(i)}\t${prefix}${no}\t${prefix.toLowerCase()}${no.toLowerCase()}\t示例\t示例\t${at}\n`);
  const idOf = (i: number, first: bigint): bigint => first + BigInt(i);
  const customerOf = (no: string): bigint => firstCustomer + BigInt(customers.get(no) ?? 0);
  const documentLines = rows.map((r, i) => `${orgId}\t${idOf(i, firstDocument)}\tINVOICE\t${r.number}\t${r.number.toLowerCase()}\t${customerOf(r.customerNo)}\tCNY\t${minor(r.amount)}\t${r.docOn}\t${eventId}\t${at}\n`);
  const receivableLines = rows.map((r, i) => `${orgId}\t${idOf(i, firstReceivable)}\t${idOf(i, firstDocument)}\t${customerOf(r.customerNo)}\tCNY\t${minor(r.amount)}\t${r.docOn}\t${r.dueOn}\t${r.dueOn}\n`);
  const postingLines = rows.map((r, i) => `${orgId}\t${idOf(i, firstPosting)}\tINVOICE\tRECEIVABLE\tREVENUE\t${customerOf(r.customerNo)}\t${idOf(i, firstReceivable)}\tCNY\t${minor(r.amount)}\t${r.docOn}\t${eventId}\t${at}\n`);
  const start = performance.now();
  await superuser.query('begin');
  await copy(superuser, 'parties.customer (org_id, id, customer_no, customer_no_key, legal_name, name_key, created_at)', customerLines);
  await copy(superuser, 'receivables.document (org_id, id, kind, number, number_key, customer_id, currency, amount_minor, doc_on, event_id, posted_at)', documentLines);
  await copy(superuser, 'receivables.receivable (org_id, id, document_id, customer_id, currency, amount_minor, doc_on, due_on, original_due_on)', receivableLines);
  await copy(superuser, 'receivables.posting (org_id, id, kind, debit_account, credit_account, customer_id, receivable_id, currency, amount_minor, effective_on, event_id, recorded_at)', postingLines);
  await superuser.query('commit');
  return (performance.now() - start) / 1000;
}

async function copy(client: pg.Client, target: string, lines: readonly string[]): Promise<void> {
  const chunks: string[] = [];
  for (let i = 0; i < lines.length; i += 1000) chunks.push(lines.slice(i, i + 1000).join(''));
  await pipeline(Readable.from(chunks), client.query(copyFrom(`copy ${target} from stdin`)));
}
