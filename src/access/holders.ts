import type { Holder } from '../domain/holder.ts';
import type { Person, Share } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { Reach } from '../domain/reach.ts';
import { scopesOfRole } from '../domain/role.ts';
import { type Scope, SHARED, scopesOf } from '../domain/scope.ts';
import { type Directory, digestOf, type FindKey, type FoundKey } from '../registry/port.ts';
import { csrfTokenOf, type Session, type Sessions } from './sessions.ts';

export type HolderOptions = {
  directory: Pick<Directory, 'get' | 'shareOfDigest'>;
  findKey: FindKey;
  /** Returns whether the secret that found the key still opens the API. */
  isKeyValid: (key: Pick<FoundKey, 'id' | 'digest'>) => boolean;
  /** Returns the end of the key that had the secret. */
  endOfKey: (secret: string) => string | undefined;
  sessions: Sessions;
  /** Whether people have no scopes until they have shown a second factor. */
  requireSecondFactor: boolean;
  now: () => Date;
};

type Rights = Pick<Holder, 'scopes' | 'reach' | 'needsSecondFactor'>;

const NOTHING: ReadonlySet<Scope> = new Set();

/** Finds the senders of requests. Keys, people and share links are in memory, and sessions in Redis. */
export class Holders {
  readonly #options: HolderOptions;

  constructor(options: HolderOptions) {
    this.#options = options;
  }

  /**
   * Finds the holder of the key or share link with the secret. Throws `unauthorized` with the end of one that has ended: its bearer may know it.
   */
  ofBearer(secret: string): Holder | null {
    const { findKey, directory, endOfKey } = this.#options;
    const key = findKey(secret);
    if (key) return holderOfKey(key);
    const share = directory.shareOfDigest(digestOf(secret));
    if (share && this.#isInForce(share)) return holderOfShare(share);
    const end = share ? share.expiresAt : endOfKey(secret);
    if (end !== undefined)
      throw new Problem('unauthorized', `This ${share ? 'share link' : 'key'} ended on ${end}.`);
    return null;
  }

  /** Finds the person whose session has the secret. Rejects while Redis is away. */
  async ofSession(secret: string): Promise<Holder | null> {
    const { directory, sessions } = this.#options;
    const session = await sessions.find(secret);
    const person = session && directory.get('people', session.person);
    return person ? this.ofPerson(person, session, secret) : null;
  }

  /** Returns the person as the sender of a request with this session. */
  ofPerson(person: Person, session: Session, secret: string): Holder {
    const { id, name } = person;
    const own = { id: session.id, csrfToken: csrfTokenOf(secret) };
    return { kind: 'person', id, name, ...this.#rightsOf(person, session), session: own };
  }

  /** Returns whether another request with the same key, link or session would have the same rights. Rejects while Redis is away. */
  async isCurrent(holder: Holder): Promise<boolean> {
    const { directory, isKeyValid, sessions } = this.#options;
    const { kind, id, session, digest } = holder;
    if (kind === 'key') return isKeyValid({ id, digest: digest ?? '' });
    if (kind !== 'person' || !session) return false;
    const person = directory.get('people', id);
    const open = (await sessions.list(id)).find((one) => one.id === session.id);
    return person !== undefined && open !== undefined && isSame(holder, this.#rightsOf(person, open));
  }

  #rightsOf({ role, seesCallers, providers }: Person, { secondFactor }: Session): Rights {
    const needsSecondFactor = this.#options.requireSecondFactor && !secondFactor;
    const scopes = needsSecondFactor ? NOTHING : scopesOfRole(role, seesCallers ?? false);
    return { scopes, reach: new Reach(providers), needsSecondFactor };
  }

  #isInForce({ expiresAt }: Share): boolean {
    return this.#options.now() < new Date(expiresAt);
  }
}

function holderOfKey({ id, name, scopes, providers, digest }: FoundKey): Holder {
  return { kind: 'key', id, name, scopes: scopesOf(scopes), reach: new Reach(providers ?? null), digest };
}

function holderOfShare({ id, name, provider }: Share): Holder {
  return { kind: 'share', id, name, scopes: SHARED, reach: new Reach([provider]) };
}

function isSame({ scopes, reach }: Rights, rights: Rights): boolean {
  const hasScopes = rights.scopes.size === scopes.size && [...rights.scopes].every((one) => scopes.has(one));
  return hasScopes && String(rights.reach.providers) === String(reach.providers);
}
