import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

/** A file of the built console with its compressed forms. */
export type ConsoleFile = {
  type: string;
  /** Names the content, for `ETag`. */
  hash: string;
  plain: Buffer;
  gzip: Buffer | null;
  br: Buffer | null;
};

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * Returns the function that reads a file of the folder, and reads each once. The function resolves with null for a name that the
 * folder does not have.
 */
export function consoleFiles(folder: URL): (name: string) => Promise<ConsoleFile | null> {
  const names = new Set(readdirSync(folder));
  const files = new Map<string, Promise<ConsoleFile>>();

  async function open(name: string): Promise<ConsoleFile> {
    const read = (path: string) => (names.has(path) ? readFile(new URL(path, folder)) : null);
    const [plain, gzip, br] = await Promise.all([
      readFile(new URL(name, folder)),
      read(`${name}.gz`),
      read(`${name}.br`),
    ]);
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
    return { type: TYPES[extname(name)] ?? '', hash, plain, gzip, br };
  }

  return async (name) => {
    if (!names.has(name) || !(extname(name) in TYPES)) return null;
    const file = files.get(name) ?? open(name);
    files.set(name, file);
    return file;
  };
}
