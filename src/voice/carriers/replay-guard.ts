import { createCache } from '../../infra/cache.ts';

export type ReplayGuard = {
  /** @param request what tells two requests with one nonce apart: all that is signed, or its hash */
  admit: (nonce: string, request: string) => boolean;
};

/** How long a carrier may go on repeating a request that it got no answer to. */
const RETRY_MS = 10 * 60 * 1000;
const MAX_NONCES = 20_000;

/**
 * Knows requests by their nonce, after their signature was found to be right. The same request again within ten minutes
 * is the carrier's own retry and must get its answer; the same nonce on another request, or after that, is a replay.
 *
 * It remembers in this process only, the last 20 000 nonces, and forgets them at a restart: a second gateway, or one
 * that has seen more calls since, takes a replayed request once more. What that can do is little, since an event that
 * comes twice counts once.
 */
export function createReplayGuard(now: () => Date, max = MAX_NONCES): ReplayGuard {
  const seen = createCache<{ request: string; at: number }>({ max });
  return {
    admit(nonce, request) {
      const at = now().getTime();
      const first = seen.get(nonce);
      if (first) return first.request === request && at - first.at <= RETRY_MS;
      seen.set(nonce, { request, at });
      return true;
    },
  };
}
