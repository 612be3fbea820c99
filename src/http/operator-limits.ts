import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Redis } from 'ioredis';
import { bearerOf, type FindKey } from '../kernel/guard.ts';
import { createWindows } from './windows.ts';

const MINUTE_MS = 60_000;
/** Requests without a valid key, from one address. A person who pastes a wrong key tries a few times. */
const WRONG_KEYS_PER_MINUTE = 30;

export type OperatorLimitOptions = {
  redis: Redis;
  findKey: FindKey;
  /** Requests of one key in a minute. */
  perMinute: number;
  /** Answers a request that is over its limit. */
  refuse: RequestHandler;
};

/**
 * Returns the handler that limits the requests of operators: those of a key, and those of an address without a valid key. A
 * valid key is never refused for the wrong ones of its address. While Redis is away, nobody is limited.
 */
export function limitOperators({ redis, findKey, perMinute, refuse }: OperatorLimitOptions): RequestHandler {
  const keyOf = ({ headers }: Request) => findKey(bearerOf(headers));
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: (request) => (keyOf(request) ? perMinute : WRONG_KEYS_PER_MINUTE),
    identifier: (request) => (keyOf(request) ? 'requests' : 'wrong-keys'),
    // An address never looks like the id of a key.
    keyGenerator: (request) => keyOf(request)?.id ?? ipKeyGenerator(request.ip ?? ''),
    store: createWindows(redis, 'ringtrail:requests:'),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    handler: refuse,
  });
}
