import { createCache } from '../infra/cache.ts';
import { readClaim } from './engine/claim.ts';
import type { LastLink, Links, Resolver } from './engine/ports.ts';
import { keys } from './keys.ts';

/** A number's last link as this process knows it. */
export type KnownLink = LastLink & {
  /** The session's facts as JSON. Empty when another process allocated the number. */
  facts: string;
};

const MAX_FACTS = 20_000;
/** Each a few hundred bytes. They are read when a call asks for them, and few do. */
const MAX_CLAIMS = 10_000;

/**
 * The last link of every number, and the answers of the last calls. While Redis is away or has lost a link, this is where the number leads. A gateway
 * follows the links of all gateways (link-follower.ts) and saves them on its disk (link-file.ts).
 */
export interface LinkMemory {
  /** Remembers the number's last link, unless a later one is known. */
  note(pool: string, last: LastLink): void;
  linkOf(pool: string, number: string): KnownLink | undefined;
  /** Remembers the claim of a call that some gateway has answered, by its key in Redis. */
  noteClaim(key: string, claim: string): void;
  /** Returns the endpoint of the call's answer. It is empty for the default endpoint. */
  answerOf(provider: string, carrier: string, carrierCallId: string): string | undefined;
  /** Saves the facts of a link that this process allocated. */
  noteFacts(link: string, facts: string): void;
  /** Notes that all last links have been read from Redis since the start. */
  setComplete(): void;
  /** Says so. Until then the links may be those of the process' last life. */
  isComplete(): boolean;
  /** Notes whether this process receives all announcements of links since it has read all last links. */
  setFollowing(isFollowing: boolean): void;
  /** Says so. Otherwise other processes may have started links that this one has missed. */
  isFollowing(): boolean;
  /** Calls `listener` with each link that is new to the memory. */
  onChange(listener: (pool: string, last: LastLink) => void): void;
  all(): Iterable<{ pool: string; last: LastLink }>;
  /** Returns how many numbers have a link here. */
  count(): number;
}

export function createLinkMemory(maxFacts = MAX_FACTS): LinkMemory {
  const links = new Map<string, { pool: string; last: LastLink }>();
  const keyOf = (pool: string, number: string) => `${pool}:${number}`;
  const factsOf = createCache<string>({ max: maxFacts });
  const claims = createCache<string>({ max: MAX_CLAIMS });
  let isComplete = false;
  let isFollowing = false;
  let onChange: (pool: string, last: LastLink) => void = () => undefined;

  return {
    note(pool, last) {
      const key = keyOf(pool, last.number);
      const known = links.get(key)?.last;
      if (known?.link === last.link || (known && known.began > last.began)) return;
      links.set(key, { pool, last });
      onChange(pool, last);
    },
    linkOf(pool, number) {
      const last = links.get(keyOf(pool, number))?.last;
      return last && { ...last, facts: factsOf.get(last.link) ?? '' };
    },
    noteClaim: (key, claim) => void claims.set(key, claim),
    answerOf(...call) {
      const claim = claims.get(keys.claim(...call));
      return claim === undefined ? undefined : readClaim(claim).endpoint;
    },
    noteFacts: (link, facts) => void factsOf.set(link, facts),
    setComplete: () => {
      isComplete = true;
    },
    isComplete: () => isComplete,
    setFollowing: (now) => {
      isFollowing = now;
    },
    isFollowing: () => isFollowing,
    onChange: (listener) => {
      onChange = listener;
    },
    all: () => links.values(),
    count: () => links.size,
  };
}

/** Wraps the engine so that the memory learns the link of each allocation and each resolution. */
export function remembering<E extends Links & Resolver>(engine: E, memory: LinkMemory): E {
  return { ...engine, allocate: rememberingLinks(engine, memory), ...rememberingResolver(engine, memory) };
}

function rememberingLinks(links: Links, memory: LinkMemory): Links['allocate'] {
  return async (settings, input) => {
    const reply = await links.allocate(settings, input);
    const { link, number, began } = reply;
    if (link) {
      memory.note(settings.pool, { number, link, endpoint: input.endpoint, began });
      memory.noteFacts(link, input.facts);
    }
    return reply;
  };
}

/** Wraps the resolver so that the memory learns the link of each resolution. A repeat of a call may name an older link. */
export function rememberingResolver(resolver: Resolver, memory: LinkMemory): Resolver {
  return {
    resolved: resolver.resolved,
    claim: resolver.claim,
    forgetCaller: resolver.forgetCaller,
    async resolve(provider, pool, call) {
      const reply = await resolver.resolve(provider, pool, call);
      const { last } = reply;
      if (last?.link) memory.note(pool, { number: call.to, ...last });
      return reply;
    },
  };
}
