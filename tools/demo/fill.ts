import { RINGTRAIL } from '../../src/domain/holder.ts';
import { randomWord } from '../../src/domain/ids.ts';
import type { Provider } from '../../src/domain/model.ts';
import { DEMO_LEASE, DEMO_LEASE_MS } from '../../src/http/demo/removal.ts';
import { takeLease } from '../../src/infra/redis-lease.ts';
import { removeCallsOf } from '../../src/privacy/remove-calls.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { playDays } from './play.ts';
import { setUpConsumers, setUpRecords, startConsumers } from './records.ts';
import { clearWorlds, openWorld, type WorldParts } from './world.ts';

const RENEW_EVERY_MS = DEMO_LEASE_MS / 5;
/** The calls end this long before the start, so that no made-up time lies in the future. */
const END_MS = 60_000;

export type FillParts = WorldParts & {
  registry: Registry;
  /** The days before today. */
  days: number;
  now: () => Date;
  /** Returns true once the process ends. */
  isStopped: () => boolean;
};

/** The process ends, or the demo is being removed. */
class Stopped extends Error {}

/**
 * Makes the calls of the demo's last weeks, if the demo still lacks them and no other process makes them. A fill that was cut
 * short is made again from the start: nothing of it is left. Returns whether it made them.
 */
export async function fillDemo(parts: FillParts, provider: Provider): Promise<boolean> {
  const lease = await takeLease(parts.redis, DEMO_LEASE, DEMO_LEASE_MS);
  if (!lease) return false;
  let renewedAt = performance.now();

  const isWanted = () => parts.directory.get('providers', provider.id)?.demo === 'filling';
  async function onSlice(): Promise<void> {
    if (parts.isStopped() || !isWanted()) throw new Stopped();
    if (performance.now() - renewedAt < RENEW_EVERY_MS) return;
    renewedAt = performance.now();
    if (!(await lease?.renew())) throw new Stopped();
  }

  try {
    if (!isWanted()) return false;
    await fill(parts, provider, onSlice);
    return true;
  } catch (error) {
    if (error instanceof Stopped) return false;
    throw error;
  } finally {
    await lease.release();
  }
}

async function fill(parts: FillParts, provider: Provider, onSlice: () => Promise<void>): Promise<void> {
  const { redis, store, directory, registry, days, now } = parts;
  const own = { store, directory, registry, now, provider: provider.id };
  await clearWorlds(redis);
  await removeCallsOf(store, provider.id);
  const records = await setUpRecords(own);
  const consumers = await setUpConsumers(own);
  const until = new Date(now().getTime() - END_MS);
  const from = new Date(until.getFullYear(), until.getMonth(), until.getDate() - days);
  const world = openWorld(parts);
  try {
    await playDays(world, records, consumers, { from, until, run: randomWord(12), onSlice });
  } finally {
    world.close();
    await clearWorlds(redis);
  }
  await startConsumers(own, consumers);
  await registry.setDemoState(RINGTRAIL, directory.get('providers', provider.id) ?? provider, 'ready');
}
