import { existsSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { openDeferredStore } from '../store/deferred-store.ts';
import { openStore } from '../store/open.ts';
import { type Store, StoreUnavailable, WrongStore } from '../store/port.ts';

/**
 * Opens the store. When the store is out of reach but there is a snapshot of the directory, a gateway starts without it and
 * opens it later. So it answers calls.
 * @returns `opened` is null when the store is open
 */
export async function openKnownStore(
  config: Config,
  snapshot: string,
  identify: (store: Store) => Promise<void>,
  log: Logger,
): Promise<{ store: Store; opened: Promise<void> | null }> {
  const open = async () => {
    const file = /^sqlite:(\/.*)$/.exec(config.storeUrl)?.[1];
    if (file && existsSync(snapshot) && isMissing(file)) {
      throw new WrongStore(
        `The database ${file} is missing or empty. Restore it, or remove ${snapshot} to start without its records.`,
      );
    }
    const store = await openStore(config.storeUrl);
    try {
      await identify(store);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  };
  try {
    return { store: await open(), opened: null };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    if (config.role === 'worker' || !existsSync(snapshot)) throw withRemedy(error, config);
    if (error instanceof WrongStore)
      log.error({ err: error }, 'the store is not the one of this installation; trying again until it is');
    else log.error({ err: error }, 'the store is out of reach; trying again until it is there');
    const late = openDeferredStore(open, (reason) =>
      log.debug({ err: reason }, 'the store is still out of reach'),
    );
    late.opened.then(() => log.info('the store is there')).catch(() => undefined);
    return late;
  }
}

/** Adds to the message what a person at the terminal can do. */
function withRemedy(error: StoreUnavailable, { storeUrl }: Config): StoreUnavailable {
  if (error instanceof WrongStore) return error;
  const remedy = storeUrl.startsWith('sqlite:')
    ? `Ringtrail needs an SQLite file at ${storeUrl.slice('sqlite:'.length)} that this user may write. Correct STORE_URL or DATA_DIR, or restore the file.`
    : 'Start it, or correct STORE_URL.';
  return new StoreUnavailable(`${error.message}. ${remedy}`, { cause: error });
}

/** An empty file would become an empty database. */
function isMissing(file: string): boolean {
  return !existsSync(file) || statSync(file).size === 0;
}

/** Calls `begin` once the store is open. Returns the function that ends the work, or prevents its start. */
export function beginLater(
  opened: Promise<void>,
  begin: () => Promise<() => Promise<void>>,
  log: Logger,
): () => Promise<void> {
  let end = async () => {};
  let isStopped = false;
  opened
    .then(async () => {
      if (!isStopped) end = await begin();
    })
    .catch((error) => log.error({ err: error }, 'the workers could not be started'));
  return async () => {
    isStopped = true;
    await end();
  };
}
