import type { Logger } from 'pino';
import type { Credentials } from '../domain/credentials.ts';
import { Problem } from '../domain/problem.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { type Seal, SealError } from '../infra/seal.ts';
import { type CredentialStore, changeCredentials, credentialsOf } from './credentials.ts';
import { digestOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { CODE_LIFE_MS, newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** A new secret waits this long for its first code. */
const PENDING_MS = 600_000;

export type SecondFactorOptions = {
  credentials: CredentialStore;
  redis: RedisClient;
  seal: Seal;
  log: Logger;
  now: () => Date;
};

/**
 * The second factor of people: codes of an authenticator app, and recovery codes in their place. The store has the app's
 * secret sealed, and digests of the recovery codes. Each code counts once. Every method rejects while Redis or the store is away.
 */
export class SecondFactor {
  readonly #options: SecondFactorOptions;

  constructor(options: SecondFactorOptions) {
    this.#options = options;
  }

  /** Makes a secret, which is in force once `confirm` has seen a code of it. A later one takes its place. */
  async begin(person: string, account: string): Promise<{ secret: string; uri: string }> {
    const { redis, seal } = this.#options;
    const secret = newTotpSecret();
    await redis.set(pendingKey(person), seal.close(secret, person), 'PX', PENDING_MS);
    return { secret, uri: totpUri(secret, account) };
  }

  /**
   * Puts the secret that waits in force if this is a code of it. Returns new recovery codes, or null for a wrong code. Throws
   * `not_found` when no secret waits.
   */
  async confirm(person: string, code: string): Promise<string[] | null> {
    const { redis, credentials } = this.#options;
    const totp = await redis.get(pendingKey(person));
    if (!totp) throw new Problem('not_found', 'No second factor waits for its first code. Begin again.');
    if (!(await this.#isTotp(person, totp, code))) return null;
    const codes = newRecoveryCodes();
    await changeCredentials(credentials, person, () => ({
      totp,
      recoveryCodes: codes.map(digestOfRecoveryCode),
    }));
    await redis.del(pendingKey(person));
    return codes;
  }

  /** Uses the code up, and returns whether it is one of the person's second factor. */
  async use({ id, totp }: Pick<Credentials, 'id' | 'totp'>, code: string): Promise<boolean> {
    if (totp === null) return false;
    const digits = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(digits)) return this.#isRecoveryCode(id, digestOfRecoveryCode(code));
    if (!(await this.#isTotp(id, totp, digits))) return false;
    await this.#sealAgain(id, totp);
    return true;
  }

  /** Takes the second factor away. Returns false when the person had no second factor. */
  async remove(person: string): Promise<boolean> {
    const { credentials, redis } = this.#options;
    await redis.del(pendingKey(person));
    const changed = await changeCredentials(credentials, person, ({ totp }) =>
      totp === null ? null : { totp: null, recoveryCodes: [] },
    );
    return changed !== null;
  }

  async has(person: string): Promise<boolean> {
    return (await credentialsOf(this.#options.credentials, person)).totp !== null;
  }

  /** The first request with a code of a step uses it up for all gateways. */
  async #isTotp(person: string, sealed: string, code: string): Promise<boolean> {
    const { redis, now } = this.#options;
    const step = stepOfCode(this.#open(sealed, person), code, now());
    if (step === null) return false;
    return (
      (await redis.set(`ringtrail:totp:used:${person}:${step}`, '', 'PX', 2 * CODE_LIFE_MS, 'NX')) === 'OK'
    );
  }

  async #isRecoveryCode(person: string, digest: string): Promise<boolean> {
    const changed = await changeCredentials(this.#options.credentials, person, ({ recoveryCodes }) =>
      recoveryCodes.includes(digest)
        ? { recoveryCodes: recoveryCodes.filter((other) => other !== digest) }
        : null,
    );
    return changed !== null;
  }

  /** Seals the secret by the newest key, so that an operator can take an older one away. */
  async #sealAgain(person: string, sealed: string): Promise<void> {
    const { seal, credentials } = this.#options;
    if (seal.isNewest(sealed, person)) return;
    const totp = seal.close(this.#open(sealed, person), person);
    await changeCredentials(credentials, person, (former) => (former.totp === sealed ? { totp } : null));
  }

  #open(sealed: string, person: string): string {
    try {
      return this.#options.seal.open(sealed, person);
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      this.#options.log.error({ person }, 'a second factor cannot be opened');
      throw new Problem(
        'unavailable',
        'This gateway lacks the key of the second factor. Use a recovery code.',
        {
          cause: error,
        },
      );
    }
  }
}

function pendingKey(person: string): string {
  return `ringtrail:totp:pending:${person}`;
}
