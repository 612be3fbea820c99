/** One cell of the table: a trace to learn from, another one to be scored on. */
import type { Redis } from 'ioredis';
import { createFitter } from '../../src/attribution/fitter.ts';
import type { Model } from '../../src/domain/attribution-facts.ts';
import { PRIOR } from '../../src/domain/confidence/prior.ts';
import type { Store } from '../../src/store/port.ts';
import { type Played, playTrace } from './play.ts';
import { type Scores, scoreModels } from './score.ts';
import { MEAN_VISIT, type TraceOptions } from './trace.ts';

export type CellOptions = Pick<TraceOptions, 'seed' | 'law' | 'openShare'> & {
  numbers: number;
  /** Open pages over numbers. */
  load: number;
  /** Calls to learn from, without being told who made them. */
  learns: number;
  /** Calls that are scored. */
  scores: number;
};

/** `scored`: fitted with what the score says of each session's intent. */
export type Cell = Record<'prior' | 'fitted' | 'scored', Scores> & {
  others: Record<string, Scores>;
  /** The share of sessions that got a number of their own. */
  bySession: number;
};

/** Of the visitors so many call, so that the trace is long enough. */
const CALLS_PER_SESSION = 0.033;
/** What comes first has no history before it, and is not scored. */
const WARM_UP = 0.15;

let traces = 0;

/** @param others further hazards to be scored on the same calls */
export async function runCell(
  redis: Redis,
  store: Store,
  options: CellOptions,
  others: Record<string, Model> = {},
): Promise<Cell> {
  const { numbers, load, learns, scores, seed } = options;
  const arrivals = (load * numbers) / MEAN_VISIT;
  const play = (calls: number, of: number) =>
    playTrace(redis, store, `prov_bench${++traces}`, {
      ...options,
      seed: of,
      arrivals,
      seconds: (calls * (1 + WARM_UP)) / CALLS_PER_SESSION / arrivals,
    });
  const [training, played] = await Promise.all([play(learns, seed), play(scores, seed + 1000)]);
  const fitted = await learn(
    { ...store, history: { ...store.history, factsOf: async () => [] } },
    training,
    learns,
  );
  const scored = await learn(store, training, learns);
  const calls = played.calls.slice(-scores);
  const prior = { version: null, hazards: PRIOR };
  const found = await scoreModels(store, calls, { prior, fitted, scored });
  const { session = 0 } = played.keyedBy;
  const all = Object.values(played.keyedBy).reduce((sum, count) => sum + count, 0);
  return { ...found, others: await scoreModels(store, calls, others), bySession: session / all };
}

async function learn(
  store: Store,
  { provider, pool, numbers, calls }: Played,
  learns: number,
): Promise<Model> {
  const taken = calls.slice(-learns);
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
