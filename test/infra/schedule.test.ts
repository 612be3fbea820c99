import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../src/infra/queues.ts';
import { connectForWork } from '../../src/infra/redis.ts';
import { ensureScheduled } from '../../src/infra/schedule.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const HOUR_MS = 3_600_000;
const EVERY_MS = 30_000;
const log = pino({ level: 'silent' });

let server: TestRedis;
let connection: ReturnType<typeof connectForWork>;
let queue: ReturnType<typeof openQueue>;
let end = () => {};
beforeEach(async () => {
  server = await startTestRedis();
  connection = connectForWork({ url: server.url }, log);
  queue = openQueue('tests', connection);
});
afterEach(async () => {
  end();
  await queue.close();
  connection.disconnect();
  await server.remove();
});

/** Schedules the task as a worker does whose clock is an hour ahead. */
const scheduleAhead = async () => {
  await queue.removeJobScheduler('task');
  await queue.upsertJobScheduler('task', { every: EVERY_MS, startDate: Date.now() + HOUR_MS });
};
const untilNext = async () => ((await queue.getJobSchedulers())[0]?.next ?? Number.NaN) - Date.now();

describe('a schedule', () => {
  it('that a worker with a wrong clock left an hour away is corrected at a start', async () => {
    await scheduleAhead();
    end = ensureScheduled(queue, { task: EVERY_MS }, log, () => new Date());
    await expect.poll(untilNext).toBeLessThanOrEqual(EVERY_MS);
  });

  it('that a worker with a wrong clock puts an hour away is corrected by one that runs', async () => {
    end = ensureScheduled(queue, { task: EVERY_MS }, log, () => new Date());
    await expect.poll(untilNext).toBeLessThanOrEqual(EVERY_MS);
    await scheduleAhead();
    expect(await untilNext()).toBeGreaterThan(EVERY_MS);
    await expect.poll(untilNext).toBeLessThanOrEqual(EVERY_MS);
  });
});
