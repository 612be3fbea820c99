import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import { newId } from '../domain/ids.ts';
import {
  type Erased,
  type Erasure,
  erasedAttribution,
  type Subject,
  withoutCandidate,
} from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import type { SessionKey, Store } from '../store/port.ts';
import type { ErasureJob } from './jobs.ts';
import { allSessionsOf, callsOfCallers, sessionsClaimed } from './people.ts';

/** What lies in Redis of people. Each answers how many keys or jobs there were. */
export type LiveTraces = {
  forgetCaller(provider: string, caller: string): Promise<number>;
  forgetCall(call: Call): Promise<number>;
  forgetSession(session: SessionKey): Promise<number>;
  eraseJobs(callers: ReadonlySet<string>): Promise<number>;
};

export type EraserOptions = {
  store: Pick<Store, 'personal' | 'calls' | 'deliveries' | 'erasures'>;
  directory: Pick<Directory, 'all' | 'get'>;
  /** All names that the provider may have kept a caller under. */
  namesOf: (provider: string, caller: string) => string[];
  /** Brings a provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  live: LiveTraces;
  now: () => Date;
  /** Does the erasure again later, several times: something may still have been on its way. */
  repeat: (id: string, job: ErasureJob) => Promise<unknown>;
};

/** A session is a candidate for calls to its numbers for so long, as far as it matters. */
const CANDIDATE_MS = 30 * 86_400_000;
const CALLS = 200;
const LISTED = 1000;

/**
 * Erases people everywhere. A caller goes with the calls, and with the sessions that these were attributed to; a visitor
 * with the sessions, and with the calls that were attributed to them. Safe to repeat: what is gone is not found.
 */
export function createEraser(options: EraserOptions) {
  const { store, directory, namesOf, drain, live, now, repeat } = options;
  const { personal } = store;

  /** The job, and what is there now that it concerns. */
  async function find(job: ErasureJob): Promise<ErasureJob> {
    await Promise.all(providersOf(job).map(drain));
    const calls = new Set(job.calls);
    const sessions = [...job.sessions];
    for await (const some of callsOfCallers(personal, job)) {
      for (const { id } of some) calls.add(id);
      sessions.push(...sessionsClaimed(await personal.attributionsOf(some.map(({ id }) => id))));
    }
    if (job.visitor !== null)
      sessions.push(...(await allSessionsOf(personal, job.visitor, job.provider, directory)));
    return { ...job, calls: [...calls], sessions: distinct(sessions) };
  }

  /** Erases what was found. */
  async function erase(job: ErasureJob): Promise<Omit<Erasure, 'id' | 'of' | 'blockedBy'>> {
    const providers = providersOf(job);
    const erased = nothing();
    const calls = new Set<string>();
    const recordings = new Set<string>();
    const at = now();

    async function eraseCalls(some: readonly Call[]): Promise<void> {
      const ids = some.map(({ id }) => id);
      for (const { id, recording } of some) {
        calls.add(id);
        if (recording) recordings.add(recording.url);
      }
      const attributions = await personal.attributionsOf(ids);
      await rewrite(attributions.map((one) => erasedAttribution(one, at)));
      const counts = await personal.eraseCalls(some);
      erased.calls += counts.calls;
      erased.events += counts.events;
      erased.notes += counts.notes;
      await forgetDeliveries(ids);
      for (const call of some) if (call.outcome !== null) erased.memories += await live.forgetCall(call);
    }

    async function eraseCallsNamed(ids: readonly string[]): Promise<void> {
      for (let i = 0; i < ids.length; i += CALLS) {
        const found = await Promise.all(ids.slice(i, i + CALLS).map((id) => store.calls.get(id)));
        await eraseCalls(found.filter((call) => call !== null));
      }
    }

    async function rewrite(attributions: readonly Attribution[]): Promise<void> {
      await personal.rewriteAttributions(attributions);
      erased.attributions += attributions.length;
    }

    /** Attributions of calls by others stay with them, and consumers may have been sent them as they were. */
    async function rewriteOthers(attributions: readonly Attribution[]): Promise<void> {
      await rewrite(attributions);
      await forgetDeliveries([...new Set(attributions.map(({ call }) => call))]);
    }

    async function forgetDeliveries(ids: readonly string[]): Promise<void> {
      const told = await Promise.all(ids.map((id) => store.deliveries.ofCall(id)));
      erased.deliveries += told.filter((deliveries) => deliveries.some(({ sent }) => sent !== null)).length;
      await store.deliveries.forget(ids);
    }

    async function eraseSessions(sessions: readonly SessionKey[], isVisitor: boolean): Promise<void> {
      for (const session of sessions) erased.memories += await live.forgetSession(session);
      await Promise.all(providers.map(drain));
      const naming = await personal.attributionsNaming(sessions);
      if (isVisitor) await eraseCallsNamed([...new Set(naming.map(({ call }) => call))]);
      else await rewriteOthers(naming.map((one) => erasedAttribution(one, at)));
      await eraseCandidates(sessions);
      const counts = await personal.eraseSessions(sessions);
      erased.sessions += counts.sessions;
      erased.hits += counts.hits;
      erased.showings += counts.showings;
      erased.links += counts.links;
    }

    /** In attributions of others' calls, where they came into question. */
    async function eraseCandidates(sessions: readonly SessionKey[]): Promise<void> {
      const ids = new Set(sessions.map(({ session }) => session));
      for (const { provider, number, shownAt } of await personal.numbersShownTo(sessions)) {
        const until = new Date(shownAt.getTime() + CANDIDATE_MS);
        for (let after: string | undefined; ; ) {
          const page = { limit: CALLS, after };
          const some = await store.calls.list(page, { provider, to: number, since: shownAt, until });
          const attributions = await personal.attributionsOf(some.map(({ id }) => id));
          const theirs = attributions.filter(({ candidates }) =>
            candidates.some(({ session }) => session !== null && ids.has(session)),
          );
          await rewriteOthers(theirs.map((one) => withoutCandidate(one, (session) => ids.has(session))));
          if (some.length < CALLS) break;
          after = some.at(-1)?.id;
        }
      }
    }

    await eraseCallsNamed(job.calls);
    if (job.sessions.length > 0) await eraseSessions(job.sessions, job.visitor !== null);
    for (const provider of providers)
      for (const caller of job.callers) erased.memories += await live.forgetCaller(provider, caller);
    if (job.callers.length > 0) erased.jobs = await live.eraseJobs(new Set(job.callers));
    return {
      provider: job.provider,
      erased,
      calls: [...calls].slice(0, LISTED),
      recordings: [...recordings],
      at: at.toISOString(),
    };
  }

  function providersOf({ provider }: Pick<Subject, 'provider'> | ErasureJob): string[] {
    return provider ? [provider] : [...directory.all('providers')].map(({ id }) => id);
  }

  function jobOf({ provider, caller, visitor }: Subject): ErasureJob {
    const providers = providersOf({ provider });
    const callers = caller ? [...new Set([caller, ...providers.flatMap((one) => namesOf(one, caller))])] : [];
    return { v: 1, provider: provider ?? null, callers, visitor: visitor ?? null, sessions: [], calls: [] };
  }

  return {
    jobOf,

    async erase(subject: Subject): Promise<Erasure> {
      const id = newId('eras');
      const found = await find(jobOf(subject));
      // Ended half-way it could not be found again, for half of it leads to the other.
      await repeat(id, found);
      const erasure: Erasure = {
        id,
        of: subject.caller ? 'caller' : 'visitor',
        ...(await erase(found)),
        blockedBy: subject.caller ? endpointsNaming(subject.caller) : [],
      };
      await store.erasures.add(erasure);
      return erasure;
    },

    /** The same again, for what has come in since. */
    again: async (job: ErasureJob) => erase(await find(job)),
  };

  function endpointsNaming(caller: string): string[] {
    return [...directory.all('endpoints')]
      .filter(({ routing }) => routing.blocked?.includes(caller) || routing.allowed?.includes(caller))
      .map(({ id }) => id);
  }
}

export type Eraser = ReturnType<typeof createEraser>;

function nothing(): Erased {
  return {
    calls: 0,
    events: 0,
    attributions: 0,
    notes: 0,
    deliveries: 0,
    sessions: 0,
    hits: 0,
    showings: 0,
    links: 0,
    jobs: 0,
    memories: 0,
  };
}

function distinct(sessions: readonly SessionKey[]): SessionKey[] {
  return [...new Map(sessions.map((one) => [JSON.stringify([one.site, one.session]), one])).values()];
}
