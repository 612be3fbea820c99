import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { Problem } from '../../domain/problem.ts';

const KEPT_SECONDS = 86_400;
/** A request that takes longer than this is taken to have died with its process. */
const RUNNING_SECONDS = 60;

type Kept = { fingerprint: string; status?: number; body?: string };

/**
 * The IETF draft's Idempotency-Key for a POST: a request that comes again with the same key gets the first answer and does
 * nothing twice. Answers are kept for a day. Keys count per bearer, so that nobody reads another's answer.
 */
export function idempotency(redis: Redis): RequestHandler {
  return async (request, response, next) => {
    const given = request.headers['idempotency-key'];
    if (typeof given !== 'string') {
      next();
      return;
    }
    const key = `ringtrail:idempotency:${digest(`${request.headers.authorization}\n${given.replace(/^"(.*)"$/, '$1')}`)}`;
    const fingerprint = digest(`${request.path}\n${JSON.stringify(request.body)}`);
    const claim: Kept = { fingerprint };
    const isFirst = await redis.set(key, JSON.stringify(claim), 'EX', RUNNING_SECONDS, 'NX');
    if (!isFirst) {
      const kept = JSON.parse((await redis.get(key)) ?? 'null') as Kept | null;
      if (!kept || (kept.fingerprint === fingerprint && kept.body === undefined)) {
        throw new Problem('idempotency_key_in_progress', 'The first request with this key is still running.');
      }
      if (kept.fingerprint !== fingerprint) {
        throw new Problem('idempotency_key_reused', 'This key was used for another request.');
      }
      response
        .status(kept.status ?? 200)
        .type('application/json')
        .send(kept.body);
      return;
    }

    const json = response.json.bind(response);
    response.json = (body: unknown) => {
      const answer: Kept = { fingerprint, status: response.statusCode, body: JSON.stringify(body) };
      redis.set(key, JSON.stringify(answer), 'EX', KEPT_SECONDS).catch(() => undefined);
      return json(body);
    };
    response.on('finish', () => {
      // What failed may be tried again with the same key.
      if (response.statusCode >= 400) redis.del(key).catch(() => undefined);
    });
    next();
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
