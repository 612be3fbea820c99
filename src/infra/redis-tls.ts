import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { RedisTlsFiles } from './redis-address.ts';

/** A file for TLS to Redis cannot be used. The message names the file. */
export class RedisTlsError extends Error {
  override readonly name = 'RedisTlsError';
}

const VARIABLES = { ca: 'REDIS_CA_FILE', cert: 'REDIS_CERT_FILE', key: 'REDIS_KEY_FILE' } as const;

/** Reads the files for TLS. Throws `RedisTlsError` for a file that is not what it should be: a connection would never be made. */
export function readTls(files: RedisTlsFiles | undefined): { ca?: string; cert?: string; key?: string } {
  const texts: { ca?: string; cert?: string; key?: string } = {};
  for (const kind of ['ca', 'cert', 'key'] as const) {
    const path = files?.[kind];
    if (path) texts[kind] = read(VARIABLES[kind], path);
  }
  try {
    createSecureContext(texts);
  } catch (error) {
    const names = Object.keys(texts).map((kind) => VARIABLES[kind as keyof typeof VARIABLES]);
    throw new RedisTlsError(`${names.join(', ')}: not certificates and a key in PEM that fit one another.`, {
      cause: error,
    });
  }
  return texts;
}

function read(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RedisTlsError(`${variable}: the file ${path} cannot be read (${code}).`, { cause: error });
  }
}
