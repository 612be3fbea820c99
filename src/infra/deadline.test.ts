import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeadline } from './deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<string>(() => {});

describe('a deadline', () => {
  it('returns the results of the steps that settle in time', async () => {
    const onPassed = vi.fn();
    const deadline = startDeadline(100, onPassed);
    expect(await deadline.wait(Promise.resolve('first'))).toBe('first');
    expect(await deadline.wait(Promise.resolve('second'))).toBe('second');
    deadline.clear();
    vi.advanceTimersByTime(1000);
    expect(onPassed).not.toHaveBeenCalled();
  });

  it('is shared by all steps, and reports once that it has passed', async () => {
    const onPassed = vi.fn();
    const deadline = startDeadline(100, onPassed);
    const first = deadline.wait(never);
    vi.advanceTimersByTime(100);
    expect(await first).toBeUndefined();
    expect(await deadline.wait(never)).toBeUndefined();
    expect(onPassed).toHaveBeenCalledTimes(1);
  });

  it('passes on the rejection of a step', async () => {
    const deadline = startDeadline(100, () => undefined);
    await expect(deadline.wait(Promise.reject(new Error('no plan')))).rejects.toThrow('no plan');
    deadline.clear();
  });
});
