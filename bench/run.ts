/**
 * Every speed claim of the README, in one run: `npm run bench`, `npm run bench -- --smoke` (small, no goals), or
 * `npm run bench -- payments` (the public payment histories, to the cent). `--write` puts the table into the README.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { verify } from '../src/app/verify.ts';
import { coldStarts } from './coldStart.ts';
import { csvLedger, xlsxLedger } from './files.ts';
import { copySeconds, importSeconds } from './imports.ts';
import { BARE_AGING, benchAsOf, makeLedger, type MadeLedger } from './ledger.ts';
import { type Line, ms, paired, repeated, table, timed } from './measure.ts';
import { type Bench, type Caller, signIn, startBench } from './product.ts';
import { bareClients, rate, targets, throughCommand } from './receipts.ts';

const smoke = process.argv.includes('--smoke');
const SIZES = smoke ? [1_000] : [10_000, 100_000, 1_000_000];
const RUNS = smoke ? 1 : 7;
const IMPORT_ROWS = smoke ? 1_000 : 100_000;
const RECEIPTS = smoke ? 20 : 800;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const count = (n: number): string => n.toLocaleString('en');
const times = (ratio: number): string => `${ratio.toFixed(2)}×`;

interface Size {
  readonly ledger: MadeLedger;
  readonly caller: Caller;
  readonly page: number;
  readonly worklist: number;
  readonly aging: number;
}

async function measureReads(bench: Bench, open: number, lines: Line[]): Promise<Size> {
  const ledger = await makeLedger({ db: bench.product.db, superuser: bench.superuser }, `bench ${open}`, open);
  const caller = await signIn(bench, ledger.orgId);
  const asOf = `as_of=${benchAsOf}`;
  const { a, b } = await paired(RUNS, () => caller.get(`/aging?by=due&group=customer&${asOf}`), () => bench.superuser.query(BARE_AGING, [ledger.orgId, benchAsOf]));
  lines.push({
    what: `aging of every customer over HTTP, ${count(open)} open, ${count(ledger.customers)} customers`, figure: ms(a.median), against: `bare SQL ${ms(b.median)}: ${times(a.median / b.median)}`,
    goal: '≤ 1.3×', met: smoke ? null : a.median <= b.median * 1.3,
  });
  const { rows } = await bench.superuser.query<{ id: bigint }>('select id from parties.customer where org_id = $1 order by id limit 1', [ledger.orgId]);
  const id = String(rows[0]?.id);
  const page = await repeated(RUNS, () => Promise.all([caller.get(`/customers/${id}?${asOf}`), caller.get(`/customers/${id}/account?${asOf}`), caller.get(`/receivables?customer_id=${id}&status=open&${asOf}`), caller.get(`/customers/${id}/timeline?${asOf}`)]));
  const first = await timed(() => caller.get(`/worklist?limit=50&${asOf}`));
  const worklist = await repeated(RUNS, () => caller.get(`/worklist?limit=50&${asOf}`));
  const search = await repeated(RUNS, () => caller.get(`/customers?search=${encodeURIComponent('客户77')}`));
  lines.push({ what: `customer search among ${count(ledger.customers)} customers`, figure: ms(search.median), against: '–', goal: '–', met: null });
  say(`${count(open)}: aging ${ms(a.median)} (bare ${ms(b.median)}), customer page ${ms(page.median)}, worklist ${ms(worklist.median)} (first of the day ${ms(first)})`);
  lines.push({ what: `first worklist of the day, ${count(open)} open`, figure: ms(first), against: '–', goal: '–', met: null });
  return { ledger, caller, page: page.median, worklist: worklist.median, aging: a.median };
}

function compareSizes(sizes: readonly Size[], lines: Line[]): void {
  const [small, large] = [sizes.at(0), sizes.at(-1)];
  if (small === undefined || large === undefined || small === large) return;
  const add = (what: string, a: number, b: number, most: number, goal: string): void => {
    lines.push({ what, figure: ms(b), against: `${ms(a)} at ${count(small.ledger.open)}: ${times(b / a)}`, goal, met: b <= a * most });
  };
  add(`customer page (four requests at once), ${count(large.ledger.open)} open`, small.page, large.page, 2, '≤ 2×');
  add(`worklist, first page, ${count(large.ledger.open)} open`, small.worklist, large.worklist, 2, '≤ 2×');
  add(`aging, growth from ${count(small.ledger.open)} to ${count(large.ledger.open)}`, small.aging, large.aging, large.ledger.open / small.ledger.open, 'at most linear');
}

async function measureImports(bench: Bench, lines: Line[]): Promise<void> {
  const { rows } = await bench.superuser.query<{ org_id: bigint }>(`insert into platform.organisation (name, country, currency, time_zone, language) values ('imports', 'CN', 'CNY', 'Asia/Shanghai', 'zh-CN') returning org_id`);
  const orgId = rows[0]?.org_id ?? 0n;
  const caller = await signIn(bench, orgId);
  const bare = await copySeconds(bench, orgId, IMPORT_ROWS, 'COPY');
  const files: [string, Uint8Array][] = [['csv', csvLedger(IMPORT_ROWS, 'CSV')], ['xlsx', await xlsxLedger(IMPORT_ROWS, 'XLS')]];
  for (const [kind, bytes] of files) {
    const before = process.memoryUsage().rss;
    const seconds = await importSeconds(bench, caller, `ledger.${kind}`, bytes);
    const grown = Math.max(0, process.memoryUsage().rss - before) / 2 ** 20;
    say(`import ${kind} ${seconds.toFixed(1)} s, bare copy ${bare.toFixed(1)} s, +${grown.toFixed(0)} MiB`);
    lines.push({
      what: `import of ${count(IMPORT_ROWS)} rows from ${kind.toUpperCase()}, upload to booked`, figure: `${seconds.toFixed(1)} s, ${count(Math.round(IMPORT_ROWS / seconds))} rows/s, +${grown.toFixed(0)} MiB`,
      against: `COPY ${bare.toFixed(1)} s: ${(bare / seconds).toFixed(2)} of its speed`, goal: '≥ 0.25', met: smoke ? null : bare / seconds >= 0.25,
    });
  }
}

async function measureReceipts(bench: Bench, size: Size, lines: Line[]): Promise<void> {
  let skip = 0;
  for (const clients of [1, 8]) {
    const bareSide = await bareClients(bench.bareConfig, size.ledger, clients);
    const ours: number[] = [];
    const bare: number[] = [];
    const command = throughCommand(bench.product.db, size.caller.actor);
    for (let round = 0; round < (smoke ? 1 : 3); round += 1) {
      const work = await targets(bench.superuser, size.ledger.orgId, RECEIPTS * 2, skip);
      skip += RECEIPTS * 2;
      ours.push(await rate(clients, work.slice(0, RECEIPTS), command));
      bare.push(await rate(clients, work.slice(RECEIPTS), bareSide.one));
    }
    await bareSide.end();
    const median = (xs: number[]): number => xs.sort((x, y) => x - y)[xs.length >> 1] ?? 0;
    const [a, b] = [median(ours), median(bare)];
    say(`receipts, ${clients} clients: ${a.toFixed(0)}/s, bare ${b.toFixed(0)}/s`);
    lines.push({ what: `post and allocate a receipt, ${clients} client${clients > 1 ? 's' : ''}`, figure: `${count(Math.round(a))}/s`, against: `bare transaction ${count(Math.round(b))}/s: ${(a / b).toFixed(2)}`, goal: '≥ 0.60', met: smoke ? null : a / b >= 0.6 });
  }
}

function writeReadme(text: string): void {
  const file = path.join(import.meta.dirname, '../README.md');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace(/<!-- bench -->[\s\S]*<!-- \/bench -->/, `<!-- bench -->\n${text}\n<!-- /bench -->`));
}

async function main(): Promise<void> {
  const lines: Line[] = [];
  const bench = await startBench();
  try {
    const sizes: Size[] = [];
    for (const open of SIZES) sizes.push(await measureReads(bench, open, lines));
    compareSizes(sizes, lines);
    await measureImports(bench, lines);
    const largest = sizes.at(-1);
    if (largest !== undefined) await measureReceipts(bench, largest, lines);
    const start = performance.now();
    const report = await verify({ owner: bench.owner });
    const seconds = (performance.now() - start) / 1000;
    if (report.violations.length > 0) throw new Error(`verify: ${JSON.stringify(report.violations.slice(0, 3))}`);
    lines.push({ what: `verify, ${report.checks} checks over ${count(report.rows)} rows`, figure: `${seconds.toFixed(1)} s`, against: 'clean', goal: '≤ 60 s', met: smoke ? null : seconds <= 60 });
  } finally {
    await bench.stop();
  }
  const cold = await coldStarts();
  lines.push({ what: 'cold start to the first page, new home / used home', figure: `${ms(cold.first)} / ${ms(cold.later)}`, against: '–', goal: '–', met: null });
  const cpu = os.cpus();
  const machine = `Measured ${new Date().toISOString().slice(0, 10)} on ${cpu.length} cores (${cpu[0]?.model.trim() ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, embedded PostgreSQL, durable; medians of ${RUNS} interleaved runs.`;
  const text = `${table(lines)}\n\n${machine}`;
  say(`\n${text}`);
  if (process.argv.includes('--write')) writeReadme(text);
}

if (process.argv[2] === 'payments') {
  await import('./payments.ts');
} else await main();
