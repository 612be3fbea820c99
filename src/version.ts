import { readFileSync } from 'node:fs';

/** Reads name and version of the package. The program runs from dist/src. */
export function readPackage(): { name: string; version: string } {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
}

/** Returns the version of the package. */
export const readVersion = (): string => readPackage().version;
