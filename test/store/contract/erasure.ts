import { describe, expect, it } from 'vitest';
import { erasedAttribution } from '../../../src/domain/privacy.ts';
import { at, attribution, call, delivery, received } from '../../support/examples.ts';
import type { Bench } from './bench.ts';
import { ANNA, ANNAS_SESSION, storeVisitAndCalls } from './person.ts';

const ids = (records: { id: string }[]) => records.map(({ id }) => id);

export function erasureContract(bench: Bench): void {
  describe('the records of a person', () => {
    it('are found by caller, by session and by visitor', async () => {
      const { store } = bench;
      const { calls, attributions, history } = store;
      await storeVisitAndCalls(store);
      expect(ids(await calls.fromCallers([ANNA, 'nobody'], { limit: 9 }))).toEqual(['call_1', 'call_2']);
      expect(ids(await calls.fromCallers([ANNA], { limit: 1 }))).toEqual(['call_1']);
      expect(ids(await calls.fromCallers([ANNA], { limit: 9, after: 'call_1' }))).toEqual(['call_2']);
      expect(await calls.eventsOf(call('call_1', 0))).toMatchObject([{ from: ANNA }]);
      expect(ids(await attributions.ofCalls(['call_1']))).toEqual(['attr_1', 'attr_2']);
      expect(ids(await attributions.ofSessions([ANNAS_SESSION]))).toEqual(['attr_1', 'attr_2']);
      expect(await attributions.ofSessions([{ site: 'site_2', session: 's1' }])).toEqual([]);
      expect(await attributions.ofSessions([])).toEqual([]);
      expect(await history.sessionsOf('anna', 9)).toEqual([ANNAS_SESSION]);
      expect(await history.sessionsOf('anna', 9, ANNAS_SESSION)).toEqual([]);
      expect(await history.numbersShownTo([ANNAS_SESSION])).toEqual([
        { provider: 'prov_1', number: '+12025550111', shownAt: at(0) },
      ]);
    });
  });

  describe('an erased call', () => {
    it('names no caller, also after a repeated event', async () => {
      const { store } = bench;
      await storeVisitAndCalls(store);
      const calls = await store.calls.fromCallers([ANNA], { limit: 9 });
      expect(await store.calls.erase(calls)).toEqual({ calls: 2, events: 2 });
      expect(await store.calls.get('call_1')).toMatchObject({ from: null, recording: null, key: null });
      expect(await store.calls.get('call_2')).toMatchObject({ forwardedFrom: null });
      expect(await store.calls.fromCallers([ANNA], { limit: 9 })).toEqual([]);
      const events = await store.calls.addEvent({ ...received('CA-call_1', 'received', 10), from: ANNA });
      expect(JSON.stringify(events)).not.toContain(ANNA);
      expect(await store.calls.get('call_3')).toEqual(call('call_3', 30));
      expect(await store.calls.erase([call('call_none', 0)])).toEqual({ calls: 0, events: 0 });
    });

    it('has the state that the carrier reported in between', async () => {
      const { store } = bench;
      await storeVisitAndCalls(store);
      const calls = await store.calls.fromCallers([ANNA], { limit: 1 });
      await store.calls.save(call('call_1', 10, { from: ANNA, outcome: 'answered', eventCount: 2 }));
      expect(await store.calls.erase(calls)).toMatchObject({ calls: 1 });
      expect(await store.calls.get('call_1')).toMatchObject({
        from: null,
        outcome: 'answered',
        eventCount: 2,
      });
    });

    it('loses its tags and notes, which count once', async () => {
      const { store } = bench;
      await storeVisitAndCalls(store);
      await store.annotations.annotate('call_2', { qualification: { spam: true, at: 'now' } });
      expect(await store.annotations.erase(['call_1', 'call_2', 'call_3'])).toBe(1);
      expect(await store.annotations.erase(['call_1', 'call_2', 'call_3'])).toBe(0);
      const left = await store.annotations.of(['call_1', 'call_2']);
      expect(left.get('call_1')).toMatchObject({ tags: [], notes: [] });
      expect(left.get('call_2')).toMatchObject({ qualification: { spam: true } });
    });

    it('loses the content of its deliveries, and counts if there was any', async () => {
      const { deliveries } = bench.store;
      await deliveries.add(
        delivery('dlv_1', { call: 'call_1', sent: '{}' }),
        delivery('dlv_2', { call: 'call_1', sent: '{}' }),
        delivery('dlv_3', { call: 'call_2', sent: null }),
      );
      expect(await deliveries.erase(['call_1', 'call_2', 'call_none'])).toBe(1);
      expect(await deliveries.erase(['call_1', 'call_2', 'call_none'])).toBe(0);
      expect(await deliveries.get('dlv_2')).toMatchObject({ sent: null });
    });
  });

  describe('an erased attribution', () => {
    it('has its former place in the feed', async () => {
      const { attributions } = bench.store;
      await storeVisitAndCalls(bench.store);
      const before = await attributions.feed({ limit: 9 });
      const erased = before.data.map((one) => erasedAttribution(one, at(99)));
      expect(await attributions.erase(erased.slice(0, 2))).toBe(2);
      const after = await attributions.feed({ limit: 9 });
      expect(after.data).toEqual([...erased.slice(0, 2), before.data[2]]);
      expect(after.cursors).toEqual(before.cursors);
      expect(await attributions.ofCall('call_1')).toEqual(erased[1]);
      expect(await attributions.ofSessions([ANNAS_SESSION])).toEqual([]);
      await attributions.add(attribution('attr_4'));
      expect((await attributions.feed({ limit: 9, after: before.next })).data).toHaveLength(1);
      expect(await attributions.erase([attribution('attr_none')])).toBe(0);
    });
  });

  describe('an erased session', () => {
    it('is gone with its hits and showings, and its link names it no more', async () => {
      const { history } = bench.store;
      await storeVisitAndCalls(bench.store);
      expect(await history.erase([ANNAS_SESSION])).toEqual({ sessions: 1, hits: 1, showings: 1, links: 1 });
      const nothing = { sessions: 0, hits: 0, showings: 0, links: 0 };
      expect(await history.erase([ANNAS_SESSION])).toEqual(nothing);
      expect(await history.erase([])).toEqual(nothing);
      expect(await history.session('site_1', 's1')).toBeNull();
      expect(await history.hits('site_1', 's1', at(0), at(99))).toEqual([]);
      expect(await history.shown('link_1', at(99), 9)).toEqual([]);
      expect(await history.link('link_1')).toMatchObject({ key: '', endpoint: 'end_1' });
      expect(await history.link('link_2')).toMatchObject({ key: 's2' });
      expect(await history.session('site_1', 's2')).not.toBeNull();
    });
  });
}
