/** Compares policies on the same traces: how often a call finds its session, its bucket only, a wrong bucket, or nobody. */
import type { Redis } from 'ioredis';
import { createFacts } from '../../src/attribution/facts.ts';
import { attribute } from '../../src/domain/attribute.ts';
import type { HazardModel } from '../../src/domain/attribution-facts.ts';
import { PRIOR } from '../../src/domain/confidence/prior.ts';
import type { Store } from '../../src/store/port.ts';
import { CALLS_PER_SESSION, type CellOptions, learn, WARM_UP } from './cell.ts';
import { EPOCH, type Played, playTrace, type TrueCall, type Way } from './play.ts';
import { directory } from './score.ts';
import { MEAN_VISIT } from './trace.ts';

export type Policy = Way & {
  name: string;
  /** `last holder`: the call counts for the last session that was shown the number, as trackers do it. */
  credits: 'posterior' | 'last holder';
};

/** The shares of the calls of known callers. */
export type Outcome = {
  calls: number;
  /** The session is right. */
  exact: number;
  /** The bucket is right, the session is not. */
  bucket: number;
  wrong: number;
  /** The visitor was shown no number. */
  unshown: number;
  /** Exact, and half of the share with the bucket alone. */
  value: number;
};

export const POLICIES: Policy[] = [
  {
    name: 'longest rested, last holder',
    credits: 'last holder',
    settings: { threshold: 10_000_000, reserve: 0 },
  },
  {
    name: '30-minute hold',
    credits: 'last holder',
    leaves: false,
    settings: { threshold: 10_000_000, reserve: 0, holdSeconds: 1800 },
  },
  ...[0.2, 0.5, 0.8, 1].map((share) => thresholdAt(share)),
  { name: 'affinity', credits: 'posterior', settings: { policy: 'affinity' } },
];

/** The policy `threshold`, with sessions on this share of the numbers. Buckets have the others. */
function thresholdAt(share: number): Policy {
  return { name: `threshold at ${share}`, credits: 'posterior', settings: { threshold: share } };
}

let played = 0;

const PRIOR_MODEL: HazardModel = { version: null, hazards: PRIOR };

/**
 * Plays each trace by the policy, and scores the calls of each with hazards that are learnt from the next one. Without calls to
 * learn from it uses the prior.
 */
export async function playPolicy(
  redis: Redis,
  store: Store,
  policy: Policy,
  { numbers, load, learns, scores, seeds, ...options }: CellOptions,
): Promise<Outcome> {
  const arrivals = (load * numbers) / MEAN_VISIT;
  const seconds = (Math.max(learns, scores) * (1 + WARM_UP)) / CALLS_PER_SESSION / arrivals;
  const way = { ...policy, settings: settingsFor(policy, numbers) };
  const traces: Played[] = [];
  for (const seed of seeds) {
    const trace = { ...options, numbers, seed, arrivals, seconds };
    traces.push(await playTrace(redis, store, `prov_policy${++played}`, trace, way));
  }
  const outcomes: Outcome[] = [];
  for (const [i, trace] of traces.entries()) {
    const training = traces[(i + 1) % traces.length] ?? trace;
    const model = policy.credits === 'posterior' ? await modelFrom(store, training, learns) : null;
    outcomes.push(await outcomeOf(store, trace, model, (seconds * WARM_UP) / (1 + WARM_UP)));
  }
  return meanOf(outcomes);
}

async function modelFrom(store: Store, training: Played, learns: number): Promise<HazardModel> {
  return learns > 0 ? learn(store, training, learns) : PRIOR_MODEL;
}

function settingsFor({ settings }: Policy, numbers: number): Way['settings'] {
  const { threshold, ...others } = settings ?? {};
  if (typeof threshold !== 'number' || threshold > 1) return settings;
  const sessions = Math.round(threshold * numbers);
  return { ...others, threshold: sessions, reserve: numbers - sessions };
}

async function outcomeOf(
  store: Store,
  { calls, unshown }: Played,
  model: HazardModel | null,
  warmUp: number,
): Promise<Outcome> {
  const facts = createFacts({ store, directory, now: () => new Date() });
  const from = EPOCH + warmUp * 1000;
  const counts = { exact: 0, bucket: 0, wrong: 0 };
  for (const { call, session } of calls) {
    if (!session || call.at.getTime() < from) continue;
    const known = await facts.of(call, new Date(0));
    counts[resultOf(model ? byPosterior(known, model) : byLastHolder(known), session)]++;
  }
  const without = unshown.filter(({ calls: at }) => (at ?? 0) >= warmUp).length;
  const total = counts.exact + counts.bucket + counts.wrong + without;
  const share = (count: number) => count / total;
  const [exact, bucket] = [share(counts.exact), share(counts.bucket)];
  return {
    calls: total,
    ...{ exact, bucket, wrong: share(counts.wrong), unshown: share(without) },
    value: exact + bucket / 2,
  };
}

type Facts = Awaited<ReturnType<ReturnType<typeof createFacts>['of']>>;
type Named = { session: string | null; source: string | undefined };

function byPosterior(facts: Facts, model: HazardModel): Named {
  const { candidates, buckets } = attribute({ ...facts, model });
  const best = candidates.find(({ to }) => to === 'session');
  return { session: best?.session ?? null, source: buckets[0]?.bucket.source };
}

function byLastHolder({ holders: [last] }: Facts): Named {
  return { session: last?.showing.session ?? null, source: last?.visit?.facts.values.source };
}

function resultOf({ session, source }: Named, maker: NonNullable<TrueCall['session']>) {
  if (session === maker.id) return 'exact';
  return source === maker.bucket ? 'bucket' : 'wrong';
}

function meanOf(outcomes: readonly Outcome[]): Outcome {
  const total = outcomes.reduce((sum, { calls }) => sum + calls, 0);
  const mean = (of: keyof Outcome) => outcomes.reduce((sum, one) => sum + one[of] * one.calls, 0) / total;
  return {
    calls: total,
    ...{ exact: mean('exact'), bucket: mean('bucket'), wrong: mean('wrong'), unshown: mean('unshown') },
    value: mean('value'),
  };
}
