import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { callOf, fillHistory, siteDirectory } from '../../bench/attribution/history.ts';
import { createAttributionQueue } from '../../src/attribution/attribution-queue.ts';
import { createAttributor } from '../../src/attribution/attributor.ts';
import { ATTRIBUTIONS, type AttributionJob } from '../../src/attribution/jobs.ts';
import { openQueue, openWorkersOn } from '../../src/infra/queues.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';
import { attributionsWorker } from '../../workers/attributions.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { eventually } from '../support/eventually.ts';
import { checkedLog } from '../support/log-lines.ts';
import { endingWithUs } from '../support/processes.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const CALLS = [0, 1, 2, 3, 4].map(callOf);
const STEPS = ['before draining', 'before adding', 'when two are added', 'when all are added'];

let folder: string;
let killable: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rt-attributions-'));
  killable = await bundle('test/attribution/worker-process.ts');
});
afterAll(async () => {
  await killable.remove();
  await rm(folder, { recursive: true, force: true });
});

type Stage = {
  redis: TestRedis;
  storeUrl: string;
  store: Store;
  queue: Queue<AttributionJob>;
  work: () => Worker<unknown>;
};
const stages: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((end) => end()));
});

/** Starts a Redis and a store with calls that have no attributions. */
async function stage(name: string): Promise<Stage> {
  const redis = await startTestRedis();
  const storeUrl = `sqlite:${join(folder, `${name}.db`)}`;
  const store = await openStore(storeUrl);
  await fillHistory(store, 3);
  const connection = new Redis(redis.url.replace('unix://', ''), { maxRetriesPerRequest: null });
  const queue = openQueue<AttributionJob>(ATTRIBUTIONS, connection);
  const workers: Worker[] = [];
  stages.push(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    connection.disconnect();
    await store.close();
    await redis.remove();
  });
  const attributor = createAttributor({
    store,
    directory: siteDirectory,
    drain: async () => undefined,
    now: () => new Date(),
  });
  const work = () => {
    const worker = attributionsWorker(openWorkersOn(connection, checkedLog()), attributor);
    workers.push(worker);
    return worker;
  };
  return { redis, storeUrl, store, queue, work };
}

async function attributed(store: Store): Promise<string[]> {
  const { data } = await store.attributions.feed({ limit: 100 });
  return data.map(({ call }) => call).sort();
}

const idsOf = (calls: readonly { id: string }[]) => calls.map(({ id }) => id).sort();

it('attributes each call of a job once although workers are killed with -9 between any two steps', async () => {
  await Promise.all(
    STEPS.map(async (step) => {
      const { redis, storeUrl, store, queue, work } = await stage(step.replaceAll(' ', '-'));
      for (const call of CALLS) await store.calls.save(call);
      await Promise.all(CALLS.map(createAttributionQueue(queue)));
      expect(await queue.getWaitingCount(), 'one job has all of them').toBe(1);

      const args = [killable.script, redis.url, storeUrl, step];
      const child = spawn(...endingWithUs(process.execPath, args), { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const before = { 'when two are added': 2, 'when all are added': CALLS.length }[step] ?? 0;
      expect(await attributed(store), step).toHaveLength(before);

      work();
      // The dead worker holds the job until its lock expires.
      await eventually(async () => (await queue.getCompletedCount()) === 1);
      expect(await attributed(store), step).toEqual(idsOf(CALLS));
    }),
  );
});

it('attributes the other calls of a job when one call fails, and that one later', async () => {
  const { store, queue, work } = await stage('failing');
  const [missing, ...others] = CALLS;
  if (!missing) throw new Error('there are calls');
  for (const call of others) await store.calls.save(call);
  await Promise.all(CALLS.map(createAttributionQueue(queue)));
  const worker = work();
  const [, error] = await once(worker, 'failed');
  expect(String(error)).toContain(missing.id);
  expect(await attributed(store)).toEqual(idsOf(others));

  await store.calls.save(missing);
  await eventually(async () => (await queue.getCompletedCount()) === 1);
  expect(await attributed(store)).toEqual(idsOf(CALLS));
});

it('processes jobs of one call from earlier releases, and ignores a repeat', async () => {
  const { store, queue, work } = await stage('old');
  for (const call of CALLS) await store.calls.save(call);
  for (const { id } of CALLS) await queue.add('attribute', { v: 1, call: id }, { jobId: id });
  work();
  await eventually(async () => (await queue.getCompletedCount()) === CALLS.length);
  expect(await attributed(store)).toEqual(idsOf(CALLS));
  await queue.add('attribute', { v: 2, calls: idsOf(CALLS) });
  await eventually(async () => (await queue.getCompletedCount()) === CALLS.length + 1);
  expect(await attributed(store)).toEqual(idsOf(CALLS));
});

it('attributes the calls of one caller in one job in the order of their times', async () => {
  const { store, queue, work } = await stage('repeated');
  const [first, other] = CALLS;
  if (!first || !other) throw new Error('there are calls');
  const again = { ...other, from: first.from, to: first.to, at: new Date(first.at.getTime() + 1000) };
  for (const call of [again, first]) await store.calls.save(call);
  await Promise.all([again, first].map(createAttributionQueue(queue)));
  work();
  await eventually(async () => (await queue.getCompletedCount()) === 1);
  const { data } = await store.attributions.feed({ limit: 10 });
  expect(data.map(({ call, callerCalls }) => [call, callerCalls])).toEqual([
    [first.id, 0],
    [again.id, 1],
  ]);
  expect(data[1]?.candidates[0]?.factors).toMatchObject([{ of: 'repeat_caller' }]);
});

it('counts at most ten earlier calls of a caller', async () => {
  const { store, queue, work } = await stage('often');
  const [first] = CALLS;
  if (!first) throw new Error('there are calls');
  const calls = Array.from({ length: 13 }, (_, i) => ({
    ...first,
    id: `call_${i}`,
    at: new Date(first.at.getTime() + i * 1000),
  }));
  for (const call of calls) await store.calls.save(call);
  await queue.add('attribute', { v: 2, calls: idsOf(calls) });
  work();
  await eventually(async () => (await queue.getCompletedCount()) === 1);
  const { data } = await store.attributions.feed({ limit: 20 });
  expect(data.map(({ callerCalls }) => callerCalls)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
});
