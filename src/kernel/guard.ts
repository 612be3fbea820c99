import type { IncomingHttpHeaders } from 'node:http';
import type { ApiKey, Scope } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';

export type FoundKey = Pick<ApiKey, 'id' | 'name' | 'scopes'>;

/** Finds the key with this secret. */
export type FindKey = (secret: string) => FoundKey | undefined;

/** Returns the key of the `Authorization` header. Throws `unauthorized` without a valid one. */
export function authenticate({ authorization }: IncomingHttpHeaders, findKey: FindKey): FoundKey {
  const key = findKey(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
  if (key) return key;
  throw new Problem('unauthorized', 'Send a valid key: Authorization: Bearer <key>.');
}

/** Throws `forbidden` when the key lacks the scope. The scope `admin` includes `read`. */
export function requireScope({ scopes }: FoundKey, scope: Scope): void {
  if (scopes.includes(scope) || scopes.includes('admin')) return;
  throw new Problem('forbidden', `This key lacks the scope ${scope}.`);
}
