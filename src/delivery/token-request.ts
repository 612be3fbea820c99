import type { DeliveryReason } from '../domain/delivery.ts';
import type { Send } from '../infra/outgoing.ts';
import { jsonOf } from './platforms/statuses.ts';

/** The parts of a token endpoint's answer that Ringtrail uses. */
export type TokenAnswer = {
  accessToken: string;
  /** null: the platform named no duration. */
  expiresInSeconds: number | null;
  /** null: the platform gave none that can be used. */
  refreshToken: string | null;
};

const REFRESH_TOKEN = /^\S{1,4096}$/;

/** Asks a token endpoint by OAuth 2.0 (RFC 6749). Returns the tokens, or the reason for their absence. */
export async function requestToken(
  send: Send,
  tokenUrl: string,
  form: Record<string, string>,
): Promise<TokenAnswer | DeliveryReason> {
  const outcome = await send({
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  if (outcome.type !== 'answered') return refused(outcome.detail);
  const body = (jsonOf(outcome) ?? {}) as Record<string, unknown>;
  const { access_token: accessToken, expires_in: expiresIn, refresh_token: next } = body;
  if (typeof accessToken !== 'string') return refused(`${body.error ?? 'no token'} (${outcome.status})`);
  return {
    accessToken,
    expiresInSeconds: Number(expiresIn) || null,
    refreshToken: typeof next === 'string' && REFRESH_TOKEN.test(next) ? next : null,
  };
}

function refused(detail: string): DeliveryReason {
  return { code: 'no_access_token', detail: `The platform gave no access token: ${detail}.` };
}
