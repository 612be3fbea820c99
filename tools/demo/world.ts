/** The product's own services, with a clock that the demo moves and a name space of their own in Redis. */

import type { Logger } from 'pino';
import { createAllocator } from '../../src/allocation/allocator.ts';
import { createDrain } from '../../src/allocation/drain.ts';
import { createEngine } from '../../src/allocation/engine.ts';
import { createLedger } from '../../src/allocation/ledger.ts';
import { clientLimits } from '../../src/allocation/limits.ts';
import { createAttributor } from '../../src/attribution/attributor.ts';
import { createCorrector } from '../../src/attribution/corrector.ts';
import { type RedisClient, removeKeys, withPrefix } from '../../src/infra/redis-client.ts';
import type { Directory } from '../../src/registry/port.ts';
import type { Store } from '../../src/store/port.ts';
import type { CallerNames } from '../../src/voice/caller-names.ts';
import { createRecorder } from '../../src/voice/recorder.ts';
import { type Random, randomFrom } from './random.ts';

const SEED = 20_260;
const NO_LIMITS = clientLimits(0, 0, 0);
const NAME_SPACE = 'ringtrail:demo:';

export type WorldParts = {
  /** A connection that waits for Redis. */
  redis: RedisClient;
  store: Store;
  directory: Directory;
  names: CallerNames;
  log: Logger;
};

/** Opens the services. All that they hold in Redis is apart from the pools of the installation. */
export function openWorld({ redis, store, directory, names, log }: WorldParts) {
  const clock = { ms: 0 };
  const now = () => new Date(clock.ms);
  const own = withPrefix(redis, NAME_SPACE);
  own.on('error', () => undefined);
  const engine = createEngine(own, () => clock.ms);
  const drain = createDrain(createLedger(own), store.history);
  const fail = (error: unknown) => {
    throw error;
  };
  const random: Random = randomFrom(SEED);
  return {
    ...{ clock, now, random, store, directory, log, engine, drain },
    allocator: createAllocator(directory, engine, {
      ...{ limits: NO_LIMITS, placeOf: () => '', onUnavailable: fail, onLost: () => undefined },
    }),
    recorder: createRecorder({
      ...{ directory, store, drain, resolver: engine, maskEvent: names.maskEvent },
      callers: { recordAnswer: async () => undefined },
      onEnded: async () => undefined,
    }),
    attributor: createAttributor({ store, directory, drain, now }),
    correct: createCorrector({ store, now }),
    close: () => own.disconnect(),
  };
}

export type World = ReturnType<typeof openWorld>;

/** Removes everything that worlds have left in Redis. */
export function clearWorlds(redis: RedisClient): Promise<void> {
  return removeKeys(redis, `${NAME_SPACE}*`);
}
