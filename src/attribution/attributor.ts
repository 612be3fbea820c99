import { attribute } from '../domain/attribute.ts';
import { type Attribution, isSameEnd, type PageView, withEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Store } from '../store/port.ts';
import { createFacts, type FactsOptions } from './facts.ts';

export const ATTRIBUTIONS = 'attributions';

/** A call whose end is known, and that wants an attribution or one that says how it ended after all. */
export type AttributionJob = { v: 1; call: string };

/** Pages that an attribution tells of. */
const PAGES = 50;

export type AttributorOptions = FactsOptions & {
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  now?: () => Date;
};

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

  return {
    attributionOf,

    /** @returns false when there was nothing new to say */
    async attributeCall(id: string): Promise<boolean> {
      for (;;) {
        const former = await store.attributions.ofCall(id);
        // Read after the attribution: it knows at least as much, so no end takes the place of a later one.
        const call = await store.calls.get(id);
        if (!call) throw new Error(`${id} is to be attributed but is not in the store`);
        if (former && (call.outcome === null || isSameEnd(former, call))) return false;
        if (!former && call.provider) await drain(call.provider);
        const made = former ? withEnd(former, call, now()) : await attributionOf(call);
        // Of several who add at once one is first, and the others look again.
        if (await store.attributions.add(made)) return true;
      }
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
