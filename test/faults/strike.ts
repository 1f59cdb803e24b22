/** Runs an act in a process of its own and strikes at a place: the harness every later fault test uses. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Act } from './act.ts';

export interface Struck {
  /** The act was killed before it ended by itself. */
  readonly killed: boolean;
  /** What it told the world was done. */
  readonly acknowledged: string | undefined;
  readonly failed: string | undefined;
}

/** `fault` as HUIKUAN_FAULT takes it: `place:n` or `place:n:pid`; absent lets the act run through. */
export async function strike(act: Act, fault?: string): Promise<Struck> {
  const { HUIKUAN_FAULT: _, ...environment } = process.env;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'act.ts'), JSON.stringify(act)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: fault === undefined ? environment : { ...environment, HUIKUAN_FAULT: fault },
  });
  let said = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, s) => resolve(s));
  });
  const lines = said.split('\n').filter((l) => l !== '').map((l) => JSON.parse(l) as { acknowledged?: string; failed?: string });
  if (lines.length === 0 && signal === null) throw new Error(`the act said nothing: ${errors}`);
  return { killed: signal === 'SIGKILL', acknowledged: lines.find((l) => l.acknowledged !== undefined)?.acknowledged, failed: lines.find((l) => l.failed !== undefined)?.failed };
}

/**
 * Strikes at the n-th statement for n = first, first + step … until the act runs through untouched (SQLite's rule);
 * calls `after` each time. Returns how many times it struck.
 */
export async function strikeUntilItPasses(options: { first: number; step: number; act: (n: number) => Promise<Act>; after: (n: number, struck: Struck, act: Act) => Promise<void> }): Promise<number> {
  let strikes = 0;
  for (let n = options.first; ; n += options.step) {
    const act = await options.act(n);
    const struck = await strike(act, `*:${n}`);
    if (!struck.killed) return strikes;
    strikes += 1;
    await options.after(n, struck, act);
  }
}
