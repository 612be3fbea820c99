import type { StoreState } from './store-state.ts';

/**
 * Reads the state of the store that the url names, and changes nothing. Rejects with `StoreUnavailable` when it cannot be read or
 * written, with `NewerStore` when a later version has written it, and with `WrongStore` when it is not Ringtrail's.
 */
export async function examineStore(url: string): Promise<StoreState> {
  return url.startsWith('sqlite:')
    ? (await import('./sqlite/examine.ts')).examineSqlite(url.slice('sqlite:'.length))
    : (await import('./mongo/examine.ts')).examineMongo(url);
}
