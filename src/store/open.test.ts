import { expect, it } from 'vitest';
import { openStore } from './open.ts';

it('a store url with another scheme is refused with the known schemes, and without its password', async () => {
  const error = await openStore('postgres://user:secret@host/db').catch(String);
  expect(error).toContain('must begin with "sqlite:" or "mongodb:", not with "postgres:"');
  expect(error).not.toContain('secret');
});

it('a store url without a scheme is refused', async () => {
  await expect(openStore('/data/store.db')).rejects.toThrow('must begin with "sqlite:" or "mongodb:"');
});

it('a SQLite url with a relative path is refused', async () => {
  await expect(openStore('sqlite:store.db')).rejects.toThrow('absolute path');
});

it('sqlite::memory: opens a store in memory', async () => {
  const store = await openStore('sqlite::memory:');
  expect(await store.sites.list({ limit: 1 })).toEqual([]);
  await store.close();
});
