import type { OpenStore, StoreKind, Transfer } from './port.ts';

/**
 * Opens the store that the url names: `sqlite:/path/to/file.db` or `mongodb://host/database`. Loads only the driver of
 * that store.
 */
export const openStore: OpenStore = async (url) =>
  kindOf(url) === 'sqlite'
    ? (await import('./sqlite/store.ts')).openSqlite(pathOf(url))
    : (await import('./mongo/store.ts')).openMongo(url);

/** Opens the store that the url names for a transfer. No other process may use it meanwhile. */
export const openTransfer = async (url: string): Promise<Transfer> =>
  kindOf(url) === 'sqlite'
    ? (await import('./sqlite/transfer/transfer.ts')).openSqliteTransfer(pathOf(url))
    : (await import('./mongo/transfer/transfer.ts')).openMongoTransfer(url);

/** Returns the kind of the store that the url names. Throws for another scheme. */
function kindOf(url: string): StoreKind {
  // The url may hold a password, so an error repeats only its scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'sqlite') return 'sqlite';
  if (scheme === 'mongodb' || scheme === 'mongodb+srv') return 'mongodb';
  throw new Error(
    `The store's url must begin with "sqlite:" or "mongodb:"${scheme ? `, not with "${scheme}:"` : ''}`,
  );
}

function pathOf(url: string): string {
  return url.slice('sqlite:'.length);
}
