import type { Logger } from 'pino';
import { attribute } from '../domain/attribute.ts';
import { type Attribution, isSameEnd, type PageView, withEnd } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { identifiesCaller } from '../domain/privacy.ts';
import { inBatches } from '../infra/batches.ts';
import type { Store } from '../store/port.ts';
import { createFacts, type FactsOptions } from './facts.ts';

/** Pages that an attribution tells of. */
const PAGES = 50;

export type AttributorOptions = FactsOptions & {
  /** Brings the provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  now?: () => Date;
  log?: Pick<Logger, 'debug'>;
};

/** Calls that are attributed together. A transaction costs more than what is written in it, and so does asking for a ledger. */
const MAX_BATCH_CALLS = 256;

/** A call, and its attribution where it has one already. */
type Wanting = { id: string; call: Call; former: Attribution | null };

/** `later`: others were first, and it is to be looked at again. */
type AttributionOutcome = 'added' | 'later' | { error: unknown };

/**
 * Attributes calls, each once: doing it again changes nothing. Where the carrier has told of the call's end what its
 * attribution does not say, another attribution takes its place, which says that and is the same else.
 */
export function createAttributor({
  store,
  directory,
  drain,
  now = () => new Date(),
  log,
}: AttributorOptions) {
  const facts = createFacts({ store, directory, now });

  /** What the call is attributed to by what is known now. */
  async function attributionOf(call: Call): Promise<Attribution> {
    const attribution = attribute(await facts.of(call, now()));
    return { ...attribution, pages: await pagesOf(store.history, attribution) };
  }

  /** @returns null when there is nothing new to say */
  async function wanting(id: string): Promise<Wanting | null> {
    const former = await store.attributions.ofCall(id);
    // Read after the attribution: it knows at least as much, so no end takes the place of a later one.
    const call = await store.calls.get(id);
    if (!call) throw new Error(`${id} is to be attributed but is not in the store`);
    return former && (call.outcome === null || isSameEnd(former, call)) ? null : { id, call, former };
  }

  async function make({ call, former }: Wanting): Promise<Attribution> {
    if (former) return withEnd(former, call, now());
    return attributionOf(call);
  }

  /** One that fails holds up none of the others. */
  async function attributeBatch(wanting: readonly Wanting[]): Promise<AttributionOutcome[]> {
    const isFirst = firstOfTheirCallers(wanting);
    const made = await Promise.allSettled(wanting.map((one) => (isFirst(one) ? make(one) : null)));
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

  /** What waits while others are being attributed is attributed together, whoever asks for it. */
  const attributeInTurn = inBatches(MAX_BATCH_CALLS, attributeBatch, ({ id }) => id);

  /** @returns whether there was something new to say */
  async function attributeCall(
    id: string,
    drained: (provider: string) => Promise<unknown>,
  ): Promise<boolean> {
    for (let isNew = false; ; ) {
      const one = await wanting(id);
      if (!one) return isNew;
      const { former, call } = one;
      if (!former && call.provider) await drained(call.provider);
      const outcome = await attributeInTurn(one);
      if (typeof outcome === 'object') throw outcome.error;
      isNew ||= outcome === 'added';
      // Of several who add at once one is first, and the others look again. So does whoever has told of another end: the
      // call may have come back meanwhile to the end that was replaced, and who looked then had nothing to say.
      if (outcome === 'added' && !former) return true;
    }
  }

  return {
    attributionOf,

    /**
     * When it rejects, all that could be attributed have been.
     * @returns of how many there was something new to say
     */
    async attributeCalls(ids: readonly string[]): Promise<number> {
      const drains = new Map<string, Promise<unknown>>();
      const drained = (provider: string) => {
        const once = drains.get(provider) ?? drain(provider);
        drains.set(provider, once);
        return once;
      };
      const results = await Promise.allSettled([...new Set(ids)].map((id) => attributeCall(id, drained)));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      return results.filter((result) => result.status === 'fulfilled' && result.value).length;
    },
  };
}

/** A caller's earlier calls may tell who the caller is, so that of each caller the earliest goes first. */
function firstOfTheirCallers(wanting: readonly Wanting[]): (one: Wanting) => boolean {
  const first = new Map<string, Wanting>();
  const key = ({ call: { provider, from } }: Wanting) => `${provider} ${from}`;
  for (const one of wanting) {
    const known = first.get(key(one));
    if (!known || one.call.at < known.call.at) first.set(key(one), one);
  }
  return (one) => first.get(key(one)) === one || one.call.from === null || !identifiesCaller(one.call.from);
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
