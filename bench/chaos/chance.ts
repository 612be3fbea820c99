import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../../tools/demo/random.ts';

/** Seeded decisions of one part of the run. */
export function chanceFrom(seed: number) {
  const { uniform } = randomFrom(seed);
  const between = (min: number, max: number) => min + uniform() * (max - min);
  return {
    between,
    /** Returns true with this probability. */
    happens: (probability: number) => uniform() < probability,
    /** Returns one of the items. Throws for an empty list. */
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    /** Waits for a time between the two, in milliseconds: the pace of visitors, callers and faults. */
    pause: (minMs: number, maxMs: number) => sleep(between(minMs, maxMs)),
  };
}

export type Chance = ReturnType<typeof chanceFrom>;
