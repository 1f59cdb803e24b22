/** The throwaway PostgreSQL of a test run: not durable, in the temporary folder, named after the process that made it. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Cluster, startCluster } from '../src/platform/cluster.ts';
import { SUPERUSER } from '../src/platform/clusterFolder.ts';
import { processAlive, stopServer } from '../src/platform/clusterProcess.ts';
import { silentLog } from '../src/platform/log.ts';

const NAME = /^huikuan-test-(\d+)$/;

/** A run that was killed leaves its server and folder behind: the next run takes them away. */
async function removeAbandoned(): Promise<void> {
  for (const name of fs.readdirSync(tmpdir())) {
    const pid = Number.parseInt(NAME.exec(name)?.[1] ?? '', 10);
    if (Number.isNaN(pid) || processAlive(pid)) continue;
    const home = path.join(fs.realpathSync(tmpdir()), name);
    await stopServer(path.join(home, 'postgresql'), 10_000);
    fs.rmSync(home, { recursive: true, force: true });
  }
}

export interface TestCluster {
  readonly cluster: Cluster;
  remove(): Promise<void>;
}

export async function startTestCluster(): Promise<TestCluster> {
  await removeAbandoned();
  const home = path.join(tmpdir(), `huikuan-test-${process.pid}`);
  fs.mkdirSync(home, { mode: 0o711 });
  const cluster = await startCluster({ home, log: silentLog, fast: true, exclusive: true });
  return {
    cluster,
    async remove() {
      await cluster.stop();
      fs.rmSync(home, { recursive: true, force: true });
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
