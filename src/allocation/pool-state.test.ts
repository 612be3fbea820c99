import { describe, expect, it } from 'vitest';
import type { Pool, Provider } from '../domain/model.ts';
import { Directory } from '../registry/port.ts';
import type { PoolFacts } from './engine/pool.ts';
import { poolState } from './pool-state.ts';

const provider: Provider = {
  id: 'prov_1',
  name: 'A provider',
  threshold: 5,
  countedBy: 'provider',
  boundary: 'above',
  hysteresis: 0,
  activeSeconds: 120,
  defaultEndpoint: null,
  claimAt: 0.8,
  lateCallSeconds: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const pool: Pool = {
  id: 'pool_1',
  provider: 'prov_1',
  name: 'A pool',
  holdSeconds: 120,
  renewSeconds: 30,
  overflowNumber: null,
  reserve: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const facts: PoolFacts = {
  now: 0,
  isBuilt: true,
  size: 100,
  linked: 30,
  liveBuckets: 4,
  free: 50,
  resting: 20,
  activeSessions: 4,
  threshold: 5,
  reserve: 0,
  nextKeyedBy: 'session',
  totals: {},
};

function stateWith(changes: Partial<PoolFacts>) {
  const directory = new Directory();
  directory.put('providers', provider);
  directory.put('pools', pool);
  const upkeep = { state: async () => ({ ...facts, ...changes }) };
  return poolState(directory, upkeep, 'pool_1', undefined);
}

describe('the state of a pool', () => {
  it('has the rates per minute of each rung and of links that start and end', async () => {
    const { rates } = await stateWith({
      totals: { session: 40, bucket: 5, started: 35, ended: 20 },
    });
    expect(rates).toMatchObject({ session: 4, bucket: 0.5, none: 0, linksStarted: 3.5, linksEnded: 2 });
  });

  it('has the minutes until no number is free when more links start than end', async () => {
    const { exhaustedInMinutes } = await stateWith({ totals: { started: 90, ended: 20 } });
    expect(exhaustedInMinutes).toBe(10);
  });

  it('has no end of free numbers in sight when as many links end as start', async () => {
    const { exhaustedInMinutes } = await stateWith({ totals: { started: 20, ended: 20 } });
    expect(exhaustedInMinutes).toBeNull();
  });
});
