/** The throwaway PostgreSQL of a test run: not durable, in the temporary folder, named after the process that made it. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Cluster, startCluster } from '../src/platform/cluster.ts';
import { SUPERUSER } from '../src/platform/clusterFolder.ts';
import { processAlive, stopServer } from '../src/platform/clusterProcess.ts';
import { silentLog } from '../src/platform/log.ts';

const NAME = /^huikuan-test-(\d+)(-\w+)?$/;

/** Stops every server below a folder of tests and deletes the folder. */
export async function removeTestFolder(folder: string): Promise<void> {
  for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.basename(entry) === 'postmaster.pid')
      await stopServer(path.dirname(path.join(fs.realpathSync(folder), entry)), 10_000);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** A run that was killed leaves its servers and folders behind: the next run takes them away. */
async function removeAbandoned(): Promise<void> {
  for (const name of fs.readdirSync(tmpdir())) {
    const pid = Number.parseInt(NAME.exec(name)?.[1] ?? '', 10);
    if (!Number.isNaN(pid) && !processAlive(pid)) await removeTestFolder(path.join(tmpdir(), name));
  }
}

/** A folder in the temporary folder that a server of another user id can enter; swept away even after a kill. */
export function makeTestFolder(purpose?: string): string {
  const folder = path.join(
    fs.realpathSync(tmpdir()),
    `huikuan-test-${process.pid}${purpose === undefined ? '' : `-${purpose}`}`,
  );
  fs.mkdirSync(folder, { mode: 0o711 });
  return folder;
}

export interface TestCluster {
  readonly cluster: Cluster;
  remove(): Promise<void>;
}

export async function startTestCluster(): Promise<TestCluster> {
  await removeAbandoned();
  const home = makeTestFolder();
  const cluster = await startCluster({ home, log: silentLog, fast: true, exclusive: true });
  return {
    cluster,
    async remove() {
      await cluster.stop();
      await removeTestFolder(home);
    },
  };
}

export async function asSuperuser(config: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client({ ...config, user: SUPERUSER });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
