import type { Call } from '../domain/call.ts';
import { newId } from '../domain/ids.ts';
import type { Block } from '../domain/model.ts';
import type { Erasure, Subject } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import type { SessionKey, Store } from '../store/port.ts';
import { blocksOfCallers } from './blocks.ts';
import { eraseCalls } from './erase-calls.ts';
import { eraseSessions } from './erase-sessions.ts';
import { createErasureCounts } from './erasure-counts.ts';
import type { ErasureJob } from './jobs.ts';
import { callsOfCallers, distinctSessions, sessionsNamed, sessionsOfVisitor } from './people.ts';
import { jobOfSubject, providersOf, type SubjectOptions } from './subject.ts';

/** Erases people from Redis. Each function returns how many keys or jobs there were. */
export type LiveTraces = {
  forgetCaller(provider: string, caller: string): Promise<number>;
  forgetCall(call: Call): Promise<number>;
  forgetSession(session: SessionKey): Promise<number>;
  /** @param provider limits it to calls to this provider; null for all */
  eraseJobs(callers: ReadonlySet<string>, provider: string | null): Promise<number>;
};

export type EraserOptions = SubjectOptions & {
  store: Pick<Store, 'calls' | 'annotations' | 'attributions' | 'deliveries' | 'history' | 'erasures'>;
  directory: Pick<Directory, 'all' | 'get'>;
  /** Brings a provider's link history up to date. */
  drain: (provider: string) => Promise<unknown>;
  live: LiveTraces;
  removeBlocks: (blocks: readonly Block[]) => Promise<void>;
  /** Repeats the erasure later, several times: records may still have been on their way. */
  repeat: (id: string, job: ErasureJob) => Promise<unknown>;
  now: () => Date;
};

/**
 * Erases people everywhere. The erasure of a caller includes the calls and the sessions that they were attributed to. The
 * erasure of a visitor includes the sessions and the calls that were attributed to them. It can be repeated: erased
 * records are not found again.
 */
export function createEraser(options: EraserOptions) {
  const { store, directory, drain, live, removeBlocks, repeat, now } = options;
  const drainAll = (job: ErasureJob) => Promise.all(providersOf(job, directory).map(drain));

  /** Returns the job with the calls and sessions that are stored now. */
  async function find(job: ErasureJob): Promise<ErasureJob> {
    await drainAll(job);
    const calls = new Set(job.calls);
    const sessions = [...job.sessions];
    for await (const page of callsOfCallers(store.calls, job)) {
      const ids = page.map(({ id }) => id);
      for (const id of ids) calls.add(id);
      sessions.push(...sessionsNamed(await store.attributions.ofCalls(ids)));
    }
    if (job.visitor !== null)
      sessions.push(...(await sessionsOfVisitor(store.history, job.visitor, job.provider, directory)));
    return { ...job, calls: [...calls], sessions: distinctSessions(sessions) };
  }

  /** Erases the records of a job that `find` returned. */
  async function eraseFound(job: ErasureJob): Promise<Omit<Erasure, 'id' | 'of' | 'blockedBy'>> {
    const counts = createErasureCounts();
    const at = now();
    const erasure = { store, counts, at, ...live, drain: () => drainAll(job) };
    await eraseCalls(erasure, job.calls);
    if (job.sessions.length > 0) await eraseSessions(erasure, job.sessions, job.visitor !== null);
    for (const provider of providersOf(job, directory))
      for (const caller of job.callers) counts.add({ memories: await live.forgetCaller(provider, caller) });
    const blocks = blocksOfCallers(job, directory);
    await removeBlocks(blocks);
    counts.add({ blocks: blocks.length });
    if (job.callers.length > 0)
      counts.add({ jobs: await live.eraseJobs(new Set(job.callers), job.provider) });
    return { provider: job.provider, ...counts.result(), at: at.toISOString() };
  }

  function endpointsNaming(caller: string, provider: string | undefined): string[] {
    return [...directory.all('endpoints')]
      .filter((endpoint) => provider === undefined || endpoint.provider === provider)
      .filter(({ routing }) => routing.blocked?.includes(caller) || routing.allowed?.includes(caller))
      .map(({ id }) => id);
  }

  return {
    jobOf: (subject: Subject): ErasureJob => jobOfSubject(subject, options),

    async erase(subject: Subject): Promise<Erasure> {
      const id = newId('eras', options.now());
      const found = await find(jobOfSubject(subject, options));
      // The repeats are planned first: an erasure that was cut short could not find its records again.
      await repeat(id, found);
      const erasure: Erasure = {
        id,
        of: subject.caller ? 'caller' : 'visitor',
        ...(await eraseFound(found)),
        blockedBy: subject.caller ? endpointsNaming(subject.caller, subject.provider) : [],
      };
      await store.erasures.add(erasure);
      return erasure;
    },

    /** Erases the records of the same person again, with those that have arrived since. */
    again: async (job: ErasureJob) => eraseFound(await find(job)),
  };
}

export type Eraser = ReturnType<typeof createEraser>;
