import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followClock } from './clock.ts';

const REAL = Date.UTC(2026, 0, 1);
const AHEAD_MS = 300_000;

/** A Redis whose clock is right, seen from a machine whose clock is five minutes ahead. */
class RightRedis extends EventEmitter {
  status = 'connecting';
  isAway = true;
  async time(): Promise<[string, string]> {
    if (this.isAway) throw new Error('away');
    const now = Date.now() - AHEAD_MS;
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)] as [string, string];
  }
}

let redis: RightRedis;
let clock: ReturnType<typeof followClock>;
beforeEach(() => {
  vi.useFakeTimers({ now: REAL + AHEAD_MS });
  redis = new RightRedis();
  clock = followClock(redis as unknown as Parameters<typeof followClock>[0]);
});
afterEach(() => {
  clock.close();
  vi.useRealTimers();
});

const ready = async () => {
  redis.isAway = false;
  redis.emit('ready');
  await vi.advanceTimersByTimeAsync(0);
};

it("the time is the machine's own until Redis answers, then the time of Redis, also while Redis is away again", async () => {
  expect(clock.now()).toEqual(new Date(REAL + AHEAD_MS));
  await ready();
  expect(clock.now()).toEqual(new Date(REAL));
  redis.isAway = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(clock.now()).toEqual(new Date(REAL + 60_000));
});

it('a slow answer does not move the time, and a step of the machine does not either', async () => {
  await ready();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(clock.now(), 'exact to the millisecond').toEqual(new Date(REAL + 10_000));
  redis.time = async () => {
    const now = REAL + 20_000;
    await vi.advanceTimersByTimeAsync(1000);
    return [String(now / 1000), '0'];
  };
  await vi.advanceTimersByTimeAsync(10_000);
  const before = clock.now().getTime();
  for (const stepMs of [3_600_000, -7_200_000]) {
    vi.setSystemTime(Date.now() + stepMs);
    expect(clock.now().getTime()).toBe(before);
  }
});

it('the time follows a correction of Redis', async () => {
  await ready();
  redis.time = async () => [String((REAL + 500_000) / 1000), '0'];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(clock.now()).toEqual(new Date(REAL + 500_000));
});

it('a slow first answer does not move the time of a machine whose clock is right', async () => {
  redis.time = async () => {
    const now = Date.now();
    await vi.advanceTimersByTimeAsync(1000);
    return [String(Math.floor(now / 1000)), String((now % 1000) * 1000)];
  };
  await ready();
  expect(clock.now()).toEqual(new Date());
});
