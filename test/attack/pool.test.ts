import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTACKS, type Attack, laySiege } from '../../bench/attack/siege.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const GUARD = { sharePercent: 25, firstHoldSeconds: 15 };

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.remove());

describe.each(Object.keys(ATTACKS) as Attack[])(
  'while a hostile browser with %s attacks a pool of 100',
  (attack) => {
    it('99 of 100 visitors who come get a number', async () => {
      const siege = await laySiege(redis.client, attack, GUARD);
      expect(siege.numbers).toBeGreaterThanOrEqual(99);
    });

    it('no visitor gets one without the guard', async () => {
      const siege = await laySiege(redis.client, attack, null);
      expect(siege.numbers).toBe(0);
    });
  },
);
