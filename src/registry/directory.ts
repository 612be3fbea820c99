import type { ApiKey, Endpoint, Pool, Provider, Site, VirtualNumber } from '../domain/model.ts';
import { concernsCallersPast, routingOf } from '../domain/routing.ts';

/** The kinds of record that an operator sets up, by the name that the store and the API give them. */
export type Kinds = {
  providers: Provider;
  pools: Pool;
  numbers: VirtualNumber;
  sites: Site;
  endpoints: Endpoint;
  keys: ApiKey;
};
export type Kind = keyof Kinds;
export const KINDS = [
  'providers',
  'pools',
  'numbers',
  'sites',
  'endpoints',
  'keys',
] as const satisfies Kind[];

/** What a dialled number belongs to. `number` is null for a pool's overflow number that nobody listed. */
export type Dialable = { provider: Provider; pool: Pool; number: VirtualNumber | null };

/**
 * All that operators have set up, in memory: requests are answered from here, without a question to the store.
 * Every gateway and worker has one; `DirectoryKeeper` fills it and keeps it fresh.
 */
export class Directory {
  private readonly records: { [K in Kind]: Map<string, Kinds[K]> } = {
    providers: new Map(),
    pools: new Map(),
    numbers: new Map(),
    sites: new Map(),
    endpoints: new Map(),
    keys: new Map(),
  };
  private readonly numbersByDialled = new Map<string, VirtualNumber>();
  private readonly numbersByPool = new Map<string, Set<string>>();
  private readonly keysByDigest = new Map<string, ApiKey>();
  private readonly endpointsBySite = new Map<string, Map<string, Endpoint>>();
  private readonly forRepeatCallers = new Map<string, Set<string>>();

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.records[kind].get(id);
  }

  all<K extends Kind>(kind: K): IterableIterator<Kinds[K]> {
    return this.records[kind].values();
  }

  count(kind: Kind): number {
    return this.records[kind].size;
  }

  put<K extends Kind>(kind: K, record: Kinds[K]): void {
    this.remove(kind, record.id);
    this.records[kind].set(record.id, record);
    if (kind === 'numbers') {
      const number = record as VirtualNumber;
      this.numbersByDialled.set(dialled(number.carrier, number.number), number);
      within(this.numbersByPool, number.pool, () => new Set()).add(number.id);
    } else if (kind === 'keys') {
      this.keysByDigest.set((record as ApiKey).digest, record as ApiKey);
    } else if (kind === 'endpoints') {
      const endpoint = record as Endpoint;
      within(this.endpointsBySite, endpoint.site, () => new Map()).set(endpoint.id, endpoint);
      if (concernsCallersPast(routingOf(endpoint)))
        within(this.forRepeatCallers, endpoint.provider, () => new Set()).add(endpoint.id);
    }
  }

  remove(kind: Kind, id: string): void {
    const record = this.records[kind].get(id);
    if (!record) return;
    this.records[kind].delete(id);
    if (kind === 'numbers') {
      const number = record as VirtualNumber;
      this.numbersByDialled.delete(dialled(number.carrier, number.number));
      this.numbersByPool.get(number.pool)?.delete(id);
    } else if (kind === 'keys') {
      this.keysByDigest.delete((record as ApiKey).digest);
    } else if (kind === 'endpoints') {
      const { site, provider } = record as Endpoint;
      this.endpointsBySite.get(site)?.delete(id);
      this.forRepeatCallers.get(provider)?.delete(id);
    }
  }

  /** The site's endpoint with this id or this number. */
  endpointOf(site: string, idOrNumber: string): Endpoint | undefined {
    const endpoints = this.endpointsBySite.get(site);
    const byId = endpoints?.get(idOrNumber);
    if (byId) return byId;
    return this.endpointsOf(site).find(({ number }) => number === idOrNumber);
  }

  /** The site's endpoints, the first made first. */
  endpointsOf(site: string): Endpoint[] {
    return [...(this.endpointsBySite.get(site)?.values() ?? [])].sort(byAge);
  }

  numbersOf(pool: string): VirtualNumber[] {
    const ids = this.numbersByPool.get(pool) ?? new Set<string>();
    return [...ids].flatMap((id) => this.records.numbers.get(id) ?? []);
  }

  /** Any number of the pool: it tells the pool's country where nothing else does. */
  someNumberOf(pool: string): VirtualNumber | undefined {
    for (const id of this.numbersByPool.get(pool) ?? []) return this.records.numbers.get(id);
    return undefined;
  }

  /** What a number that a carrier received a call for belongs to; undefined: it is not ours. */
  dialable(carrier: string, number: string): Dialable | undefined {
    const listed = this.numbersByDialled.get(dialled(carrier, number));
    const pool = listed ? this.get('pools', listed.pool) : this.poolOverflowingTo(number);
    const provider = pool && this.get('providers', pool.provider);
    return provider && { provider, pool, number: listed ?? null };
  }

  /** Where calls go that no link leads anywhere: the provider's default endpoint, else its first. */
  defaultEndpoint(provider: Provider): Endpoint | undefined {
    const chosen = provider.defaultEndpoint && this.get('endpoints', provider.defaultEndpoint);
    if (chosen) return chosen;
    return [...this.all('endpoints')].filter((endpoint) => endpoint.provider === provider.id).sort(byAge)[0];
  }

  /** Whether a plan of the provider asks what a caller did before. */
  hasPlansForRepeatCallers(provider: string): boolean {
    return (this.forRepeatCallers.get(provider)?.size ?? 0) > 0;
  }

  keyOfDigest(digest: string): ApiKey | undefined {
    return this.keysByDigest.get(digest);
  }

  private poolOverflowingTo(number: string): Pool | undefined {
    for (const pool of this.all('pools')) if (pool.overflowNumber === number) return pool;
    return undefined;
  }
}

function dialled(carrier: string, number: string): string {
  return `${carrier}:${number}`;
}

function byAge(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key);
  if (there) return there;
  const made = make();
  map.set(key, made);
  return made;
}
