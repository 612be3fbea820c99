import type { Pool, Provider, VirtualNumber } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { PoolSettings } from './engine/pool.ts';

type CachedSettings = { provider: Provider; changes: number; settings: PoolSettings };
const cache = new WeakMap<Pool, CachedSettings>();

/**
 * Returns the pool's settings for the engine. Throws `not_found` for an unknown pool. The settings depend on the
 * provider's other pools too, so the cache computes them once after each change of the directory.
 */
export function settingsOf(directory: Directory, id: string): PoolSettings {
  const pool = directory.get('pools', id);
  const provider = pool && directory.get('providers', pool.provider);
  if (!provider) throw new Problem('not_found', `There is no pool ${id}.`);
  const { changes } = directory;
  const cached = cache.get(pool);
  if (cached?.provider === provider && cached.changes === changes) return cached.settings;
  const settings = computeSettings(directory, pool, provider);
  cache.set(pool, { provider, changes, settings });
  return settings;
}

function computeSettings(directory: Directory, pool: Pool, provider: Provider): PoolSettings {
  const { policy = 'threshold', threshold, countedBy, boundary, hysteresis, activeSeconds } = provider;
  const { holdSeconds, reserve, overflowNumber } = pool;
  return {
    provider: provider.id,
    pool: pool.id,
    activeSeconds,
    holdSeconds,
    lateMs: directory.lateCallMs(provider),
    policy,
    threshold,
    otherNumbers: threshold === null && countedBy === 'provider' ? numbersOfOtherPools(directory, pool) : 0,
    reserve,
    countedBy,
    boundary,
    hysteresis,
    overflowNumber,
  };
}

/**
 * Returns the numbers, less the reserves, of the provider's other pools. Sessions of all sites count, so the numbers of
 * all pools do that a site shows.
 */
function numbersOfOtherPools(directory: Directory, { id, provider }: Pool): number {
  let numbers = 0;
  for (const other of directory.poolsOf(provider)) {
    if (other.id === id || !directory.hasSites(other.id)) continue;
    const size = directory.pooledNumbersOf(other.id).filter(isUsable).length;
    numbers += Math.max(0, size - (other.reserve ?? defaultReserve(size)));
  }
  return numbers;
}

/** Returns whether pages may get the number. */
export function isUsable({ state, pinned }: VirtualNumber): boolean {
  return state === 'active' && !pinned;
}

/** Returns the reserve of a pool without a setting, as `limitsOf` in policy.lua computes it. */
function defaultReserve(size: number): number {
  return Math.max(1, Math.floor(size / 5));
}
