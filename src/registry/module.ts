import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import { narrowing, type Store } from '../store/port.ts';
import { createFindKey, isKeyValid } from './find-key.ts';
import { Registry, type RegistryOptions } from './registry.ts';
import { setupRoutes } from './routes/setup.ts';

export type RegistryModuleOptions = RegistryOptions & {
  store: Store;
  adminKey: string;
  idempotency: Middleware;
};

/** The registry: the records that operators create, change and remove, and their keys. */
export function registryModule({ adminKey, idempotency, ...options }: RegistryModuleOptions) {
  const { store, sync, now } = options;
  const { directory } = sync;
  const registry = new Registry(options);
  return {
    name: 'registry',
    service: {
      registry,
      findKey: createFindKey(directory, adminKey, now),
      /** Returns true while the key exists and has not expired. */
      isKeyValid: (key: string) => isKeyValid(directory, key, now()),
    },
    routes: ({ public: [publicUrl] }: Addresses): Route[] =>
      setupRoutes({ registry, directory, narrow: narrowing(store), idempotency, publicUrl }),
  } satisfies Module & { service: object };
}

export type RegistryModule = ReturnType<typeof registryModule>;
