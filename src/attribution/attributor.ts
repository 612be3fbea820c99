import { setImmediate as nextTurn } from 'node:timers/promises';
import { attribute } from '../domain/attribute.ts';
import { type Attribution, isSameEnd, type PageView, withEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Store } from '../store/port.ts';
import { createFacts, type FactsOptions } from './facts.ts';

/** Pages that an attribution tells of. */
const PAGES = 50;

export type AttributorOptions = FactsOptions & {
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  now?: () => Date;
};

/** A call, and its attribution where it has one already. */
type Wanting = { call: Call; former: Attribution | null };

/**
 * Attributes calls, each once: doing it again changes nothing. Where the carrier has told of the call's end what its
 * attribution does not say, another attribution takes its place, which says that and is the same else.
 */
export function createAttributor({ store, directory, drain, now = () => new Date() }: AttributorOptions) {
  const facts = createFacts({ store, directory });

  /** What the call is attributed to by what is known now. */
  async function attributionOf(call: Call): Promise<Attribution> {
    const attribution = attribute(await facts.of(call, now()));
    return { ...attribution, pages: await pagesOf(store.history, attribution) };
  }

  let begun: Promise<unknown> = Promise.resolve();

  /** Lets one call in with each turn of the event loop: on SQLite all work on a call is one piece, and others wait for it. */
  function turn(): Promise<unknown> {
    begun = begun.then(() => nextTurn());
    return begun;
  }

  /** @returns null when there is nothing new to say */
  async function wanting(id: string): Promise<Wanting | null> {
    const former = await store.attributions.ofCall(id);
    // Read after the attribution: it knows at least as much, so no end takes the place of a later one.
    const call = await store.calls.get(id);
    if (!call) throw new Error(`${id} is to be attributed but is not in the store`);
    return former && (call.outcome === null || isSameEnd(former, call)) ? null : { call, former };
  }

  /** Brings the history of those up to date that have no attribution yet, each provider's once. */
  function drained(calls: readonly Wanting[]): ReadonlyMap<string | null, Promise<unknown>> {
    const drains = new Map<string | null, Promise<unknown>>();
    for (const { call, former } of calls)
      if (!former && call.provider !== null && !drains.has(call.provider))
        drains.set(call.provider, drain(call.provider));
    return drains;
  }

  return {
    attributionOf,

    /**
     * When it rejects, all that could be attributed have been.
     * @returns how many attributions it has added
     */
    async attributeCalls(ids: readonly string[]): Promise<number> {
      let added = 0;
      const failures: unknown[] = [];
      /** Of those that it could be done for, and that there was something to do for. */
      async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R | null>): Promise<R[]> {
        const results = await Promise.allSettled(items.map(work));
        for (const result of results) if (result.status === 'rejected') failures.push(result.reason);
        return results.flatMap((result) =>
          result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
        );
      }

      for (let left: readonly string[] = [...new Set(ids)]; left.length > 0; ) {
        const calls = await each(left, wanting);
        const drains = drained(calls);
        const made = await each(calls, async ({ call, former }) => {
          if (former) return withEnd(former, call, now());
          await drains.get(call.provider);
          await turn();
          return attributionOf(call);
        });
        const tried = await each(made, async (one) => ({
          one,
          isAdded: await store.attributions.add(one),
        }));
        added += tried.filter(({ isAdded }) => isAdded).length;
        // Of several who add at once one is first, and the others look again. So does whoever has told of another end:
        // the call may have come back meanwhile to the end that was replaced, and who looked then had nothing to say.
        left = tried.flatMap(({ one, isAdded }) => (isAdded && one.cause !== 'outcome' ? [] : [one.call]));
      }
      if (failures.length > 0) throw failures[0];
      return added;
    },
  };
}

export type Attributor = ReturnType<typeof createAttributor>;

/** The pages that the attribution's session looked at until the call. */
export async function pagesOf(
  history: Pick<Store['history'], 'hits'>,
  { to, site, session, at }: Pick<Attribution, 'to' | 'site' | 'session' | 'at'>,
): Promise<PageView[]> {
  if (to !== 'session' || site === null || session === null) return [];
  const hits = await history.hits(site, session, new Date(0), at);
  return hits
    .filter(({ hit }) => hit === 'page')
    .slice(-PAGES)
    .map(({ page, at: viewed }) => ({ page, at: viewed.toISOString() }));
}
