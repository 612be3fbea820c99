import { describe, expect, it } from 'vitest';
import type { Qualification } from '../../../src/domain/annotation.ts';
import { replacementId } from '../../../src/domain/attribution.ts';
import { erasedAttribution } from '../../../src/domain/privacy.ts';
import { bandOf } from '../../../src/domain/report.ts';
import type { CallFilter, Store } from '../../../src/store/port.ts';
import { at, attribution, call } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const qualified = (of: Partial<Qualification>): Qualification => ({
  ...{ qualified: null, spam: false, value: null, currency: null, at: at(0).toISOString() },
  ...of,
});

export function callFacetsContract(bench: Bench): void {
  const found = async (filter: CallFilter, store: Store = bench.store, after?: string) =>
    (await store.calls.list({ limit: 10, after }, filter)).map(({ id }) => id);

  describe('calls by their attribution and annotation', () => {
    it('are found by each fact of the latest attribution, also by facts that are not known', async () => {
      const { calls, attributions } = bench.store;
      for (const [i, id] of ['a', 'b', 'c', 'd'].entries()) await calls.save(call(id, i));
      const touch = { medium: 'cpc', campaign: 'spring', keyword: 'roof leak', channel: 'Paid Search' };
      const landingPage = 'https://www.example.com/roof?gclid=1#top';
      await attributions.add(
        attribution('1', { ...touch, call: 'a', landingPage, location: 'Bonn' } as never),
      );
      await attributions.add(attribution('2', { call: 'b', source: 'bing', callerCalls: 3 }));
      const { confidence } = attribution('1');
      const nobody = { source: null, channel: null, bucket: null, callerCalls: null };
      await attributions.add(attribution('3', { call: 'c', to: 'none', ...nobody }));
      expect(await found({ source: 'google' })).toEqual(['a']);
      expect(await found({ source: 'bing' })).toEqual(['b']);
      expect(await found({ source: '' })).toEqual(['c']);
      expect(await found({ medium: 'cpc', keyword: 'roof leak' })).toEqual(['a']);
      expect(await found({ campaign: 'spring' })).toEqual(['a']);
      expect(await found({ campaign: '' })).toEqual(['c', 'b']);
      expect(await found({ channel: 'Paid Search' })).toEqual(['a']);
      expect(await found({ channel: 'Organic Search', source: 'google' })).toEqual([]);
      expect(await found({ page: 'https://www.example.com/roof' })).toEqual(['a']);
      expect(await found({ location: 'Bonn' })).toEqual(['a']);
      expect(await found({ location: '' })).toEqual(['c', 'b']);
      expect(await found({ attributed: true })).toEqual(['b', 'a']);
      expect(await found({ attributed: false })).toEqual(['c']);
      for (const [band, ids] of [0, 5, 9].map((one) => [one, found({ band: one })] as const)) {
        const listed = await ids;
        expect(await bench.store.calls.count({ band })).toBe(listed.length);
        expect(listed).toEqual(band === bandOf(confidence) ? ['b', 'a'] : []);
      }
      expect(await bench.store.calls.count({})).toBe(4);
      expect(await bench.store.calls.count({ attributed: false, source: '' })).toBe(1);
      expect(await found({ firstTime: true })).toEqual(['a']);
      expect(await found({ firstTime: false })).toEqual(['b']);
      expect(await found({ source: "goo'gle" })).toEqual([]);
    });

    it('follow a correction, and an erasure', async () => {
      const { calls, attributions } = bench.store;
      await calls.save(call('a', 0));
      const first = attribution('1', { call: 'a' });
      await attributions.add(first);
      const corrected = { ...first, id: replacementId(first), source: 'newspaper', replaces: '1' };
      await attributions.add(corrected);
      await attributions.add(first);
      expect(await found({ source: 'google' })).toEqual([]);
      expect(await found({ source: 'newspaper', firstTime: true })).toEqual(['a']);
      await attributions.erase([erasedAttribution(first, at(9)), erasedAttribution(corrected, at(9))]);
      expect(await found({ source: 'newspaper' })).toEqual(['a']);
      expect(await found({ firstTime: true })).toEqual([]);
    });

    it('are found by tag, spam and value, and no longer when these change', async () => {
      const { calls, annotations } = bench.store;
      for (const [i, id] of ['a', 'b', 'c'].entries()) await calls.save(call(id, i));
      await annotations.annotate('a', { tags: ['roof', 'urgent'], qualification: qualified({ value: 120 }) });
      await annotations.annotate('b', { tags: ['roof'], qualification: qualified({ spam: true }) });
      expect(await found({ tag: 'roof' })).toEqual(['b', 'a']);
      expect(await found({ tag: 'roof', spam: false })).toEqual(['a']);
      expect(await found({ spam: true })).toEqual(['b']);
      expect(await found({ spam: false })).toEqual(['c', 'a']);
      expect(await found({ minValue: 120 })).toEqual(['a']);
      expect(await found({ minValue: 120.01 })).toEqual([]);
      expect(await found({ minValue: 0 })).toEqual(['a']);
      await annotations.annotate('a', { tags: ['done'], qualification: qualified({ value: 7 }) });
      expect(await found({ tag: 'roof' })).toEqual(['b']);
      expect(await found({ minValue: 8 })).toEqual([]);
      await annotations.erase(['a']);
      expect(await found({ tag: 'done' })).toEqual([]);
      expect(await found({ minValue: 7 })).toEqual(['a']);
    });

    it('are listed the latest first, page by page, of one provider, several and all', async () => {
      const { calls, attributions } = bench.store;
      const owners = ['prov_1', 'prov_2', null, 'prov_1', 'prov_3', 'prov_2', 'prov_1'];
      for (const [i, provider] of owners.entries()) {
        await calls.save(call(`${i}`, Math.floor(i / 2), { provider, site: i === 3 ? 'site_2' : 'site_1' }));
        await attributions.add(attribution(`attr_${i}`, { call: `${i}`, provider }));
      }
      const google = { source: 'google' };
      expect(await found(google)).toEqual(['6', '5', '4', '3', '2', '1', '0']);
      expect(await found({ ...google, provider: 'prov_1' })).toEqual(['6', '3', '0']);
      expect(await found({ ...google, provider: ['prov_2', 'prov_3'] })).toEqual(['5', '4', '1']);
      expect(await found({ ...google, provider: [] })).toEqual([]);
      expect(await found({ ...google, provider: 'prov_1' }, bench.store, '3')).toEqual(['0']);
      expect(await found(google, bench.store, '4')).toEqual(['3', '2', '1', '0']);
      expect(await found({ ...google, since: at(1), until: at(2) })).toEqual(['5', '4', '3', '2']);
      expect(await found({ ...google, site: 'site_2' })).toEqual(['3']);
      expect(await found({ ...google, to: '+12025550111', provider: 'prov_3' })).toEqual(['4']);
      expect((await calls.list({ limit: 2 }, google)).map(({ id }) => id)).toEqual(['6', '5']);
    });

    it('are found by endpoint and by both facts and outcome, which may change', async () => {
      const { calls, attributions } = bench.store;
      await calls.save(call('a', 0, { endpoint: 'end_2' }));
      await calls.save(call('b', 1));
      await attributions.add(attribution('1', { call: 'a' }));
      expect(await found({ endpoint: 'end_2' })).toEqual(['a']);
      await calls.save(call('a', 0, { outcome: 'missed', eventCount: 2 }));
      expect(await found({ outcome: 'missed', source: 'google' })).toEqual(['a']);
      await calls.save(call('a', 5, { outcome: 'answered', provider: 'prov_2', eventCount: 3 }));
      expect(await found({ outcome: 'missed' })).toEqual([]);
      expect(await found({ outcome: 'answered', source: 'google', provider: 'prov_2' })).toEqual(['a']);
      expect(await found({ source: 'google', since: at(5) })).toEqual(['a']);
      expect(await found({ source: 'google', provider: 'prov_1' })).toEqual([]);
    });

    it('that expire are found no more, and their ids may come again', async () => {
      const { calls, annotations } = bench.store;
      await calls.save(call('a', 0, { outcome: 'missed' }));
      await annotations.annotate('a', { tags: ['roof'] });
      await calls.expire([call('a', 0)]);
      await annotations.expire(['a']);
      expect(await found({ tag: 'roof' })).toEqual([]);
      await calls.save(call('a', 0, { outcome: 'missed' }));
      expect(await found({ outcome: 'missed' })).toEqual(['a']);
      expect(await found({ tag: 'roof' })).toEqual([]);
    });

    it('have the facts of the latest of several writers', async () => {
      const another = await bench.openAnother();
      for (let round = 0; round < 10; round++) {
        const id = `call_${round}`;
        await bench.store.calls.save(call(id, round, { outcome: 'missed' }));
        await Promise.all([
          bench.store.attributions.add(attribution(`${round}`, { call: id })),
          another.annotations.annotate(id, { tags: ['roof'] }),
          another.calls.save(call(id, round, { outcome: 'answered', eventCount: 2 })),
        ]);
        expect(await found({ tag: 'roof', source: 'google', outcome: 'answered' })).toContain(id);
      }
      expect(await found({ outcome: 'missed' })).toEqual([]);
    });
  });

  describe('calls that nobody answered', () => {
    it('are returned by a later answered call of the caller to the provider', async () => {
      const { calls } = bench.store;
      await calls.save(call('missed', 0, { outcome: 'missed' }));
      await calls.save(call('message', 10, { outcome: 'voicemail' }));
      await calls.save(call('ringing', 11));
      await calls.save(call('blocked', 12, { outcome: 'blocked' }));
      await calls.save(call('anonymous', 13, { outcome: 'missed', from: 'anonymous' }));
      await calls.save(call('other', 14, { outcome: 'failed', from: '+12025550198' }));
      expect(await found({ returned: false })).toEqual(['other', 'message', 'missed']);
      expect(await found({ returned: true })).toEqual([]);
      await calls.save(call('elsewhere', 20, { outcome: 'answered', provider: 'prov_2' }));
      expect(await found({ returned: false })).toEqual(['other', 'message', 'missed']);
      await calls.save(call('between', 5, { outcome: 'answered' }));
      expect(await found({ returned: false })).toEqual(['other', 'message']);
      await calls.save(call('later', 30, { outcome: 'answered' }));
      expect(await found({ returned: false })).toEqual(['other']);
      expect(await found({ returned: true })).toEqual(['message', 'missed']);
    });

    it('are returned when the answered call is known first', async () => {
      const { calls } = bench.store;
      await calls.save(call('later', 30, { outcome: 'answered' }));
      await calls.save(call('missed', 0, { outcome: 'missed' }));
      expect(await found({ returned: false })).toEqual([]);
      expect(await found({ returned: true })).toEqual(['missed']);
    });

    it('are returned by a call back, until that is taken back', async () => {
      const { calls, annotations } = bench.store;
      await calls.save(call('missed', 0, { outcome: 'missed' }));
      await annotations.annotate('missed', { calledBackAt: at(60).toISOString() });
      expect(await found({ returned: false })).toEqual([]);
      expect(await found({ returned: true })).toEqual(['missed']);
      await annotations.annotate('missed', { tags: ['roof'] });
      expect((await annotations.of(['missed'])).get('missed')?.calledBackAt).toBe(at(60).toISOString());
      await annotations.annotate('missed', { calledBackAt: null });
      expect(await found({ returned: false })).toEqual(['missed']);
    });

    it('wait for nobody once their caller is erased', async () => {
      const { calls } = bench.store;
      await calls.save(call('missed', 0, { outcome: 'missed' }));
      await calls.erase([call('missed', 0)]);
      expect(await found({ returned: false })).toEqual([]);
      expect(await found({ outcome: 'missed' })).toEqual(['missed']);
    });

    it('are returned, whichever of both is saved first', async () => {
      const another = await bench.openAnother();
      for (let round = 0; round < 10; round++) {
        const from = `+1202555${1000 + round}`;
        await Promise.all([
          bench.store.calls.save(call(`missed_${round}`, round, { from, outcome: 'missed' })),
          another.calls.save(call(`answered_${round}`, round + 50, { from, outcome: 'answered' })),
        ]);
      }
      expect(await found({ returned: false })).toEqual([]);
      expect(await found({ returned: true })).toHaveLength(10);
    });
  });
}
