import { chmodSync, closeSync, openSync } from 'node:fs';

const OWNER_ONLY = 0o600;

/**
 * Makes the file readable for its owner alone, and creates it where it is missing. SQLite gives its log the mode of the
 * file, so a log that a former process left gets it too. Throws when the file can be neither opened nor created.
 */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, OWNER_ONLY);
    } catch {
      // There is no log, or the file has another owner, who decides.
    }
  }
}
