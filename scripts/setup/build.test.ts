import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The scripts are plain JavaScript, because they run before anything is built. */
const { LOCK }: { LOCK: string } = await import(new URL('build.mjs', import.meta.url).href);

it('a build does not remove the lock of builds as a leftover', () => {
  const source = readFileSync(new URL('../build.mjs', import.meta.url), 'utf8');
  const [, unfinished = ''] = /const UNFINISHED = '([^']+)'/.exec(source) ?? [];
  expect(unfinished).not.toBe('');
  expect(LOCK.startsWith(unfinished)).toBe(false);
});
