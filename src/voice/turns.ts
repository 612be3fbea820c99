import { createCache } from '../infra/cache.ts';

const MAX_CALLS = 10_000;

/**
 * Returns a function that counts the calls of each endpoint and returns the number of earlier ones, for weighted rings.
 * A repeated webhook of a call gets the turn that the call had. Each process counts by itself: when each shares calls
 * out evenly, all of them together do.
 */
export function createTurns() {
  const countByEndpoint = new Map<string, number>();
  const turnByCall = createCache<number>({ max: MAX_CALLS });

  return (endpoint: string, call: string): number => {
    const known = turnByCall.get(call);
    if (known !== undefined) return known;
    const turn = countByEndpoint.get(endpoint) ?? 0;
    countByEndpoint.set(endpoint, turn + 1);
    turnByCall.set(call, turn);
    return turn;
  };
}

export type Turns = ReturnType<typeof createTurns>;
