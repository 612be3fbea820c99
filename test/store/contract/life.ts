import { describe, expect, it } from 'vitest';
import { NewerStore, type Store, StoreUnavailable } from '../../../src/store/port.ts';
import { at, attribution, call, entry, provider, received } from '../../support/examples.ts';
import type { Bench, Engine } from './bench.ts';

export function lifeContract(bench: Bench, engine: Engine): void {
  describe('an opened store', () => {
    it('answers a ping', async () => {
      await expect(bench.store.ping()).resolves.toBeUndefined();
    });

    it('has all its records when it is opened again', async () => {
      const before = bench.store;
      await before.providers.add(provider('prov_1'));
      await before.history.apply([
        entry.start(0, 'link_1'),
        entry.shown(0, 'link_1', 's1', { id: `${at(0).getTime()}-1` }),
        entry.hit(5, 's1'),
      ]);
      await before.calls.addEvent(received('CA1', 'received', 0));
      await before.calls.save(call('call_1', 0));
      await before.attributions.add(attribution('attr_1'));
      const { next } = await before.attributions.feed({ limit: 10 });
      const stored = await everything(before);
      await before.close();

      const after = await bench.openAnother();
      expect(await everything(after)).toEqual(stored);
      expect(await after.calls.addEvent(received('CA1', 'received', 0))).toHaveLength(1);
      await after.attributions.add(attribution('attr_2'));
      expect((await after.attributions.feed({ limit: 10, after: next })).data).toEqual([
        attribution('attr_2'),
      ]);
    });

    it('shows a record at once that another store has added', async () => {
      const another = await bench.openAnother();
      for (let i = 0; i < 5; i++) {
        await bench.store.calls.save(call(`call_${i}`, i));
        expect(await another.calls.list({ limit: 10 })).toHaveLength(i + 1);
      }
    });

    it('is unavailable once it is closed, and can be closed again', async () => {
      const { store } = bench;
      await store.close();
      await store.close();
      const refused = [
        store.ping(),
        store.providers.add(provider('prov_1')),
        store.keys.list({ limit: 1 }),
        store.numbers.remove('num_1'),
        store.history.apply([entry.start(0, 'link_1')]),
        store.history.link('link_1'),
        store.calls.addEvent(received('CA1', 'received', 0)),
        store.calls.save(call('call_1', 0)),
        store.calls.list({ limit: 1 }),
        store.calls.open(at(0), 1),
        store.annotations.of(['call_1']),
        store.fits.latest('prov_1'),
        store.attributions.add(attribution('attr_1')),
        store.attributions.feed({ limit: 1 }),
        store.deliveries.due('cons_1', '', 1),
        store.progress.remove('cons_1'),
      ];
      for (const result of await Promise.allSettled(refused))
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) });
    });

    it('does not open when a later version has written the database, and says what to do', async () => {
      await bench.markNewer();
      const refused = bench.openAnother();
      await expect(refused).rejects.toBeInstanceOf(NewerStore);
      await expect(refused).rejects.toThrow(/schema 1000, and this version knows \d+\)\. Install the later/);
    });

    it('does not open when the database cannot be reached', async () => {
      await expect(engine.openNowhere()).rejects.toBeInstanceOf(StoreUnavailable);
    });
  });
}

async function everything(store: Store) {
  return {
    provider: await store.providers.get('prov_1'),
    link: await store.history.link('link_1'),
    shown: await store.history.shown('link_1', at(100), 10),
    session: await store.history.session('site_1', 's1'),
    hits: await store.history.hits('site_1', 's1', at(0), at(100)),
    call: await store.calls.get('call_1'),
    attributions: await store.attributions.feed({ limit: 10 }),
  };
}
