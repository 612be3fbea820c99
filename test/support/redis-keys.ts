import type { Redis } from 'ioredis';

/** Saves all keys of the database. Returns the function that puts them into an empty one, as often as it is called. */
export async function savedKeys(client: Redis): Promise<() => Promise<void>> {
  const names = await client.keys('*');
  const saved = await Promise.all(
    names.map(async (name) => ({
      name,
      value: await client.dumpBuffer(name),
      msLeft: Math.max(0, await client.pttl(name)),
    })),
  );
  return async () => {
    await Promise.all(saved.map(({ name, value, msLeft }) => client.restore(name, msLeft, value)));
  };
}
