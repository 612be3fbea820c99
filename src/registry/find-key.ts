import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../domain/model.ts';
import type { Directory } from './directory.ts';
import { digestOf } from './key-digest.ts';

/** The admin key that is configured, or was created at the first start. */
const FIRST_KEY: Pick<ApiKey, 'id' | 'name' | 'scopes'> = {
  id: 'admin',
  name: 'RINGTRAIL_ADMIN_KEY',
  scopes: ['admin'],
};

/** Returns the function that finds a key by its secret, without the store. The first admin key is found too. */
export function createFindKey(directory: Pick<Directory, 'keyOfDigest'>, adminKey: string) {
  const adminDigest = Buffer.from(digestOf(adminKey));
  return (secret: string): Pick<ApiKey, 'id' | 'name' | 'scopes'> | undefined => {
    const digest = digestOf(secret);
    return timingSafeEqual(Buffer.from(digest), adminDigest) ? FIRST_KEY : directory.keyOfDigest(digest);
  };
}

/** Returns whether the key still exists. A stream ends when its key does not. */
export function isKeyValid(directory: Pick<Directory, 'get'>, id: string): boolean {
  return id === FIRST_KEY.id || directory.get('keys', id) !== undefined;
}
