import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/domain/delivery.ts';
import { BadCursor, type DeliveryFilter } from '../../../src/store/port.ts';
import { at, consumer, delivery, progress } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const iso = (second: number) => at(second).toISOString();
const ids = (found: Delivery[]) => found.map(({ id }) => id);

export function deliveriesContract(bench: Bench): void {
  describe('consumers', () => {
    it('are returned with their credentials, and listed by provider', async () => {
      const { consumers } = bench.store;
      await consumers.add(consumer('cons_1'), consumer('cons_2', { provider: 'prov_2' }));
      expect(await consumers.get('cons_1')).toEqual(consumer('cons_1'));
      expect(await consumers.list({ limit: 10 }, { provider: 'prov_2' })).toEqual([
        consumer('cons_2', { provider: 'prov_2' }),
      ]);
    });
  });

  describe("a consumer's progress", () => {
    it('is added once, and changed by one of several callers that know the same version', async () => {
      const another = await bench.openAnother();
      const stores = [bench.store, another, bench.store, another];
      await Promise.all(stores.map((store, i) => store.progress.add(progress('cons_1', { planned: i }))));
      const former = await bench.store.progress.get('cons_1');
      if (!former) throw new Error('it was added');
      const changed = await Promise.all(
        stores.map((store, i) => store.progress.change(former, { cursor: `${i}`, planned: i })),
      );
      const [won, ...more] = changed.filter((one) => one !== null);
      expect(more).toEqual([]);
      expect(won).toMatchObject({ id: 'cons_1', version: former.version + 1 });
      expect(await another.progress.get('cons_1')).toEqual(won);
    });

    it('holds the reason that stopped the consumer, until it is removed', async () => {
      const { progress: store } = bench.store;
      await store.add(progress('cons_1'));
      const disabled = { at: iso(1), reason: 'It said that it is gone' };
      const slowed = { until: iso(2), times: 3 };
      const stopped = await store.change(progress('cons_1'), { disabled, slowed });
      expect(await store.get('cons_1')).toEqual({ ...progress('cons_1'), disabled, slowed, version: 1 });
      if (!stopped) throw new Error('it was there');
      await store.change(stopped, { disabled: null });
      expect(await store.get('cons_1')).toMatchObject({ disabled: null, slowed, version: 2 });
    });

    it('is not changed when it does not exist, and is removed once', async () => {
      const { progress: store } = bench.store;
      expect(await store.get('cons_1')).toBeNull();
      expect(await store.change(progress('cons_1'), { planned: 1 })).toBeNull();
      await store.add(progress('cons_1'));
      expect(await store.remove('cons_1')).toBe(true);
      expect(await store.remove('cons_1')).toBe(false);
    });
  });

  describe('deliveries', () => {
    it('are added once, and stay unchanged when they are added again', async () => {
      const { deliveries } = bench.store;
      const first = delivery('dlv_1', { notes: ['a note'], reason: { code: 'x', detail: 'y' } });
      await deliveries.add(first);
      await deliveries.add(delivery('dlv_1', { ordinal: 99 }), delivery('dlv_2'));
      await deliveries.add();
      expect(await deliveries.get('dlv_1')).toEqual(first);
      expect(await deliveries.get('dlv_2')).toEqual(delivery('dlv_2'));
      expect(await deliveries.get('dlv_3')).toBeNull();
    });

    it('are listed when they are due, the longest due first', async () => {
      const { deliveries } = bench.store;
      await deliveries.add(
        delivery('dlv_1', { nextTryAt: iso(30), ordinal: 1 }),
        delivery('dlv_2', { nextTryAt: iso(10), ordinal: 3 }),
        delivery('dlv_3', { nextTryAt: iso(10), ordinal: 2 }),
        delivery('dlv_4', { nextTryAt: iso(10), state: 'sending' }),
        delivery('dlv_5', { nextTryAt: null, state: 'delivered' }),
        delivery('dlv_6', { nextTryAt: iso(10), consumer: 'cons_2' }),
      );
      expect(ids(await deliveries.due('cons_1', iso(9), 10))).toEqual([]);
      expect(ids(await deliveries.due('cons_1', iso(10), 10))).toEqual(['dlv_3', 'dlv_2']);
      expect(ids(await deliveries.due('cons_1', iso(99), 2))).toEqual(['dlv_3', 'dlv_2']);
      expect(ids(await deliveries.due('cons_1', iso(99), 10))).toEqual(['dlv_3', 'dlv_2', 'dlv_1']);
      expect(await deliveries.due('cons_1', iso(99), 0)).toEqual([]);
    });

    it('are found by their order and by an abandoned try', async () => {
      const { deliveries } = bench.store;
      await deliveries.add(
        delivery('dlv_1', { ordinal: 1, state: 'delivered' }),
        delivery('dlv_2', { ordinal: 2, state: 'skipped' }),
        delivery('dlv_3', { ordinal: 3, state: 'dead' }),
        delivery('dlv_4', { ordinal: 5 }),
        delivery('dlv_5', { ordinal: 4, state: 'sending', begunAt: iso(50) }),
        delivery('dlv_6', { consumer: 'cons_2', state: 'sending', begunAt: iso(40) }),
      );
      expect((await deliveries.first('cons_1'))?.id).toBe('dlv_5');
      expect(await deliveries.first('cons_3')).toBeNull();
      expect(ids(await deliveries.abandoned(iso(50), 10))).toEqual(['dlv_6']);
      expect(ids(await deliveries.abandoned(iso(51), 10))).toEqual(['dlv_6', 'dlv_5']);
      expect(ids(await deliveries.abandoned(iso(51), 1))).toEqual(['dlv_6']);
    });

    it('are counted when they are dead, up to the given number', async () => {
      const { deliveries } = bench.store;
      const dead = ['dlv_1', 'dlv_2', 'dlv_3'].map((id) => delivery(id, { state: 'dead' }));
      await deliveries.add(
        ...dead,
        delivery('dlv_4'),
        delivery('dlv_5', { consumer: 'cons_2', state: 'dead' }),
      );
      expect(await deliveries.dead('cons_1', 10)).toBe(3);
      expect(await deliveries.dead('cons_1', 2)).toBe(2);
      expect(await deliveries.dead('cons_2', 10)).toBe(1);
      expect(await deliveries.dead('cons_3', 10)).toBe(0);
    });

    it('let one of several callers claim a try', async () => {
      const another = await bench.openAnother();
      await bench.store.deliveries.add(delivery('dlv_1'));
      const stores = [bench.store, another, bench.store, another];
      const claims = await Promise.all(
        stores.map((store) => store.deliveries.change(delivery('dlv_1'), { state: 'sending', tries: 1 })),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await another.deliveries.get('dlv_1')).toMatchObject({ state: 'sending', tries: 1, version: 1 });
    });

    it('are listed the latest first, page by page, narrowed by a filter', async () => {
      const { deliveries } = bench.store;
      await deliveries.add(
        delivery('dlv_a', { ordinal: 1, at: iso(10), call: 'call_1' }),
        delivery('dlv_b', { ordinal: 2, at: iso(20), state: 'dead', call: 'call_2' }),
        delivery('dlv_c', { ordinal: 2, at: iso(30), call: 'call_1' }),
        delivery('dlv_d', { ordinal: 9, consumer: 'cons_2' }),
      );
      const list = async (filter?: DeliveryFilter, page: { limit: number; after?: string } = { limit: 10 }) =>
        ids(await deliveries.list('cons_1', page, filter));
      expect(await list()).toEqual(['dlv_c', 'dlv_b', 'dlv_a']);
      expect(await list({}, { limit: 2 })).toEqual(['dlv_c', 'dlv_b']);
      expect(await list({}, { limit: 2, after: 'dlv_b' })).toEqual(['dlv_a']);
      expect(await list({}, { limit: 2, after: 'dlv_a' })).toEqual([]);
      expect((await deliveries.get('dlv_b'))?.id, 'whatever was looked up before').toBe('dlv_b');
      expect(await list({}, { limit: 0 })).toEqual([]);
      expect(await list({ state: 'dead' })).toEqual(['dlv_b']);
      expect(await list({ call: 'call_1', state: undefined })).toEqual(['dlv_c', 'dlv_a']);
      expect(await list({ since: iso(20), until: iso(30) })).toEqual(['dlv_c', 'dlv_b']);
      expect(await list({ since: iso(31) })).toEqual([]);
      await expect(list({}, { limit: 1, after: 'dlv_z' })).rejects.toBeInstanceOf(BadCursor);
      expect(ids(await deliveries.ofCall('call_1'))).toEqual(['dlv_a', 'dlv_c', 'dlv_d']);
    });

    it('of a period wait again after a replay', async () => {
      const { deliveries } = bench.store;
      const dead = { state: 'dead' as const, tries: 10, reason: { code: 'x', detail: '' }, nextTryAt: null };
      await deliveries.add(
        delivery('dlv_1', { ...dead, at: iso(10) }),
        delivery('dlv_2', { ...dead, at: iso(20) }),
        delivery('dlv_3', { ...dead, at: iso(20), state: 'delivered' }),
        delivery('dlv_4', { ...dead, at: iso(20), consumer: 'cons_2' }),
        delivery('dlv_5', { at: iso(20) }),
      );
      const period = { since: iso(11), until: iso(20) };
      expect(await deliveries.replay('cons_1', { states: ['dead'], ...period }, iso(99))).toBe(1);
      expect(await deliveries.get('dlv_2')).toEqual(
        delivery('dlv_2', { at: iso(20), nextTryAt: iso(99), version: 1 }),
      );
      expect(ids(await deliveries.due('cons_1', iso(99), 10))).toEqual(['dlv_5', 'dlv_2']);
      expect(await deliveries.replay('cons_1', { states: ['dead', 'delivered'] }, iso(99))).toBe(2);
      expect(await deliveries.get('dlv_4')).toMatchObject({ state: 'dead' });
    });

    it('are replayed and removed in several batches', async () => {
      const { deliveries } = bench.store;
      const many = Array.from({ length: 450 }, (_, i) =>
        delivery(`dlv_${i}`, { ordinal: i + 1, state: 'dead' }),
      );
      await deliveries.add(...many);
      await deliveries.add(delivery('dlv_other', { consumer: 'cons_2' }));
      expect(await deliveries.replay('cons_1', { states: ['dead'] }, iso(99))).toBe(450);
      expect(await deliveries.due('cons_1', iso(99), 1000)).toHaveLength(450);
      await deliveries.removeOf('cons_1');
      expect(await deliveries.list('cons_1', { limit: 1 })).toEqual([]);
      expect(await deliveries.list('cons_2', { limit: 1 })).toHaveLength(1);
    });

    it('lose the content of an erased call, and are removed with their consumer', async () => {
      const { deliveries } = bench.store;
      const attempts = [{ at: iso(1), ms: 5, status: 200, answer: 'Hello +12025550199', reason: null }];
      await deliveries.add(
        delivery('dlv_1', { sent: '+12025550199', attempts }),
        delivery('dlv_2', { sent: 'another', attempts, call: 'call_2', consumer: 'cons_2' }),
      );
      await deliveries.erase(['call_1', 'call_none']);
      expect(await deliveries.get('dlv_1')).toMatchObject({
        sent: null,
        attempts: [{ ms: 5, answer: null }],
      });
      expect(await deliveries.get('dlv_2')).toMatchObject({ sent: 'another', attempts });
      await deliveries.removeOf('cons_1');
      expect(await deliveries.get('dlv_1')).toBeNull();
      expect(await deliveries.get('dlv_2')).not.toBeNull();
    });
  });
}
