import { describe, expect, it, vi } from 'vitest';
import { provider } from '../../test/support/examples.ts';
import { openDeferredStore } from './deferred-store.ts';
import { openStore } from './open.ts';
import { StoreUnavailable } from './port.ts';

describe('a store that is out of reach at the start', () => {
  it('is unavailable until it can be opened, and is the store from then on', async () => {
    vi.useFakeTimers();
    try {
      let isThere = false;
      const failures: unknown[] = [];
      const open = async () => {
        if (!isThere) throw new StoreUnavailable('away');
        return openStore('sqlite::memory:');
      };
      const { store, opened } = openDeferredStore(open, (error) => failures.push(error));
      await vi.advanceTimersByTimeAsync(2500);
      expect(failures).toHaveLength(2);
      await expect(store.providers.list({ limit: 1 })).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.calls.get('call_1')).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);

      isThere = true;
      await vi.advanceTimersByTimeAsync(1000);
      await opened;
      await store.providers.add(provider('prov_1'));
      expect(await store.providers.get('prov_1')).toEqual(provider('prov_1'));
      await store.close();
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is not opened any more once it is closed', async () => {
    vi.useFakeTimers();
    try {
      const open = vi.fn(() => Promise.reject(new StoreUnavailable('away')));
      const { store } = openDeferredStore(open, () => {});
      await vi.advanceTimersByTimeAsync(1500);
      expect(open).toHaveBeenCalledTimes(1);
      await store.close();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(open).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
