/** Before all tests: one throwaway server with a migrated template, of which every test file clones its own database. */
import type { TestProject } from 'vitest/node';
import { bootstrapCluster } from '../src/platform/home.ts';
import { prepareJobs } from '../src/platform/jobs.ts';
import { silentLog } from '../src/platform/log.ts';
import { migrate } from '../src/platform/migrate.ts';
import { JOBS, OWNER } from '../src/platform/roles.ts';
import { startTestCluster } from './cluster.ts';

export const TEMPLATE = 'huikuan_template';

declare module 'vitest' {
  interface ProvidedContext {
    socketFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestCluster();
  const { cluster } = server;
  try {
    await bootstrapCluster(cluster, TEMPLATE);
    await migrate(cluster.config(OWNER, TEMPLATE));
    await prepareJobs(cluster.config(JOBS, TEMPLATE), silentLog);
    project.provide('socketFolder', cluster.config(OWNER, TEMPLATE).host ?? '');
    return () => server.remove();
  } catch (error) {
    await server.remove();
    throw error;
  }
}
