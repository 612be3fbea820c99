import type { Consumer } from '../domain/consumer.ts';
import type { DeliveryReason } from '../domain/delivery.ts';
import type { Send } from '../infra/outgoing.ts';
import type { Store } from '../store/port.ts';
import type { Grant } from './platforms/platform.ts';
import { jsonOf } from './platforms/statuses.ts';

/** A token is taken for old so long before it is. */
const EARLY_MS = 60_000;
const DEFAULT_SECONDS = 600;

/** A refresh token that came with an access token takes the place of the consumer's own, once in so long. */
const RENEW_MS = 7 * 86_400_000;
const REFRESH_TOKEN = /^\S{1,4096}$/;

type CachedToken = { token: Promise<string | DeliveryReason>; until: number };

/** Keeps for the consumer the refresh token `next`, which came in the place of `former`. */
export type SaveRefreshToken = (consumer: string, former: string, next: string) => Promise<void>;

/** Unless somebody has changed the consumer's own meanwhile. */
export function saveRefreshTokens({ consumers }: Pick<Store, 'consumers'>): SaveRefreshToken {
  return async (id, former, next) => {
    const consumer = await consumers.get(id);
    if (consumer?.kind !== 'google_ads' && consumer?.kind !== 'microsoft_ads') return;
    if (consumer.credentials.refreshToken !== former) return;
    const credentials = { ...consumer.credentials, refreshToken: next };
    await consumers.replace({ ...consumer, credentials } as Consumer);
  };
}

/**
 * Access tokens by OAuth 2.0 (RFC 6749, section 6): asked for with the refresh token, and kept in memory alone. With
 * Microsoft a refresh token works for 90 days, and each answer brings the next one: that is kept in the store.
 */
export function createTokens(send: Send, keep: SaveRefreshToken, now: () => Date = () => new Date()) {
  const kept = new Map<string, CachedToken>();
  /** When each consumer's refresh token was kept last: processes that do so all the time would have each other ask. */
  const renewed = new Map<string, number>();

  async function renew(consumer: string, grant: Grant, next: unknown, entry: CachedToken): Promise<void> {
    if (typeof next !== 'string' || !REFRESH_TOKEN.test(next) || next === grant.refreshToken) return;
    const time = now().getTime();
    if (time - (renewed.get(consumer) ?? 0) < RENEW_MS) return;
    renewed.set(consumer, time);
    // The access token is good without it, and the former refresh token for a while.
    await keep(consumer, grant.refreshToken, next).catch(() => renewed.delete(consumer));
    kept.set(JSON.stringify({ ...grant, refreshToken: next }), entry);
  }

  async function ask(consumer: string, grant: Grant, entry: CachedToken): Promise<string | DeliveryReason> {
    const { tokenUrl, clientId, clientSecret, refreshToken, scope } = grant;
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      ...(clientSecret && { client_secret: clientSecret }),
      refresh_token: refreshToken,
      ...(scope && { scope }),
    });
    const outcome = await send({
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    if (outcome.type !== 'answered') return refused(outcome.detail);
    const body = (jsonOf(outcome) ?? {}) as Record<string, unknown>;
    if (typeof body.access_token !== 'string')
      return refused(`${body.error ?? 'no token'} (${outcome.status})`);
    const seconds = Number(body.expires_in) || DEFAULT_SECONDS;
    entry.until = now().getTime() + seconds * 1000 - EARLY_MS;
    await renew(consumer, grant, body.refresh_token, entry);
    return body.access_token;
  }

  return {
    /** The consumer's token, or why there is none; those who ask at once are answered by one request. */
    async of({ id }: Consumer, grant: Grant): Promise<string | DeliveryReason> {
      const key = JSON.stringify(grant);
      const known = kept.get(key);
      if (known && known.until > now().getTime()) return known.token;
      const entry: CachedToken = { token: Promise.resolve(''), until: Number.POSITIVE_INFINITY };
      kept.set(key, entry);
      entry.token = ask(id, grant, entry);
      const token = await entry.token;
      if (typeof token !== 'string' && kept.get(key) === entry) kept.delete(key);
      return token;
    },

    /** The platform did not take the token: the next one who asks gets a new one. */
    forget(grant: Grant): void {
      kept.delete(JSON.stringify(grant));
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

function refused(detail: string): DeliveryReason {
  return { code: 'no_access_token', detail: `The platform gave no access token: ${detail}.` };
}
