import type { OpenStore } from './port.ts';

/**
 * Opens the store that the url names: `sqlite:/path/to/file.db` or `mongodb://host/database`. Loads only the driver of
 * that store.
 */
export const openStore: OpenStore = async (url) => {
  // The url may hold a password, so an error repeats only its scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'sqlite':
      return (await import('./sqlite/store.ts')).openSqlite(url.slice('sqlite:'.length));
    case 'mongodb':
    case 'mongodb+srv':
      return (await import('./mongo/store.ts')).openMongo(url);
    default:
      throw new Error(
        `The store's url must begin with "sqlite:" or "mongodb:"${scheme ? `, not with "${scheme}:"` : ''}`,
      );
  }
};
