import type { Logger } from 'pino';
import { attribute } from '../domain/attribute.ts';
import { type Attribution, isSameEnd, type PageView, withEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { identifiesCaller } from '../domain/privacy.ts';
import { inBatches } from '../infra/batches.ts';
import type { Store } from '../store/port.ts';
import { createFacts, type FactsOptions } from './facts.ts';

/** The pages that an attribution lists. */
const MAX_PAGES = 50;

export type AttributorOptions = FactsOptions & {
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  now: () => Date;
  log?: Pick<Logger, 'debug'>;
};

/** Calls that share one transaction and one drain of the ledger. Both cost more than a call does. */
const MAX_BATCH_CALLS = 256;

/** A call that needs an attribution, with the one that the new one replaces. */
type Unattributed = { id: string; call: Call; former: Attribution | null };

/** `later`: another process was first, and the call has to be read again. */
type AttributionOutcome = 'added' | 'later' | { error: unknown };

/**
 * Attributes calls, each once: a second run changes nothing. When the carrier has reported another end of the call, adds a
 * replacement with that end and the same session or bucket.
 */
export function createAttributor({ store, directory, drain, now, log }: AttributorOptions) {
  const facts = createFacts({ store, directory, now });

  /** Attributes the call by the facts and hazards of the moment, without storing it. */
  async function attributionOf(call: Call): Promise<Attribution> {
    const attribution = attribute(await facts.of(call, now()));
    return { ...attribution, pages: await pagesOf(store.history, attribution) };
  }

  /** Returns null when the call has an attribution with its latest end. */
  async function unattributed(id: string): Promise<Unattributed | null> {
    const former = await store.attributions.ofCall(id);
    // Read after the attribution, so that it is at least as recent: no end may replace a later one.
    const call = await store.calls.get(id);
    if (!call) throw new Error(`the call ${id} of an attribution job is not in the store`);
    return former && (call.outcome === null || isSameEnd(former, call)) ? null : { id, call, former };
  }

  async function make({ call, former }: Unattributed): Promise<Attribution> {
    if (former) return withEnd(former, call, now());
    return attributionOf(call);
  }

  /** A call that fails does not affect the others of its batch. */
  async function attributeBatch(calls: readonly Unattributed[]): Promise<AttributionOutcome[]> {
    const isFirst = firstOfTheirCallers(calls);
    const made = await Promise.allSettled(calls.map((one) => (isFirst(one) ? make(one) : null)));
    return Promise.all(
      made.map(async (one): Promise<AttributionOutcome> => {
        if (one.status === 'rejected') return { error: one.reason };
        if (one.value === null) return 'later';
        const isAdded = await store.attributions.add(one.value).catch((error: unknown) => ({ error }));
        if (typeof isAdded === 'object') return isAdded;
        if (!isAdded) return 'later';
        logAttribution(one.value);
        return 'added';
      }),
    );
  }

  function logAttribution({ id, call, to, confidence, requestId }: Attribution): void {
    log?.debug({ call, attribution: id, to, confidence, requestId }, 'call attributed');
  }

  /** Calls that wait for the batch before them share the next one, also those of different jobs. */
  const attributeInTurn = inBatches(MAX_BATCH_CALLS, attributeBatch, ({ id }) => id);

  /** Returns whether it added an attribution. */
  async function attributeCall(
    id: string,
    drainOnce: (provider: string) => Promise<unknown>,
  ): Promise<boolean> {
    for (let isNew = false; ; ) {
      const one = await unattributed(id);
      if (!one) return isNew;
      const { former, call } = one;
      if (!former && call.provider) await drainOnce(call.provider);
      const outcome = await attributeInTurn(one);
      if (typeof outcome === 'object') throw outcome.error;
      isNew ||= outcome === 'added';
      // Of several processes that add at once one is first, and the others read again. A process that added another end
      // reads again too: the call may have its former end again, and a process that read it then had nothing to add.
      if (outcome === 'added' && !former) return true;
    }
  }

  return {
    attributionOf,

    /**
     * Attributes the calls. Returns the number that got a new attribution. Rejects when a call failed, after all others
     * were attributed.
     */
    async attributeCalls(ids: readonly string[]): Promise<number> {
      const drains = new Map<string, Promise<unknown>>();
      const drainOnce = (provider: string) => {
        const once = drains.get(provider) ?? drain(provider);
        drains.set(provider, once);
        return once;
      };
      const results = await Promise.allSettled([...new Set(ids)].map((id) => attributeCall(id, drainOnce)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      return results.filter((result) => result.status === 'fulfilled' && result.value).length;
    },
  };
}

/** Returns a check for the earliest call of its caller, which goes first because it is evidence for the later ones. */
function firstOfTheirCallers(calls: readonly Unattributed[]): (one: Unattributed) => boolean {
  const first = new Map<string, Unattributed>();
  const key = ({ call: { provider, from } }: Unattributed) => `${provider} ${from}`;
  for (const one of calls) {
    const known = first.get(key(one));
    if (!known || one.call.at < known.call.at) first.set(key(one), one);
  }
  return (one) => first.get(key(one)) === one || one.call.from === null || !identifiesCaller(one.call.from);
}

export type Attributor = ReturnType<typeof createAttributor>;

/** Returns the pages that the attribution's session opened before the call, the last 50. */
export async function pagesOf(
  history: Pick<Store['history'], 'hits'>,
  { to, site, session, at }: Pick<Attribution, 'to' | 'site' | 'session' | 'at'>,
): Promise<PageView[]> {
  if (to !== 'session' || site === null || session === null) return [];
  const hits = await history.hits(site, session, new Date(0), at);
  return hits
    .filter(({ hit }) => hit === 'page')
    .slice(-MAX_PAGES)
    .map(({ page, at: viewed }) => ({ page, at: viewed.toISOString() }));
}
