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
