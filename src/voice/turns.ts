const MAX_CALLS = 10_000;

/**
 * How many calls each endpoint has had before, for weights. Each process counts its own: what is shared out evenly by
 * each is shared out evenly by all. A repeat of a call's webhook gets the turn that the call had.
 */
export function createTurns() {
  const counts = new Map<string, number>();
  const taken = new Map<string, number>();

  return (endpoint: string, call: string): number => {
    const known = taken.get(call);
    if (known !== undefined) return known;
    const turn = counts.get(endpoint) ?? 0;
    counts.set(endpoint, turn + 1);
    taken.set(call, turn);
    if (taken.size > MAX_CALLS) {
      for (const oldest of taken.keys()) {
        taken.delete(oldest);
        break;
      }
    }
    return turn;
  };
}

export type Turns = ReturnType<typeof createTurns>;
