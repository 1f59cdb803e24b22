/** Every job of the product, in the order of the ladder. A slice adds its list here. */
import { connectorsJobs } from '../connectors/import.jobs.ts';
import type { Job } from '../platform/jobs.ts';

export const jobs: readonly Job[] = [...connectorsJobs];
