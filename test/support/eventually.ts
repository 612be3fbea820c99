import { setTimeout as pause } from 'node:timers/promises';

/** Ends the wait for something that never comes. Longer than a busy machine takes, shorter than a test may take. */
const HANG_MS = 240_000;
/** The pauses grow: a long wait leaves the machine to the processes that it waits for. */
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 200;

type Answer<T> = T | null | undefined | false;

/** Asks again and again until the answer is truthy, and returns that answer. Rejects when `ask` does. */
export async function eventually<T>(ask: () => Answer<T> | Promise<Answer<T>>): Promise<T> {
  const late = new Error('the answer was never as it should be');
  const end = performance.now() + HANG_MS;
  for (let wait = FIRST_PAUSE_MS; performance.now() < end; wait = Math.min(wait * 1.5, MAX_PAUSE_MS)) {
    const answer = await ask();
    if (answer) return answer;
    await pause(wait);
  }
  throw late;
}
