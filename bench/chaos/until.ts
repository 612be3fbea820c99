import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Asks until the answer is truthy, and returns it. Rejects with the sentence after this many milliseconds. */
export async function until<T>(
  ask: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  maxMs: number,
  sentence: string,
): Promise<T> {
  const deadline = performance.now() + maxMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(sentence);
    await sleep(POLL_MS);
  }
}
