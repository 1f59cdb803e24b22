/** The import page's whole way over HTTP, with the real job runner behind it. */
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Browser, COMPANY, PASSWORD } from '../../test/access/client.ts';
import { buildWorld, type World } from '../../test/build.ts';
import { actorOfUser, systemActor } from '../access/caller.store.ts';
import { newSetupToken } from '../access/setup.commands.ts';
import { inspectFile, readRows } from '../connectors/readTable.ts';
import type { ParsedRow } from '../connectors/table.ts';
import { type JobRunner, prepareJobs, startJobs } from '../platform/jobs.ts';
import { silentLog } from '../platform/log.ts';
import { jobs } from './jobs.ts';
import { buildServer } from './server.ts';

let world: World;
let app: FastifyInstance;
let finance: Browser;
let runner: JobRunner;

beforeAll(async () => {
  world = await buildWorld();
  await prepareJobs(world.database.jobs, silentLog);
  const env = { db: world.db, log: silentLog, systemActor, userActor: actorOfUser.bind(undefined, world.db) };
  runner = await startJobs({ jobs: world.database.jobs, list: jobs, env });
  app = await buildServer({ db: world.db, log: silentLog, publicRequestsPerMinute: 10_000 });
  finance = new Browser(app);
  const token = (await newSetupToken(world.db)) ?? '';
  const owner = { token, name: '方敏', email: 'fang@example.com', password: PASSWORD, company: COMPANY };
  expect((await finance.post('/setup', owner)).status).toBe(200);
  await finance.open();
});
afterAll(async () => {
  await app.close();
  await runner.stop();
  await world.close();
});

const HEAD = '单据编号,客户编号,客户名称,单据日期,到期日,价税合计\n';

function upload(fileName: string, text: string, fields: Record<string, string> = {}): Promise<Answer> {
  const boundary = 'x-test-boundary';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`;
  const body = Buffer.from(`${parts.join('')}${file}--${boundary}--\r\n`);
  return finance.send('POST', '/imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
}

/** Asks again until the job is done with it. */
async function settled(id: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await finance.get(`/imports/${id}`);
    if (!['INSPECTING', 'CHECKING', 'COMMITTING'].includes(body.status)) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function download(path: string): Promise<{ bytes: Buffer; headers: Answer['headers'] }> {
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1${path}`,
    headers: { cookie: finance.cookie ?? '' },
    remoteAddress: finance.ip,
  });
  expect(answer.statusCode).toBe(200);
  return { bytes: answer.rawPayload, headers: answer.headers };
}

describe('an import over HTTP', () => {
  it('is uploaded, looked at, booked in part, explained and undone', async () => {
    const text = `${HEAD}H-1,K1,甲公司,2026-08-01,2026-09-01,1000.00\nH-2,K1,甲公司,2026-08-01,2026-09-01,12x\n`;
    const uploaded = await upload('应收明细.csv', text);
    expect(uploaded.status).toBe(201);
    const { id } = uploaded.body;
    const review = await settled(id);
    expect(review).toMatchObject({ status: 'REVIEW', object: 'receivables', mapping_from: 'detected' });
    expect(review.columns.map((c: { field: string }) => c.field)).toEqual([
      'document_no',
      'customer_no',
      'customer_name',
      'doc_on',
      'due_on',
      'amount',
    ]);
    expect(review.can).toMatchObject({ map: true, commit_all: 'import.not_ready', undo: 'import.not_undoable' });

    const columns = review.columns.map((c: { index: number; field: string }) => ({ index: c.index, field: c.field }));
    const mapped = await finance.send('PUT', `/imports/${id}/mapping`, { object: 'receivables', columns });
    expect(mapped.status).toBe(200);
    const ready = await settled(id);
    expect(ready).toMatchObject({ status: 'READY', errors_total: 1 });
    expect(ready.preview).toMatchObject({ rows: 2, created: 1, rejected: 1, new_customers: 1, matches: false });
    expect(ready.preview.totals_booked).toEqual([{ amount: '1000.00', currency: 'CNY' }]);
    const fresh = (await finance.get(`/imports/${id}/rows?kind=new`)).body;
    expect(fresh.items).toMatchObject([{ row: 2, subject: 'H-1', after: { amount: '1000.00', customer: '甲公司' } }]);
    const wrong = (await finance.get(`/imports/${id}/rows?kind=error`)).body;
    expect(wrong.items).toMatchObject([{ row: 3, column: '价税合计', value: '12x', code: 'E_AMOUNT_INVALID' }]);

    const all = await finance.post(`/imports/${id}/commit`, { rows: 'all' });
    expect([all.status, all.body.code]).toEqual([422, 'import.rows_wrong']);
    expect((await finance.post(`/imports/${id}/commit`, { rows: 'valid' })).status).toBe(202);
    expect(await settled(id)).toMatchObject({ status: 'DONE_PARTLY', result: { created: 1, rejected: 1 } });

    const errors = await download(`/imports/${id}/errors.xlsx`);
    const inspection = await inspectFile(errors.bytes, 'errors.xlsx', { object: 'receivables' });
    expect(inspection.headers.slice(0, 6)).toEqual(HEAD.trim().split(','));
    const rows: ParsedRow[] = [];
    for await (const page of readRows(errors.bytes, 'errors.xlsx', inspection)) rows.push(...page);
    expect(rows.map((row) => row.raw.slice(0, 7))).toEqual([
      ['H-2', 'K1', '甲公司', '2026-08-01', '2026-09-01', '12x', '3'],
    ]);
    const kept = await download(`/imports/${id}/file`);
    expect(kept.bytes.toString('utf8').trimEnd()).toBe(text.trimEnd());
    expect(kept.headers['content-disposition']).toContain("filename*=UTF-8''");

    const again = await upload('again.csv', text);
    expect(again.body).toMatchObject({ id, already_imported: true });
    expect((await finance.post(`/imports/${id}/undo`)).body).toMatchObject({ status: 'UNDONE' });
    expect((await finance.get('/imports')).body.items).toMatchObject([
      { id, status: 'UNDONE', file_name: '应收明细.csv' },
    ]);
  });

  it('goes to its preview by itself when everything is recognised, and can be cancelled there', async () => {
    const { body } = await upload('auto.csv', `${HEAD}I-1,K1,甲公司,2026-08-01,2026-09-01,5.00\n`, { auto: 'true' });
    const ready = await settled(body.id);
    expect([ready.status, ready.preview.matches]).toEqual(['READY', true]);
    expect((await finance.post(`/imports/${body.id}/cancel`)).body.status).toBe('CANCELLED');
    const refused = await finance.post(`/imports/${body.id}/commit`, { rows: 'all' });
    expect([refused.status, refused.body.code]).toEqual([409, 'import.not_ready']);
  });

  it('refuses what is no spreadsheet, saying why, and books nothing', async () => {
    const { body } = await upload('old.xls', '\ufffd\ufffd not a workbook', { auto: 'true' });
    const ended = await settled(body.id);
    expect(ended.status).toBe('FAILED');
    expect(ended.error).toMatchObject({ code: 'import.file_refused' });
    expect(ended.file_issues.length).toBeGreaterThan(0);
  });

  it('hands out templates whose examples are skipped: as they are they hold nothing to import', async () => {
    for (const object of ['receivables', 'customers', 'contacts', 'receipts', 'limits']) {
      const { bytes } = await download(`/imports/templates/${object}.xlsx`);
      const inspection = await inspectFile(bytes, `${object}.xlsx`);
      expect([object, inspection.rows, inspection.errors.map((e) => e.code)]).toEqual([object, 0, ['E_EMPTY_FILE']]);
    }
  });

  it('knows only its own fields, and answers a foreign id like a missing one', async () => {
    expect((await upload('a.csv', HEAD, { surprise: '1' })).status).toBe(422);
    expect((await finance.get('/imports/999999')).status).toBe(404);
    expect((await finance.post('/imports/999999/undo')).status).toBe(404);
  });
});
