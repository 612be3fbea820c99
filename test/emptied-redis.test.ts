import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { setUpProvider } from './support/setup-provider.ts';
import { folder, redis, start, useSharedProcesses } from './support/shared-processes.ts';

useSharedProcesses();

/** Sets up a shop at a gateway, stops it, and empties Redis. No worker runs, so there is no upkeep. */
async function setUpAndEmpty() {
  const before = await start('one');
  const shop = await setUpProvider(before.api);
  await before.stop();
  await redis.client.flushall();
  return shop;
}

const shared = (name: string) => join(folder, name);
const isReady = async ({ api }: Awaited<ReturnType<typeof start>>) =>
  (await api('GET', '/readyz')).status === 200;

it('a start with an emptied Redis builds the pools by itself', async () => {
  const shop = await setUpAndEmpty();
  const one = await start('one');
  await eventually(() => isReady(one));
  expect((await askNumber(one.api, shop, 'visitor')).body.keyedBy).toBe('session');
});

it('a start without the store builds the pools once the store is open', async () => {
  const shop = await setUpAndEmpty();
  for (const file of ['shared.db', 'shared.db-wal', 'shared.db-shm'])
    await rename(shared(file), shared(`away-${file}`)).catch(() => undefined);
  const one = await start('one');
  const { status, body } = await one.api<{ checks: Record<string, string> }>('GET', '/readyz');
  expect([status, body.checks.pools]).toEqual([503, expect.stringContaining('1')]);
  for (const file of ['shared.db-wal', 'shared.db-shm', 'shared.db'])
    await rename(shared(`away-${file}`), shared(file)).catch(() => undefined);
  await eventually(() => isReady(one));
  expect((await askNumber(one.api, shop, 'visitor')).body.keyedBy).toBe('session');
});
