import type { Logger } from 'pino';
import type { Reach } from '../domain/reach.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import { type NarrowedStore, narrowing, type Store } from '../store/port.ts';
import { EndingKeys } from './ending-keys.ts';
import { type FoundKey, Keys } from './find-key.ts';
import { type ConfiguredKey, FirstKey } from './first-key.ts';
import { LastUse } from './last-use.ts';
import { withFirstKey } from './listed-keys.ts';
import { Registry, type RegistryOptions } from './registry.ts';
import { keySecretRoutes } from './routes/key-secrets.ts';
import { setupRoutes } from './routes/setup.ts';
import { setupFileSchemaRoute } from './routes/setup-file-schema.ts';

const HOUR_MS = 3_600_000;

export type RegistryModuleOptions = Omit<RegistryOptions, 'firstKey'> & {
  store: Store;
  redis: RedisClient;
  adminKey: ConfiguredKey;
  idempotency: Middleware;
  log: Pick<Logger, 'warn'>;
  metrics: Pick<Metrics, 'lookUp' | 'endingKeys'>;
};

/** The registry: the records that operators create, change and remove, and their keys. */
export function registryModule({ adminKey, idempotency, ...options }: RegistryModuleOptions) {
  const { store, sync, redis, log, metrics, callers, now } = options;
  const { directory } = sync;
  const firstKey = new FirstKey(directory, adminKey, now);
  const registry = new Registry({ ...options, firstKey });
  const keys = new Keys(directory, firstKey, now);
  const lastUse = new LastUse(redis, now);
  const endingKeys = new EndingKeys({ directory, log, now });
  const plain = narrowing(store);
  const narrow = (reach: Reach): NarrowedStore => {
    const narrowed = plain(reach);
    return reach.isWhole ? { ...narrowed, keys: withFirstKey(narrowed.keys, firstKey) } : narrowed;
  };
  let timer: NodeJS.Timeout | undefined;

  return {
    name: 'registry',
    service: {
      registry,
      lastUse,
      findKey: keys.find,
      /** Returns the end of the key that had the secret, and warns that it is still in use. */
      endOfKey(secret: string): string | undefined {
        const ended = keys.findEnded(secret);
        if (ended) endingKeys.warnOfUse(ended.key, ended.endedAt);
        return ended?.endedAt;
      },
      /** Returns whether the secret that found the key still opens the API. */
      isKeyValid: (key: Pick<FoundKey, 'id' | 'digest'>) => keys.isValid(key),
    },
    routes({ public: [publicUrl] }: Addresses): Route[] {
      metrics.lookUp(async () => metrics.endingKeys.set(endingKeys.soon().length));
      endingKeys.warn();
      timer = setInterval(() => endingKeys.warn(), HOUR_MS).unref();
      return [
        ...setupRoutes({
          ...{ registry, directory, narrow, callers, idempotency, lastUse, publicUrl },
          credentials: store.credentials,
        }),
        setupFileSchemaRoute(),
        ...keySecretRoutes(registry, idempotency),
      ];
    },
    async close(): Promise<void> {
      clearInterval(timer);
      await lastUse.close();
    },
  } satisfies Module & { service: object };
}

export type RegistryModule = ReturnType<typeof registryModule>;
