import type { LinkRecord } from '../domain/ledger.ts';
import type { Pool, VirtualNumber } from '../domain/model.ts';
import { zoneOf } from '../domain/phone.ts';
import { singleFlight } from '../infra/single-flight.ts';
import type { Directory } from '../registry/port.ts';
import type { LinkHistory } from '../store/port.ts';
import { combinationText } from './combination.ts';
import type { BuildNumber } from './engine/pool.ts';
import type { PoolInventory } from './engine/ports.ts';

const NUMBERS_PER_STEP = 200;
/** Sessions of a shared link that are restored, the latest ones. */
const MAX_SHARING = 100;
/** A time after the start of every stored link, however wrong a clock was. */
const END_OF_TIME = new Date(8.64e15);

type Found = {
  number: VirtualNumber;
  link: LinkRecord | undefined;
  sharedBy: NonNullable<BuildNumber['sharedBy']>;
};

/** Builds pools in Redis from the store. */
export interface Builder {
  /**
   * Builds the pool, or waits for a build that is running. Several processes may build a pool at once, and a pool may
   * be built again.
   */
  build(pool: Pool): Promise<void>;
  /** Returns the pools that are not built. */
  missing(): Promise<Pool[]>;
  /** Builds the pools that are not built. */
  buildMissing(): Promise<void>;
}

/**
 * Creates the builder. Each number's last link in the store restores the live links, the order in which free numbers
 * rest, and the endpoints of late calls.
 */
export function createBuilder(
  directory: Directory,
  engine: Pick<PoolInventory, 'buildPool' | 'isBuilt'>,
  history: LinkHistory,
): Builder {
  /** Returns the sessions of a live session link that several share. */
  async function sharedByOf(link: LinkRecord | undefined): Promise<Found['sharedBy']> {
    if (!link || link.endedAt || link.keyedBy !== 'session') return [];
    const shown = await history.shown(link.id, END_OF_TIME, MAX_SHARING);
    if (shown.length < 2) return [];
    const { endpoint, site } = link;
    return shown.map(({ session }) => {
      const visit = { keyedBy: 'session' as const, endpoint: endpoint ?? '', site: site ?? '', key: session };
      return { session, combination: combinationText(visit) };
    });
  }

  async function buildNow({ id, provider, holdSeconds }: Pool): Promise<void> {
    const pooled = directory.pooledNumbersOf(id).filter(({ pinned }) => !pinned);
    const found: Found[] = [];
    for (let i = 0; i < pooled.length; i += NUMBERS_PER_STEP) {
      const some = pooled.slice(i, i + NUMBERS_PER_STEP);
      const links = await Promise.all(
        some.map(({ number }) => history.linksOf(provider, number, END_OF_TIME, 1)),
      );
      const sharedBy = await Promise.all(links.map(([link]) => sharedByOf(link)));
      found.push(...some.map((number, n) => ({ number, link: links[n]?.[0], sharedBy: sharedBy[n] ?? [] })));
    }
    // A combination returns to the number of its latest link, so that link goes in last.
    found.sort((a, b) => startOf(a.link) - startOf(b.link));
    const numbers = found.map(toBuildNumber);
    for (let i = 0; i < numbers.length; i += NUMBERS_PER_STEP) {
      await engine.buildPool(provider, id, holdSeconds, numbers.slice(i, i + NUMBERS_PER_STEP), null);
    }
    await engine.buildPool(provider, id, holdSeconds, [], numbers.length);
  }

  const build = singleFlight(buildNow, ({ id }: Pool) => id);

  async function missing(): Promise<Pool[]> {
    const pools = [...directory.all('pools')];
    const built = await Promise.all(pools.map(({ id, provider }) => engine.isBuilt(provider, id)));
    return pools.filter((_, i) => !built[i]);
  }

  return {
    build,
    missing,
    async buildMissing() {
      for (const pool of await missing()) await build(pool);
    },
  };
}

function toBuildNumber({ number: { number, state }, link, sharedBy }: Found): BuildNumber {
  return {
    number,
    ...zoneOf(number),
    ...(state !== 'active' && { withdrawn: state }),
    ...(link?.keyedBy && {
      link: link.id,
      keyedBy: link.keyedBy,
      combination: combinationText({
        keyedBy: link.keyedBy,
        endpoint: link.endpoint ?? '',
        site: link.site ?? '',
        key: link.key ?? '',
      }),
      began: link.startedAt?.getTime() ?? 0,
      seen: (link.seenAt ?? link.startedAt ?? new Date(0)).getTime(),
      ended: link.endedAt?.getTime() ?? 0,
      reason: link.reason ?? '',
    }),
    ...(sharedBy.length > 0 && { sharedBy }),
  };
}

function startOf(link: LinkRecord | undefined): number {
  return link?.startedAt?.getTime() ?? 0;
}
