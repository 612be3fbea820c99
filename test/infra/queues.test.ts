import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JobNeeds, openQueue, openWorkersOn } from '../../src/infra/queues.ts';
import { connectForWork } from '../../src/infra/redis.ts';
import { eventually } from '../support/eventually.ts';
import { checkedLog } from '../support/log-lines.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const lines: { level: string; msg: string }[] = [];
const log = checkedLog('warn', (line) => lines.push(JSON.parse(line)));
const CONTRACT = { name: 'tests', schema: { parse: (data: unknown) => data as { of: string } } };
class StoreAway extends Error {}
const needs: JobNeeds = { isAway: (error) => error instanceof StoreAway, awayMs: 1 };

describe('a worker', () => {
  let server: TestRedis;
  beforeEach(async () => {
    server = await startTestRedis();
  });
  afterEach(() => server.remove());

  /** Runs one job with two attempts, which meets these errors in turn. Returns how it ended. */
  async function run(errors: readonly Error[], attempts = 2) {
    const redis = connectForWork({ url: server.url }, log);
    const queue = openQueue<{ of: string }>(CONTRACT.name, redis);
    let runs = 0;
    const worker = openWorkersOn(redis, log, needs)(
      CONTRACT,
      async () => {
        const error = errors[runs++];
        if (error) throw error;
      },
      1,
    );
    try {
      const job = await queue.add('job', { of: 'test' }, { attempts, backoff: { type: 'fixed', delay: 1 } });
      const state = await eventually(async () => {
        const now = await job.getState();
        return now === 'completed' || now === 'failed' ? now : false;
      });
      return { state, runs };
    } finally {
      await worker.close();
      await queue.close();
      redis.disconnect();
    }
  }

  it('repeats a job as often as a database is away, without using up its attempts', async () => {
    const away = Array.from({ length: 5 }, () => new StoreAway());
    expect(await run(away)).toEqual({ state: 'completed', runs: 6 });
  });

  it('gives a job up after its attempts when it fails for another reason', async () => {
    const errors = Array.from({ length: 5 }, () => new Error('no'));
    expect(await run(errors)).toEqual({ state: 'failed', runs: 2 });
  });

  it('leaves a task with one attempt to its schedule, without an error in the log', async () => {
    lines.length = 0;
    expect(await run([new StoreAway()], 1)).toEqual({ state: 'failed', runs: 1 });
    expect(lines).toMatchObject([{ level: 'warn', msg: 'task failed and comes again by its schedule' }]);
  });
});
