import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../domain/model.ts';
import type { Directory } from './directory.ts';
import { digestOf } from './key-digest.ts';

export const FIRST_KEY = 'admin';

/** The first admin key as this gateway is configured: its secret, and the place that has it. */
export type ConfiguredKey = { secret: string; setBy: 'RINGTRAIL_ADMIN_KEY' | 'secrets.json' };

/**
 * The first admin key. It is configured, and not stored. Once somebody has replaced or removed it, a stored record has its place and
 * lists the configured secrets that open nothing any more. So the operator who can configure another secret is never locked out.
 */
export class FirstKey {
  readonly digest: string;
  readonly #directory: Pick<Directory, 'get'>;
  readonly #setBy: ConfiguredKey['setBy'];
  readonly #readAt: string;

  constructor(directory: Pick<Directory, 'get'>, { secret, setBy }: ConfiguredKey, now: () => Date) {
    this.digest = digestOf(secret);
    this.#directory = directory;
    this.#setBy = setBy;
    this.#readAt = now().toISOString();
  }

  /** Returns whether the configured secret opens the API. */
  get isInForce(): boolean {
    return !this.#stored?.replaced?.includes(this.digest);
  }

  /** Returns whether this is the digest of the configured secret, and it opens the API. */
  opensBy(digest: string): boolean {
    return timingSafeEqual(Buffer.from(digest), Buffer.from(this.digest)) && this.isInForce;
  }

  /** Returns the key as a record. Its creation is the start of this gateway, which read the secret. */
  get record(): ApiKey {
    const stored = this.#stored;
    if (stored && !this.isInForce) return stored;
    return {
      id: FIRST_KEY,
      name: 'RINGTRAIL_ADMIN_KEY',
      scopes: ['admin'],
      providers: null,
      expiresAt: null,
      digest: this.digest,
      setBy: this.#setBy,
      ...(stored?.replaced && { replaced: stored.replaced }),
      createdAt: this.#readAt,
    };
  }

  get #stored(): ApiKey | undefined {
    return this.#directory.get('keys', FIRST_KEY);
  }
}
