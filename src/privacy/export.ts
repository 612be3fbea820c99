import type { Attribution } from '../domain/attribution.ts';
import type { Call } from '../domain/call.ts';
import type { Subject } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import type { SessionKey, Store } from '../store/port.ts';
import { blocksOfCallers } from './blocks.ts';
import type { ErasureJob } from './jobs.ts';
import { callsOfCallers, distinctSessions, sessionsNamed, sessionsOfVisitor } from './people.ts';
import { providersOf } from './subject.ts';

export type PersonExportOptions = {
  store: Pick<Store, 'calls' | 'annotations' | 'attributions' | 'deliveries' | 'history'>;
  directory: Pick<Directory, 'all' | 'get'>;
  jobOf: (subject: Subject) => ErasureJob;
  drain: (provider: string) => Promise<unknown>;
};

/** One record of a person, and its kind. */
export type PersonRecord = {
  kind: 'call' | 'event' | 'note' | 'attribution' | 'delivery' | 'session' | 'hit' | 'showing' | 'block';
  record: unknown;
};

const FIRST_TIME = new Date(0);
const LAST_TIME = new Date(8.64e15);

/** Exports all stored records of a person: those that an erasure would find, call by call and session by session. */
export function createPersonExport({ store, directory, jobOf, drain }: PersonExportOptions) {
  async function* recordsOfCalls(
    calls: readonly Call[],
    attributions: readonly Attribution[],
  ): AsyncGenerator<PersonRecord> {
    const annotations = await store.annotations.of(calls.map(({ id }) => id));
    for (const call of calls) {
      const { pool, key, keyedBy, eventCount, ...record } = call;
      yield { kind: 'call', record };
      yield* ofKind('event', await store.calls.eventsOf(call));
      const annotation = annotations.get(call.id);
      if (annotation) yield { kind: 'note', record: { call: call.id, ...annotation } };
      yield* ofKind(
        'attribution',
        attributions.filter((attribution) => attribution.call === call.id),
      );
      yield* ofKind('delivery', await store.deliveries.ofCall(call.id));
    }
  }

  async function* recordsOfSession({ site, session }: SessionKey): AsyncGenerator<PersonRecord> {
    const record = await store.history.session(site, session);
    if (record) yield { kind: 'session', record };
    const hits = await store.history.hits(site, session, FIRST_TIME, LAST_TIME);
    yield* ofKind(
      'hit',
      hits.map((hit) => ({ site, session, ...hit })),
    );
    const showings = await store.history.numbersShownTo([{ site, session }]);
    yield* ofKind(
      'showing',
      showings.map((shown) => ({ site, session, ...shown })),
    );
  }

  return async function* everythingOn(subject: Subject): AsyncGenerator<PersonRecord> {
    const job = jobOf(subject);
    await Promise.all(providersOf(job, directory).map(drain));
    const sessions: SessionKey[] = [];
    for await (const calls of callsOfCallers(store.calls, job)) {
      const attributions = await store.attributions.ofCalls(calls.map(({ id }) => id));
      sessions.push(...sessionsNamed(attributions));
      yield* recordsOfCalls(calls, attributions);
    }
    if (job.visitor !== null) {
      sessions.push(...(await sessionsOfVisitor(store.history, job.visitor, job.provider, directory)));
      const attributions = await store.attributions.ofSessions(distinctSessions(sessions));
      const ids = [...new Set(attributions.map(({ call }) => call))];
      const calls = await Promise.all(ids.map((id) => store.calls.get(id)));
      yield* recordsOfCalls(
        calls.filter((call) => call !== null),
        attributions,
      );
    }
    yield* ofKind('block', blocksOfCallers(job, directory));
    for (const session of distinctSessions(sessions)) yield* recordsOfSession(session);
  };
}

export type PersonExport = ReturnType<typeof createPersonExport>;

function* ofKind(kind: PersonRecord['kind'], records: readonly unknown[]): Generator<PersonRecord> {
  for (const record of records) yield { kind, record };
}
