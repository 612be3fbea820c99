import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/domain/attribution.ts';
import {
  type AttributionFilter,
  BadCursor,
  MAX_SCANNED_ATTRIBUTIONS,
  type Store,
} from '../../../src/store/port.ts';
import { at, attribution, END_OF_TIME } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

export function attributionsContract(bench: Bench): void {
  describe('attributions', () => {
    it('returns an added attribution', async () => {
      const { attributions } = bench.store;
      const clickIds = { 'a.b': '1', $set: '2', '': '3' };
      const added = attribution('attr_1', {
        ...{ at: at(5.125), bucket: {}, evidence: [], clickIds },
        findings: [{ code: 'page_open', facts: { seconds: 42, whose: 'session' } }],
      });
      expect(await attributions.get('attr_1')).toBeNull();
      expect(await attributions.add(added)).toBe(true);
      expect(await attributions.get('attr_1')).toEqual(added);
    });

    it('adds an id once, and leaves the first attribution unchanged', async () => {
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

    it('returns the attribution of a call that no other one replaces', async () => {
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
      const { cursors } = await attributions.feed({ limit: 3 });
      expect(await attributions.ofCall('call_1', '0')).toBeNull();
      expect(await attributions.ofCall('call_1', cursors[1])).toEqual(first);
      expect(await attributions.ofCall('call_1', cursors[2])).toEqual(second);
    });

    it('lists the feed in the order of adding, page by page', async () => {
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

    it('continues from an empty feed', async () => {
      const { attributions } = bench.store;
      const empty = await attributions.feed({ limit: 10 });
      expect(empty.data).toEqual([]);
      await attributions.add(attribution('attr_1'));
      expect((await attributions.feed({ limit: 10, after: empty.next })).data).toHaveLength(1);
      expect(await attributions.feed({ limit: 0 })).toMatchObject({ data: [], next: empty.next });
    });

    it('narrows the feed by provider, site and call', async () => {
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
      expect(await found({ provider: ['prov_2', 'prov_1'] }, next)).toEqual(['attr_3']);
      expect(await found({ provider: [] })).toEqual([]);
      expect(await found({ site: 'site_3' })).toEqual(['attr_2']);
      expect(await found({ call: 'call_x' })).toEqual(['attr_3']);
      expect(await found({ call: 'call_x', site: undefined })).toEqual(['attr_3']);
      expect(await found({ call: 'call_x', site: 'site_3' })).toEqual([]);
    });

    it('narrows the feed by the members of an attribution', async () => {
      const { attributions } = bench.store;
      await attributions.add(attribution('attr_1', { source: 'bing', confidence: 0.2, at: at(10) }));
      await attributions.add(attribution('attr_2', { medium: 'cpc', to: 'session', at: at(20) }));
      await attributions.add(
        attribution('attr_3', { campaign: 'spring', confidence: 1, at: at(30), outcome: 'missed' }),
      );
      await attributions.add(attribution('attr_4', { source: null, to: 'none', confidence: 0, at: at(40) }));
      const found = async (filter: AttributionFilter) =>
        ids((await attributions.feed({ limit: 10 }, filter)).data);
      expect(await found({ source: 'bing' })).toEqual(['attr_1']);
      expect(await found({ source: 'Bing' })).toEqual([]);
      expect(await found({ medium: 'cpc' })).toEqual(['attr_2']);
      expect(await found({ campaign: 'spring' })).toEqual(['attr_3']);
      expect(await found({ to: 'session' })).toEqual(['attr_2']);
      expect(await found({ to: 'none', source: undefined })).toEqual(['attr_4']);
      expect(await found({ outcome: 'missed' })).toEqual(['attr_3']);
      expect(await found({ since: at(20), until: at(30) })).toEqual(['attr_2', 'attr_3']);
      expect(await found({ since: at(20.001), until: END_OF_TIME })).toEqual(['attr_3', 'attr_4']);
      expect(await found({ minConfidence: 0.75 })).toEqual(['attr_2', 'attr_3']);
      expect(await found({ minConfidence: 0.750001 })).toEqual(['attr_3']);
      expect(await found({ minConfidence: 0 })).toHaveLength(4);
      expect(await found({ provider: 'prov_1', to: 'bucket', minConfidence: 0.5 })).toEqual(['attr_3']);
      expect(await found({ provider: 'prov_2', to: 'bucket' })).toEqual([]);
    });

    it('continues after attributions that do not match, and never after the last one', async () => {
      const { attributions } = bench.store;
      for (let i = 0; i < 5; i++) await attributions.add(attribution(`attr_${i}`));
      const none = await attributions.feed({ limit: 10 }, { source: 'bing' });
      expect(none).toEqual({ data: [], cursors: [], next: await attributions.end(), isEnd: true });
      await attributions.add(attribution('attr_5', { source: 'bing' }));
      const later = await attributions.feed({ limit: 10, after: none.next }, { source: 'bing' });
      expect(ids(later.data)).toEqual(['attr_5']);
    });

    it('ends a narrowed page after the most attributions that it may scan, and says so', async () => {
      const { attributions } = bench.store;
      const many = Array.from({ length: MAX_SCANNED_ATTRIBUTIONS + 1 }, (_, i) => attribution(`attr_${i}`));
      many.push(attribution('attr_bing', { source: 'bing' }));
      for (let i = 0; i < many.length; i += 100)
        await Promise.all(many.slice(i, i + 100).map((one) => attributions.add(one)));
      const first = await attributions.feed({ limit: 10 }, { source: 'bing' });
      expect(first).toMatchObject({ data: [], isEnd: false });
      const second = await attributions.feed({ limit: 10, after: first.next }, { source: 'bing' });
      expect(ids(second.data)).toEqual(['attr_bing']);
      expect(second).toMatchObject({ isEnd: true, next: await attributions.end() });
    });

    it('returns a cursor for each attribution and for the end of the feed', async () => {
      const { attributions } = bench.store;
      expect(await attributions.end()).toBe((await attributions.feed({ limit: 1 })).next);
      for (const id of ['attr_1', 'attr_2', 'attr_3']) await attributions.add(attribution(id));
      const { cursors, next, isEnd } = await attributions.feed({ limit: 3 });
      expect([next, isEnd]).toEqual([await attributions.end(), true]);
      const between = async (cursor = '') =>
        ids((await attributions.feed({ limit: 9, after: cursor, upTo: cursors[1] })).data);
      expect(await between(cursors[0])).toEqual(['attr_2']);
      expect(await between(cursors[1])).toEqual([]);
      expect(await attributions.feed({ limit: 9, after: next, upTo: cursors[1] })).toMatchObject({
        data: [],
        next,
      });
      expect(await attributions.feed({ limit: 1 })).toMatchObject({ isEnd: false, next: cursors[0] });
    });

    it('refuses a cursor that it never issued, such as that of a longer feed', async () => {
      const { attributions } = bench.store;
      await attributions.add(attribution('attr_1'));
      const beyond = String(Number(await attributions.end()) + 1);
      for (const after of ['', 'abc', '-1', '1.5', '1e3', ' 1', '9'.repeat(30), beyond])
        await expect(attributions.feed({ limit: 1, after }), after).rejects.toBeInstanceOf(BadCursor);
      await attributions.add(attribution('attr_2'));
      expect((await attributions.feed({ limit: 1, after: beyond })).data).toEqual([]);
    });

    it('shows each attribution once to readers who continue while several callers add', async () => {
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

/** Follows the feed while it grows, and then to its end. */
async function readAll(store: Store, limit: number, goesOn: () => boolean): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  for (;;) {
    const goingOn = goesOn();
    const { data, next } = await store.attributions.feed({ limit, after });
    seen.push(...ids(data));
    after = next;
    if (data.length === 0 && !goingOn) return seen;
    // Without a pause a synchronous database would never let the writers in.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function ids(attributions: Attribution[]): string[] {
  return attributions.map(({ id }) => id);
}
