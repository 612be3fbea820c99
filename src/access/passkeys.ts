import type { Logger } from 'pino';
import type { Credentials, Passkey } from '../domain/credentials.ts';
import type { Person } from '../domain/model.ts';
import { misfit, Problem } from '../domain/problem.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { type CredentialStore, changeCredentials, credentialsOf } from './credentials.ts';
import { Flows } from './flows.ts';
import type { AssertionAnswer, RegistrationAnswer } from './passkey-responses.ts';
import type { RelyingParty } from './relying-party.ts';

/** A challenge counts for this long. */
export const CHALLENGE_MS = 300_000;
const MAX_PASSKEYS = 20;

export type PasskeyOptions = {
  credentials: CredentialStore;
  redis: RedisClient;
  log: Logger;
  now: () => Date;
  party: RelyingParty;
};

/** The package is loaded for the first passkey: most starts do not need it. */
const webAuthn = () => import('@simplewebauthn/server');

/**
 * The passkeys of people (WebAuthn). Each one names its person, and the authenticator verifies the person by a PIN or a
 * fingerprint. So a passkey counts as both factors.
 */
export class Passkeys {
  readonly #options: PasskeyOptions;
  /** Challenges of new passkeys, by the session, and of sign-ins, by a word in a cookie. */
  readonly #newOnes: Flows<string>;
  readonly #signIns: Flows<string>;

  constructor(options: PasskeyOptions) {
    this.#options = options;
    this.#newOnes = new Flows(options.redis, 'passkey', CHALLENGE_MS);
    this.#signIns = new Flows(options.redis, 'passkey-sign-in', CHALLENGE_MS);
  }

  /** Returns the options for `navigator.credentials.create()`, in JSON. Later ones of the session take their place. */
  async creationOptions(person: Person, session: string) {
    const { generateRegistrationOptions } = await webAuthn();
    const { passkeys } = await credentialsOf(this.#options.credentials, person.id);
    const options = await generateRegistrationOptions({
      ...{ rpName: 'Ringtrail', rpID: this.#options.party.id, timeout: CHALLENGE_MS },
      userID: new Uint8Array(Buffer.from(person.id)),
      ...{ userName: person.email, userDisplayName: person.name },
      excludeCredentials: passkeys.map(({ id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.#newOnes.begin(options.challenge, session);
    return options;
  }

  /** Adds the passkey that the authenticator made. Throws `invalid_request` where its answer does not fit the options. */
  async add(person: string, session: string, name: string, response: RegistrationAnswer): Promise<Passkey> {
    const challenge = await this.#newOnes.take(session);
    const passkey = challenge && (await this.#verifyNew(name, response, challenge));
    if (!passkey) throw misfit([{ pointer: '/response', detail: 'does not answer the latest options' }]);
    await changeCredentials(this.#options.credentials, person, ({ passkeys }) => {
      if (passkeys.some(({ id }) => id === passkey.id))
        throw new Problem('already_there', 'You have this passkey already.');
      if (passkeys.length >= MAX_PASSKEYS)
        throw new Problem('already_there', `You have ${MAX_PASSKEYS} passkeys. Remove one first.`);
      return { passkeys: [...passkeys, passkey] };
    });
    return passkey;
  }

  async #verifyNew(name: string, response: RegistrationAnswer, challenge: string): Promise<Passkey | null> {
    const { verifyRegistrationResponse } = await webAuthn();
    const { registrationInfo } = await verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, ...this.#expected() },
    }).catch((error: Error) => this.#refuse(error));
    if (!registrationInfo) return null;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    const key = Buffer.from(publicKey).toString('base64url');
    const createdAt = this.#options.now().toISOString();
    return { id, name, publicKey: key, counter, transports, createdAt, usedAt: null };
  }

  /** Returns the options for `navigator.credentials.get()`, in JSON, and the word that goes into the browser's cookie. */
  async requestOptions() {
    const { generateAuthenticationOptions } = await webAuthn();
    const options = await generateAuthenticationOptions({
      ...{ rpID: this.#options.party.id, timeout: CHALLENGE_MS, userVerification: 'required' },
    });
    return { options, word: await this.#signIns.begin(options.challenge) };
  }

  /** Returns the id of the person whose passkey gave the answer, or null. A challenge counts once, also for a wrong answer. */
  async verify(word: string, response: AssertionAnswer): Promise<string | null> {
    const challenge = await this.#signIns.take(word);
    // The authenticator saved the person's id with the passkey.
    const person = Buffer.from(response.response.userHandle ?? '', 'base64url').toString();
    if (!challenge || person === '') return null;
    const found = (await credentialsOf(this.#options.credentials, person)).passkeys.find(isOf(response));
    if (!found) return null;
    const counter = await this.#counterOf(found, response, challenge);
    return counter !== null && (await this.#noteUse(person, found.id, counter)) ? person : null;
  }

  /** Returns the signature count of the answer, or null for an answer that does not fit. */
  async #counterOf(
    { id, publicKey }: Passkey,
    { response, ...answer }: AssertionAnswer,
    challenge: string,
  ): Promise<number | null> {
    const { verifyAuthenticationResponse } = await webAuthn();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response: { ...response, userHandle: response.userHandle ?? undefined } },
      ...{ expectedChallenge: challenge, ...this.#expected() },
      // `#noteUse` compares the counters, in one step with the change.
      credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
    }).catch((error: Error) => this.#refuse(error));
    return verified ? (authenticationInfo?.newCounter ?? null) : null;
  }

  /** Saves the use. Returns false for a count that is not above the last one: somebody may have copied the authenticator. */
  async #noteUse(person: string, id: string, counter: number): Promise<boolean> {
    const usedAt = this.#options.now().toISOString();
    const changed = await changeCredentials(this.#options.credentials, person, ({ passkeys }) => {
      const former = passkeys.find((one) => one.id === id);
      if (!former || (former.counter > 0 && counter <= former.counter)) return null;
      return { passkeys: passkeys.map((one) => (one === former ? { ...one, counter, usedAt } : one)) };
    });
    if (!changed)
      this.#options.log.warn({ person }, 'a passkey was refused: its signature count did not rise');
    return changed !== null;
  }

  async list(person: string): Promise<Passkey[]> {
    return (await credentialsOf(this.#options.credentials, person)).passkeys;
  }

  /**
   * Removes the passkey. Throws `not_found` for another id, and `in_use` when the person could not sign in any more.
   * @param hasOtherWay returns whether the person can sign in without any passkey
   */
  async remove(person: string, id: string, hasOtherWay: (former: Credentials) => boolean): Promise<void> {
    await changeCredentials(this.#options.credentials, person, (former) => {
      const passkeys = former.passkeys.filter((one) => one.id !== id);
      if (passkeys.length === former.passkeys.length)
        throw new Problem('not_found', 'You have no such passkey.');
      if (passkeys.length === 0 && !hasOtherWay(former))
        throw new Problem(
          'in_use',
          'This is your last way to sign in. Set a password or add a passkey first.',
        );
      return { passkeys };
    });
  }

  #expected() {
    const { id, origin } = this.#options.party;
    return { expectedOrigin: origin, expectedRPID: id, requireUserVerification: true };
  }

  #refuse({ message }: Error) {
    this.#options.log.debug({ reason: message }, 'a passkey was refused');
    return { verified: false, registrationInfo: undefined, authenticationInfo: undefined };
  }
}

function isOf({ id }: AssertionAnswer): (passkey: Passkey) => boolean {
  return (passkey) => passkey.id === id;
}
