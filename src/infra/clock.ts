import { type RedisClient, timeOf } from './redis-client.ts';

const LOOK_EVERY_MS = 10_000;

export type Clock = { now: () => Date; close: () => void };

/**
 * Follows the clock of Redis, which all processes share. Between two answers the process's own timer continues the time.
 * So a machine whose clock is wrong, or is set, has the right time. Before the first answer the time is the machine's own.
 */
export function followClock(redis: Pick<RedisClient, 'time' | 'eval' | 'on' | 'off' | 'status'>): Clock {
  /** The time of Redis, or at first of the machine, minus that of the process's timer. */
  let offsetMs = Date.now() - performance.now();

  /** Redis took its time between request and answer. A difference within that span may be the delay, so it changes nothing. */
  async function look(): Promise<void> {
    const requestedAt = performance.now();
    const [seconds, micros] = await timeOf(redis);
    const answeredAt = performance.now();
    const offset = Number(seconds) * 1000 + Number(micros) / 1000 - (requestedAt + answeredAt) / 2;
    const doubt = (answeredAt - requestedAt) / 2 + 1;
    if (Math.abs(offset - offsetMs) > doubt) offsetMs = offset;
  }

  // While Redis is away, its last answer continues to count.
  const lookNow = () => void look().catch(() => undefined);
  redis.on('ready', lookNow);
  if (redis.status === 'ready') lookNow();
  const timer = setInterval(lookNow, LOOK_EVERY_MS);
  timer.unref();
  return {
    now: () => new Date(Math.round(performance.now() + offsetMs)),
    close: () => {
      clearInterval(timer);
      redis.off('ready', lookNow);
    },
  };
}
