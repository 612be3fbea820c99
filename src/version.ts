import { readFileSync } from 'node:fs';

/** Reads name and version of the package. The program runs from dist/src. */
export function readPackage(): { name: string; version: string } {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
}

/** Returns the version of the package. */
export const readVersion = (): string => readPackage().version;

/** Compares versions by Semantic Versioning: numbers as numbers, and a pre-release before its release. Ignores build metadata. */
export function isOlder(version: string, than: string): boolean {
  const [[numbers, preRelease], [otherNumbers, otherPreRelease]] = [partsOf(version), partsOf(than)];
  const difference = compared(numbers, otherNumbers);
  if (difference !== 0) return difference < 0;
  if (preRelease === '' || otherPreRelease === '') return preRelease !== '' && otherPreRelease === '';
  return compared(preRelease, otherPreRelease) < 0;
}

function partsOf(version: string): [numbers: string, preRelease: string] {
  const [precedence = ''] = version.split('+');
  const [numbers = '', ...preRelease] = precedence.split('-');
  return [numbers, preRelease.join('-')];
}

const compared = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
