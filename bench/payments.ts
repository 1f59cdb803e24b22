/** `npm run bench -- payments`: the public payment histories through the real import, against a sum over the file, to the cent. */
import { randomUUID } from 'node:crypto';
import { aging } from '../src/receivables/aging.routes.ts';
import { verify } from '../src/app/verify.ts';
import { commitImport, uploadImport } from '../src/connectors/import.commands.ts';
import { listIssues } from '../src/connectors/import.store.ts';
import { advanceImport } from '../src/connectors/importRun.ts';
import { undoImport } from '../src/connectors/importUndo.commands.ts';
import { day } from '../src/core/day.ts';
import { runCommand } from '../src/platform/command.ts';
import { read } from '../src/platform/database.ts';
import { sha256 } from '../src/platform/json.ts';
import { inUnits, paymentFiles, type PaymentFile, sumFile } from './paymentFile.ts';
import { type Bench, type Caller, signIn, startBench } from './product.ts';

const say = (text = ''): void => void process.stdout.write(`${text}\n`);

async function payments(): Promise<void> {
  const files = paymentFiles();
  if (files.length === 0) {
    say('../shared/data/payments is not there: nothing to measure.');
    return;
  }
  const bench = await startBench();
  try {
    for (const file of files) await measure(bench, file);
  } finally {
    await bench.stop();
  }
}

async function measure(bench: Bench, file: PaymentFile): Promise<void> {
  const { rows } = await bench.superuser.query<{ org_id: bigint }>(
    "insert into platform.organisation (name, country, currency, time_zone, language) values ($1, 'US', $2, 'America/New_York', 'en') returning org_id",
    [`payments ${randomUUID()}`, file.currency],
  );
  const caller = await signIn(bench, rows[0]?.org_id ?? 0n);
  const expected = sumFile(file);
  say(`${file.name}: ${expected.rows} rows, as of ${file.day}`);

  const start = performance.now();
  const first = await bookFile(bench, caller, { file, bytes: file.bytes });
  const seconds = (performance.now() - start) / 1000;
  const { batch } = first;
  say(
    `  columns recognised: ${batch.inspection?.columns
      .filter((c) => c.field !== null)
      .map((c) => `${c.header} = ${c.field}`)
      .join(', ')}`,
  );
  say(
    `  booked in ${seconds.toFixed(1)} s: ${batch.result?.created} documents, ${batch.result?.newCustomers} customers; ${batch.result?.rejected} rows named as wrong`,
  );
  say(`  wrong rows: ${first.wrong.join(', ') || 'none'}  ${same(first.wrong.join(), expected.faulty.join())}`);
  await compareAging(bench, caller, file);

  const again = await bookFile(bench, caller, { file, bytes: file.bytes });
  say(`  the same file again: ${again.already ? 'recognised, nothing added' : 'NOT RECOGNISED'}`);
  const [heading = '', ...lines] = file.bytes.toString('utf8').trimEnd().split('\n');
  const reordered = await bookFile(bench, caller, {
    file,
    bytes: Buffer.from([heading, ...lines.reverse()].join('\r\n')),
  });
  say(
    `  the same rows in other order and bytes: ${reordered.batch.result?.created} added, ${reordered.batch.result?.unchanged} known`,
  );

  const undone = await runCommand(
    bench.product.db,
    undoImport,
    { batchId: batch.id },
    { actor: caller.actor, asOf: day(file.day) },
  );
  const left = await read(bench.product.db, caller.actor, day(file.day), (r) => aging(r, { by: 'due', group: 'none' }));
  const report = await verify({ owner: bench.owner });
  say(
    `  undone: ${undone.postings} postings reversed, ${left.currencies.length === 0 ? 'nothing open' : JSON.stringify(left.currencies)}; verify: ${report.violations.length} violations in ${report.rows} rows`,
  );
  say();
}

async function bookFile(bench: Bench, caller: Caller, given: { file: PaymentFile; bytes: Buffer }) {
  const { db } = bench.product;
  const options = { actor: caller.actor, asOf: day(given.file.day) };
  const { batchId, already } = await runCommand(
    db,
    uploadImport(given.bytes),
    {
      fileName: given.file.name,
      sha256: sha256(given.bytes).toString('hex'),
      chosen: {},
      auto: true,
      again: false,
      queue: false,
    },
    options,
  );
  const run = { db, actor: caller.actor };
  await advanceImport(run, batchId);
  await runCommand(db, commitImport, { batchId, rows: 'valid', queue: false }, options);
  const batch = await advanceImport(run, batchId);
  const issues = await read(db, caller.actor, options.asOf, (r) =>
    listIssues(r, batchId, { severity: 'error', limit: 1000 }),
  );
  return { batch, already, wrong: [...new Set(issues.map((i) => i.row_no))] };
}

async function compareAging(bench: Bench, caller: Caller, file: PaymentFile): Promise<void> {
  const answer = await read(bench.product.db, caller.actor, day(file.day), (r) =>
    aging(r, { by: 'due', group: 'none', buckets: '30,60,90,180,365' }),
  );
  const expected = sumFile(file);
  for (const [currency, sums] of [...expected.byCurrency].sort()) {
    const told = answer.currencies.find((c) => c.currency === currency)?.totals;
    say(
      `  ${currency} open ${told?.open} (${told?.count} documents)  ${same(`${told?.open} ${told?.count}`, `${inUnits(sums.open)} ${sums.count}`)}`,
    );
    answer.buckets.forEach((bucket, i) =>
      say(
        `    ${bucket.padEnd(9)} ${(told?.buckets[i] ?? '').padStart(16)}  ${same(told?.buckets[i] ?? '', inUnits(sums.buckets[i] ?? 0n))}`,
      ),
    );
  }
}

const same = (told: string, expected: string): string => (told === expected ? '= file' : `≠ file: ${expected}`);

await payments();
