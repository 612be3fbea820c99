/** A worker's deliveries on a store of its own, a clock that the test moves, and a queue that is a map. */

import { Consumers } from '../../../src/delivery/consumers.ts';
import { createDeliverer } from '../../../src/delivery/deliverer.ts';
import { createFanOut } from '../../../src/delivery/fan-out.ts';
import { type DeliveryJob, deliveryJobId } from '../../../src/delivery/jobs.ts';
import { createReconsider } from '../../../src/delivery/reconsider.ts';
import { NO_REPORTS } from '../../../src/delivery/report-mails/report-for.ts';
import { foundConsumer } from '../../../src/delivery/routes/found.ts';
import { createTokens, saveRefreshTokens } from '../../../src/delivery/tokens.ts';
import { createTrial } from '../../../src/delivery/trial.ts';
import { type Attribution, withEnd } from '../../../src/domain/attribution.ts';
import type { Call } from '../../../src/domain/call.ts';
import {
  type Consumer,
  type ConsumerChange,
  type NewConsumer,
  newConsumerSchema,
} from '../../../src/domain/consumer.ts';
import type { Delivery } from '../../../src/domain/delivery.ts';
import { RINGTRAIL } from '../../../src/domain/holder.ts';
import type { SessionFacts } from '../../../src/domain/ledger.ts';
import { openOutgoing } from '../../../src/infra/outgoing.ts';
import { Directory } from '../../../src/registry/directory.ts';
import { timeZoneOf } from '../../../src/registry/port.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/port.ts';
import { attribution, call, entry, provider, facts as sessionFacts, site } from '../examples.ts';
import { checkedLog } from '../log-lines.ts';

/** The time of the first call. */
export const BEGINNING = new Date('2026-03-02T09:00:00.000Z');
const LEASE_MS = 30_000;

export type CallFacts = {
  call?: Partial<Call>;
  attribution?: Partial<Attribution>;
  /** The facts of the session, if the call is attributed to one. */
  facts?: Partial<SessionFacts>;
  /** When the session was first and last seen, in seconds from the call. */
  seen?: [first: number, last: number];
};

/** Returns the service with consumers by id, as the API's paths name them. */
function byId(service: Consumers, found: (id: string) => Promise<Consumer>) {
  return {
    found,
    show: service.show.bind(service),
    create: (wanted: NewConsumer) => service.create(RINGTRAIL, wanted),
    change: async (id: string, change: ConsumerChange) => service.change(RINGTRAIL, await found(id), change),
    remove: async (id: string) => service.remove(RINGTRAIL, await found(id)),
    rotate: async (id: string, seconds: number) =>
      service.rotate(RINGTRAIL, await found(id), { formerForSeconds: seconds }),
  };
}

/** No answer of a double takes this long, however busy the machine is. Tests of time-outs set a shorter time. */
const PATIENT_MS = 240_000;

export async function openRig({ timeoutMs = PATIENT_MS }: { timeoutMs?: number } = {}) {
  const store = await openStore('sqlite::memory:');
  const directory = new Directory();
  directory.put('providers', provider('prov_1'));
  directory.put('sites', site('site_1'));
  let time = BEGINNING.getTime();
  const now = () => new Date(time);
  const outgoing = openOutgoing({ timeoutMs, allowPrivate: true });
  const tokens = createTokens(outgoing.send, saveRefreshTokens(store), now);
  const jobs = new Map<string, DeliveryJob>();
  const logged: string[] = [];
  const log = checkedLog('warn', (line) => logged.push(line));

  /** Makes a worker as the program does, on the common queue or on one of its own. */
  function startWorker(seen: Store, queued = jobs) {
    const reconsider = createReconsider(seen, now);
    const fanOut = createFanOut({
      store: seen,
      reconsider,
      now,
      queue: async (more) => {
        for (const job of more) if (!queued.has(deliveryJobId(job))) queued.set(deliveryJobId(job), job);
      },
    });
    const deliverer = createDeliverer({
      store: seen,
      send: outgoing.send,
      tokens,
      queueDue: fanOut.queueDue,
      reconsider,
      zoneOf: (provider) => timeZoneOf(directory, provider),
      reportFor: NO_REPORTS,
      leaseMs: LEASE_MS,
      log,
      now,
    });
    return { fanOut, reconsider, deliverer };
  }

  let worker = startWorker(store);
  const consumersOn = (seen: Store, allowPrivate = true, canMail = false) =>
    byId(new Consumers({ store: seen, directory, allowPrivate, canMail, now }), (id) =>
      foundConsumer(store, id),
    );
  const consumers = consumersOn(store);
  let calls = 0;

  /** Makes one round, with all attempts that are due. */
  async function round(by = worker, queued = jobs): Promise<void> {
    await by.deliverer.takeOver();
    await by.fanOut.fanOut();
    while (queued.size > 0) {
      const all = [...queued.values()];
      queued.clear();
      await Promise.all(all.map(by.deliverer.deliver));
    }
  }

  async function deliveriesOf(consumer: string): Promise<Delivery[]> {
    return (await store.deliveries.list(consumer, { limit: 10_000 })).toReversed();
  }

  return {
    store,
    directory,
    consumers,
    /** Makes a service on another store, or with other addresses allowed. */
    consumersOn,
    jobs,
    /** The worker's warnings and errors. */
    logged,
    fanOut: () => worker.fanOut.fanOut(),
    /** Processes the jobs of the queue, and none that these add. */
    async tryAll(): Promise<void> {
      const all = [...jobs.values()];
      jobs.clear();
      await Promise.all(all.map(worker.deliverer.deliver));
    },
    reconsider: (call: string) => worker.reconsider(call),
    takeOver: () => worker.deliverer.takeOver(),
    /** Replaces the worker by one with an empty memory. The queue keeps its jobs. */
    restart(seen: Store = store): void {
      worker = startWorker(seen);
    },
    now,
    round: () => round(),
    /** Makes one round of several workers at once that share only the store. */
    async roundOfMany(count: number): Promise<void> {
      const crowd = Array.from({ length: count }, () => {
        const queued: typeof jobs = new Map();
        return { by: startWorker(store, queued), queued };
      });
      await Promise.all(crowd.map(({ by, queued }) => round(by, queued)));
    },
    deliveriesOf,
    trial: createTrial(outgoing.send, createTokens(outgoing.send, saveRefreshTokens(store), now), now),

    advance(ms: number): void {
      time += ms;
    },

    /** Creates a consumer by the schema of the API. Returns its id. */
    async consumer(wanted: Record<string, unknown>): Promise<string> {
      const body: NewConsumer = newConsumerSchema.parse({ provider: 'prov_1', name: 'Test', ...wanted });
      return (await consumers.create(body)).consumer.id;
    },

    /** Adds an answered call with its attribution. Returns the call's id. */
    async addCall(facts: CallFacts = {}): Promise<string> {
      const id = `call_${++calls}`;
      const ended = { state: 'ended', outcome: 'answered', ringSeconds: 4, talkSeconds: 42 } as const;
      await store.calls.save({ ...call(id, 0, { ...ended, at: now() }), ...facts.call });
      const session = facts.attribution?.session;
      if (session) {
        const [first, last] = facts.seen ?? [-60, 0];
        const at = (seconds: number) => new Date(time + seconds * 1000);
        const link = `link_${calls}`;
        const place = (date: Date) => ({ id: `${date.getTime()}-${calls}`, at: date });
        const more = { ...place(at(first)), facts: sessionFacts('google', facts.facts) };
        await store.history.apply([
          entry.start(0, link, { key: session, ...place(at(first)) }),
          entry.shown(0, link, session, more),
          entry.hit(0, session, place(at(last))),
        ]);
      }
      const clickIds = facts.facts?.clickIds ?? {};
      await store.attributions.add(
        attribution(`attr_${calls}`, { call: id, at: now(), clickIds, ...facts.attribution }),
      );
      return id;
    },

    /** Gives the call another end, as the carrier reports it, with an attribution that has it. */
    async changeEnd(id: string, end: Partial<Pick<Call, 'outcome' | 'talkSeconds'>>): Promise<void> {
      const known = await store.calls.get(id);
      const former = await store.attributions.ofCall(id);
      if (!known || !former) throw new Error(`there is no call ${id} with an attribution`);
      const ended = { ...known, ...end, eventCount: known.eventCount + 1 };
      await store.calls.save(ended);
      await store.attributions.add(withEnd(former, ended, now()));
    },

    /** Makes rounds at each time that a delivery is due, until no delivery waits. */
    async untilNothingIsDue(): Promise<void> {
      for (let i = 0; i < 500; i++) {
        await round();
        const times: number[] = [];
        for (const consumer of await store.consumers.list({ limit: 1000 })) {
          const progress = await store.progress.get(consumer.id);
          if (consumer.paused || progress?.disabled) continue;
          const slowed = progress?.slowed ? Date.parse(progress.slowed.until) : 0;
          const open = (await deliveriesOf(consumer.id)).filter(
            ({ nextTryAt, begunAt }) => nextTryAt ?? begunAt,
          );
          for (const { nextTryAt, begunAt } of consumer.inOrder ? open.slice(0, 1) : open) {
            if (nextTryAt) times.push(Math.max(Date.parse(nextTryAt), slowed));
            else if (begunAt) times.push(Date.parse(begunAt) + LEASE_MS + 1);
          }
        }
        if (times.length === 0) return;
        time = Math.max(time, Math.min(...times));
      }
      throw new Error('a delivery is always due');
    },

    async close(): Promise<void> {
      await outgoing.close();
      await store.close();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;
