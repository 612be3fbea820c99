import type { Cluster, Redis } from 'ioredis';
import { readLuaScript } from '../lua-script.ts';

/** Returns a test's time in milliseconds, or an empty text: scripts then take Redis' own. */
export type Time = () => number | '';
export const redisTime: Time = () => '';

type Run = (keys: string[], args: (string | number)[]) => Promise<unknown>;

/**
 * Defines a script of `lua/` as a command of the connection and returns the function that runs it. ioredis sends the
 * script's digest, and its text when Redis does not know the digest.
 */
export function defineScript(redis: Redis | Cluster, file: string): Run {
  const command = `ringtrail:${file}`;
  redis.defineCommand(command, readLuaScript(file));
  const send = (redis as unknown as Record<string, (...args: (string | number)[]) => Promise<unknown>>)[
    command
  ];
  if (!send) throw new Error(`ioredis did not define the command of the script ${file}`);
  return (keys, args) => send.call(redis, ...keys, ...args);
}
