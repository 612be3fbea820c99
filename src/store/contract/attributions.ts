import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../domain/attribution.ts';
import { type AttributionFilter, BadCursor, type Store } from '../port.ts';
import type { Bench } from './bench.ts';
import { at, attribution } from './examples.ts';

export function attributionsContract(bench: Bench): void {
  describe('attributions', () => {
    it('gives back what was added', async () => {
      const { attributions } = bench.store;
      const added = attribution('attr_1', { at: at(5.125), bucket: {}, evidence: [] });
      expect(await attributions.get('attr_1')).toBeNull();
      expect(await attributions.add(added)).toBe(true);
      expect(await attributions.get('attr_1')).toEqual(added);
    });

    it('adds an id once, and leaves the first one as it was', async () => {
      const { attributions } = bench.store;
      const first = attribution('attr_1');
      await attributions.add(first);
      expect(await attributions.add(attribution('attr_1', { confidence: 0.1 }))).toBe(false);
      expect(await attributions.get('attr_1')).toEqual(first);
      expect((await attributions.feed({ limit: 10 })).data).toEqual([first]);
    });

    it('adds an id once when many add it at once', async () => {
      const another = await bench.openAnother();
      const stores = [bench.store, another, bench.store, another, bench.store, another];
      const added = await Promise.all(stores.map((store) => store.attributions.add(attribution('attr_1'))));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect((await another.attributions.feed({ limit: 10 })).data).toHaveLength(1);
    });

    it("answers a call's attribution that no other replaces", async () => {
      const { attributions } = bench.store;
      const first = attribution('attr_3', { call: 'call_1' });
      const second = attribution('attr_1', { call: 'call_1', replaces: 'attr_3', confidence: 0.9 });
      const third = attribution('attr_2', { call: 'call_1', replaces: 'attr_1', confidence: 1 });
      expect(await attributions.ofCall('call_1')).toBeNull();
      await attributions.add(first);
      await attributions.add(attribution('attr_4', { call: 'call_2' }));
      expect(await attributions.ofCall('call_1')).toEqual(first);
      await attributions.add(second);
      expect(await attributions.ofCall('call_1')).toEqual(second);
      await attributions.add(third);
      expect(await attributions.ofCall('call_1')).toEqual(third);
      expect(await attributions.get('attr_3')).toEqual(first);
    });

    it('feeds in the order of adding, page by page', async () => {
      const { attributions } = bench.store;
      for (const id of ['attr_2', 'attr_3', 'attr_1']) await attributions.add(attribution(id));
      const first = await attributions.feed({ limit: 2 });
      expect(ids(first.data)).toEqual(['attr_2', 'attr_3']);
      const second = await attributions.feed({ limit: 2, after: first.next });
      expect(ids(second.data)).toEqual(['attr_1']);
      const third = await attributions.feed({ limit: 2, after: second.next });
      expect(third.data).toEqual([]);
      await attributions.add(attribution('attr_0'));
      const fourth = await attributions.feed({ limit: 2, after: third.next });
      expect(ids(fourth.data)).toEqual(['attr_0']);
    });

    it('goes on from an empty feed', async () => {
      const { attributions } = bench.store;
      const empty = await attributions.feed({ limit: 10 });
      expect(empty.data).toEqual([]);
      await attributions.add(attribution('attr_1'));
      expect((await attributions.feed({ limit: 10, after: empty.next })).data).toHaveLength(1);
      expect(await attributions.feed({ limit: 0 })).toEqual(empty);
    });

    it('narrows the feed', async () => {
      const { attributions } = bench.store;
      await attributions.add(attribution('attr_1', { provider: 'prov_2', site: 'site_2' }));
      await attributions.add(attribution('attr_2', { site: 'site_3' }));
      await attributions.add(attribution('attr_3', { call: 'call_x' }));
      await attributions.add(attribution('attr_4', { provider: null, site: null }));
      const found = async (filter: AttributionFilter, after?: string) =>
        ids((await attributions.feed({ limit: 10, after }, filter)).data);
      const { next } = await attributions.feed({ limit: 2 });
      expect(await found({})).toHaveLength(4);
      expect(await found({ provider: 'prov_1' })).toEqual(['attr_2', 'attr_3']);
      expect(await found({ provider: 'prov_1' }, next)).toEqual(['attr_3']);
      expect(await found({ site: 'site_3' })).toEqual(['attr_2']);
      expect(await found({ call: 'call_x' })).toEqual(['attr_3']);
      expect(await found({ call: 'call_x', site: undefined })).toEqual(['attr_3']);
      expect(await found({ call: 'call_x', site: 'site_3' })).toEqual([]);
    });

    it('refuses a cursor that it never gave', async () => {
      for (const after of ['', 'abc', '-1', '1.5', '1e3', ' 1', '9'.repeat(30)])
        await expect(bench.store.attributions.feed({ limit: 1, after })).rejects.toBeInstanceOf(BadCursor);
    });

    it('shows each attribution once to readers who go on while several write', async () => {
      const stores = [bench.store, ...(await Promise.all([1, 2, 3].map(() => bench.openAnother())))];
      const each = 25;
      let writing = true;
      const writers = stores.map(async (store, writer) => {
        for (let i = 0; i < each; i += 5) {
          const some = Array.from({ length: 5 }, (_, j) => attribution(`attr_${writer}_${i + j}`));
          await Promise.all(some.map((one) => store.attributions.add(one)));
        }
      });
      const readers = [
        readAll(bench.store, 3, () => writing),
        readAll(await bench.openAnother(), 50, () => writing),
      ];
      await Promise.all(writers);
      writing = false;
      for (const seen of await Promise.all(readers)) {
        expect(seen).toHaveLength(stores.length * each);
        expect(new Set(seen).size).toBe(stores.length * each);
      }
    });
  });
}

/** Follows the feed for as long as it goes on, and then to its end. */
async function readAll(store: Store, limit: number, goesOn: () => boolean): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const goingOn = goesOn();
    const { data, next } = await store.attributions.feed({ limit, after });
    seen.push(...ids(data));
    after = next;
    if (data.length === 0 && !goingOn) return seen;
    // A synchronous database would otherwise never let the writers in.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function ids(attributions: Attribution[]): string[] {
  return attributions.map(({ id }) => id);
}
