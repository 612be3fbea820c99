import { readFileSync } from 'node:fs';

/** Reads the version. The program runs from dist/src. */
export function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
