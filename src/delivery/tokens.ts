import type { Reason } from '../domain/delivery.ts';
import type { Send } from '../infra/outgoing.ts';
import type { Grant } from './platforms/platform.ts';
import { jsonOf } from './platforms/statuses.ts';

/** A token is taken for old so long before it is. */
const EARLY_MS = 60_000;
const DEFAULT_SECONDS = 600;

/** Access tokens by OAuth 2.0 (RFC 6749, section 6): asked for with the refresh token, and kept in memory alone. */
export function createTokens(send: Send, now: () => Date = () => new Date()) {
  const kept = new Map<string, { token: Promise<string | Reason>; until: number }>();

  async function ask(key: string, { tokenUrl, clientId, clientSecret, refreshToken, scope }: Grant) {
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
    const body = (jsonOf(outcome) ?? {}) as { access_token?: unknown; expires_in?: unknown; error?: unknown };
    if (typeof body.access_token !== 'string')
      return refused(`${body.error ?? 'no token'} (${outcome.status})`);
    const seconds = Number(body.expires_in) || DEFAULT_SECONDS;
    const entry = kept.get(key);
    if (entry) entry.until = now().getTime() + seconds * 1000 - EARLY_MS;
    return body.access_token;
  }

  return {
    /** The consumer's token, or why there is none; those who ask at once are answered by one request. */
    async of(grant: Grant): Promise<string | Reason> {
      const key = JSON.stringify(grant);
      const known = kept.get(key);
      if (known && known.until > now().getTime()) return known.token;
      const entry = { token: Promise.resolve<string | Reason>(''), until: Number.POSITIVE_INFINITY };
      kept.set(key, entry);
      entry.token = ask(key, grant);
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

function refused(detail: string): Reason {
  return { code: 'no_access_token', detail: `The platform gave no access token: ${detail}.` };
}
