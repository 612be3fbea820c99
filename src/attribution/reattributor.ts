import { type Attribution, isSameClaim, replacementId } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { newId } from '../domain/ids.ts';
import type { Provider } from '../domain/model.ts';
import type { Reattribution } from '../domain/reattribution.ts';
import { BadCursor, type Store } from '../store/port.ts';
import type { Attributor } from './attributor.ts';
import type { ReattributionJob } from './jobs.ts';

const PAGE = 100;

type ReattributionRequest = { provider: Provider; since: Date; until: Date };

export type StarterOptions = {
  store: Pick<Store, 'reattributions'>;
  /** Rejects when the queue is out of reach. */
  queue: (job: ReattributionJob) => Promise<unknown>;
  now: () => Date;
};

/** Returns a function that starts a reattribution. A worker runs it. */
export function createReattributionStarter({ store, queue, now }: StarterOptions) {
  return async ({ provider, since, until }: ReattributionRequest): Promise<Reattribution> => {
    const createdAt = now();
    const reattribution: Reattribution = {
      id: newId('reat', createdAt),
      provider: provider.id,
      since: since.toISOString(),
      until: until.toISOString(),
      state: 'waiting',
      done: 0,
      changed: 0,
      kept: 0,
      reached: null,
      cursor: null,
      createdAt: createdAt.toISOString(),
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
 * Returns a function that attributes the calls of a period again, by the present rules and hazards. A different result is
 * added as a replacement. Corrections stay. A run that was interrupted at any step continues from there.
 */
export function createReattributor({ store, attributor, drain, now }: ReattributorOptions) {
  return async ({ reattribution: id }: ReattributionJob): Promise<void> => {
    let run = await store.reattributions.get(id);
    if (!run || run.state === 'done') return;
    await drain(run.provider);
    for (;;) {
      const calls = await callsAfter(run);
      const outcomes = { changed: 0, kept: 0, same: 0 };
      for (const call of calls) outcomes[await reattribute(call, run.createdAt)] += 1;
      const last = calls.at(-1);
      const isDone = calls.length < PAGE;
      run = {
        ...run,
        state: isDone ? 'done' : 'running',
        done: run.done + calls.length,
        changed: run.changed + outcomes.changed,
        kept: run.kept + outcomes.kept,
        reached: last?.at.toISOString() ?? run.reached,
        cursor: last?.id ?? run.cursor,
        endedAt: isDone ? now().toISOString() : null,
      };
      await store.reattributions.replace(run);
      if (isDone) return;
    }
  };

  async function callsAfter({ cursor, provider, since, until }: Reattribution): Promise<Call[]> {
    const page = { limit: PAGE, after: cursor ?? undefined };
    try {
      return await store.calls.list(page, { provider, since: new Date(since), until: new Date(until) });
    } catch (error) {
      // The call of the cursor has expired, and all earlier calls have too.
      if (error instanceof BadCursor) return [];
      throw error;
    }
  }

  async function reattribute(call: Call, begun: string): Promise<'changed' | 'kept' | 'same'> {
    for (;;) {
      const former = await store.attributions.ofCall(call.id);
      // A call in progress gets its attribution when it ends.
      if (!former) return 'same';
      if (former.erasedAt || (await isCorrected(former))) return 'kept';
      const found = await attributor.attributionOf(call);
      if (isSameClaim(former, found)) return wasReplacedSince(former, begun) ? 'changed' : 'same';
      const replacement: Attribution = {
        ...found,
        id: replacementId(former),
        // Only the attributor changes the call's end. Here it might be out of date.
        outcome: former.outcome,
        talkSeconds: former.talkSeconds,
        replaces: former.id,
        cause: 'reattribution',
      };
      // When the attribution was replaced meanwhile, the call is read again.
      if (await store.attributions.add(replacement)) return 'changed';
    }
  }

  /** Checks whether this run replaced it already, before a crash that lost the progress of its page. */
  function wasReplacedSince({ cause, madeAt }: Attribution, begun: string): boolean {
    return cause === 'reattribution' && madeAt >= begun;
  }

  /** Checks whether a person corrected it. The call's end may have changed since. */
  async function isCorrected(attribution: Attribution): Promise<boolean> {
    let latest: Attribution | null = attribution;
    while (latest?.cause === 'outcome' && latest.replaces)
      latest = await store.attributions.get(latest.replaces);
    return latest?.cause === 'correction';
  }
}
