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

/** A queue, a journal and a disk, each of which works or does not. */
function bench() {
  const works = { queue: true, disk: true, connection: true };
  const queued: string[] = [];
  let journalled: CallEventJob[] = [];
  const add = vi.fn(async ({ event: { carrierCallId } }: CallEventJob) => {
    if (!works.queue) return new Promise<never>(() => {});
    if (!queued.includes(carrierCallId)) queued.push(carrierCallId);
    return undefined as never;
  });
  const told = { unsafe: 0, lost: 0 };
  const outbox = createOutbox({
    enqueue: add,
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
    budgetMs: 20,
    isReachable: () => works.connection,
    onUnsafe: () => told.unsafe++,
    onLost: () => told.lost++,
  });
  return { works, queued, add, told, outbox, waiting: () => journalled.length };
}

describe('the outbox', () => {
  it('puts events into the queue, and into the journal while that does not answer', async () => {
    const { works, queued, add, outbox, waiting } = bench();
    await outbox.keep(event('CA1'));
    works.queue = false;
    await outbox.keep(event('CA2'));
    const asked = add.mock.calls.length;
    const began = performance.now();
    for (let i = 3; i < 50; i++) await outbox.keep(event(`CA${i}`));
    expect(performance.now() - began, 'only the first waits for the queue').toBeLessThan(500);
    expect(add.mock.calls.length).toBe(asked);
    expect([queued.length, waiting()]).toEqual([1, 48]);
    works.queue = true;
    expect(await outbox.replay()).toBe(48);
    expect(queued).toHaveLength(49);
  });

  it('does not wait for a queue that is known to be out of reach', async () => {
    const { works, add, outbox, waiting } = bench();
    works.connection = false;
    await outbox.keep(event('CA1'));
    expect(add).not.toHaveBeenCalled();
    expect(waiting()).toBe(1);
  });

  it('holds in memory what the disk refuses, says so, and brings it to the queue once', async () => {
    const { works, queued, told, outbox } = bench();
    Object.assign(works, { connection: false, disk: false });
    for (let i = 0; i < 100; i++) await outbox.keep(event(`CA${i}`));
    expect(told).toEqual({ unsafe: 100, lost: 0 });
    expect(await outbox.replay()).toBe(100);
    expect(await outbox.replay()).toBe(0);
    expect(new Set(queued).size).toBe(100);
  });

  it('tries the disk a last time before the process ends, and says what is lost', async () => {
    const { works, told, outbox, waiting } = bench();
    Object.assign(works, { connection: false, disk: false });
    await outbox.keep(event('CA1'));
    works.disk = true;
    await outbox.close();
    expect([waiting(), told.lost]).toEqual([1, 0]);
    works.disk = false;
    await outbox.keep(event('CA2'));
    await outbox.close();
    expect(told.lost).toBe(1);
  });
});
