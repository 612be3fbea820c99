import { describe, expect, it } from 'vitest';
import { isOlder } from './version-order.ts';

describe('a version', () => {
  it.each([
    ['0.2.0', '0.10.0'],
    ['0.9.9', '1.0.0'],
    ['20.9', '20.19'],
    ['1.0.0-rc.2', '1.0.0'],
    ['1.0.0-rc.2', '1.0.0-rc.10'],
    ['1.0.0-alpha', '1.0.0-beta'],
    ['1.0.0', '1.0.1-rc.1'],
  ])('%s is older than %s, and not the other way round', (older, newer) => {
    expect([isOlder(older, newer), isOlder(newer, older)]).toEqual([true, false]);
  });

  it.each([
    ['0.2.0', '0.2.0'],
    ['0.2.0+build.1', '0.2.0+build.2'],
  ])('%s is not older than %s', (one, other) => {
    expect(isOlder(one, other)).toBe(false);
  });
});
