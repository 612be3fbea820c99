import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Returns a path inside the checkout. */
export const inRoot = (...parts) => join(ROOT, ...parts);

/** Returns true when node was started with this module, whose `import.meta.url` is given, also through a link. */
export function isProgram(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}
