import { createCache } from '../infra/cache.ts';
import type { Links, Resolver } from './engine/ports.ts';

/** A number's latest link that this process has seen. */
export type KnownLink = {
  link: string;
  endpoint: string;
  /** The session's facts as JSON. Empty when another process allocated the number. */
  facts: string;
};

const MAX_LINKS = 20_000;

/**
 * The latest links of numbers that this process allocated or resolved, at most `MAX_LINKS`. While Redis is away, they
 * are the best answer to the question where a number leads.
 */
export interface LinkMemory {
  /** Remembers the link. It keeps the facts of the same link when the new ones are empty. */
  note(pool: string, number: string, link: KnownLink): void;
  linkOf(pool: string, number: string): KnownLink | undefined;
}

export function createLinkMemory(max = MAX_LINKS): LinkMemory {
  const links = createCache<KnownLink>({ max });
  const keyOf = (pool: string, number: string) => `${pool}:${number}`;

  return {
    note(pool, number, link) {
      const key = keyOf(pool, number);
      links.set(key, link.facts === '' ? withFacts(link, links.get(key)) : link);
    },
    linkOf: (pool, number) => links.get(keyOf(pool, number)),
  };
}

function withFacts(link: KnownLink, former: KnownLink | undefined): KnownLink {
  return former?.link === link.link ? { ...link, facts: former.facts } : link;
}

/** Wraps the engine so that the memory learns the link of each allocation and each resolution. */
export function remembering<E extends Links & Resolver>(engine: E, memory: LinkMemory): E {
  return { ...engine, allocate: rememberingLinks(engine, memory), ...rememberingResolver(engine, memory) };
}

function rememberingLinks(links: Links, memory: LinkMemory): Links['allocate'] {
  return async (settings, input) => {
    const reply = await links.allocate(settings, input);
    const { link, number } = reply;
    if (link) memory.note(settings.pool, number, { link, endpoint: input.endpoint, facts: input.facts });
    return reply;
  };
}

/** Wraps the resolver so that the memory learns the link of each resolution. */
export function rememberingResolver(resolver: Resolver, memory: LinkMemory): Resolver {
  return {
    resolved: resolver.resolved,
    async resolve(provider, pool, call) {
      const reply = await resolver.resolve(provider, pool, call);
      const { link, endpoint } = reply;
      if (link) memory.note(pool, call.to, { link, endpoint, facts: '' });
      return reply;
    },
  };
}
