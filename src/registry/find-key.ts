import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../domain/model.ts';
import type { Directory } from './directory.ts';
import { digestOf } from './key-digest.ts';

export type FoundKey = Pick<ApiKey, 'id' | 'name' | 'scopes' | 'providers'>;

/** Finds the key with this secret, unless it has expired. */
export type FindKey = (secret: string) => FoundKey | undefined;

/** The admin key that is configured, or was created at the first start. */
const FIRST_KEY: FoundKey = { id: 'admin', name: 'RINGTRAIL_ADMIN_KEY', scopes: ['admin'], providers: null };

/**
 * Returns the function that finds a key by its secret, without the store. The first admin key is found too. A key that has
 * expired is not found.
 */
export function createFindKey(
  directory: Pick<Directory, 'keyOfDigest'>,
  adminKey: string,
  now: () => Date,
): FindKey {
  const adminDigest = Buffer.from(digestOf(adminKey));
  return (secret) => {
    const digest = digestOf(secret);
    if (timingSafeEqual(Buffer.from(digest), adminDigest)) return FIRST_KEY;
    const key = directory.keyOfDigest(digest);
    return key && isInForce(key, now()) ? key : undefined;
  };
}

/** Returns whether the key still exists and has not expired. A stream ends with its key. */
export function isKeyValid(directory: Pick<Directory, 'get'>, id: string, now: Date): boolean {
  if (id === FIRST_KEY.id) return true;
  const key = directory.get('keys', id);
  return key !== undefined && isInForce(key, now);
}

function isInForce({ expiresAt }: ApiKey, now: Date): boolean {
  return !expiresAt || now < new Date(expiresAt);
}
