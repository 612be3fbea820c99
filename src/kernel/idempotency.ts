import { createHash } from 'node:crypto';
import { Problem } from '../domain/problem.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { createSeal, type Seal } from '../infra/seal.ts';
import type { HttpResult } from './result.ts';
import type { Middleware } from './route.ts';

const ANSWER_SECONDS = 86_400;
/** A request without an answer after this time is assumed to have died with its process. */
const RUNNING_SECONDS = 60;

type StoredAnswer = { fingerprint: string; status?: number; body?: string };

/**
 * Creates the middleware for the IETF draft's `Idempotency-Key`: a repeated POST with the same key gets the first answer and
 * changes nothing. Redis holds an answer for a day. A key counts for its sender alone. The answer may hold a secret or
 * personal data, so it is sealed with the bearer's own key, or the session's CSRF token.
 */
export function idempotency(redis: RedisClient): Middleware {
  return async ({ path, params, body, headers }, work) => {
    const idempotencyKey = headers['idempotency-key'];
    if (typeof idempotencyKey !== 'string') return work();
    // Of a session it is the CSRF token: the cookies beside the session's come and go.
    const sealedBy = `${headers.authorization ?? headers['x-csrf-token']}\n${idempotencyKey.replace(/^"(.*)"$/, '$1')}`;
    const key = `ringtrail:idempotency:${digest(sealedBy)}`;
    const seal = createSeal([sealedBy]);
    const fingerprint = digest(JSON.stringify([path, params, body]));
    const claim: StoredAnswer = { fingerprint };
    const isFirst = await redis.set(key, JSON.stringify(claim), 'EX', RUNNING_SECONDS, 'NX');
    if (!isFirst) return firstAnswer(JSON.parse((await redis.get(key)) ?? 'null'), fingerprint, seal);

    let result: HttpResult;
    try {
      result = await work();
    } catch (error) {
      // A failed request may be repeated with the same key.
      await redis.del(key).catch(() => undefined);
      throw error;
    }
    const text = seal.close(JSON.stringify(result.body), fingerprint);
    const answer: StoredAnswer = { fingerprint, status: result.status, body: text };
    await redis.set(key, JSON.stringify(answer), 'EX', ANSWER_SECONDS).catch(() => undefined);
    return result;
  };
}

/** Returns the stored answer. Throws `Problem` before there is an answer, and for another request. */
function firstAnswer(stored: StoredAnswer | null, fingerprint: string, seal: Seal): HttpResult {
  if (stored && stored.fingerprint !== fingerprint) {
    throw new Problem('idempotency_key_reused', 'This key was used for a different request.');
  }
  if (stored?.status === undefined || stored.body === undefined) {
    throw new Problem('idempotency_key_in_progress', 'The first request with this key is still running.');
  }
  return { status: stored.status, text: seal.open(stored.body, fingerprint) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
