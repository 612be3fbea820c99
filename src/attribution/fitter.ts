import { setImmediate as breathe } from 'node:timers/promises';
import type { Call } from '../domain/call.ts';
import { fitHazards, type NumberHistory } from '../domain/confidence/fit.ts';
import { type Fit, WEEK } from '../domain/confidence/hazards.ts';
import { holdersOf, type Showing } from '../domain/confidence/holder.ts';
import { intentOf } from '../domain/confidence/intent.ts';
import { PRIOR } from '../domain/confidence/prior.ts';
import { idFrom } from '../domain/ids.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { sessionKey, sessionKeys } from './facts.ts';

/** With fewer calls the published prior is better than what can be learnt. */
export const MIN_FIT_CALLS = 300;
/** The latest so many are learnt from. */
const MAX_FIT_CALLS = 3000;
/** Fitted anew when there are so many more. */
const MORE_CALLS = 50;
const PAGE = 500;
const SHOWINGS_OF_NUMBER = 5000;
const SHOWINGS = 300_000;

export type FitterOptions = {
  store: Pick<Store, 'calls' | 'history' | 'fits'>;
  directory: Pick<Directory, 'all' | 'numbersOf'>;
  drain: (provider: string) => Promise<unknown>;
  now?: () => Date;
};

/** Learns how soon and how often a provider's visitors call, from its calls and from who was shown its numbers. */
export function createFitter({ store, directory, drain, now = () => new Date() }: FitterOptions) {
  /** @returns the new version; null when there are too few calls, or hardly more than for the last one */
  async function learn(provider: string): Promise<Fit | null> {
    const calls = await latestCalls(provider);
    const last = await store.fits.latest(provider);
    const fresh = last ? calls.filter(({ at }) => at.toISOString() > last.until).length : calls.length;
    const oldest = calls.at(-1);
    if (!oldest || calls.length < MIN_FIT_CALLS || fresh < MORE_CALLS) return null;

    await drain(provider);
    const until = now();
    const histories = await historiesOf(provider, calls, oldest.at, until);
    const fitting = fitHazards(histories, last?.hazards ?? PRIOR);
    let step = fitting.next();
    for (; !step.done; step = fitting.next()) await breathe();
    const fitted: Fit = {
      provider,
      version: (last?.version ?? 0) + 1,
      hazards: step.value,
      calls: histories.reduce((sum, history) => sum + history.calls.length, 0),
      showings: histories.reduce((sum, history) => sum + history.spells.length, 0),
      numbers: histories.length,
      since: oldest.at.toISOString(),
      until: until.toISOString(),
      fittedAt: until.toISOString(),
    };
    return (await store.fits.add(fitted)) ? fitted : null;
  }

  /** Calls to pooled numbers, the latest first. */
  async function latestCalls(provider: string): Promise<Call[]> {
    const found: Call[] = [];
    for (let after: string | undefined; found.length < MAX_FIT_CALLS; ) {
      const page = await store.calls.list({ limit: PAGE, after }, { provider });
      found.push(...page.filter(({ resolution }) => resolution !== null && POOLED.has(resolution)));
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
      await breathe();
    }
    return found.slice(0, MAX_FIT_CALLS);
  }

  /** Numbers in no order that their calls could have a part in, until there are showings enough. */
  async function historiesOf(
    provider: string,
    calls: readonly Call[],
    since: Date,
    until: Date,
  ): Promise<NumberHistory[]> {
    const numbers = [...directory.all('pools')]
      .filter((pool) => pool.provider === provider)
      .flatMap(({ id }) => directory.numbersOf(id))
      .filter(({ pinned }) => !pinned)
      .map(({ number }) => ({ number, order: idFrom('num', number) }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    const callsTo = new Map<string, number[]>();
    for (const { to, at } of calls) {
      if (to === null) continue;
      const times = callsTo.get(to) ?? [];
      times.push(seconds(at));
      callsTo.set(to, times);
    }
    const histories: NumberHistory[] = [];
    let left = SHOWINGS;
    for (const { number } of numbers) {
      if (left <= 0) break;
      const history = await historyOf(provider, number, callsTo.get(number) ?? [], since, until);
      histories.push(history);
      left -= history.spells.length;
      await breathe();
    }
    return histories;
  }

  async function historyOf(
    provider: string,
    number: string,
    calls: number[],
    since: Date,
    until: Date,
  ): Promise<NumberHistory> {
    const showings = await store.history.showings(provider, number, until, SHOWINGS_OF_NUMBER);
    const isCut = showings.length === SHOWINGS_OF_NUMBER;
    const from = seconds(isCut ? later(since, showings.at(-1)?.shownAt ?? since) : since);
    const holders = holdersOf(showings, until, () => null).filter(
      ({ closedAt }) => closedAt === null || seconds(closedAt) > from - WEEK,
    );
    const intents = await intentsOf(holders.map(({ showing }) => showing));
    const spells = holders.map(({ since: shownAt, closedAt, showing: { site, session } }) => ({
      from: seconds(shownAt),
      seen: closedAt ? seconds(closedAt) : Number.POSITIVE_INFINITY,
      intent: (site !== null && session !== null && intents.get(sessionKey(site, session))) || null,
    }));
    return { from, to: seconds(until), spells, calls: calls.filter((at) => at >= from) };
  }

  /** Of each session that was told to have one. */
  async function intentsOf(showings: readonly Showing[]): Promise<Map<string, string>> {
    const sessions = [...sessionKeys(showings).values()];
    const intents = new Map<string, string>();
    for (let i = 0; i < sessions.length; i += PAGE) {
      const told = await store.history.factsOf(sessions.slice(i, i + PAGE));
      for (const { site, session, facts } of told) {
        const intent = intentOf(facts);
        if (intent) intents.set(sessionKey(site, session), intent);
      }
      await breathe();
    }
    return intents;
  }

  return {
    learn,

    /** Learns from every provider's calls. @returns the new versions */
    async learnAll(): Promise<Fit[]> {
      const fits: Fit[] = [];
      for (const { id } of directory.all('providers')) {
        const fitted = await learn(id);
        if (fitted) fits.push(fitted);
      }
      return fits;
    },
  };
}

export type Fitter = ReturnType<typeof createFitter>;

const POOLED = new Set<NonNullable<Call['resolution']>>(['live', 'late', 'unlinked']);

function seconds(time: Date): number {
  return time.getTime() / 1000;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
