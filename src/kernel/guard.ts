import type { IncomingHttpHeaders } from 'node:http';
import type { KeyHolder } from '../domain/key-holder.ts';
import type { ApiKey, Scope } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { Reach } from '../domain/reach.ts';
import { scopesOf } from '../domain/scope.ts';

export type FoundKey = Pick<ApiKey, 'id' | 'name' | 'scopes' | 'providers'>;

/** Finds the key with this secret, unless it has expired. */
export type FindKey = (secret: string) => FoundKey | undefined;

/** Returns the secret in the `Authorization` header, or an empty text. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}

/** Returns the key of the `Authorization` header. Throws `unauthorized` without a valid one. */
export function authenticate(headers: IncomingHttpHeaders, findKey: FindKey): FoundKey {
  const key = findKey(bearerOf(headers));
  if (key) return key;
  throw new Problem('unauthorized', 'Send a valid key: Authorization: Bearer <key>.');
}

/** Throws `forbidden` when the key lacks the scope. */
export function requireScope({ scopes }: KeyHolder, scope: Scope): void {
  if (scopes.has(scope)) return;
  throw new Problem('forbidden', `This key lacks the scope ${scope}.`);
}

/** Throws `forbidden` where the route is about the whole installation, and the key is bound to providers. */
export function requireInstallation({ reach }: KeyHolder): void {
  if (!reach.isWhole) throw new Problem('forbidden', 'This key is bound to providers.');
}

/** Returns the holder of the key, with what it may do and see. */
export function holderOf({ id, name, scopes, providers }: FoundKey): KeyHolder {
  return { id, name, scopes: scopesOf(scopes), reach: new Reach(providers ?? null) };
}
