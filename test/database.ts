/** A database of its own for a test file, cloned from the migrated template in a few milliseconds. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { SUPERUSER } from '../src/platform/clusterFolder.ts';
import { APP, JOBS, OWNER } from '../src/platform/roles.ts';
import { asSuperuser } from './cluster.ts';
import { TEMPLATE } from './setup.ts';

export interface TestDatabase {
  readonly owner: pg.ClientConfig;
  readonly app: pg.ClientConfig;
  readonly jobs: pg.ClientConfig;
  /** For looking behind the walls in an assertion; never hand it to the code under test. */
  readonly superuser: pg.ClientConfig;
  drop(): Promise<void>;
}

/** Clones the template; `template: 'empty'` gives a database before its first migration. */
export async function testDatabase(template: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const database = `test_${randomBytes(8).toString('hex')}`;
  const config = (user: string, name = database): pg.ClientConfig => ({
    host: inject('socketFolder'),
    port: 5432,
    user,
    database: name,
  });
  const maintenance = config(SUPERUSER, 'postgres');
  const source = template === 'migrated' ? TEMPLATE : 'template0';
  await asSuperuser(maintenance, `create database ${database} owner ${OWNER} template ${source} strategy file_copy`);
  return {
    owner: config(OWNER),
    app: config(APP),
    jobs: config(JOBS),
    superuser: config(SUPERUSER),
    drop: () => asSuperuser(maintenance, `drop database ${database} with (force)`),
  };
}
