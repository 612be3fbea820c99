/** One cell of the table: several traces, of which each is learnt from, and the next one scored by that. */
import type { Redis } from 'ioredis';
import { createFitter } from '../../src/attribution/fitter.ts';
import type { Model } from '../../src/domain/attribution-facts.ts';
import { PRIOR } from '../../src/domain/confidence/prior.ts';
import type { Store } from '../../src/store/port.ts';
import { type Played, playTrace } from './play.ts';
import { type Scores, scoreModels } from './score.ts';
import { MEAN_VISIT, type TraceOptions } from './trace.ts';

export type CellOptions = Pick<TraceOptions, 'law' | 'openShare'> & {
  /** One of each trace; two at least. */
  seeds: readonly number[];
  numbers: number;
  /** Open pages over numbers. */
  load: number;
  /** Calls to learn from, without being told who made them. */
  learns: number;
  /** Calls that are scored of each trace. */
  scores: number;
};

/** `scored`: fitted with what the score says of each session's intent. */
type Name = 'prior' | 'fitted' | 'scored';
/** By hazards and by trace. */
export type Cell<Other extends string = never> = Record<Name | Other, Scores[]>;

/** Of the visitors so many call, so that the trace is long enough. */
const CALLS_PER_SESSION = 0.033;
/** What comes first has no history before it, and is neither learnt from nor scored. */
const WARM_UP = 0.15;

let played = 0;

/** @param others further hazards to be scored on the same calls */
export async function runCell<Other extends string = never>(
  redis: Redis,
  store: Store,
  options: CellOptions,
  others?: Record<Other, Model>,
): Promise<Cell<Other>> {
  const { numbers, load, learns, scores, seeds } = options;
  const arrivals = (load * numbers) / MEAN_VISIT;
  const seconds = (Math.max(learns, scores) * (1 + WARM_UP)) / CALLS_PER_SESSION / arrivals;
  const unscored = { ...store, history: { ...store.history, factsOf: async () => [] } };
  const traces = await Promise.all(
    seeds.map((seed) =>
      playTrace(redis, store, `prov_bench${++played}`, { ...options, seed, arrivals, seconds }),
    ),
  );
  const found: Record<Name | Other, Scores>[] = [];
  for (const [i, training] of traces.entries()) {
    const models = {
      ...others,
      prior: { version: null, hazards: PRIOR },
      fitted: await learn(unscored, training, learns),
      scored: await learn(store, training, learns),
    } as Record<Name | Other, Model>;
    const calls = traces[(i + 1) % traces.length]?.calls.slice(-scores) ?? [];
    found.push(await scoreModels(store, calls, models));
  }
  const names = ['prior', 'fitted', 'scored', ...Object.keys(others ?? {})] as (Name | Other)[];
  return Object.fromEntries(names.map((name) => [name, found.map((scores) => scores[name])])) as Cell<Other>;
}

async function learn(
  store: Store,
  { provider, pool, numbers, calls }: Played,
  learns: number,
): Promise<Model> {
  const taken = calls.slice(0, Math.round(learns * (1 + WARM_UP))).slice(-learns);
  for (const { call } of taken) await store.calls.save(call);
  const fitter = createFitter({
    store: { ...store, fits: { latest: async () => null, add: async () => true } },
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
