import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Subject } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import type { SessionKey, Store } from '../store/port.ts';
import type { ErasureJob } from './jobs.ts';
import { allSessionsOf, callsOfCallers, sessionsClaimed } from './people.ts';

export type PersonExportOptions = {
  store: Pick<Store, 'personal' | 'calls' | 'annotations' | 'deliveries' | 'history'>;
  directory: Pick<Directory, 'all' | 'get'>;
  jobOf: (subject: Subject) => ErasureJob;
  drain: (provider: string) => Promise<unknown>;
};

/** One record of a person, and what kind it is. */
export type PersonRecord = {
  kind: 'call' | 'event' | 'note' | 'attribution' | 'delivery' | 'session' | 'hit' | 'showing';
  record: unknown;
};

const EVER = new Date(8.64e15);

/** All that is kept of a person: the same that an erasure would find, call by call and session by session. */
export function createPersonExport({ store, directory, jobOf, drain }: PersonExportOptions) {
  const { personal } = store;

  async function* ofCalls(
    calls: readonly Call[],
    attributions: readonly Attribution[],
  ): AsyncGenerator<PersonRecord> {
    const annotations = await store.annotations.of(calls.map(({ id }) => id));
    for (const call of calls) {
      const { pool, key, keyedBy, eventCount, ...shown } = call;
      yield { kind: 'call', record: shown };
      for (const event of await personal.eventsOf(call)) yield { kind: 'event', record: event };
      const annotation = annotations.get(call.id);
      if (annotation) yield { kind: 'note', record: { call: call.id, ...annotation } };
      for (const one of attributions.filter((attribution) => attribution.call === call.id))
        yield { kind: 'attribution', record: one };
      for (const delivery of await store.deliveries.ofCall(call.id))
        yield { kind: 'delivery', record: delivery };
    }
  }

  async function* ofSession({ site, session }: SessionKey): AsyncGenerator<PersonRecord> {
    const record = await store.history.session(site, session);
    if (record) yield { kind: 'session', record };
    for (const hit of await store.history.hits(site, session, new Date(0), EVER))
      yield { kind: 'hit', record: { site, session, ...hit } };
    for (const shown of await personal.numbersShownTo([{ site, session }]))
      yield { kind: 'showing', record: { site, session, ...shown } };
  }

  return async function* everythingOn(subject: Subject): AsyncGenerator<PersonRecord> {
    const job = jobOf(subject);
    const providers = job.provider ? [job.provider] : [...directory.all('providers')].map(({ id }) => id);
    await Promise.all(providers.map(drain));
    const sessions = new Map<string, SessionKey>();
    const meet = (some: readonly SessionKey[]) => {
      for (const one of some) sessions.set(JSON.stringify([one.site, one.session]), one);
    };
    for await (const calls of callsOfCallers(personal, job)) {
      const attributions = await personal.attributionsOf(calls.map(({ id }) => id));
      meet(sessionsClaimed(attributions));
      yield* ofCalls(calls, attributions);
    }
    if (job.visitor !== null) {
      meet(await allSessionsOf(personal, job.visitor, job.provider, directory));
      const attributions = await personal.attributionsNaming([...sessions.values()]);
      const ids = [...new Set(attributions.map(({ call }) => call))];
      const calls = await Promise.all(ids.map((id) => store.calls.get(id)));
      yield* ofCalls(
        calls.filter((call) => call !== null),
        attributions,
      );
    }
    for (const session of sessions.values()) yield* ofSession(session);
  };
}

export type PersonExport = ReturnType<typeof createPersonExport>;
