import { ALERT_LIMITS } from '../../domain/alert-kinds.ts';
import type { Consumer } from '../../domain/consumer.ts';
import type { Directory } from '../../registry/port.ts';
import { type Finding, factsOf, type Watch } from './finding.ts';

/** The facts of a pool's state that say how far it lasts. */
export type PoolFacts = {
  ready: boolean;
  numbers: { total: number; free: number; resting: number };
  reserve: number;
  /** Minutes until no number is free, at the present rates. Null: as many links end as start. */
  exhaustedInMinutes: number | null;
};

/** A pool is low until it has been out of danger for this long, so that one that is just at the limit causes one message. */
const STEADY_MS = 10 * 60_000;

/** Returns a watch that finds pools with no more free numbers than their reserve, or that run out soon. */
export function lowPools(
  directory: Pick<Directory, 'all'>,
  poolState: (pool: string) => Promise<PoolFacts>,
): Watch {
  return async function* (alert, known, now) {
    for (const pool of directory.all('pools')) {
      if (pool.provider !== alert.provider) continue;
      const facts = await poolState(pool.id);
      if (!facts.ready || facts.numbers.total === 0) continue;
      const episode = await known(pool.id);
      const next = nextState(facts, limitOf(alert), episode, now);
      yield {
        subject: pool.id,
        state: next,
        notice: noticeOf(pool.name, facts, episode?.state ?? null, next),
      };
    }
  };
}

function limitOf({ settings }: Consumer): number {
  return 'lowMinutes' in settings ? settings.lowMinutes : ALERT_LIMITS.lowMinutes;
}

type PoolEpisode = { state: string | null; since: string } | null;

function nextState(facts: PoolFacts, lowMinutes: number, episode: PoolEpisode, now: Date) {
  const state = episode?.state ?? null;
  const minutes = facts.exhaustedInMinutes ?? Number.POSITIVE_INFINITY;
  const left = facts.numbers.free + facts.numbers.resting;
  if (left <= facts.reserve || minutes <= lowMinutes) return 'low';
  if (state === null) return null;
  // Between the limit and twice the limit nothing changes.
  if (minutes <= 2 * lowMinutes) return 'low';
  const isSteady = state === 'better' && now.getTime() - Date.parse(episode?.since ?? '') >= STEADY_MS;
  return isSteady ? null : 'better';
}

/** Returns the message about a change. A pool that gets better, and is low again, was low all the time. */
function noticeOf(
  name: string,
  facts: PoolFacts,
  former: string | null,
  next: string | null,
): Finding['notice'] {
  const { free, resting, total } = facts.numbers;
  const numbers = { 'Free numbers': `${free + resting} of ${total}`, Reserve: String(facts.reserve) };
  const path = '/numbers';
  if (next === null)
    return { phase: 'over', title: `The pool ${name} has numbers again`, facts: factsOf(numbers), path };
  if (former !== null) return null;
  const minutes = facts.exhaustedInMinutes;
  const lasts =
    minutes === null ? 'as many are released as are taken' : `about ${Math.round(minutes)} minutes`;
  return {
    phase: 'begun',
    title: `The pool ${name} runs low`,
    facts: factsOf({ ...numbers, 'Lasts for': lasts }),
    path,
  };
}
