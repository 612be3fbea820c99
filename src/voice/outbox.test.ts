import { describe, expect, it, vi } from 'vitest';
import type { CallEvent } from '../domain/call.ts';
import type { CallEventJob } from './jobs.ts';
import { createOutbox } from './outbox.ts';

const event = (id: string): CallEvent => ({
  type: 'closed',
  carrier: 'twilio',
  carrierCallId: id,
  name: 'closed',
  at: new Date(0),
});

/** An outbox over a queue, a connection and a disk that can each be broken. A broken queue does not answer. */
function setUp() {
  const works = { queue: true, disk: true, connection: true };
  const queued: string[] = [];
  let journalled: CallEventJob[] = [];
  let nowMs = 1_000_000;
  const enqueue = vi.fn(async ({ event: { carrierCallId } }: CallEventJob) => {
    if (!works.queue) return new Promise<never>(() => {});
    if (!queued.includes(carrierCallId)) queued.push(carrierCallId);
    return undefined;
  });
  const reports = { unsafe: 0, lost: 0 };
  const outbox = createOutbox({
    enqueue,
    journal: {
      async append(job) {
        if (!works.disk) throw new Error('no space left on device');
        journalled.push(job);
      },
      async replay(deliver) {
        const jobs = journalled;
        for (const job of jobs) await deliver(job);
        journalled = journalled.slice(jobs.length);
        return jobs.length;
      },
    },
    budgetMs: 1,
    isReachable: () => works.connection,
    now: () => new Date(nowMs),
    onUnsafe: () => reports.unsafe++,
    onLost: () => reports.lost++,
  });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { works, queued, enqueue, reports, outbox, advance, journalled: () => journalled.length };
}

describe('the outbox', () => {
  it('saves events in the journal while the queue does not answer, and moves them to the queue afterwards', async () => {
    const { works, queued, outbox, journalled } = setUp();
    await outbox.save(event('CA1'));
    works.queue = false;
    for (let i = 2; i < 50; i++) await outbox.save(event(`CA${i}`));
    expect([queued.length, journalled()]).toEqual([1, 48]);
    works.queue = true;
    expect(await outbox.replay()).toBe(48);
    expect(queued).toHaveLength(49);
  });

  it('skips a queue that exceeded its budget for a second, then tries it again', async () => {
    const { works, enqueue, queued, outbox, advance } = setUp();
    works.queue = false;
    await outbox.save(event('CA1'));
    expect(enqueue).toHaveBeenCalledTimes(1);
    works.queue = true;
    advance(999);
    await outbox.save(event('CA2'));
    expect(enqueue).toHaveBeenCalledTimes(1);
    advance(1);
    await outbox.save(event('CA3'));
    expect(queued).toEqual(['CA3']);
  });

  it('does not wait for a queue that is known to be out of reach', async () => {
    const { works, enqueue, outbox, journalled } = setUp();
    works.connection = false;
    await outbox.save(event('CA1'));
    expect(enqueue).not.toHaveBeenCalled();
    expect(journalled()).toBe(1);
  });

  it('holds events in memory while the disk fails, reports them as unsafe, and queues each once', async () => {
    const { works, queued, reports, outbox } = setUp();
    Object.assign(works, { connection: false, disk: false });
    for (let i = 0; i < 100; i++) await outbox.save(event(`CA${i}`));
    expect(reports).toEqual({ unsafe: 100, lost: 0 });
    expect(await outbox.replay()).toBe(100);
    expect(await outbox.replay()).toBe(0);
    expect(new Set(queued).size).toBe(100);
  });

  it('writes the events in memory to the journal when it closes, and reports those that are lost', async () => {
    const { works, reports, outbox, journalled } = setUp();
    Object.assign(works, { connection: false, disk: false });
    await outbox.save(event('CA1'));
    works.disk = true;
    await outbox.close();
    expect([journalled(), reports.lost]).toEqual([1, 0]);
    works.disk = false;
    await outbox.save(event('CA2'));
    await outbox.close();
    expect(reports.lost).toBe(1);
  });
});
