import { describe, expect, it } from 'vitest';
import { erasedAttribution } from '../../../src/domain/privacy.ts';
import { dimensionsOf } from '../../../src/domain/report.ts';
import type { Store } from '../../../src/store/port.ts';
import { at, attribution, call, entry, facts, received } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const ANNA = '+12025550123';
const DAY = 86_400;
const SESSION = { site: 'site_1', session: 's1' };

/** A visitor who was shown a number, looked at a page, called, and was taken for who it was. */
async function visitAndCall(store: Store): Promise<void> {
  await store.history.apply([
    entry.start(0, 'link_1'),
    entry.shown(0, 'link_1', 's1', { facts: facts('google', { visitor: 'anna' }) }),
    entry.hit(1, 's1', { page: 'https://shop.example/' }),
    entry.end(50, 'link_1', at(40)),
    entry.start(60, 'link_2', { key: 's2' }),
    entry.shown(60, 'link_2', 's2', { facts: facts('google', { visitor: 'ben' }) }),
  ]);
  const event = { ...received('CA-call_1', 'received', 10), from: ANNA };
  await store.calls.addEvent(event);
  await store.calls.addEvent({ ...received('CA-call_2', 'received', 20), forwardedFrom: ANNA });
  await store.calls.save(call('call_1', 10, { from: ANNA, recording: { url: 'https://a', seconds: 1 } }));
  await store.calls.save(call('call_2', 20, { forwardedFrom: ANNA }));
  await store.calls.save(call('call_3', 30));
  await store.annotations.annotate('call_1', { tags: ['roof'], note: { text: 'Anna', at: 'now' } });
  const named = { call: 'call_1', to: 'session' as const, session: 's1', visitor: 'anna' };
  await store.attributions.add(attribution('attr_1', { ...named, replaces: null }));
  await store.attributions.add(attribution('attr_2', { ...named, replaces: 'attr_1' }));
  await store.attributions.add(attribution('attr_3', { call: 'call_3' }));
}

export function personalContract(bench: Bench): void {
  describe('personal data', () => {
    it('is found by caller and by visitor', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const { personal } = store;
      const ids = (records: { id: string }[]) => records.map(({ id }) => id);
      expect(ids(await personal.callsFrom([ANNA, 'nobody'], { limit: 9 }))).toEqual(['call_1', 'call_2']);
      expect(ids(await personal.callsFrom([ANNA], { limit: 1 }))).toEqual(['call_1']);
      expect(ids(await personal.callsFrom([ANNA], { limit: 9, after: 'call_1' }))).toEqual(['call_2']);
      expect(await personal.eventsOf(call('call_1', 0))).toMatchObject([{ from: ANNA }]);
      expect(ids(await personal.attributionsOf(['call_1']))).toEqual(['attr_1', 'attr_2']);
      expect(ids(await personal.attributionsNaming([SESSION]))).toEqual(['attr_1', 'attr_2']);
      expect(await personal.attributionsNaming([{ site: 'site_2', session: 's1' }])).toEqual([]);
      expect(await personal.sessionsOf('anna', 9)).toEqual([SESSION]);
      expect(await personal.sessionsOf('anna', 9, SESSION)).toEqual([]);
      expect(await personal.numbersShownTo([SESSION])).toEqual([
        { provider: 'prov_1', number: '+12025550111', shownAt: at(0) },
      ]);
    });

    it('of calls is erased, and stays so when the carrier tells more', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const calls = await store.personal.callsFrom([ANNA], { limit: 9 });
      expect(await store.personal.eraseCalls(calls)).toEqual({ calls: 2, events: 2, notes: 1 });
      expect(await store.calls.get('call_1')).toMatchObject({ from: null, recording: null, key: null });
      expect(await store.calls.get('call_2')).toMatchObject({ forwardedFrom: null });
      expect((await store.annotations.of(['call_1'])).get('call_1')).toMatchObject({ tags: [], notes: [] });
      expect(await store.personal.callsFrom([ANNA], { limit: 9 })).toEqual([]);
      const events = await store.calls.addEvent({ ...received('CA-call_1', 'received', 10), from: ANNA });
      expect(JSON.stringify(events)).not.toContain(ANNA);
      expect(await store.calls.get('call_3')).toEqual(call('call_3', 30));
    });

    it('of a call is erased without taking back what the carrier has told meanwhile', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const calls = await store.personal.callsFrom([ANNA], { limit: 1 });
      await store.calls.save(call('call_1', 10, { from: ANNA, outcome: 'answered', eventCount: 2 }));
      expect(await store.personal.eraseCalls(calls)).toMatchObject({ calls: 1 });
      expect(await store.calls.get('call_1')).toMatchObject({
        from: null,
        outcome: 'answered',
        eventCount: 2,
      });
    });

    it('of attributions is erased at their place in the feed', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const before = await store.attributions.feed({ limit: 9 });
      const erased = before.data.map((one) => erasedAttribution(one, at(99)));
      await store.personal.rewriteAttributions(erased.slice(0, 2));
      const after = await store.attributions.feed({ limit: 9 });
      expect(after.data).toEqual([...erased.slice(0, 2), before.data[2]]);
      expect(after.cursors).toEqual(before.cursors);
      expect(await store.attributions.ofCall('call_1')).toEqual(erased[1]);
      expect(await store.personal.attributionsNaming([SESSION])).toEqual([]);
      await store.attributions.add(attribution('attr_4'));
      expect((await store.attributions.feed({ limit: 9, after: before.next })).data).toHaveLength(1);
    });

    it('of sessions is erased, and links forget whose they were', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const counts = { sessions: 1, hits: 1, showings: 1, links: 1 };
      expect(await store.personal.eraseSessions([SESSION])).toEqual(counts);
      expect(await store.personal.eraseSessions([SESSION])).toEqual({
        sessions: 0,
        hits: 0,
        showings: 0,
        links: 0,
      });
      expect(await store.history.session('site_1', 's1')).toBeNull();
      expect(await store.history.hits('site_1', 's1', at(0), at(99))).toEqual([]);
      expect(await store.history.shown('link_1', at(99), 9)).toEqual([]);
      expect(await store.history.link('link_1')).toMatchObject({ key: '', endpoint: 'end_1' });
      expect(await store.history.link('link_2')).toMatchObject({ key: 's2' });
      expect(await store.history.session('site_1', 's2')).not.toBeNull();
    });

    it('expires, some at a time, and leaves the last place of the feed and each last link', async () => {
      const { store } = bench;
      await visitAndCall(store);
      const { next } = await store.attributions.feed({ limit: 9 });
      expect(await store.personal.expire('prov_2', at(1000), 9)).toBe(0);
      expect(await store.personal.expire('prov_1', at(0), 9)).toBe(0);
      expect(await store.personal.expire('prov_1', at(30), 1)).toBeGreaterThan(0);
      expect(await store.calls.list({ limit: 9 })).toHaveLength(2);
      expect(await store.personal.expire('prov_1', at(30), 9)).toBeGreaterThan(0);
      expect((await store.calls.list({ limit: 9 })).map(({ id }) => id)).toEqual(['call_3']);
      expect(await store.personal.eventsOf(call('call_1', 0))).toEqual([]);

      while ((await store.personal.expire('prov_1', at(1000), 1)) > 0);
      expect(await store.calls.list({ limit: 9 })).toEqual([]);
      const left = await store.attributions.feed({ limit: 9 });
      expect(left.data.map(({ id, candidates }) => [id, candidates])).toEqual([['attr_3', []]]);
      expect(left.next).toBe(next);
      expect(await store.history.session('site_1', 's1')).toBeNull();
      expect(await store.history.hits('site_1', 's1', at(0), at(99))).toEqual([]);
      expect(await store.history.link('link_1')).toBeNull();
      expect(await store.history.link('link_2')).toMatchObject({ endedAt: null });
      await store.attributions.add(attribution('attr_4'));
      expect((await store.attributions.feed({ limit: 9, after: next })).data).toHaveLength(1);

      await store.history.apply([entry.end(200, 'link_2', at(190))]);
      await store.personal.expire('prov_1', at(1000), 9);
      expect(await store.history.link('link_2')).toMatchObject({ key: '', number: '+12025550111' });
      expect(await store.personal.expire('prov_1', at(1000), 9)).toBe(0);
    });
  });

  describe('of personal data, what is counted by', () => {
    it('expires when nothing counted by it is left', async () => {
      const { personal, reports } = bench.store;
      const of = (source: string, second: number, owner = 'prov_1') => ({
        ...dimensionsOf(attribution('attr_1', { source, provider: owner })),
        usedAt: at(second),
      });
      const [old, lasting, others] = [of('old', 0), of('lasting', 0), of('others', 0, 'prov_2')];
      const numbers = await reports.addDimensions([old, lasting, others]);
      await reports.addDimensions([{ ...lasting, usedAt: at(9 * DAY) }]);
      await reports.addDimensions([{ ...lasting, usedAt: at(DAY) }]);
      while ((await personal.expire('prov_1', at(5 * DAY), 1)) > 0);
      const left = await reports.dimensions([...numbers.values()]);
      expect(left.map(({ values }) => values.source).toSorted()).toEqual(['lasting', 'others']);
      while ((await personal.expire('prov_1', at(11 * DAY), 1)) > 0);
      expect(await reports.dimensions([...numbers.values()])).toMatchObject([{ values: others.values }]);
      const anew = await reports.addDimensions([old]);
      expect(await reports.dimensions([...anew.values()])).toMatchObject([{ values: old.values }]);
      expect([...numbers.values()], 'a number is of one alone').not.toContain([...anew.values()][0]);
    });
  });

  describe('of personal data, a session', () => {
    it('expires with its showings, also of a link that lives on, and not while it is shown one', async () => {
      const { history, personal } = bench.store;
      await history.apply([
        entry.start(0, 'link_b', { keyedBy: 'bucket', key: 'b' }),
        entry.shown(0, 'link_b', 'gone'),
        entry.shown(1, 'link_b', 'there'),
        entry.gone(20, 'link_b', 'gone', at(10)),
        entry.start(2, 'link_1', { number: '+12025550112', key: 'late' }),
        entry.shown(2, 'link_1', 'late'),
        entry.end(950, 'link_1', at(940)),
        entry.seen(900, 'link_b'),
      ]);
      while ((await personal.expire('prov_1', at(500), 1)) > 0);
      const shown = async (link: string) =>
        (await history.shown(link, at(999), 9)).map(({ session }) => session);
      expect(await shown('link_b')).toEqual(['there']);
      expect(await shown('link_1')).toEqual(['late']);
      const known = async (session: string) => (await history.session('site_1', session)) !== null;
      expect([await known('gone'), await known('there'), await known('late')]).toEqual([false, true, true]);

      await history.apply([entry.end(990, 'link_b', at(980))]);
      while ((await personal.expire('prov_1', at(1000), 1)) > 0);
      expect([...(await shown('link_b')), ...(await shown('link_1'))]).toEqual([]);
      expect(await history.link('link_b')).toMatchObject({ keyedBy: 'bucket', key: 'b' });
    });
  });

  describe('the audit log', () => {
    const noted = (id: string, second: number) => ({
      id,
      key: 'key_1',
      name: 'Warehouse',
      method: 'GET',
      route: '/v1/calls/{id}',
      ids: ['call_1'],
      query: { 'a.b': 'x', $c: 'y' },
      status: 200,
      at: at(second).toISOString(),
      count: 1,
    });

    it('counts what comes again, and lists the latest first', async () => {
      const { audit } = bench.store;
      await audit.note([]);
      await audit.note([noted('aud_1', 1), { ...noted('aud_2', 2), key: 'key_2', ids: [] }]);
      await audit.note([{ ...noted('aud_1', 5), count: 3 }]);
      const first = { ...noted('aud_1', 1), count: 4 };
      expect((await audit.list({ limit: 9 })).map(({ id }) => id)).toEqual(['aud_2', 'aud_1']);
      expect(await audit.list({ limit: 9, after: 'aud_2' })).toEqual([first]);
      expect(await audit.list({ limit: 9 }, { id: 'call_1' })).toEqual([first]);
      expect(await audit.list({ limit: 9 }, { key: 'key_2', route: '/v1/calls/{id}' })).toHaveLength(1);
      expect(await audit.list({ limit: 9 }, { since: at(0), until: at(1) })).toEqual([first]);
      expect(await audit.expire(at(2), 9)).toBe(1);
      expect(await audit.expire(at(2), 9)).toBe(0);
      expect(await audit.list({ limit: 9 })).toHaveLength(1);
    });
  });
}
