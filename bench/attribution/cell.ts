/** One cell of the table: several traces. The model learns from each trace and is scored on the next one. */
import type { Redis } from 'ioredis';
import { createFitter } from '../../src/attribution/fitter.ts';
import type { HazardModel } from '../../src/domain/attribution-facts.ts';
import { PRIOR } from '../../src/domain/confidence/prior.ts';
import type { Policy } from '../../src/domain/rung.ts';
import type { Store } from '../../src/store/port.ts';
import { type Played, playTrace } from './play.ts';
import { type Scores, scoreModels } from './score.ts';
import { MEAN_VISIT, type TraceOptions } from './trace.ts';

export type CellOptions = Pick<TraceOptions, 'law' | 'openShare'> & {
  /** One seed for each trace, at least two. */
  seeds: readonly number[];
  numbers: number;
  /** Open pages over numbers. */
  load: number;
  /** Calls to learn from, without their callers. */
  learns: number;
  /** Calls of each trace to score. */
  scores: number;
  policy?: Policy;
};

/** `scored`: fitted with the intent of each session by the site's own score. */
type Name = 'prior' | 'fitted' | 'scored';
/** Scores by hazards, one for each trace. */
export type Cell<Other extends string = never> = Record<Name | Other, Scores[]>;

/** The share of visitors who call. It gives the length of a trace. */
export const CALLS_PER_SESSION = 0.033;
/** The first share of a trace. Its calls have no history, so they are neither learnt from nor scored. */
export const WARM_UP = 0.15;

let played = 0;

/** Plays and scores the traces of a cell. It scores the `others`, further hazards, on the same calls. */
export async function runCell<Other extends string = never>(
  redis: Redis,
  store: Store,
  options: CellOptions,
  others?: Record<Other, HazardModel>,
): Promise<Cell<Other>> {
  const { numbers, load, learns, scores, seeds, policy = 'threshold' } = options;
  const arrivals = (load * numbers) / MEAN_VISIT;
  const seconds = (Math.max(learns, scores) * (1 + WARM_UP)) / CALLS_PER_SESSION / arrivals;
  const unscored = { ...store, history: { ...store.history, factsOf: async () => [] } };
  const traces = await Promise.all(
    seeds.map((seed) =>
      playTrace(
        redis,
        store,
        `prov_bench${++played}`,
        { ...options, seed, arrivals, seconds },
        {
          settings: { policy },
        },
      ),
    ),
  );
  const found: Record<Name | Other, Scores>[] = [];
  for (const [i, training] of traces.entries()) {
    const models = {
      ...others,
      prior: { version: null, hazards: PRIOR },
      fitted: await learn(unscored, training, learns),
      scored: await learn(store, training, learns),
    } as Record<Name | Other, HazardModel>;
    const calls = traces[(i + 1) % traces.length]?.calls.slice(-scores) ?? [];
    found.push(await scoreModels(store, calls, models));
  }
  const names = ['prior', 'fitted', 'scored', ...Object.keys(others ?? {})] as (Name | Other)[];
  return Object.fromEntries(names.map((name) => [name, found.map((scores) => scores[name])])) as Cell<Other>;
}

export async function learn(
  store: Store,
  { provider, pool, numbers, calls }: Played,
  learns: number,
): Promise<HazardModel> {
  const taken = calls.slice(0, Math.round(learns * (1 + WARM_UP))).slice(-learns);
  for (const { call } of taken) await store.calls.save(call);
  const fitter = createFitter({
    store: { ...store, fits: { ...store.fits, latest: async () => null, add: async () => true } },
    directory: {
      all: () => [{ id: pool, provider }].values(),
      numbersOf: () => numbers.map((number) => ({ number, pinned: null })),
    } as unknown as Parameters<typeof createFitter>[0]['directory'],
    drain: async () => undefined,
    now: () => taken.at(-1)?.call.at ?? new Date(),
  });
  const fitted = await fitter.learn(provider);
  if (!fitted) throw new Error(`${taken.length} calls are too few to learn from`);
  return { version: fitted.version, hazards: fitted.hazards };
}
