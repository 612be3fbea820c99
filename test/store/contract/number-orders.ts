import { describe, expect, it } from 'vitest';
import { numberOrder } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

export function numberOrdersContract(bench: Bench): void {
  describe('orders of numbers', () => {
    it('returns all members, and keeps the first of several with the same id', async () => {
      const { numberOrders } = bench.store;
      const order = numberOrder('ord_1');
      await numberOrders.add(order);
      await numberOrders.add(numberOrder('ord_1', { pool: 'pool_2' }));
      expect(await numberOrders.get('ord_1')).toEqual(order);
      expect(await numberOrders.get('ord_2')).toBeNull();
    });

    it('takes one of several changes of the same version, so that a number is bought once', async () => {
      const another = await bench.openAnother();
      const order = numberOrder('ord_1');
      await bench.store.numberOrders.add(order);
      const [line] = order.lines;
      if (!line) throw new Error('an order has lines');
      const lines = [{ ...line, state: 'buying' as const, number: '+12025550101' }];
      const changes = await Promise.all(
        [bench.store, another, bench.store].map((store) => store.numberOrders.change(order, { lines })),
      );
      expect(changes.filter((one) => one !== null)).toHaveLength(1);
      expect(await another.numberOrders.get('ord_1')).toEqual({ ...order, lines, version: 1 });
    });

    it('lists those of a provider, and the open ones in pages', async () => {
      const { numberOrders } = bench.store;
      const done = { state: 'done', endedAt: '2026-03-01T12:00:00.000Z' } as const;
      await numberOrders.add(numberOrder('ord_1'), numberOrder('ord_2', { provider: 'prov_2' }));
      await numberOrders.add(numberOrder('ord_3', done), numberOrder('ord_4'));
      const idsOf = (orders: { id: string }[]) => orders.map(({ id }) => id);
      expect(idsOf(await numberOrders.list({ limit: 9 }, { provider: 'prov_1' }))).toEqual([
        'ord_1',
        'ord_3',
        'ord_4',
      ]);
      expect(idsOf(await numberOrders.list({ limit: 1, after: 'ord_1' }))).toEqual(['ord_2']);
      expect(idsOf(await numberOrders.open(2))).toEqual(['ord_1', 'ord_2']);
      expect(idsOf(await numberOrders.open(2, 'ord_2'))).toEqual(['ord_4']);
      const fourth = await numberOrders.get('ord_4');
      if (fourth) await numberOrders.change(fourth, done);
      expect(idsOf(await numberOrders.open(9, 'ord_2'))).toEqual([]);
    });
  });
}
