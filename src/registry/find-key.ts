import type { ApiKey } from '../domain/model.ts';
import type { Directory } from './directory.ts';
import { FIRST_KEY, type FirstKey } from './first-key.ts';
import { digestOf } from './key-digest.ts';

/** A key, and the digest of the secret that found it. */
export type FoundKey = Pick<ApiKey, 'id' | 'name' | 'scopes' | 'providers' | 'digest'>;

/** Finds the key with this secret, unless it has ended. */
export type FindKey = (secret: string) => FoundKey | undefined;

export type EndedKey = { key: ApiKey; endedAt: string };

/** Finds keys by their secrets, in memory. */
export class Keys {
  readonly #directory: Pick<Directory, 'get' | 'keyOfDigest'>;
  readonly #first: FirstKey;
  readonly #now: () => Date;

  constructor(directory: Pick<Directory, 'get' | 'keyOfDigest'>, first: FirstKey, now: () => Date) {
    this.#directory = directory;
    this.#first = first;
    this.#now = now;
  }

  readonly find: FindKey = (secret) => {
    const digest = digestOf(secret);
    if (this.#first.opensBy(digest)) return this.#first.record;
    const key = this.#directory.keyOfDigest(digest);
    return key && this.#isInForce(key, digest) ? { ...key, digest } : undefined;
  };

  /** Finds the key that had this secret until its end. */
  findEnded(secret: string): EndedKey | undefined {
    const digest = digestOf(secret);
    const key = this.#directory.keyOfDigest(digest);
    const endedAt = key && endOf(key, digest);
    return key && endedAt && !this.#isInForce(key, digest) ? { key, endedAt } : undefined;
  }

  /** Returns whether the secret with the digest still opens the API by the key. A stream ends with it. */
  isValid({ id, digest }: Pick<FoundKey, 'id' | 'digest'>): boolean {
    if (id === FIRST_KEY && this.#first.opensBy(digest)) return true;
    const key = this.#directory.get('keys', id);
    return key !== undefined && this.#isInForce(key, digest);
  }

  #isInForce(key: ApiKey, digest: string): boolean {
    if (digest !== key.digest && digest !== key.former?.digest) return false;
    const end = endOf(key, digest);
    return end === null || this.#now() < new Date(end);
  }
}

/** Returns the time from which the key's secret with the digest opens nothing; null: it has no end. */
function endOf({ digest: current, former, expiresAt = null }: ApiKey, digest: string): string | null {
  if (digest === current || !former) return expiresAt;
  return expiresAt && new Date(expiresAt) < new Date(former.until) ? expiresAt : former.until;
}
