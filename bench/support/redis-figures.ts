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

function figure(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
}
