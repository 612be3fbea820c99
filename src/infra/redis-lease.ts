import { randomUUID } from 'node:crypto';
import type { RedisClient } from './redis-client.ts';

const RENEW = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

/** The right of one process to do a piece of work. It ends by itself some time after the process has died. */
export type Lease = {
  /** Extends the lease. Returns false when it has ended. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
};

/** Takes the lease for `ttlMs`. Returns null while another process has it. */
export async function takeLease(redis: RedisClient, key: string, ttlMs: number): Promise<Lease | null> {
  const token = randomUUID();
  if ((await redis.set(key, token, 'PX', ttlMs, 'NX')) === null) return null;
  return {
    renew: async () => (await redis.eval(RENEW, 1, key, token, ttlMs)) === 1,
    release: async () => void (await redis.eval(RELEASE, 1, key, token)),
  };
}
