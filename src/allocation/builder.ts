import type { LinkRecord } from '../domain/ledger.ts';
import type { Pool, VirtualNumber } from '../domain/model.ts';
import { zoneOf } from '../domain/phone.ts';
import type { Directory } from '../registry/port.ts';
import type { LinkHistory } from '../store/port.ts';
import { combinationText } from './combination.ts';
import type { BuildNumber, Engine } from './engine.ts';

const AT_ONCE = 200;
/** Whatever the clocks say, every link that is stored has begun. */
const EVER = new Date(8.64e15);

/**
 * Makes pools whole in Redis: new ones, and such as were lost with it. What the store knows of each number's last
 * link gives the live links, the order of resting, and where late calls go.
 */
export function createBuilder(directory: Directory, engine: Engine, history: LinkHistory) {
  const building = new Map<string, Promise<void>>();

  async function buildNow({ id, provider, holdSeconds }: Pool): Promise<void> {
    const pooled = directory.pooledNumbersOf(id).filter(({ pinned }) => !pinned);
    const known: { number: VirtualNumber; link: LinkRecord | undefined }[] = [];
    for (let i = 0; i < pooled.length; i += AT_ONCE) {
      const some = pooled.slice(i, i + AT_ONCE);
      const links = await Promise.all(some.map(({ number }) => history.linksOf(provider, number, EVER, 1)));
      known.push(...some.map((number, n) => ({ number, link: links[n]?.[0] })));
    }
    // The latest link of a combination goes in last, and so is the one that it comes back to.
    known.sort((a, b) => began(a.link) - began(b.link));
    const numbers = known.map(({ number, link }) => toBuild(number, link));
    for (let i = 0; i < numbers.length; i += AT_ONCE) {
      await engine.build(provider, id, holdSeconds, numbers.slice(i, i + AT_ONCE), null);
    }
    await engine.build(provider, id, holdSeconds, [], numbers.length);
  }

  return {
    /** Builds the pool unless it is being built; safe to do again, and in several processes at once. */
    build(pool: Pool): Promise<void> {
      const running = building.get(pool.id);
      if (running !== undefined) return running;
      const begun = buildNow(pool).finally(() => building.delete(pool.id));
      building.set(pool.id, begun);
      return begun;
    },

    /** How many pools are not whole in Redis. */
    async missing(): Promise<number> {
      const pools = [...directory.all('pools')];
      const built = await Promise.all(pools.map(({ id, provider }) => engine.isBuilt(provider, id)));
      return built.filter((isBuilt) => !isBuilt).length;
    },
  };
}

export type Builder = ReturnType<typeof createBuilder>;

function toBuild({ number, state }: VirtualNumber, link: LinkRecord | undefined): BuildNumber {
  return {
    number,
    ...zoneOf(number),
    ...(state !== 'active' && { withdrawn: state }),
    ...(link?.keyedBy && {
      link: link.id,
      combination: combinationText({
        keyedBy: link.keyedBy,
        endpoint: link.endpoint ?? '',
        site: link.site ?? '',
        key: link.key ?? '',
      }),
      seen: (link.seenAt ?? link.startedAt ?? new Date(0)).getTime(),
      ended: link.endedAt?.getTime() ?? 0,
      reason: link.reason ?? '',
    }),
  };
}

function began(link: LinkRecord | undefined): number {
  return link?.startedAt?.getTime() ?? 0;
}
