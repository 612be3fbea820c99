import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Redis } from 'ioredis';
import type { FindHolder } from '../kernel/guard.ts';
import { createWindows } from './windows.ts';

const MINUTE_MS = 60_000;
/** Requests of an unknown sender, from one address. A person who pastes a wrong key tries a few times. */
const UNKNOWN_PER_MINUTE = 30;

export type OperatorLimitOptions = {
  redis: Redis;
  findHolder: FindHolder;
  /** Requests of one key, person or share link in a minute. */
  perMinute: number;
  /** Answers a request that is over its limit. */
  refuse: RequestHandler;
};

/**
 * Returns the handler that limits the requests of operators: those of a key, person or share link, and those of an address
 * with an unknown sender. A known sender is never refused for the unknown ones of its address. While Redis is away, nobody is
 * limited.
 */
export function limitOperators({
  redis,
  findHolder,
  perMinute,
  refuse,
}: OperatorLimitOptions): RequestHandler {
  const holderOf = ({ headers }: Request) => findHolder(headers).catch(() => null);
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: async (request) => ((await holderOf(request)) ? perMinute : UNKNOWN_PER_MINUTE),
    identifier: 'requests',
    // An address never looks like the id of a holder.
    keyGenerator: async (request) => (await holderOf(request))?.id ?? ipKeyGenerator(request.ip ?? ''),
    store: createWindows(redis, 'ringtrail:requests:'),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    handler: refuse,
  });
}
