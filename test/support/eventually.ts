import { vi } from 'vitest';

/** What `ask` answers once it answers something: the product works in the background. */
export function eventually<T>(ask: () => Promise<T | null | undefined | false>, timeout = 5000): Promise<T> {
  return vi.waitUntil(async () => (await ask()) as T, { timeout, interval: 25 });
}
