import { randomUUID } from 'node:crypto';
import type { RedisClient } from '../infra/redis-client.ts';

/** Gateway -> the last change that its directory has, and the time at which it said so. */
const KEY = 'ringtrail:registry:gateways';
/** A gateway that was silent for this long has ended, or is cut off from Redis and not ready. */
const MAX_SILENCE_SECONDS = 30;

const REPORT = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. redis.call('TIME')[1])`;

/** Returns how many gateways lack the change, and forgets those that have ended. */
const COUNT_BEHIND = `
local now, behind = tonumber(redis.call('TIME')[1]), 0
local reports = redis.call('HGETALL', KEYS[1])
for i = 1, #reports, 2 do
  local version, at = string.match(reports[i + 1], '^(%-?%d+) (%d+)$')
  if not at or now - tonumber(at) > tonumber(ARGV[2]) then redis.call('HDEL', KEYS[1], reports[i])
  elseif tonumber(version) < tonumber(ARGV[1]) then behind = behind + 1 end
end
return behind`;

/** Returns how many gateways reported of late. */
const COUNT = `
local now, count = tonumber(redis.call('TIME')[1]), 0
for _, report in ipairs(redis.call('HVALS', KEYS[1])) do
  local at = tonumber(string.match(report, ' (%d+)$'))
  if at and now - at <= tonumber(ARGV[1]) then count = count + 1 end
end
return count`;

/** The gateways of an installation, and the changes of the registry that each of them knows. */
export interface Gateways {
  /** Reports the last change that this gateway knows. -1: it does not know how old its directory is. */
  report(version: number): Promise<void>;
  /** Returns true when every gateway knows the change. */
  knowAll(version: number): Promise<boolean>;
  /** Returns how many gateways there are. */
  count(): Promise<number>;
  /** Removes this gateway, because it ends. */
  leave(): Promise<void>;
}

export function createGateways(redis: RedisClient): Gateways {
  const self = randomUUID();
  return {
    async report(version) {
      await redis.eval(REPORT, 1, KEY, self, version);
    },
    async knowAll(version) {
      return Number(await redis.eval(COUNT_BEHIND, 1, KEY, version, MAX_SILENCE_SECONDS)) === 0;
    },
    count: async () => Number(await redis.eval(COUNT, 1, KEY, MAX_SILENCE_SECONDS)),
    async leave() {
      await redis.hdel(KEY, self);
    },
  };
}
