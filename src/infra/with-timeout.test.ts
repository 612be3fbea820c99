import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimedOut, waitAtMost, withTimeout } from './with-timeout.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => undefined);

it('a promise that settles in time keeps its result, and its timer is cleared', async () => {
  await expect(withTimeout(100, Promise.resolve('here'))).resolves.toBe('here');
  await expect(withTimeout(100, Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  expect(vi.getTimerCount()).toBe(0);
});

it('a promise that takes too long rejects with TimedOut, not a millisecond before', async () => {
  let error: unknown;
  withTimeout(100, never).catch((reason) => {
    error = reason;
  });
  await vi.advanceTimersByTimeAsync(99);
  expect(error).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(error).toBeInstanceOf(TimedOut);
});

it('a rejection after the deadline is not an unhandled one', async () => {
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 200));
  const timedOut = expect(withTimeout(100, late)).rejects.toThrow(TimedOut);
  await vi.advanceTimersByTimeAsync(300);
  await timedOut;
});

it('waitAtMost ends with the promise or with the time, and never rejects', async () => {
  await waitAtMost(100, Promise.reject(new Error('failed')));
  let isOver = false;
  const waiting = waitAtMost(100, never).then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(99);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  expect(isOver).toBe(true);
});
