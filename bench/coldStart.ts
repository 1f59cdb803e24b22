/** From the command to the first page, as a person at the terminal feels it. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';

async function startOnce(home: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../src/app/cli.ts'), 'start', '--home', home, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HUIKUAN_PORT: '0' },
  });
  const exited = once(child, 'exit');
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      child.once('exit', () => reject(new Error('the product did not start')));
    });
    const { url } = JSON.parse(line) as { url: string };
    const page = await fetch(url);
    await page.text();
    return performance.now() - start;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

/** Milliseconds on an empty home (the database is made) and on one that was used before. */
export async function coldStarts(): Promise<{ first: number; later: number }> {
  const home = mkdtempSync(path.join(tmpdir(), 'huikuan-cold-'));
  chmodSync(home, 0o711);
  try {
    const first = await startOnce(home);
    return { first, later: await startOnce(home) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
