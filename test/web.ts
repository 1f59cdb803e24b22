/** The web pages as the product serves them: built from the sources at hand, and only when those changed. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const project = path.resolve(import.meta.dirname, '..');

/** Folder of the built pages. Call it in `beforeAll` of a browser test. */
export function builtWeb(): string {
  execFileSync(process.execPath, [path.join(project, 'bin', 'web.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
  return path.join(project, 'dist', 'web');
}
