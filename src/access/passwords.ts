import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Problem } from '../domain/problem.ts';
import { Turnstile } from '../infra/turnstile.ts';

/**
 * The cost of a hash: 19 MiB and two passes, one of the settings of OWASP's Password Storage Cheat Sheet. A hash of another cost is
 * made again at the next sign-in.
 */
export const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
type Cost = typeof COST;

/** Each hash takes the memory of its cost, and one of libuv's threads. */
const MAX_AT_ONCE = 2;
/** More than these would wait longer than a second. */
const MAX_WAITING = 64;

/** Hashes passwords by argon2id, which is the package's default, outside the event loop. Every method throws `rate_limited` when too many are waiting. */
export class Passwords {
  readonly #turnstile = new Turnstile(MAX_AT_ONCE, MAX_WAITING);
  readonly #cost: Cost;
  /** Nobody knows the password of this hash. It is checked where there is no account, so that the answer takes as long. */
  readonly #nobodys: Promise<string>;

  constructor(cost: Cost = COST) {
    this.#cost = cost;
    this.#nobodys = this.hash(randomBytes(32).toString('base64url'));
  }

  /** Returns the hash in PHC form. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normal(password), this.#cost));
  }

  /** Returns whether the password is that of the hash. @param hashed null: no hash is there, and the check takes as long */
  async isRight(hashed: string | null, password: string): Promise<boolean> {
    const known = hashed ?? (await this.#nobodys);
    const isRight = await this.#inTurn(() => verify(known, normal(password)));
    return isRight && hashed !== null;
  }

  /** Returns whether the hash has another cost than new ones. */
  isOutdated(hashed: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
    const cost = this.#cost;
    return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#turnstile.isFull) return this.#turnstile.run(work);
    throw new Problem('rate_limited', 'Too many people are signing in. Try again in a few seconds.', {
      retryAfterSeconds: 5,
    });
  }
}

/** Returns the password in the form in which it is hashed: keyboards write the same letter in several ways. */
export function normal(password: string): string {
  return password.normalize('NFKC');
}
