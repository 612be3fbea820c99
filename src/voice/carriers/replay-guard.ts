import { createCache } from '../../infra/cache.ts';

export type ReplayGuard = {
  /** Returns whether the request is new, or a retry. @param request everything that is signed, or its hash */
  admit: (nonce: string, request: string) => boolean;
};

/** A carrier retries a request without an answer for at most this long. */
const MAX_RETRY_MS = 10 * 60 * 1000;
const MAX_NONCES = 20_000;

/**
 * Remembers the nonces of requests with a valid signature. The same request within ten minutes is the carrier's retry and
 * must get its answer. The same nonce with another request, or later, is a replay.
 *
 * A process remembers its last 20,000 nonces and forgets them when it restarts. So a second gateway accepts a replayed
 * request once more. That does little harm: a repeated event changes nothing.
 */
export function createReplayGuard(now: () => Date, max = MAX_NONCES): ReplayGuard {
  const firstByNonce = createCache<{ request: string; at: number }>({ max });
  return {
    admit(nonce, request) {
      const at = now().getTime();
      const first = firstByNonce.get(nonce);
      if (first) return first.request === request && at - first.at <= MAX_RETRY_MS;
      firstByNonce.set(nonce, { request, at });
      return true;
    },
  };
}
