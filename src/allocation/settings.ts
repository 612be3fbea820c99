import type { Pool, Provider } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { PoolSettings } from './engine.ts';

const known = new WeakMap<Pool, { of: Provider; settings: PoolSettings }>();

/** The pool's settings as the engine takes them; computed anew only when an operator changes something. */
export function settingsOf(directory: Directory, id: string): PoolSettings {
  const pool = directory.get('pools', id);
  const provider = pool && directory.get('providers', pool.provider);
  if (!provider) throw new Problem('not_found', `There is no ${id} among the pools.`);
  const there = known.get(pool);
  if (there?.of === provider) return there.settings;
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
  known.set(pool, { of: provider, settings });
  return settings;
}
