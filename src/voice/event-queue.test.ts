import { describe, expect, it } from 'vitest';
import { createEventQueue } from './event-queue.ts';
import { type CallEventsJob, eventsOf, toJob } from './jobs.ts';

const job = (id: string) =>
  toJob({ type: 'closed', carrier: 'twilio', carrierCallId: id, name: 'closed', at: new Date(0) });

/** A queue that accepts every job, or none while it is away. */
function setUp() {
  const added: { data: CallEventsJob; jobId: string | undefined }[] = [];
  let isAway = false;
  const enqueue = createEventQueue({
    add: (async (_name: string, data: CallEventsJob, options?: { jobId?: string }) => {
      if (isAway) throw new Error('away');
      added.push({ data, jobId: options?.jobId });
    }) as never,
  });
  return {
    enqueue,
    added,
    goAway: () => {
      isAway = true;
    },
  };
}

const ids = (data: CallEventsJob) => eventsOf(data).map(({ carrierCallId }) => carrierCallId);

describe('the event queue', () => {
  it('makes one job of simultaneous events, and a job with the event’s own id of a single one', async () => {
    const { enqueue, added } = setUp();
    await enqueue(job('CA1'));
    await Promise.all(['CA2', 'CA3', 'CA4'].map((id) => enqueue(job(id))));
    await enqueue(job('CA5'));
    expect(added.map(({ data }) => ids(data))).toEqual([['CA1'], ['CA2', 'CA3', 'CA4'], ['CA5']]);
    expect(added.map(({ jobId }) => jobId)).toEqual(['twilio CA1 closed', undefined, 'twilio CA5 closed']);
  });

  it('puts at most 100 events into a job, and loses none', async () => {
    const { enqueue, added } = setUp();
    const all = Array.from({ length: 250 }, (_, i) => `CA${i}`);
    await Promise.all(all.map((id) => enqueue(job(id))));
    expect(added.map(({ data }) => ids(data).length)).toEqual([100, 100, 50]);
    expect(added.flatMap(({ data }) => ids(data))).toEqual(all);
  });

  it('rejects every event of a job that Redis refused', async () => {
    const { enqueue, goAway } = setUp();
    goAway();
    const results = await Promise.allSettled(['CA1', 'CA2'].map((id) => enqueue(job(id))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
