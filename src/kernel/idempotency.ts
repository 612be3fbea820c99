import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Problem } from '../domain/problem.ts';
import { createSeal, type Seal } from '../infra/seal.ts';
import type { HttpResult } from './result.ts';
import type { Middleware } from './route.ts';

const KEPT_SECONDS = 86_400;
/** A request that takes longer than this is taken to have died with its process. */
const RUNNING_SECONDS = 60;

type StoredAnswer = { fingerprint: string; status?: number; body?: string };

/**
 * The IETF draft's Idempotency-Key for a POST: a request that comes again with the same key gets the first answer and does
 * nothing twice. Answers are kept for a day. Keys count per bearer, so that nobody reads another's answer; it may hold a
 * secret or tell of a person, so it is sealed with what the bearer alone has.
 */
export function idempotency(redis: Redis): Middleware {
  return async ({ path, params, body, headers }, work) => {
    const given = headers['idempotency-key'];
    if (typeof given !== 'string') return work();
    const words = `${headers.authorization}\n${given.replace(/^"(.*)"$/, '$1')}`;
    const key = `ringtrail:idempotency:${digest(words)}`;
    const seal = createSeal([words]);
    const fingerprint = digest(JSON.stringify([path, params, body]));
    const claim: StoredAnswer = { fingerprint };
    const isFirst = await redis.set(key, JSON.stringify(claim), 'EX', RUNNING_SECONDS, 'NX');
    if (!isFirst) return former(JSON.parse((await redis.get(key)) ?? 'null'), fingerprint, seal);

    let result: HttpResult;
    try {
      result = await work();
    } catch (error) {
      // What failed may be tried again with the same key.
      await redis.del(key).catch(() => undefined);
      throw error;
    }
    const text = seal.close(JSON.stringify(result.body), fingerprint);
    const answer: StoredAnswer = { fingerprint, status: result.status, body: text };
    await redis.set(key, JSON.stringify(answer), 'EX', KEPT_SECONDS).catch(() => undefined);
    return result;
  };
}

function former(kept: StoredAnswer | null, fingerprint: string, seal: Seal): HttpResult {
  if (kept && kept.fingerprint !== fingerprint) {
    throw new Problem('idempotency_key_reused', 'This key was used for another request.');
  }
  if (kept?.status === undefined || kept.body === undefined) {
    throw new Problem('idempotency_key_in_progress', 'The first request with this key is still running.');
  }
  return { status: kept.status, text: seal.open(kept.body, fingerprint) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
