import type { Job } from 'bullmq';
import { expect, it } from 'vitest';
import { pool, provider, received, virtualNumber } from '../../test/support/examples.ts';
import type { CallReceived } from '../domain/call.ts';
import { Directory } from '../registry/directory.ts';
import { type CallEventsJob, eventsOf, toJob } from './jobs.ts';
import { eraseQueuedEvents, providerOf } from './queued-events.ts';

const ANNA = '+12125550143';
const NUMBERS = { prov_1: '+12025550111', prov_2: '+12025550112' };

type WaitingJob = { data: CallEventsJob; updateData(data: CallEventsJob): Promise<void> };

/** A waiting job of a call from Anna. Its resolution is still to be looked up. */
function waitingCall(to: string): WaitingJob {
  const event: CallReceived = { ...received(`CA${to}`, 'received', 0), from: ANNA, to, resolution: null };
  const job: WaitingJob = {
    data: toJob(event),
    updateData: async (data: CallEventsJob) => {
      job.data = data;
    },
  };
  return job;
}

function openQueue() {
  const jobs = [waitingCall(NUMBERS.prov_1), waitingCall(NUMBERS.prov_2)];
  const getJobs = async (states: unknown) => (String(states) === 'waiting' ? (jobs as unknown as Job[]) : []);
  const callers = () =>
    jobs.flatMap(({ data }) => eventsOf(data)).map((event) => (event as CallReceived).from);
  return { queue: { getJobs } as Parameters<typeof eraseQueuedEvents>[0], callers };
}

const directory = new Directory();
for (const [owner, number] of Object.entries(NUMBERS)) {
  directory.put('providers', provider(owner));
  directory.put('pools', pool(`pool_${owner}`, owner));
  directory.put('numbers', virtualNumber(`num_${owner}`, number, { provider: owner, pool: `pool_${owner}` }));
}

it('an erasure for one provider leaves the caller in the queued calls to another', async () => {
  const { queue, callers } = openQueue();
  const concerns = (event: CallReceived | Parameters<typeof providerOf>[0]) =>
    providerOf(event, directory) === 'prov_2';
  expect(await eraseQueuedEvents(queue, { callers: new Set([ANNA]), concerns })).toBe(1);
  expect(callers()).toEqual([ANNA, expect.not.stringContaining('555')]);
});

it('an erasure for all providers erases the caller in all queued calls', async () => {
  const { queue, callers } = openQueue();
  expect(await eraseQueuedEvents(queue, { callers: new Set([ANNA]), concerns: () => true })).toBe(2);
  expect(callers()).not.toContain(ANNA);
});
