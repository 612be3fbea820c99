import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { RedisClient } from '../infra/redis-client.ts';
import type { FindHolder } from '../kernel/guard.ts';
import { createWindows } from './windows.ts';

const MINUTE_MS = 60_000;
/** Requests of an unknown sender, from one address. A person who pastes a wrong key tries a few times. */
const UNKNOWN_PER_MINUTE = 30;
/** Requests of one reader of a share link: a link may go from hand to hand, and no reader keeps out another one. */
const SHARE_PER_MINUTE = 60;

export type OperatorLimitOptions = {
  redis: RedisClient;
  findHolder: FindHolder;
  /** Requests of one key or person in a minute. */
  perMinute: number;
  /** Answers a request that is over its limit. */
  refuse: RequestHandler;
};

/**
 * Returns the handler that limits the requests of operators: those of a key or person, those of a share link from
 * one address, and those of an address with an unknown sender. A known sender is never refused for the unknown ones of its address. While Redis is away, nobody is
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
    async limit(request) {
      const holder = await holderOf(request);
      if (!holder) return UNKNOWN_PER_MINUTE;
      return holder.kind === 'share' ? Math.min(perMinute, SHARE_PER_MINUTE) : perMinute;
    },
    identifier: 'requests',
    async keyGenerator(request) {
      const holder = await holderOf(request);
      // An address never looks like the id of a holder.
      const address = ipKeyGenerator(request.ip ?? '');
      if (!holder) return address;
      return holder.kind === 'share' ? `${holder.id} ${address}` : holder.id;
    },
    store: createWindows(redis, 'ringtrail:requests:'),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    handler: refuse,
  });
}
