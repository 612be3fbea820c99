import type { Pool, Provider } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { PoolSettings } from './engine/pool.ts';

const cache = new WeakMap<Pool, { provider: Provider; settings: PoolSettings }>();

/**
 * Returns the pool's settings for the engine. Throws `not_found` for an unknown pool. The directory replaces a record
 * that changes, so the cache computes them once a change.
 */
export function settingsOf(directory: Directory, id: string): PoolSettings {
  const pool = directory.get('pools', id);
  const provider = pool && directory.get('providers', pool.provider);
  if (!provider) throw new Problem('not_found', `There is no pool ${id}.`);
  const cached = cache.get(pool);
  if (cached?.provider === provider) return cached.settings;
  const { threshold, countedBy, boundary, hysteresis, activeSeconds } = provider;
  const { holdSeconds, reserve, overflowNumber } = pool;
  const settings: PoolSettings = {
    provider: provider.id,
    pool: pool.id,
    activeSeconds,
    holdSeconds,
    threshold,
    reserve,
    countedBy,
    boundary,
    hysteresis,
    overflowNumber,
  };
  cache.set(pool, { provider, settings });
  return settings;
}
