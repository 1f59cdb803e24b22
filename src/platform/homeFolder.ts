/** The data folder itself: made by whoever needs it first, in one way. */
import fs from 'node:fs';
import { fault } from '../core/errors.ts';

const REFUSALS = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/**
 * Makes the folder where there is none, and answers its real path. As root it may be walked through (0711), because the
 * database server then runs as a user of its own; it may never be looked into.
 * @throws database.not_writable
 */
export function makeHome(home: string): string {
  try {
    fs.mkdirSync(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    fs.accessSync(home, fs.constants.W_OK | fs.constants.X_OK);
    return fs.realpathSync(home);
  } catch (error) {
    if (!REFUSALS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw fault('database.not_writable', { folder: home });
  }
}
