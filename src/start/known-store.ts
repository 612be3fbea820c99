import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { openDeferredStore } from '../store/deferred-store.ts';
import { openStore } from '../store/open.ts';
import { type Store, StoreUnavailable } from '../store/port.ts';

/**
 * Opens the store. When the store is out of reach but there is a snapshot of the directory, a gateway starts without it and
 * opens it later. So it answers calls.
 * @returns `opened` is null when the store is open
 */
export async function openKnownStore(
  config: Config,
  snapshot: string,
  log: Logger,
): Promise<{ store: Store; opened: Promise<void> | null }> {
  const open = async () => {
    const file = /^sqlite:(\/.*)$/.exec(config.storeUrl)?.[1];
    if (file && existsSync(snapshot) && !existsSync(file)) {
      throw new StoreUnavailable(
        `The database ${file} is missing. Restore it, or remove ${snapshot} to start without its records.`,
      );
    }
    return openStore(config.storeUrl);
  };
  try {
    return { store: await open(), opened: null };
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || config.role === 'worker' || !existsSync(snapshot))
      throw error;
    log.error({ err: error }, 'the store is out of reach; trying again until it is there');
    const late = openDeferredStore(open, (reason) =>
      log.debug({ err: reason }, 'the store is still out of reach'),
    );
    late.opened.then(() => log.info('the store is there')).catch(() => undefined);
    return late;
  }
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
