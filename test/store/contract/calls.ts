import { describe, expect, it } from 'vitest';
import type { CallEvent, DialEnded } from '../../../src/domain/call.ts';
import { BadCursor, MAX_EARLIER_CALLS, type Page } from '../../../src/store/port.ts';
import { at, call, END_OF_TIME, received } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const dialled: DialEnded = {
  type: 'dialled',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  name: 'dialled',
  at: at(30),
  outcome: 'answered',
  talkSeconds: 20,
};

const progress: CallEvent = {
  type: 'progress',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  name: 'caller-ended',
  at: at(31),
  leg: 'caller',
  status: 'ended',
  outcome: null,
  durationSeconds: null,
};

export function callsContract(bench: Bench): void {
  describe('calls', () => {
    it('returns all events of the call when one is added', async () => {
      const { calls } = bench.store;
      const first = received('CA1', 'received', 0);
      expect(await calls.addEvent(first)).toEqual([first]);
      await calls.addEvent(received('CA2', 'received', 0));
      expect(byName(await calls.addEvent(progress))).toEqual(byName([first, progress]));
      expect(byName(await calls.addEvent(dialled))).toEqual(byName([first, dialled, progress]));
    });

    it('leaves a repeated event as it was first reported', async () => {
      const { calls } = bench.store;
      await calls.addEvent(dialled);
      expect(await calls.addEvent({ ...dialled, at: at(99), talkSeconds: 1 })).toEqual([dialled]);
    });

    it('returns both events of one moment to at least one of their callers', async () => {
      const another = await bench.openAnother();
      for (let round = 0; round < 20; round++) {
        const id = `CA-${round}`;
        const seen = await Promise.all([
          bench.store.calls.addEvent(received(id, 'received', 0)),
          another.calls.addEvent({ ...progress, carrierCallId: id }),
        ]);
        expect(Math.max(...seen.map((events) => events.length))).toBe(2);
      }
    });

    it('stores an event once that comes many times at once', async () => {
      const another = await bench.openAnother();
      const event = received('CA1', 'received', 0);
      const stores = [bench.store, another, bench.store, another, bench.store, another];
      const answers = await Promise.all(stores.map((store) => store.calls.addEvent(event)));
      for (const events of answers) expect(events).toEqual([event]);
    });

    it('returns null for a call that was never saved', async () => {
      await bench.store.calls.addEvent(received('CA1', 'received', 0));
      expect(await bench.store.calls.get('call_1')).toBeNull();
      expect(await bench.store.calls.list({ limit: 10 })).toEqual([]);
    });

    it('does not replace a state by one from fewer events', async () => {
      const { calls } = bench.store;
      const one = call('call_1', 0, { eventCount: 1 });
      const three = call('call_1', 0, {
        eventCount: 3,
        outcome: 'answered',
        talkSeconds: 20,
        ringSeconds: 10,
      });
      await calls.save(one);
      expect(await calls.get('call_1')).toEqual(one);
      await calls.save(three);
      expect(await calls.get('call_1')).toEqual(three);
      await calls.save(call('call_1', 0, { eventCount: 2 }));
      await calls.save(call('call_1', 0, { eventCount: 3, outcome: 'missed' }));
      expect(await calls.get('call_1')).toEqual(three);
    });

    it('holds the state from the most events when several are saved at once', async () => {
      const another = await bench.openAnother();
      const stores = [bench.store, another];
      for (let round = 0; round < 10; round++) {
        const states = [3, 1, 5, 2, 4].map((eventCount) => call(`call_${round}`, 0, { eventCount }));
        await Promise.all(states.map((state, i) => (stores[i % stores.length] ?? another).calls.save(state)));
        expect(await another.calls.get(`call_${round}`)).toMatchObject({ eventCount: 5 });
      }
    });

    it('lists the latest call first, page by page', async () => {
      const { calls } = bench.store;
      for (const [id, second] of [
        ['a', 10],
        ['b', 30],
        ['c', 20],
        ['d', 20],
        ['e', 20],
      ] as const)
        await calls.save(call(id, second));
      const ids = async (page: Page) => (await calls.list(page)).map(({ id }) => id);
      expect(await ids({ limit: 10 })).toEqual(['b', 'e', 'd', 'c', 'a']);
      expect(await ids({ limit: 2 })).toEqual(['b', 'e']);
      expect(await ids({ limit: 2, after: 'e' })).toEqual(['d', 'c']);
      expect(await ids({ limit: 2, after: 'c' })).toEqual(['a']);
      expect(await ids({ limit: 2, after: 'a' })).toEqual([]);
      expect(await ids({ limit: 0 })).toEqual([]);
      await expect(calls.list({ limit: 2, after: 'nobody' })).rejects.toBeInstanceOf(BadCursor);
    });

    it('lists calls without an outcome, the earliest first', async () => {
      const { calls } = bench.store;
      await calls.save(call('late', 30));
      await calls.save(call('early', 10));
      await calls.save(call('over', 5, { outcome: 'missed', state: 'ended' }));
      await calls.save(call('between', 20));
      const ids = async (second: number, limit = 10) =>
        (await calls.open(at(second), limit)).map(({ id }) => id);
      expect(await ids(40)).toEqual(['early', 'between', 'late']);
      expect(await ids(30)).toEqual(['early', 'between']);
      expect(await ids(40, 1)).toEqual(['early']);
      expect(await ids(40, 0)).toEqual([]);
      await calls.save(call('early', 10, { eventCount: 2, outcome: 'answered', state: 'ended' }));
      expect(await ids(40)).toEqual(['between', 'late']);
      expect(await calls.open(at(21), 10)).toEqual([call('between', 20)]);
    });

    it('lists the earlier calls of a caller to the provider, the latest first', async () => {
      const { calls } = bench.store;
      const from = '+12125550101';
      for (let i = 0; i < MAX_EARLIER_CALLS + 2; i++) await calls.save(call(`call_${i}`, i, { from }));
      await calls.save(call('other_caller', 3, { from: '+12125550102' }));
      await calls.save(call('other_provider', 3, { from, provider: 'prov_2' }));
      const earlier = (second: number, provider = 'prov_1') => calls.earlierOf(provider, from, at(second));
      expect(await earlier(3)).toEqual(['call_3', 'call_2', 'call_1', 'call_0']);
      expect(await earlier(2.999)).toEqual(['call_2', 'call_1', 'call_0']);
      expect(await earlier(99)).toEqual(
        Array.from({ length: MAX_EARLIER_CALLS }, (_, i) => `call_${MAX_EARLIER_CALLS + 1 - i}`),
      );
      expect(await earlier(-1)).toEqual([]);
      expect(await earlier(99, 'prov_2')).toEqual(['other_provider']);
    });

    it('answers each of many queries of the same moment by its own call', async () => {
      const { calls } = bench.store;
      const all = Array.from({ length: 20 }, (_, i) => call(`call_${i}`, i));
      for (const one of all) await calls.save(one);
      const ids = [...all.map(({ id }) => id), 'nobody', 'call_3', 'call_3', "o'brien"];
      const found = await Promise.all(ids.map((id) => calls.get(id)));
      expect(found).toEqual([...all, null, all[3], all[3], null]);
    });

    it('narrows the list of calls by each member of the filter', async () => {
      const { calls } = bench.store;
      await calls.save(call('a', 10, { provider: 'prov_2', site: 'site_2' }));
      await calls.save(call('b', 20, { to: '+12025550112' }));
      await calls.save(call('c', 30, { from: '+12025550198' }));
      await calls.save(call('d', 40, { provider: null, site: null, from: null, to: null }));
      const ids = async (filter: Parameters<typeof calls.list>[1], after?: string) =>
        (await calls.list({ limit: 10, after }, filter)).map(({ id }) => id);
      expect(await ids({})).toEqual(['d', 'c', 'b', 'a']);
      expect(await ids({ provider: undefined, since: undefined })).toEqual(['d', 'c', 'b', 'a']);
      expect(await ids({ provider: 'prov_2' })).toEqual(['a']);
      expect(await ids({ provider: ['prov_2', 'prov_1'] })).toEqual(['c', 'b', 'a']);
      expect(await ids({ provider: ['prov_2', 'prov_1'] }, 'c')).toEqual(['b', 'a']);
      expect(await ids({ provider: [] })).toEqual([]);
      expect(await ids({ site: 'site_1' })).toEqual(['c', 'b']);
      expect(await ids({ to: '+12025550112' })).toEqual(['b']);
      expect(await ids({ from: '+12025550198' })).toEqual(['c']);
      expect(await ids({ fromEnd: '0198' })).toEqual(['c']);
      expect(await ids({ fromEnd: '.*' })).toEqual([]);
      await calls.save(call('b', 20, { to: '+12025550112', outcome: 'missed', eventCount: 2 }));
      expect(await ids({ outcome: 'missed' })).toEqual(['b']);
      expect(await ids({ outcome: 'missed', provider: 'prov_1', since: at(20) })).toEqual(['b']);
      expect(await ids({ outcome: 'answered' })).toEqual([]);
      expect(await ids({ since: at(20), until: at(30) })).toEqual(['c', 'b']);
      expect(await ids({ since: at(20.001) })).toEqual(['d', 'c']);
      expect(await ids({ since: at(20.001), until: END_OF_TIME })).toEqual(['d', 'c']);
      expect(await ids({ until: at(29.999), site: 'site_1' })).toEqual(['b']);
      expect(await ids({ since: at(10), until: at(30) }, 'c')).toEqual(['b', 'a']);
    });
  });
}

function byName(events: CallEvent[]): CallEvent[] {
  return events.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
