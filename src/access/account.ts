import { createHash } from 'node:crypto';

/** Returns the name of an e-mail address in Redis, which holds no address itself. */
export function accountOf(email: string): string {
  return createHash('sha256').update(email).digest('base64url').slice(0, 22);
}
