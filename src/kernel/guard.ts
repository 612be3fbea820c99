import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Holder } from '../domain/holder.ts';
import type { Scope } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';

/** Finds the sender of a request. Resolves to null without a valid key, link or session. Rejects while Redis is away. */
export type FindHolder = (headers: IncomingHttpHeaders) => Promise<Holder | null>;

/** Returns the secret in the `Authorization` header, or an empty text. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Returns the sender of a request. Rejects with `unauthorized` without a valid key, link or session. */
export async function authenticate(headers: IncomingHttpHeaders, findHolder: FindHolder): Promise<Holder> {
  const holder = await findHolder(headers);
  if (holder) return holder;
  throw new Problem('unauthorized', 'Sign in, or send a valid key: Authorization: Bearer <key>.');
}

/** Throws `forbidden` or `second_factor_missing` when the holder lacks the scope. @param scope `any` for a route that is open to everybody who is known */
export function requireScope({ scopes, needsSecondFactor }: Holder, scope: Scope | 'any'): void {
  if (scope === 'any' || scopes.has(scope)) return;
  if (needsSecondFactor)
    throw new Problem(
      'second_factor_missing',
      'Add an authenticator app or a passkey to your account, or sign in by passkey.',
    );
  throw new Problem('forbidden', `You lack the scope ${scope}.`);
}

/** Throws `forbidden` where the route is about the whole installation, and the holder is bound to providers. */
export function requireInstallation({ reach }: Holder): void {
  if (!reach.isWhole) throw new Problem('forbidden', 'You are bound to providers.');
}

/**
 * Throws `forbidden` where the request of a signed-in person lacks the session's CSRF token: a form on another page sends the
 * cookie, and cannot send the token.
 */
export function requireCsrfToken({ session }: Holder, { 'x-csrf-token': token }: IncomingHttpHeaders): void {
  if (!session) return;
  const wanted = Buffer.from(session.csrfToken);
  const sent = Buffer.from(String(token ?? ''));
  if (sent.length === wanted.length && timingSafeEqual(sent, wanted)) return;
  throw new Problem(
    'forbidden',
    'Send the CSRF token of the session in X-CSRF-Token. GET /v1/session has it.',
  );
}
