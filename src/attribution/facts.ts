import type { AttributionFacts, HazardModel } from '../domain/attribution-facts.ts';
import { bucketId } from '../domain/bucket.ts';
import type { Call } from '../domain/call.ts';
import { type CallerFacts, TAP_SECONDS, UNKNOWN_CALLER } from '../domain/confidence/evidence.ts';
import { type Holder, holdersOf, type Showing, type ShownSession } from '../domain/confidence/holder.ts';
import { PRIOR } from '../domain/confidence/prior.ts';
import { identifiesCaller, isCallerName } from '../domain/privacy.ts';
import { createCache } from '../infra/cache.ts';
import type { Directory } from '../registry/port.ts';
import { MAX_EARLIER_CALLS, type SessionKey, type Store } from '../store/port.ts';

/** Showings of the number that are weighed one by one. Earlier ones are estimated. */
export const MAX_SHOWINGS = 256;
/** How long a provider's hazards are cached. Each call needs them, and they change every few hours. */
const MODEL_TTL_MS = 30_000;
const MAX_MODELS = 1000;
const DEFAULT_CLAIM = 0.8;
const PRIOR_MODEL: HazardModel = { version: null, hazards: PRIOR };

export type FactsOptions = {
  store: Pick<Store, 'calls' | 'history' | 'attributions' | 'fits'>;
  directory: Pick<Directory, 'get'>;
  now: () => Date;
};

/** Reads the facts that a call's attribution depends on. */
export function createFacts({ store, directory, now }: FactsOptions) {
  const models = createCache<HazardModel>({
    max: MAX_MODELS,
    ttlMs: MODEL_TTL_MS,
    now: () => now().getTime(),
  });

  async function factsOf(call: Call, madeAt: Date): Promise<AttributionFacts> {
    const [{ holders, isCut }, caller, model] = await Promise.all([
      holdersOfCall(call),
      callerOf(call),
      modelOf(call.provider),
    ]);
    const [last] = holders;
    return {
      call,
      holders,
      isCut,
      // The evidence explains only why a bucket had the number.
      link: last?.showing.keyedBy === 'bucket' ? await store.history.link(last.showing.link) : null,
      caller,
      model,
      claimAt: (call.provider && directory.get('providers', call.provider)?.claimAt) || DEFAULT_CLAIM,
      madeAt,
    };
  }

  async function holdersOfCall(call: Call): Promise<{ holders: Holder[]; isCut: boolean }> {
    const { provider, to, at, resolution } = call;
    if (!provider || !to || resolution === 'pinned') return { holders: [], isCut: false };
    const showings = await store.history.showings(provider, to, at, MAX_SHOWINGS);
    const sessions = sessionKeys(showings);
    const [facts, taps] = await Promise.all([
      sessions.size > 0 ? store.history.factsOf([...sessions.values()]) : [],
      tapsOf(showings, at),
    ]);
    const visits = new Map<string, ShownSession>();
    for (const { site, session, facts: known } of facts) {
      const criteria = directory.get('sites', site)?.bucketing;
      const bucket = criteria ? bucketId(criteria, known.values) : null;
      const key = sessionKey(site, session);
      visits.set(key, { facts: known, bucket, tappedAt: taps.get(key) ?? null });
    }
    const visitOf = ({ site, session }: Showing) =>
      (site !== null && session !== null && visits.get(sessionKey(site, session))) || null;
    return { holders: holdersOf(showings, at, visitOf), isCut: showings.length === MAX_SHOWINGS };
  }

  /** Returns taps of the last minute. Only sessions that were seen in that minute can have one. */
  async function tapsOf(showings: readonly Showing[], at: Date): Promise<Map<string, Date>> {
    const from = new Date(at.getTime() - TAP_SECONDS * 1000);
    const open = sessionKeys(showings.filter(({ seenAt }) => seenAt === null || seenAt >= from));
    if (open.size === 0) return new Map();
    const taps = await store.history.lastTaps([...open.values()], from, at);
    return new Map(taps.map((tap) => [sessionKey(tap.site, tap.session), tap.at]));
  }

  async function callerOf({ id, provider, from, at }: Call): Promise<CallerFacts> {
    if (!provider || !from || !identifiesCaller(from)) return UNKNOWN_CALLER;
    const earlier = (await store.calls.earlierOf(provider, from, at)).filter((one) => one !== id);
    const attributions = await Promise.all(earlier.map((one) => store.attributions.ofCall(one)));
    const visitors = new Map<string, number>();
    for (const attribution of attributions) {
      if (attribution?.to !== 'session' || attribution.visitor === null) continue;
      const { visitor, confidence } = attribution;
      visitors.set(visitor, Math.max(confidence, visitors.get(visitor) ?? 0));
    }
    return {
      number: isCallerName(from) ? null : from,
      calls: Math.min(earlier.length, MAX_EARLIER_CALLS - 1),
      visitors,
    };
  }

  async function modelOf(provider: string | null): Promise<HazardModel> {
    if (!provider) return PRIOR_MODEL;
    const known = models.get(provider);
    if (known) return known;
    const fit = await store.fits.latest(provider);
    const model = fit ? { version: fit.version, hazards: fit.hazards } : PRIOR_MODEL;
    models.set(provider, model);
    return model;
  }

  return { of: factsOf };
}

export type Facts = ReturnType<typeof createFacts>;

/** Returns the sessions of the showings by their keys. */
export function sessionKeys(showings: readonly Showing[]): Map<string, SessionKey> {
  const keys = new Map<string, SessionKey>();
  for (const { site, session } of showings)
    if (site !== null && session !== null) keys.set(sessionKey(site, session), { site, session });
  return keys;
}

/** Returns a key of the session. It is unambiguous, because ids of sites have no space. */
export function sessionKey(site: string, session: string): string {
  return `${site} ${session}`;
}
