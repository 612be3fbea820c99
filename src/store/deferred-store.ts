import { type Store, StoreUnavailable, WrongStore } from './port.ts';

const TRY_EVERY_MS = 1000;

/** `opened` resolves once the store has been opened. */
export type DeferredStore = { store: Store; opened: Promise<void> };

/**
 * Opens a store that cannot be reached at the start. Every method rejects with `StoreUnavailable` until an attempt, one a
 * second, succeeds.
 * @param onFailure receives the error of each attempt
 */
export function openDeferredStore(
  open: () => Promise<Store>,
  onFailure: (error: unknown) => void,
): DeferredStore {
  let store: Store | undefined;
  let isClosed = false;
  let reason = 'The store has been out of reach since the start';
  let timer: NodeJS.Timeout | undefined;

  const opened = new Promise<void>((resolve) => {
    const tryAgain = async () => {
      try {
        const found = await open();
        if (isClosed) return void (await found.close());
        store = found;
        resolve();
      } catch (error) {
        if (error instanceof WrongStore) reason = 'The store is not the one of this installation';
        onFailure(error);
        if (!isClosed) timer = setTimeout(tryAgain, TRY_EVERY_MS);
      }
    };
    timer = setTimeout(tryAgain, TRY_EVERY_MS);
  });

  function found(): Store {
    if (store && !isClosed) return store;
    throw new StoreUnavailable(reason);
  }

  /** Returns a part of the store whose methods call those of the opened store. */
  function part<K extends keyof Store>(name: K): Store[K] {
    const method =
      (method: string | symbol) =>
      async (...values: unknown[]) => {
        const real = found()[name] as unknown as Record<string | symbol, (...values: unknown[]) => unknown>;
        return real[method]?.(...values);
      };
    return new Proxy({}, { get: (_, called) => method(called) }) as unknown as Store[K];
  }

  return {
    opened,
    store: {
      installation: part('installation'),
      providers: part('providers'),
      pools: part('pools'),
      numbers: part('numbers'),
      sites: part('sites'),
      endpoints: part('endpoints'),
      keys: part('keys'),
      people: part('people'),
      shares: part('shares'),
      blocks: part('blocks'),
      credentials: part('credentials'),
      history: part('history'),
      visits: part('visits'),
      calls: part('calls'),
      callResults: part('callResults'),
      annotations: part('annotations'),
      attributions: part('attributions'),
      fits: part('fits'),
      reattributions: part('reattributions'),
      costs: part('costs'),
      numberOrders: part('numberOrders'),
      consumers: part('consumers'),
      progress: part('progress'),
      deliveries: part('deliveries'),
      episodes: part('episodes'),
      reports: part('reports'),
      erasures: part('erasures'),
      audit: part('audit'),
      copies: part('copies'),
      ping: async () => found().ping(),
      async close() {
        isClosed = true;
        clearTimeout(timer);
        await store?.close();
      },
    },
  };
}
