import type { ApiKey } from '../domain/model.ts';
import { listWhere, type NarrowedStore, type Page } from '../store/port.ts';
import { FIRST_KEY, type FirstKey } from './first-key.ts';

type ReadableKeys = NarrowedStore['keys'];

/** Returns the stored keys and the first admin key, which comes first in their order. */
export function withFirstKey(keys: ReadableKeys, first: FirstKey): ReadableKeys {
  return {
    get: async (id) => (id === FIRST_KEY ? first.record : keys.get(id)),
    async list(page, owner) {
      if (page.after !== undefined && page.after >= FIRST_KEY) return keys.list(page, owner);
      const stored = (await keys.list(page, owner)).filter(({ id }) => id !== FIRST_KEY);
      return [first.record, ...stored].slice(0, page.limit);
    },
  };
}

/** Lists the keys that end before the time, those that have ended included. */
export function keysEndingBefore(keys: ReadableKeys, end: Date, page: Page): Promise<ApiKey[]> {
  return listWhere(keys, page, ({ expiresAt }) => Boolean(expiresAt) && new Date(expiresAt ?? 0) < end);
}
