import { type Attribution, isSameClaim, replacementId } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { newId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { Reattribution } from '../domain/reattribution.ts';
import type { Directory } from '../registry/port.ts';
import { BadCursor, type Store } from '../store/port.ts';
import type { Attributor } from './attributor.ts';
import type { ReattributionJob } from './jobs.ts';

const PAGE = 100;

type Wanted = { provider: string; since: Date; until: Date };

export type StarterOptions = {
  store: Pick<Store, 'reattributions'>;
  directory: Pick<Directory, 'get'>;
  /** Rejects when there is no queue to take it. */
  queue: (job: ReattributionJob) => Promise<unknown>;
  now: () => Date;
};

/** Begins re-attributions; a worker does them. */
export function createReattributionStarter({ store, directory, queue, now }: StarterOptions) {
  return async ({ provider, since, until }: Wanted): Promise<Reattribution> => {
    if (!directory.get('providers', provider))
      throw new Problem('unknown_reference', 'There is no such provider.', {
        errors: [{ pointer: '/provider', detail: `${provider} is not one of the providers` }],
      });
    const reattribution: Reattribution = {
      id: newId('reat'),
      provider,
      since: since.toISOString(),
      until: until.toISOString(),
      state: 'waiting',
      done: 0,
      changed: 0,
      kept: 0,
      reached: null,
      cursor: null,
      createdAt: now().toISOString(),
      endedAt: null,
    };
    await store.reattributions.add(reattribution);
    try {
      await queue({ v: 1, reattribution: reattribution.id });
    } catch (error) {
      await store.reattributions.remove(reattribution.id);
      throw error;
    }
    return reattribution;
  };
}

export type ReattributorOptions = {
  store: Pick<Store, 'calls' | 'attributions' | 'reattributions'>;
  attributor: Pick<Attributor, 'attributionOf'>;
  drain: (provider: string) => Promise<unknown>;
  now: () => Date;
};

/**
 * Attributes the calls of a period anew, by what the rules and the hazards are now. What comes out otherwise is added as
 * a replacement; what somebody has corrected stays. Ended between any two steps it goes on where it was.
 */
export function createReattributor({ store, attributor, drain, now }: ReattributorOptions) {
  return async ({ reattribution: id }: ReattributionJob): Promise<void> => {
    let work = await store.reattributions.get(id);
    if (!work || work.state === 'done') return;
    await drain(work.provider);
    for (;;) {
      const calls = await callsAfter(work);
      const outcomes = { changed: 0, kept: 0, same: 0 };
      for (const call of calls) outcomes[await again(call, work.createdAt)] += 1;
      const last = calls.at(-1);
      const isDone = calls.length < PAGE;
      work = {
        ...work,
        state: isDone ? 'done' : 'running',
        done: work.done + calls.length,
        changed: work.changed + outcomes.changed,
        kept: work.kept + outcomes.kept,
        reached: last?.at.toISOString() ?? work.reached,
        cursor: last?.id ?? work.cursor,
        endedAt: isDone ? now().toISOString() : null,
      };
      await store.reattributions.replace(work);
      if (isDone) return;
    }
  };

  async function callsAfter({ cursor, provider, since, until }: Reattribution): Promise<Call[]> {
    const page = { limit: PAGE, after: cursor ?? undefined };
    try {
      return await store.calls.list(page, { provider, since: new Date(since), until: new Date(until) });
    } catch (error) {
      // Calls are removed for their age, so those that came before that one are gone too.
      if (error instanceof BadCursor) return [];
      throw error;
    }
  }

  async function again(call: Call, begun: string): Promise<'changed' | 'kept' | 'same'> {
    for (;;) {
      const former = await store.attributions.ofCall(call.id);
      // A call that goes on has none yet, and gets it when it ends.
      if (!former) return 'same';
      if (former.erasedAt || (await isCorrected(former))) return 'kept';
      const found = await attributor.attributionOf(call);
      if (isSameClaim(former, found)) return wasReplacedSince(former, begun) ? 'changed' : 'same';
      const replacement: Attribution = {
        ...found,
        id: replacementId(former),
        // Of several who know of the call's end the attributor alone tells it: here it might be what was known before.
        outcome: former.outcome,
        talkSeconds: former.talkSeconds,
        replaces: former.id,
        cause: 'reattribution',
      };
      // Who was replaced meanwhile is looked at as it is now.
      if (await store.attributions.add(replacement)) return 'changed';
    }
  }

  /** A page of calls whose progress was not written down any more is looked at again. */
  function wasReplacedSince({ cause, madeAt }: Attribution, begun: string): boolean {
    return cause === 'reattribution' && madeAt >= begun;
  }

  /** Whether somebody has said who called; how the call ended may have been told since. */
  async function isCorrected(attribution: Attribution): Promise<boolean> {
    let claim: Attribution | null = attribution;
    while (claim?.cause === 'outcome' && claim.replaces) claim = await store.attributions.get(claim.replaces);
    return claim?.cause === 'correction';
  }
}
