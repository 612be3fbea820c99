import { setImmediate as breathe } from 'node:timers/promises';
import { type Call, SHOWN_KINDS } from '../domain/call.ts';
import { fitHazards } from '../domain/confidence/fit.ts';
import type { Fit, Hazards } from '../domain/confidence/hazards.ts';
import { PRIOR } from '../domain/confidence/prior.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { historiesOf } from './number-histories.ts';

/** With fewer calls the prior is better than a fit. */
export const MIN_FIT_CALLS = 300;
/** A fit uses this many calls, the latest ones. */
const MAX_FIT_CALLS = 3000;
/** New calls since the last fit that make another one. */
const MIN_NEW_CALLS = 50;
const PAGE = 500;

export type FitterOptions = {
  store: Pick<Store, 'calls' | 'history' | 'fits'>;
  directory: Pick<Directory, 'all' | 'numbersOf'>;
  drain: (provider: string) => Promise<unknown>;
  now: () => Date;
};

export type Fitter = {
  /** Fits hazards to the provider's calls. Returns null with too few calls, or too few new ones since the last fit. */
  learn(provider: string): Promise<Fit | null>;
  /** Fits hazards to every provider's calls. Returns the new fits. */
  learnAll(): Promise<Fit[]>;
};

/** Fits hazards to the calls of providers and to the showings of their numbers. */
export function createFitter(options: FitterOptions): Fitter {
  const learn = (provider: string) => fitProvider(options, provider);
  return {
    learn,
    learnAll: async () => {
      const fits: Fit[] = [];
      for (const { id } of options.directory.all('providers')) {
        const fitted = await learn(id);
        if (fitted) fits.push(fitted);
      }
      return fits;
    },
  };
}

async function fitProvider(
  { store, directory, drain, now }: FitterOptions,
  provider: string,
): Promise<Fit | null> {
  const calls = await latestCalls(store, provider);
  const last = await store.fits.latest(provider);
  const newCalls = last ? calls.filter(({ at }) => at.toISOString() > last.until).length : calls.length;
  const oldest = calls.at(-1);
  if (!oldest || calls.length < MIN_FIT_CALLS || newCalls < MIN_NEW_CALLS) return null;

  await drain(provider);
  const until = now();
  const histories = await historiesOf({ store, directory }, provider, calls, { since: oldest.at, until });
  const fitted: Fit = {
    provider,
    version: (last?.version ?? 0) + 1,
    hazards: await fitInSteps(histories, last?.hazards ?? PRIOR),
    calls: histories.reduce((sum, history) => sum + history.calls.length, 0),
    showings: histories.reduce((sum, history) => sum + history.spells.length, 0),
    numbers: histories.length,
    since: oldest.at.toISOString(),
    until: until.toISOString(),
    fittedAt: until.toISOString(),
  };
  return (await store.fits.add(fitted)) ? fitted : null;
}

/** Lets other work run between the steps of a fit. */
async function fitInSteps(histories: Parameters<typeof fitHazards>[0], start: Hazards): Promise<Hazards> {
  const fitting = fitHazards(histories, start);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
    await breathe();
  }
}

const POOLED = new Set<NonNullable<Call['resolution']>>(['live', 'late', ...SHOWN_KINDS, 'unlinked']);

/** Returns the latest calls to pooled numbers, the latest first. */
async function latestCalls({ calls }: Pick<Store, 'calls'>, provider: string): Promise<Call[]> {
  const found: Call[] = [];
  for (let after: string | undefined; found.length < MAX_FIT_CALLS; ) {
    const page = await calls.list({ limit: PAGE, after }, { provider });
    found.push(...page.filter(({ resolution }) => resolution !== null && POOLED.has(resolution)));
    after = page.at(-1)?.id;
    if (page.length < PAGE) break;
    await breathe();
  }
  return found.slice(0, MAX_FIT_CALLS);
}
