import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../../../src/domain/report.ts';
import { at, attribution, call } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const time = (second: number) => at(second).toISOString();

export function callResultsContract(bench: Bench): void {
  describe('results of calls', () => {
    async function add(id: string, second: number, provider: string | null = 'prov_1') {
      await bench.store.calls.save(call(id, second, { provider }));
      await bench.store.attributions.add(attribution(`of_${id}`, { call: id, provider, at: at(second) }));
    }

    const listed = async (...range: Parameters<typeof bench.store.callResults.list>) =>
      (await bench.store.callResults.list(...range)).map((one) => one.call);

    it('follow the qualification and the latest attribution of each call', async () => {
      const { annotations, attributions, callResults } = bench.store;
      await add('call_1', 1);
      await add('call_2', 2);
      await annotations.annotate('call_2', { tags: ['roof'] });
      await annotations.annotate('call_2', { qualification: { spam: true, at: time(3) } });
      expect(await callResults.list({}, 9)).toEqual([]);
      await annotations.annotate('call_1', { qualification: { qualified: true, at: time(3) } });
      const first = attribution('of_call_1', { call: 'call_1', at: at(1) });
      const result = { call: 'call_1', provider: 'prov_1', at: at(1), qualified: true };
      expect(await callResults.list({}, 9)).toEqual([
        { ...result, values: dimensionsOf(first).values, value: null, currency: null },
      ]);
      const later = { ...first, id: 'attr_later', replaces: first.id, source: 'bing' };
      await attributions.add(later);
      await annotations.annotate('call_1', { qualification: { value: 9.5, currency: 'EUR', at: time(4) } });
      expect(await callResults.list({}, 9)).toEqual([
        { ...result, values: dimensionsOf(later).values, value: 9.5, currency: 'EUR' },
      ]);
      await annotations.annotate('call_1', { qualification: { qualified: null, value: null, at: time(5) } });
      expect(await callResults.list({}, 9)).toEqual([]);
    });

    it('are listed page by page within a period and a provider, and go with their calls', async () => {
      const { annotations, calls } = bench.store;
      for (const [id, second, provider] of [
        ['call_1', 1, 'prov_1'],
        ['call_2', 2, 'prov_2'],
        ['call_3', 3, 'prov_1'],
        ['call_4', 3, 'prov_1'],
        ['call_5', 4, null],
      ] as const) {
        await add(id, second, provider);
        await annotations.annotate(id, { qualification: { qualified: true, at: time(9) } });
      }
      const all = await bench.store.callResults.list({}, 9);
      expect(all).toHaveLength(5);
      for (let i = 0; i < all.length; i++)
        expect(await bench.store.callResults.list({}, 2, all[i])).toEqual(all.slice(i + 1, i + 3));
      expect(await listed({ provider: 'prov_1' }, 9)).toEqual(['call_1', 'call_3', 'call_4']);
      expect(await listed({ provider: ['prov_2'] }, 9)).toEqual(['call_2']);
      expect(await listed({ provider: [] }, 9)).toEqual([]);
      expect(await listed({ provider: '' }, 9)).toEqual(['call_5']);
      expect((await listed({ since: at(2), until: at(4) }, 9)).toSorted()).toEqual([
        'call_2',
        'call_3',
        'call_4',
      ]);
      expect(await calls.expire(await calls.expired('prov_1', at(2), 9))).toBe(1);
      expect(await listed({ provider: 'prov_1' }, 9)).toEqual(['call_3', 'call_4']);
      expect(await calls.count({ qualified: true })).toBe(4);
      expect(await calls.count({ qualified: false })).toBe(0);
    });
  });
}
