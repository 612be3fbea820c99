import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Returns a path inside the checkout. */
export const inRoot = (...parts) => join(ROOT, ...parts);
