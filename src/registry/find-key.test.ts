import { expect, it } from 'vitest';
import { apiKey } from '../../test/support/examples.ts';
import { Directory } from './directory.ts';
import { createFindKey, isKeyValid } from './find-key.ts';
import { digestOf } from './key-digest.ts';

it('a key opens nothing from the moment at which it expires', () => {
  const directory = new Directory();
  let now = new Date('2026-03-01T11:59:59.999Z');
  const find = createFindKey(directory, 'the-first', () => now);
  directory.put('keys', { ...apiKey('key_1', digestOf('secret')), expiresAt: '2026-03-01T12:00:00.000Z' });
  expect(find('secret')?.id).toBe('key_1');
  expect(isKeyValid(directory, 'key_1', now)).toBe(true);
  now = new Date('2026-03-01T12:00:00.000Z');
  expect(find('secret')).toBeUndefined();
  expect(isKeyValid(directory, 'key_1', now)).toBe(false);
  expect(find('the-first')?.providers).toBeNull();
});

it('a key of an earlier version is bound to no provider and has no end', () => {
  const directory = new Directory();
  const { providers: _, expiresAt: __, ...earlier } = apiKey('key_1', digestOf('secret'));
  directory.put('keys', earlier as ReturnType<typeof apiKey>);
  const find = createFindKey(directory, 'the-first', () => new Date());
  expect(find('secret')).toMatchObject({ id: 'key_1', providers: null });
});
