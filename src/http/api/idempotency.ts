import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Problem } from '../../domain/problem.ts';
import type { Result } from '../result.ts';
import type { Around } from '../route.ts';

const KEPT_SECONDS = 86_400;
/** A request that takes longer than this is taken to have died with its process. */
const RUNNING_SECONDS = 60;

type Kept = { fingerprint: string; status?: number; body?: string };

/**
 * The IETF draft's Idempotency-Key for a POST: a request that comes again with the same key gets the first answer and does
 * nothing twice. Answers are kept for a day. Keys count per bearer, so that nobody reads another's answer.
 */
export function idempotency(redis: Redis): Around {
  return async ({ path, body, headers }, work) => {
    const given = headers['idempotency-key'];
    if (typeof given !== 'string') return work();
    const key = `ringtrail:idempotency:${digest(`${headers.authorization}\n${given.replace(/^"(.*)"$/, '$1')}`)}`;
    const fingerprint = digest(`${path}\n${JSON.stringify(body)}`);
    const claim: Kept = { fingerprint };
    const isFirst = await redis.set(key, JSON.stringify(claim), 'EX', RUNNING_SECONDS, 'NX');
    if (!isFirst) return former(JSON.parse((await redis.get(key)) ?? 'null'), fingerprint);

    let result: Result;
    try {
      result = await work();
    } catch (error) {
      // What failed may be tried again with the same key.
      await redis.del(key).catch(() => undefined);
      throw error;
    }
    const answer: Kept = { fingerprint, status: result.status, body: JSON.stringify(result.body) };
    await redis.set(key, JSON.stringify(answer), 'EX', KEPT_SECONDS).catch(() => undefined);
    return result;
  };
}

function former(kept: Kept | null, fingerprint: string): Result {
  if (kept && kept.fingerprint !== fingerprint) {
    throw new Problem('idempotency_key_reused', 'This key was used for another request.');
  }
  if (kept?.status === undefined || kept.body === undefined) {
    throw new Problem('idempotency_key_in_progress', 'The first request with this key is still running.');
  }
  return { status: kept.status, text: kept.body };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
