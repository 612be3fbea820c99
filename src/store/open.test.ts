import { expect, it } from 'vitest';
import { openStore } from './open.ts';

it('names the schemes there are, and no password, when the url has another', async () => {
  const error = await openStore('postgres://user:secret@host/db').catch(String);
  expect(error).toContain('must begin with "sqlite:" or "mongodb:", not with "postgres:"');
  expect(error).not.toContain('secret');
});

it('asks for a scheme where there is none', async () => {
  await expect(openStore('/data/store.db')).rejects.toThrow('must begin with "sqlite:" or "mongodb:"');
});

it('asks for an absolute path', async () => {
  await expect(openStore('sqlite:store.db')).rejects.toThrow('absolute path');
});

it('opens a store in memory', async () => {
  const store = await openStore('sqlite::memory:');
  expect(await store.sites.list({ limit: 1 })).toEqual([]);
  await store.close();
});
