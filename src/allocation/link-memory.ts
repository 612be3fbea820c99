import type { Engine, ResolveReply } from './engine.ts';

/** A number's latest link, as far as this process has heard of it. */
export type KnownLink = {
  link: string;
  endpoint: string;
  /** What the page told of the session, as JSON; empty where this process did not give the number out. */
  facts: string;
};

const MOST = 20_000;

/**
 * The latest links of numbers that this process gave out or resolved, in memory and bounded: while Redis is away, the
 * best that can be known of where a number leads.
 */
export function createLinkMemory(most = MOST) {
  const known = new Map<string, KnownLink>();
  const keyOf = (pool: string, number: string) => `${pool}:${number}`;

  function note(pool: string, number: string, link: KnownLink): void {
    const key = keyOf(pool, number);
    const former = known.get(key);
    known.delete(key);
    known.set(key, former?.link === link.link && link.facts === '' ? { ...link, facts: former.facts } : link);
    if (known.size <= most) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      break;
    }
  }

  return { note, linkOf: (pool: string, number: string) => known.get(keyOf(pool, number)) };
}

export type LinkMemory = ReturnType<typeof createLinkMemory>;

/** The engine, whose answers are remembered. */
export function remembering(engine: Engine, memory: LinkMemory): Engine {
  return {
    ...engine,
    async allocate(settings, ask) {
      const given = await engine.allocate(settings, ask);
      const { link, number } = given;
      if (link) memory.note(settings.pool, number, { link, endpoint: ask.endpoint, facts: ask.facts });
      return given;
    },
    async resolve(provider, pool, call): Promise<ResolveReply> {
      const dialled = await engine.resolve(provider, pool, call);
      const { link, endpoint } = dialled;
      if (link) memory.note(pool, call.to, { link, endpoint, facts: '' });
      return dialled;
    },
  };
}
