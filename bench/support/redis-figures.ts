import type { Redis } from 'ioredis';

export type RedisFigures = { cpuSeconds: number; scriptCalls: number; scriptMicroseconds: number };

/** What Redis has spent so far: on everything, and on scripts. */
export async function redisFigures(redis: Redis): Promise<RedisFigures> {
  const cpu = await redis.info('cpu');
  const stats = await redis.info('commandstats');
  const script = /cmdstat_evalsha:calls=(\d+),usec=(\d+)/.exec(stats);
  return {
    cpuSeconds: figure(cpu, 'used_cpu_user') + figure(cpu, 'used_cpu_sys'),
    scriptCalls: Number(script?.[1] ?? 0),
    scriptMicroseconds: Number(script?.[2] ?? 0),
  };
}

/** What of it fell to each of so many requests, in microseconds: to the script, by the clock, and to Redis' CPU in all. */
export function perRequest(before: RedisFigures, after: RedisFigures, requests: number) {
  const calls = Math.max(1, after.scriptCalls - before.scriptCalls);
  return {
    scriptMicros: (after.scriptMicroseconds - before.scriptMicroseconds) / calls,
    redisCpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / requests,
  };
}

function figure(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
}
