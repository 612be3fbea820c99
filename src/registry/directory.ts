import {
  type ApiKey,
  CARRIERS,
  definitionOf,
  type Endpoint,
  type Kind,
  type Kinds,
  type Pool,
  type Provider,
  type Site,
  type VirtualNumber,
} from '../domain/model.ts';
import { concernsCallersPast, routingOf } from '../domain/routing.ts';
import { IndexBy } from './index-by.ts';

/** What a dialled number belongs to. `number` is null for a pool's overflow number that nobody listed. */
export type Dialable = { provider: Provider; pool: Pool; number: VirtualNumber | null };

/**
 * All that operators have set up, in memory: requests are answered from here, without a question to the store, and
 * by a look-up, however much there is. Every gateway and worker has one; `DirectoryKeeper` fills it and keeps it fresh.
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
  private readonly poolsByProvider = new IndexBy<Pool>(({ provider }) => provider);
  private readonly poolsByOverflow = new IndexBy<Pool>(({ overflowNumber }) => overflowNumber);
  private readonly numbersByDialled = new IndexBy<VirtualNumber>(({ carrier, number }) =>
    dialled(carrier, number),
  );
  private readonly numbersByPool = new IndexBy<VirtualNumber>(({ pool }) => pool);
  private readonly pinnedByEndpoint = new IndexBy<VirtualNumber>(({ pinned }) => pinned?.endpoint ?? null);
  private readonly sitesByProvider = new IndexBy<Site>(({ provider }) => provider);
  private readonly sitesByPool = new IndexBy<Site>(({ pool }) => pool);
  private readonly endpointsByProvider = new IndexBy<Endpoint>(({ provider }) => provider);
  private readonly endpointsBySite = new IndexBy<Endpoint>(({ site }) => site);
  private readonly forRepeatCallers = new IndexBy<Endpoint>((endpoint) =>
    concernsCallersPast(routingOf(endpoint)) ? endpoint.provider : null,
  );
  private readonly keysByDigest = new IndexBy<ApiKey>(({ digest }) => digest);
  private readonly indexes: { [K in Kind]: IndexBy<Kinds[K]>[] } = {
    providers: [],
    pools: [this.poolsByProvider, this.poolsByOverflow],
    numbers: [this.numbersByDialled, this.numbersByPool, this.pinnedByEndpoint],
    sites: [this.sitesByProvider, this.sitesByPool],
    endpoints: [this.endpointsByProvider, this.endpointsBySite, this.forRepeatCallers],
    keys: [this.keysByDigest],
  };

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.records[kind].get(id);
  }

  all<K extends Kind>(kind: K): IterableIterator<Kinds[K]> {
    return this.records[kind].values();
  }

  count(kind: Kind): number {
    return this.records[kind].size;
  }

  /** Adds the record, or replaces the one with its id. Settings that it lacks get their default. */
  put<K extends Kind>(kind: K, record: Kinds[K]): void {
    const complete = definitionOf(kind).complete(record);
    this.remove(kind, record.id);
    this.records[kind].set(record.id, complete);
    for (const index of this.indexes[kind]) index.add(complete);
  }

  remove<K extends Kind>(kind: K, id: string): void {
    const record = this.records[kind].get(id);
    if (!record) return;
    this.records[kind].delete(id);
    for (const index of this.indexes[kind]) index.remove(record);
  }

  poolsOf(provider: string): Iterable<Pool> {
    return this.poolsByProvider.of(provider);
  }

  sitesOf(provider: string): Iterable<Site> {
    return this.sitesByProvider.of(provider);
  }

  /** The sites whose pages are given numbers of the pool. */
  sitesOn(pool: string): Iterable<Site> {
    return this.sitesByPool.of(pool);
  }

  /** The site's endpoint with this id or this number. */
  endpointOf(site: string, idOrNumber: string): Endpoint | undefined {
    const byId = this.get('endpoints', idOrNumber);
    if (byId?.site === site) return byId;
    return this.endpointsOf(site).find(({ number }) => number === idOrNumber);
  }

  /** The site's endpoints, the first made first. */
  endpointsOf(site: string): Endpoint[] {
    return [...this.endpointsBySite.of(site)].sort(byAge);
  }

  endpointsOfProvider(provider: string): Iterable<Endpoint> {
    return this.endpointsByProvider.of(provider);
  }

  numbersOf(pool: string): VirtualNumber[] {
    return [...this.numbersByPool.of(pool)];
  }

  /**
   * The pool's numbers as it deals with them: one that several carriers bring, such as while it is ported, is there
   * once, and stays as long as one of them brings it.
   */
  pooledNumbersOf(pool: string): VirtualNumber[] {
    const standing = new Map<string, VirtualNumber>();
    for (const one of this.numbersByPool.of(pool)) {
      const other = standing.get(one.number);
      if (!other || standingOf(one) < standingOf(other)) standing.set(one.number, one);
    }
    return [...standing.values()];
  }

  *numbersOfProvider(provider: string): Iterable<VirtualNumber> {
    for (const { id } of this.poolsOf(provider)) yield* this.numbersByPool.of(id);
  }

  /** Any number of the pool: it tells the pool's country where nothing else does. */
  someNumberOf(pool: string): VirtualNumber | undefined {
    return this.numbersByPool.first(pool);
  }

  /** A number that is pinned to the endpoint, if there is one. */
  somePinnedTo(endpoint: string): VirtualNumber | undefined {
    return this.pinnedByEndpoint.first(endpoint);
  }

  /** What a number that a carrier received a call for belongs to; undefined: it is not ours. */
  dialable(carrier: string, number: string): Dialable | undefined {
    const listed = this.numbersByDialled.first(dialled(carrier, number));
    const pool = listed ? this.get('pools', listed.pool) : this.poolsByOverflow.first(number);
    const provider = pool && this.get('providers', pool.provider);
    return provider && { provider, pool, number: listed ?? null };
  }

  /** Whether a call to the number would come here again, whichever carrier brings it. */
  leadsBack(number: string): boolean {
    return CARRIERS.some((carrier) => {
      const found = this.dialable(carrier, number);
      return found !== undefined && found.number?.state !== 'retired';
    });
  }

  /**
   * Where calls to a number go that no link leads anywhere: the provider's default endpoint; where none is chosen, the
   * first of a site whose pages show the pool's numbers, else the provider's first.
   */
  defaultEndpoint({ provider, pool }: Pick<Dialable, 'provider' | 'pool'>): Endpoint | undefined {
    const chosen = provider.defaultEndpoint && this.get('endpoints', provider.defaultEndpoint);
    if (chosen) return chosen;
    const ofPool = [...this.sitesByPool.of(pool.id)].flatMap(({ id }) => [...this.endpointsBySite.of(id)]);
    return ofPool.sort(byAge)[0] ?? [...this.endpointsByProvider.of(provider.id)].sort(byAge)[0];
  }

  /** Whether a plan of the provider asks what a caller did before. */
  hasPlansForRepeatCallers(provider: string): boolean {
    return this.forRepeatCallers.has(provider);
  }

  keyOfDigest(digest: string): ApiKey | undefined {
    return this.keysByDigest.first(digest);
  }
}

/** The lower, the more a pool may do with the number. */
function standingOf({ state, pinned }: VirtualNumber): number {
  if (pinned || state === 'retired') return 2;
  return state === 'active' ? 0 : 1;
}

function dialled(carrier: string, number: string): string {
  return `${carrier}:${number}`;
}

function byAge(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
