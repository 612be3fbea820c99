import type { Sender } from '../../domain/holder.ts';
import type { Kind, Provider } from '../../domain/model.ts';
import { Problem } from '../../domain/problem.ts';
import { every } from '../../infra/every.ts';
import { type RedisClient, removeKeys } from '../../infra/redis-client.ts';
import { type Lease, takeLease } from '../../infra/redis-lease.ts';
import { removeCallsOf } from '../../privacy/remove-calls.ts';
import type { Directory } from '../../registry/port.ts';
import type { Registry } from '../../registry/registry.ts';
import { demoProvider } from '../../registry/seed.ts';
import type { Records, Store } from '../../store/port.ts';

/** One process at a time makes the demo's calls, or removes the demo. */
export const DEMO_LEASE = 'ringtrail:demo';
export const DEMO_LEASE_MS = 5000;
const MAX_WAIT_MS = 2 * DEMO_LEASE_MS;
const POLL_MS = 100;

export type RemovalParts = {
  /** A connection that waits for Redis. */
  redis: RedisClient;
  store: Store;
  directory: Directory;
  registry: Registry;
};

/**
 * Returns a function that removes the demo: its provider, with everything that belongs to it. The provider goes last, so that a
 * removal that was cut short can be repeated. Rejects with `Problem` when there is no demo, or a key or person needs it.
 */
export function createDemoRemoval(parts: RemovalParts) {
  return async (sender: Sender): Promise<void> => {
    const provider = demoProvider(parts.directory);
    if (!provider) throw new Problem('not_found', 'There is no demo to remove.');
    refuseBound(parts.directory, provider);
    // A process that makes the demo's calls sees this state, and stops.
    await parts.registry.setDemoState(sender, provider, 'removing');
    const lease = await waitForLease(parts.redis);
    try {
      await removeAll(parts, sender, provider.id, lease);
    } finally {
      await lease.release();
    }
  };
}

function refuseBound(directory: Directory, { id }: Provider): void {
  for (const kind of ['keys', 'people'] as const)
    for (const one of directory.all(kind))
      if (one.providers?.includes(id))
        throw new Problem('in_use', `${one.name} is bound to the demo. Remove ${one.id} first.`);
}

async function waitForLease(redis: RedisClient): Promise<Lease> {
  for (const until = performance.now() + MAX_WAIT_MS; performance.now() < until; ) {
    const lease = await takeLease(redis, DEMO_LEASE, DEMO_LEASE_MS);
    if (lease) return lease;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Problem('in_use', 'Another process works on the demo. Try again in a moment.');
}

async function removeAll(
  { redis, store, directory, registry }: RemovalParts,
  sender: Sender,
  provider: string,
  lease: Lease,
): Promise<void> {
  await removeConsumers(store, provider);
  await registry.change(sender, 'providers', provider, { defaultEndpoint: null });
  const endpoints = [...directory.endpointsOfProvider(provider)].map(({ id }) => id);
  await remove('shares', idsOf('shares'));
  await remove('blocks', idsOf('blocks'));
  // The first removal retires a number, and the second one removes it.
  const numbers = [...directory.numbersOfProvider(provider)];
  await remove(
    'numbers',
    numbers.filter(({ state }) => state !== 'retired').map(({ id }) => id),
  );
  await remove(
    'numbers',
    numbers.map(({ id }) => id),
  );
  await remove('endpoints', endpoints);
  await remove(
    'sites',
    [...directory.sitesOf(provider)].map(({ id }) => id),
  );
  await remove(
    'pools',
    [...directory.poolsOf(provider)].map(({ id }) => id),
  );
  // All keys of the provider share its hash tag.
  await removeKeys(redis, `{${provider}}:*`);
  await removeCallsOf(store, provider);
  await removeRecords(store.costs, provider);
  await removeRecords(store.numberOrders, provider);
  await removeRecords(store.reattributions, provider);
  await removeRecords(store.erasures, provider);
  await lease.renew();
  await registry.remove(sender, 'providers', provider);

  function idsOf(kind: 'shares' | 'blocks'): string[] {
    return [...directory.all(kind)].filter((one) => one.provider === provider).map(({ id }) => id);
  }

  async function remove(kind: Kind, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await registry.remove(sender, kind, id);
      await lease.renew();
    }
  }
}

/** In the order of `Consumers.remove`: without its progress a consumer gets nothing more. */
async function removeConsumers(store: Store, provider: string): Promise<void> {
  for await (const { id } of every({ list: (page) => store.consumers.list(page, { provider }) })) {
    await store.progress.remove(id);
    await store.deliveries.removeOf(id);
    await store.episodes.removeOf(id);
    await store.consumers.remove(id);
  }
}

async function removeRecords<T extends { id: string }>(
  records: Pick<Records<T>, 'list' | 'remove'>,
  provider: string,
): Promise<void> {
  for await (const { id } of every<T>({ list: (page) => records.list(page, { provider }) }))
    await records.remove(id);
}
