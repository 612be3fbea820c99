/**
 * Measures the calls that the attribution worker attributes in a second, beside a BullMQ worker that does nothing, on the
 * same Redis in the same run. Then it measures the time from a call's end to its attribution at a hundred calls a second.
 * The queue gets calls as in the product: calls that end one after the other, and a backlog of call events that the events
 * worker processes.
 *
 *   npm run bench -- attribution-worker [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createDrain } from '../src/allocation/drain.ts';
import { createLedger } from '../src/allocation/ledger.ts';
import { createAttributionQueue } from '../src/attribution/attribution-queue.ts';
import { createAttributor } from '../src/attribution/attributor.ts';
import { ATTRIBUTIONS, type AttributionJob, attributionJobSchema } from '../src/attribution/jobs.ts';
import type { Call, CallEvent } from '../src/domain/call.ts';
import { openQueue, openWorkersOn } from '../src/infra/queues.ts';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/port.ts';
import { CALL_EVENTS, type CallEventsJob, toJob } from '../src/voice/jobs.ts';
import { createRecorder } from '../src/voice/recorder.ts';
import { attributionsWorker, MAX_JOBS_AT_ONCE } from '../workers/attributions.ts';
import { callEventsWorker } from '../workers/call-events.ts';
import { callOf, fillHistory, siteDirectory } from './attribution/history.ts';
import { machine, median, publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const ROUNDS = smoke ? 1 : 3;
const JOBS = smoke ? 200 : 6000;
/** The sessions that were shown a number before the call. */
const DEPTHS = smoke ? [1] : [1, 16, 256];
const CALLS_PER_SECOND = 100;
const SECONDS = smoke ? 1 : 10;
const NOOP = { name: 'noop', schema: attributionJobSchema };
const calls = Array.from({ length: JOBS }, (_, i) => callOf(i));

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-worker-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url, { maxRetriesPerRequest: null });
const log = pino({ level: 'silent' });
const open = openWorkersOn(redis, log);

type Enqueue = ReturnType<typeof createAttributionQueue>;
const SHAPES: Record<string, (store: Store, enqueue: Enqueue) => Promise<void>> = {
  'one after the other': endOneByOne,
  'a backlog': workOffBacklog,
};

try {
  const rows: (string | number)[][] = [];
  for (const depth of DEPTHS) {
    const noops: number[] = [];
    const measured = new Map<string, Measured[]>(Object.keys(SHAPES).map((shape) => [shape, []]));
    for (let round = 0; round < ROUNDS; round++) {
      noops.push(await noopsPerSecond());
      for (const [shape, fill] of Object.entries(SHAPES)) {
        const store = await openStore(`sqlite:${join(folder, `${depth}-${shape}-${round}.db`)}`);
        await fillHistory(store, depth);
        measured.get(shape)?.push(await attributionsPerSecond(store, (enqueue) => fill(store, enqueue)));
        await store.close();
      }
    }
    const noop = median(noops);
    for (const [shape, found] of measured) {
      const ours = median(found.map(({ perSecond }) => perSecond));
      const inJob = median(found.map(({ callsInJob }) => callsInJob)).toFixed(1);
      rows.push([depth, shape, inJob, Math.round(noop), Math.round(ours), (ours / noop).toFixed(2)]);
    }
  }
  const delays = await delaysAfterEnd();
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  publish(
    'attribution-worker',
    [
      machine(version),
      `**Calls a second**, SQLite, ${MAX_JOBS_AT_ONCE} jobs at a time, the median of ${ROUNDS}\n\n${table(
        [
          'sessions that had been shown the number',
          'calls that ended',
          'calls in a job',
          'no-op jobs/s',
          'calls attributed/s',
          'of no-op',
        ],
        rows,
      )}`,
      `**From a call's end to its attribution**, ${CALLS_PER_SECOND} calls a second for ${SECONDS} s, events and attributions in one process\n\n${table(
        ['calls', 'p50 ms', 'p99 ms', 'most ms'],
        [[delays.length, ...[0.5, 0.99, 1].map((share) => at(delays, share).toFixed(0))]],
      )}`,
    ].join('\n\n'),
    write,
  );
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

type Measured = { perSecond: number; callsInJob: number };

async function noopsPerSecond(): Promise<number> {
  const queue = openQueue<AttributionJob>('noop', redis);
  await queue.addBulk(
    calls.map(({ id }) => ({ name: 'attribute', data: { v: 1, call: id }, opts: { jobId: id } })),
  );
  return (
    JOBS / (await secondsToEmpty(queue, JOBS, () => open(NOOP, async () => undefined, MAX_JOBS_AT_ONCE)))
  );
}

/** Fills the queue, starts the worker and returns the seconds until the queue is empty. */
async function attributionsPerSecond(
  store: Store,
  fill: (enqueue: Enqueue) => Promise<void>,
): Promise<Measured> {
  const queue = openQueue<AttributionJob>(ATTRIBUTIONS, redis);
  await fill(createAttributionQueue(queue));
  const jobs = await queue.getWaitingCount();
  const drain = createDrain(createLedger(redis), store.history);
  const attributor = createAttributor({ store, directory: siteDirectory, drain, now: () => new Date() });
  const seconds = await secondsToEmpty(queue, jobs, () => attributionsWorker(open, attributor));
  const { data } = await store.attributions.feed({ limit: JOBS + 1 });
  if (data.length !== JOBS || data.some(({ to }) => to === 'none'))
    throw new Error(`${data.length} of ${JOBS} calls were attributed`);
  return { perSecond: JOBS / seconds, callsInJob: JOBS / jobs };
}

/** Empties and removes the queue. */
async function secondsToEmpty<Data>(
  queue: Queue<Data>,
  jobs: number,
  begin: () => Worker<Data>,
): Promise<number> {
  let left = jobs;
  const began = performance.now();
  const worker = begin();
  await new Promise<void>((resolve, reject) => {
    worker.on('completed', () => --left === 0 && resolve());
    worker.on('failed', (_job, error) => reject(error));
  });
  const seconds = (performance.now() - began) / 1000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return seconds;
}

async function endOneByOne(store: Store, enqueue: Enqueue): Promise<void> {
  for (const call of calls) {
    await store.calls.save(call);
    await enqueue(call);
  }
}

/** Processes a backlog of all call events, as after a time without a worker. */
async function workOffBacklog(store: Store, enqueue: Enqueue): Promise<void> {
  const queue = openQueue<CallEventsJob>(CALL_EVENTS, redis);
  for (const event of calls.flatMap(eventsOf)) await queue.add('event', toJob(event));
  const drain = createDrain(createLedger(redis), store.history);
  const recorder = recorderOf(store, drain, enqueue);
  await secondsToEmpty(queue, 2 * JOBS, () => callEventsWorker(open, recorder));
}

function recorderOf(store: Store, drain: ReturnType<typeof createDrain>, onEnded: Enqueue) {
  return createRecorder({
    ...{ store, drain, onEnded },
    directory: siteDirectory as unknown as Parameters<typeof createRecorder>[0]['directory'],
    resolver: { resolved: unresolved },
    callers: { recordAnswer: async () => undefined },
    maskEvent: (event) => event,
  });
}

/** Returns the events that the carrier reports: the call is received, and the dial ends. */
function eventsOf(call: Call): [CallEvent, CallEvent] {
  const common = { carrier: call.carrier, carrierCallId: call.carrierCallId, at: call.at };
  const { from, to } = call as Call & { from: string; to: string };
  const { provider, pool, endpoint, site, link, keyedBy, key } = call;
  const resolution = { kind: 'live' as const, provider, pool, endpoint, site, link, keyedBy, key };
  return [
    { ...common, type: 'received', name: 'received', from, to, resolution },
    { ...common, type: 'dialled', name: 'dialled', outcome: 'answered', talkSeconds: 60 },
  ];
}

/** Returns the milliseconds from each call's end to its attribution, in ascending order. */
async function delaysAfterEnd(): Promise<number[]> {
  const opened = await openStore(`sqlite:${join(folder, 'delays.db')}`);
  await fillHistory(opened, 16);
  const drain = createDrain(createLedger(redis), opened.history);
  const ended = new Map<string, number>();
  const delays: number[] = [];
  const store: Store = {
    ...opened,
    attributions: {
      ...opened.attributions,
      async add(attribution) {
        const isNew = await opened.attributions.add(attribution);
        if (isNew) delays.push(performance.now() - (ended.get(attribution.call) ?? 0));
        return isNew;
      },
    },
  };
  const attributions = openQueue<AttributionJob>(ATTRIBUTIONS, redis);
  const events = openQueue<CallEventsJob>(CALL_EVENTS, redis);
  const recorder = recorderOf(store, drain, createAttributionQueue(attributions));
  const workers = [
    callEventsWorker(open, recorder),
    attributionsWorker(
      open,
      createAttributor({ store, directory: siteDirectory, drain, now: () => new Date() }),
    ),
  ];
  const total = CALLS_PER_SECOND * SECONDS;
  const began = performance.now();
  for (let i = 0; i < total; i++) {
    await sleep(began + (i * 1000) / CALLS_PER_SECOND - performance.now());
    const call = callOf(i);
    const [received, dialled] = eventsOf(call);
    await events.add('event', toJob(received));
    ended.set(call.id, performance.now());
    await events.add('event', toJob(dialled));
  }
  for (const deadline = performance.now() + 60_000; delays.length < total; await sleep(20))
    if (performance.now() > deadline) throw new Error(`${delays.length} of ${total} calls were attributed`);
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all([attributions.close(), events.close()]);
  await opened.close();
  return delays.sort((a, b) => a - b);
}

async function unresolved(): Promise<never> {
  throw new Error('each event has its resolution');
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
