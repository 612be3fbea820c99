import type { Store } from '../store/port.ts';

/**
 * Removes at most `limit` of the provider's calls from before `before`, with their annotations and deliveries. Returns how many
 * calls it removed. Calls go last: a run that was cut short finds them again.
 */
export async function expireCalls(
  store: Pick<Store, 'calls' | 'annotations' | 'deliveries'>,
  provider: string | null,
  before: Date,
  limit: number,
): Promise<number> {
  const calls = await store.calls.expired(provider, before, limit);
  const ids = calls.map(({ id }) => id);
  await store.annotations.expire(ids);
  await store.deliveries.expire(ids);
  return store.calls.expire(calls);
}
