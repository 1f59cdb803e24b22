/** The job behind the import page: takes one import as far as it goes without a person. Safe to run twice. */
import { z } from 'zod';
import { defineJob, type Job } from '../platform/jobs.ts';
import { IMPORT_JOB } from './import.commands.ts';
import { advanceImport } from './importRun.ts';

export const importJob = defineJob({
  name: IMPORT_JOB,
  schema: z.object({ batch_id: z.bigint(), user_id: z.bigint().nullable() }),
  run: async (env, payload) => {
    // the steps carry the name of whoever asked; who may no longer enter the company leaves the work to the company itself
    const user = payload.user_id === null ? undefined : await env.userActor(payload.org_id, payload.user_id);
    const asked =
      user?.permissions.has('imports.write') === true && user.scope === 'company'
        ? user
        : env.systemActor(payload.org_id);
    await advanceImport({ db: env.db, actor: { ...asked, via: 'job' }, signal: env.signal }, payload.batch_id);
  },
});

export const connectorsJobs: readonly Job[] = [importJob];
