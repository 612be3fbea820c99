import type { Redis } from 'ioredis';

const LOOK_EVERY_MS = 10_000;

export type Clock = { now: () => Date; close: () => void };

/**
 * The time by which all processes go: Redis' own, as this process last heard it, carried on by its own clock. So a
 * machine whose clock is off tells the same times as the others. Until Redis has been heard it is the machine's own.
 */
export function followClock(redis: Pick<Redis, 'time' | 'on' | 'off' | 'status'>): Clock {
  let aheadMs = 0;

  /** Redis told its time at some moment between asking and answer: what that does not contradict is left as it is. */
  async function look(): Promise<void> {
    const asked = Date.now();
    const [seconds, micros] = await redis.time();
    const answered = Date.now();
    const ahead = Number(seconds) * 1000 + Number(micros) / 1000 - (asked + answered) / 2;
    const doubt = (answered - asked) / 2 + 1;
    if (Math.abs(ahead - aheadMs) > doubt) aheadMs = ahead;
  }

  // While Redis is away, what was heard last goes on.
  const lookNow = () => void look().catch(() => undefined);
  redis.on('ready', lookNow);
  if (redis.status === 'ready') lookNow();
  const timer = setInterval(lookNow, LOOK_EVERY_MS);
  timer.unref();
  return {
    now: () => new Date(Math.round(Date.now() + aheadMs)),
    close: () => {
      clearInterval(timer);
      redis.off('ready', lookNow);
    },
  };
}
