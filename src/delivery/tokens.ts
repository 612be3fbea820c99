import type { Consumer } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import { createCache } from '../infra/cache.ts';
import type { Send } from '../infra/outgoing.ts';
import { singleFlight } from '../infra/single-flight.ts';
import type { Store } from '../store/port.ts';
import { type Grant, isReason } from './platforms/platform.ts';
import { requestToken } from './token-request.ts';

/** A token is replaced this long before its end. */
const EARLY_MS = 60_000;
const DEFAULT_SECONDS = 600;
const MAX_TOKENS = 1000;

/** How often a refresh token that came with an access token replaces the consumer's own. */
const RENEW_MS = 7 * 86_400_000;

const NOT_CONNECTED: DeliveryReason = {
  code: 'not_connected',
  detail: 'Nobody has connected the account yet. Connect it in the console.',
};

/** Saves the refresh token `next` of the consumer, which replaces `former`. */
export type SaveRefreshToken = (consumer: string, former: string, next: string) => Promise<void>;

/** Saves a refresh token in the store, unless a person has changed the consumer's own meanwhile. */
export function saveRefreshTokens({ consumers }: Pick<Store, 'consumers'>): SaveRefreshToken {
  return async (id, former, next) => {
    const consumer = await consumers.get(id);
    if (consumer?.kind !== 'google_ads' && consumer?.kind !== 'microsoft_ads') return;
    if (consumer.credentials.refreshToken !== former) return;
    const credentials = { ...consumer.credentials, refreshToken: next };
    await consumers.replace({ ...consumer, credentials } as Consumer);
  };
}

/** An access token and how long it may be used, in milliseconds. */
type AccessToken = { token: string; ttlMs: number };

type TokenRequest = { consumer: string; grant: Grant };

/**
 * Gets access tokens by OAuth 2.0 (RFC 6749, section 6) with the consumer's refresh token, and holds them in memory alone.
 * With Microsoft a refresh token works for 90 days, and each answer brings the next one: the store gets that one.
 */
export function createTokens(send: Send, save: SaveRefreshToken, now: () => Date) {
  const cache = createCache<string>({ max: MAX_TOKENS, now: () => now().getTime() });
  /** When each consumer's refresh token was saved last. Two processes would otherwise replace each other's all the time. */
  const renewed = new Map<string, number>();

  function remember(grant: Grant, { token, ttlMs }: AccessToken): void {
    // A ttl of 0 would mean for ever.
    if (ttlMs > 0) cache.set(keyOf(grant), token, { ttl: ttlMs });
  }

  async function renew(
    { consumer, grant, refreshToken: former }: TokenRequest & { refreshToken: string },
    next: string,
    access: AccessToken,
  ): Promise<void> {
    if (next === former) return;
    const time = now().getTime();
    if (time - (renewed.get(consumer) ?? 0) < RENEW_MS) return;
    renewed.set(consumer, time);
    // The access token is good without it, and the former refresh token for a while.
    await save(consumer, former, next).catch(() => renewed.delete(consumer));
    remember({ ...grant, refreshToken: next }, access);
  }

  const request = singleFlight(
    async ({ consumer, grant }: TokenRequest): Promise<string | DeliveryReason> => {
      const { tokenUrl, clientId, clientSecret, refreshToken, scope } = grant;
      if (refreshToken === null) return NOT_CONNECTED;
      const answer = await requestToken(send, tokenUrl, {
        grant_type: 'refresh_token',
        client_id: clientId,
        ...(clientSecret && { client_secret: clientSecret }),
        refresh_token: refreshToken,
        ...(scope && { scope }),
      });
      if (isReason(answer)) return answer;
      const { accessToken: token, expiresInSeconds, refreshToken: next } = answer;
      const access = { token, ttlMs: (expiresInSeconds ?? DEFAULT_SECONDS) * 1000 - EARLY_MS };
      remember(grant, access);
      if (next !== null) await renew({ consumer, grant, refreshToken }, next, access);
      return token;
    },
    ({ grant }) => keyOf(grant),
  );

  return {
    /** Returns the consumer's token, or the reason for its absence. Calls at the same moment share one request. */
    async of({ id }: Consumer, grant: Grant): Promise<string | DeliveryReason> {
      return cache.get(keyOf(grant)) ?? request({ consumer: id, grant });
    },

    /** Drops a token that the platform did not accept. The next call gets a new one. */
    forget(grant: Grant): void {
      cache.delete(keyOf(grant));
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

function keyOf(grant: Grant): string {
  return JSON.stringify(grant);
}
