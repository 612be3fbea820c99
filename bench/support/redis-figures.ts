import type { Redis } from 'ioredis';

export type RedisFigures = { cpuSeconds: number; scriptCalls: number; scriptMicroseconds: number };

/** Returns the CPU time of Redis since its start, and the calls and time of its scripts. */
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

/** Returns the microseconds of one request: the script's time by the clock, and all CPU time of Redis. */
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
