/** The histories of virtual numbers that a fit learns from: who was shown a number, and when it was called. */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Call } from '../domain/call.ts';
import type { NumberHistory } from '../domain/confidence/fit.ts';
import { WEEK } from '../domain/confidence/hazards.ts';
import { holdersOf, type Showing } from '../domain/confidence/holder.ts';
import { intentOf } from '../domain/confidence/intent.ts';
import { idFrom } from '../domain/ids.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { sessionKey, sessionKeys } from './facts.ts';

const MAX_NUMBER_SHOWINGS = 5000;
const MAX_SHOWINGS = 300_000;
const SESSIONS_PAGE = 500;

type Sources = { store: Pick<Store, 'history'>; directory: Pick<Directory, 'all' | 'numbersOf'> };
type Period = { since: Date; until: Date };

/** Returns the histories of the provider's pooled numbers, until they have enough showings. */
export async function historiesOf(
  { store, directory }: Sources,
  provider: string,
  calls: readonly Call[],
  period: Period,
): Promise<NumberHistory[]> {
  const callTimes = callTimesByNumber(calls);
  const histories: NumberHistory[] = [];
  let left = MAX_SHOWINGS;
  for (const number of pooledNumbers(directory, provider)) {
    if (left <= 0) break;
    const history = await historyOf(store, provider, number, callTimes.get(number) ?? [], period);
    histories.push(history);
    left -= history.spells.length;
    await breathe();
  }
  return histories;
}

/** Returns the numbers in an order that does not depend on their calls. Otherwise a cut would favour some hazards. */
function pooledNumbers(directory: Sources['directory'], provider: string): string[] {
  return [...directory.all('pools')]
    .filter((pool) => pool.provider === provider)
    .flatMap(({ id }) => directory.numbersOf(id))
    .filter(({ pinned }) => !pinned)
    .map(({ number }) => ({ number, order: idFrom('num', number) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ number }) => number);
}

function callTimesByNumber(calls: readonly Call[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { to, at } of calls) {
    if (to === null) continue;
    const ofNumber = times.get(to) ?? [];
    ofNumber.push(seconds(at));
    times.set(to, ofNumber);
  }
  return times;
}

async function historyOf(
  { history }: Sources['store'],
  provider: string,
  number: string,
  calls: number[],
  { since, until }: Period,
): Promise<NumberHistory> {
  const showings = await history.showings(provider, number, until, MAX_NUMBER_SHOWINGS);
  const isCut = showings.length === MAX_NUMBER_SHOWINGS;
  const from = seconds(isCut ? later(since, showings.at(-1)?.shownAt ?? since) : since);
  const holders = holdersOf(showings, until, () => null).filter(
    ({ closedAt }) => closedAt === null || seconds(closedAt) > from - WEEK,
  );
  const intents = await intentsOf(
    history,
    holders.map(({ showing }) => showing),
  );
  const spells = holders.map(({ since: shownAt, closedAt, showing: { site, session } }) => ({
    from: seconds(shownAt),
    seen: closedAt ? seconds(closedAt) : Number.POSITIVE_INFINITY,
    intent: (site !== null && session !== null && intents.get(sessionKey(site, session))) || null,
  }));
  return { from, to: seconds(until), spells, calls: calls.filter((at) => at >= from) };
}

/** Returns the reported intents by the key of their session. */
async function intentsOf(
  history: Store['history'],
  showings: readonly Showing[],
): Promise<Map<string, string>> {
  const sessions = [...sessionKeys(showings).values()];
  const intents = new Map<string, string>();
  for (let i = 0; i < sessions.length; i += SESSIONS_PAGE) {
    const page = await history.factsOf(sessions.slice(i, i + SESSIONS_PAGE));
    for (const { site, session, facts } of page) {
      const intent = intentOf(facts);
      if (intent) intents.set(sessionKey(site, session), intent);
    }
    await breathe();
  }
  return intents;
}

function seconds(time: Date): number {
  return time.getTime() / 1000;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
