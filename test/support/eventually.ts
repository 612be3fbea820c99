import { vi } from 'vitest';

/** Ends the wait for something that never comes. Longer than a busy machine takes, shorter than a test may take. */
const HANG_MS = 240_000;
const INTERVAL_MS = 20;

type Answer<T> = T | null | undefined | false;

/** Asks again and again until the answer is truthy, and returns that answer. Rejects when `ask` does. */
export function eventually<T>(ask: () => Answer<T> | Promise<Answer<T>>): Promise<T> {
  return vi.waitUntil(async () => (await ask()) as T, { timeout: HANG_MS, interval: INTERVAL_MS });
}
