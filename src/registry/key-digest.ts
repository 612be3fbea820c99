import { createHash } from 'node:crypto';

/** Returns the digest by which a key is stored and found. The secret is random, so a plain digest reveals nothing. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
