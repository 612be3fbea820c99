/** A piece of work, such as reading the ledger of one provider. */
type Work<Item, Result> = (item: Item) => Promise<Result>;

/**
 * Returns the same work, of which at most one run of a key is under way. Calls during a run share its result.
 * @param keyOf the key of an item. A text is its own key
 */
export function singleFlight<Item, Result>(
  work: Work<Item, Result>,
  keyOf: (item: Item) => string = String,
): Work<Item, Result> {
  const running = new Map<string, Promise<Result>>();
  return (item) => {
    const key = keyOf(item);
    const current = running.get(key);
    if (current !== undefined) return current;
    const run = work(item).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  };
}

/**
 * Returns the same work, of which at most one run of a key is under way. Calls during a run share the next run.
 * A run begins after each call that it answers, so it sees all that happened before the call.
 * @param keyOf the key of an item. A text is its own key
 */
export function nextFlight<Item, Result>(
  work: Work<Item, Result>,
  keyOf: (item: Item) => string = String,
): Work<Item, Result> {
  const running = new Map<string, Promise<Result>>();
  const waiting = new Map<string, Promise<Result>>();

  function start(key: string, item: Item): Promise<Result> {
    const run = work(item).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  }

  return (item) => {
    const key = keyOf(item);
    const current = running.get(key);
    if (current === undefined) return start(key, item);
    const joined = waiting.get(key);
    if (joined !== undefined) return joined;
    const next = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key);
        return start(key, item);
      });
    waiting.set(key, next);
    return next;
  };
}
