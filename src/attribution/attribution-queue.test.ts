import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createAttributionQueue } from './attribution-queue.ts';
import { type AttributionJob, callsOf } from './jobs.ts';

/** A queue that takes what comes once it is let, or nothing. */
function bench() {
  const added: { data: AttributionJob; jobId: string | undefined }[] = [];
  let answer: () => void | Promise<void> = () => undefined;
  const enqueue = createAttributionQueue({
    add: (async (_name: string, data: AttributionJob, options?: { jobId?: string }) => {
      await answer();
      added.push({ data, jobId: options?.jobId });
    }) as never,
  });
  return {
    added,
    jobs: () => added.map(({ data }) => callsOf(data)),
    enqueueAll: (...ids: string[]) => Promise.allSettled(ids.map((id) => enqueue({ id, eventCount: 2 }))),
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

it('calls that end together share a job, and a call that ends alone gets a job with its own id', async () => {
  const { added, jobs, enqueueAll } = bench();
  await enqueueAll('a');
  await enqueueAll('b', 'c', 'd');
  expect(jobs()).toEqual([['a'], ['b', 'c', 'd']]);
  expect(added.map(({ jobId }) => jobId)).toEqual(['a 2', undefined]);
  expect(added[0]?.data, 'as a worker of an older version knows it').toEqual({ v: 1, call: 'a' });
});

it('calls that end while the queue is busy share a job', async () => {
  const { jobs, enqueueAll, answerWith } = bench();
  let release = () => {};
  answerWith(() => new Promise((resolve) => (release = resolve)));
  const first = enqueueAll('a');
  await nextTurn();
  const others = [enqueueAll('b')];
  await nextTurn();
  others.push(enqueueAll('c'));
  answerWith(() => undefined);
  release();
  await Promise.all([first, ...others]);
  expect(jobs()).toEqual([['a'], ['b', 'c']]);
});

it('a job has a limited number of calls, and each call once', async () => {
  const { jobs, enqueueAll } = bench();
  const ids = Array.from({ length: 40 }, (_, i) => `${i}`);
  await enqueueAll(...ids, '0');
  expect(jobs().map(({ length }) => length)).toEqual([16, 16, 9]);
  expect(jobs().flat()).toEqual([...ids, '0']);
});

it('each call of a job that the queue refused is rejected', async () => {
  const { enqueueAll, answerWith } = bench();
  answerWith(() => {
    throw new Error('away');
  });
  const results = await enqueueAll('a', 'b');
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
