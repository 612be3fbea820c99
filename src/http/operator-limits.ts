import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import type { Redis } from 'ioredis';
import type { FindKey } from '../kernel/guard.ts';
import { bearerOf } from '../kernel/guard.ts';
import { createWindows } from './windows.ts';

const MINUTE_MS = 60_000;
/** Requests without a valid key, from one address. A person who pastes a wrong key tries a few times. */
const WRONG_KEYS_PER_MINUTE = 30;

export type OperatorLimitOptions = {
  redis: Redis;
  findKey: FindKey;
  /** Requests of one key in a minute. 0: no limit, also none for wrong keys. */
  perMinute: number;
  /** Answers a request that is over its limit. */
  refuse: RequestHandler;
};

/**
 * Returns the handlers that limit the requests of operators: those of a key, and those without a valid key of an address. A
 * valid key is never refused for the wrong ones of its address. While Redis is away, nobody is limited.
 */
export function operatorLimits({
  redis,
  findKey,
  perMinute,
  refuse,
}: OperatorLimitOptions): RequestHandler[] {
  if (perMinute === 0) return [];
  const keyOf = ({ headers }: Request) => findKey(bearerOf(headers));
  const common = {
    windowMs: MINUTE_MS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    handler: refuse,
  } as const satisfies Partial<Options>;
  return [
    rateLimit({
      ...common,
      identifier: 'requests',
      limit: perMinute,
      skip: (request) => keyOf(request) === undefined,
      keyGenerator: (request) => keyOf(request)?.id ?? '',
      store: createWindows(redis, 'ringtrail:requests:'),
    }),
    rateLimit({
      ...common,
      identifier: 'wrong-keys',
      limit: WRONG_KEYS_PER_MINUTE,
      skip: (request) => keyOf(request) !== undefined,
      keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
      store: createWindows(redis, 'ringtrail:wrong-keys:'),
    }),
  ];
}
