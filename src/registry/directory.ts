import { blockableCaller } from '../domain/blocked-caller.ts';
import {
  type ApiKey,
  type Block,
  CARRIERS,
  definitionOf,
  type Endpoint,
  type Kind,
  type Kinds,
  type Person,
  type Pool,
  type Provider,
  type Share,
  type Site,
  type VirtualNumber,
} from '../domain/model.ts';
import { dependsOnEarlierCalls, routingOf } from '../domain/routing.ts';
import { IndexBy } from './index-by.ts';

/** The owners of a dialled number. `number` is null for a pool's overflow number that is not a virtual number. */
export type Dialable = { provider: Provider; pool: Pool; number: VirtualNumber | null };

/**
 * All records of operators in memory. Requests are answered from here by look-ups, without the store. Every gateway and
 * worker has one directory. `DirectorySync` fills it and keeps it up to date.
 */
export class Directory {
  private readonly records: { [K in Kind]: Map<string, Kinds[K]> } = {
    providers: new Map(),
    pools: new Map(),
    numbers: new Map(),
    sites: new Map(),
    endpoints: new Map(),
    keys: new Map(),
    people: new Map(),
    shares: new Map(),
    blocks: new Map(),
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
    dependsOnEarlierCalls(routingOf(endpoint)) ? endpoint.provider : null,
  );
  private readonly keysByDigest = new IndexBy<ApiKey>(({ digest }) => digest);
  private readonly keysByFormerDigest = new IndexBy<ApiKey>(({ former }) => former?.digest ?? null);
  private readonly peopleByEmail = new IndexBy<Person>(({ email }) => email);
  private readonly sharesByDigest = new IndexBy<Share>(({ digest }) => digest);
  private readonly blocksByProvider = new IndexBy<Block>(({ provider }) => provider);
  private readonly blocksByCaller = new IndexBy<Block>(
    ({ provider, caller }) => `${provider} ${blockableCaller(caller)}`,
  );
  private readonly indexes: { [K in Kind]: IndexBy<Kinds[K]>[] } = {
    providers: [],
    pools: [this.poolsByProvider, this.poolsByOverflow],
    numbers: [this.numbersByDialled, this.numbersByPool, this.pinnedByEndpoint],
    sites: [this.sitesByProvider, this.sitesByPool],
    endpoints: [this.endpointsByProvider, this.endpointsBySite, this.forRepeatCallers],
    keys: [this.keysByDigest, this.keysByFormerDigest],
    people: [this.peopleByEmail],
    shares: [this.sharesByDigest],
    blocks: [this.blocksByProvider, this.blocksByCaller],
  };

  /** Counts the changes of all records. A value computed from the directory is valid until it changes. */
  changes = 0;

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
    this.changes += 1;
    for (const index of this.indexes[kind]) index.add(complete);
  }

  remove<K extends Kind>(kind: K, id: string): void {
    const record = this.records[kind].get(id);
    if (!record) return;
    this.records[kind].delete(id);
    this.changes += 1;
    for (const index of this.indexes[kind]) index.remove(record);
  }

  poolsOf(provider: string): Iterable<Pool> {
    return this.poolsByProvider.of(provider);
  }

  sitesOf(provider: string): Iterable<Site> {
    return this.sitesByProvider.of(provider);
  }

  /** Returns the sites whose pages show numbers of the pool. */
  sitesOn(pool: string): Iterable<Site> {
    return this.sitesByPool.of(pool);
  }

  hasSites(pool: string): boolean {
    return this.sitesByPool.has(pool);
  }

  /** Returns the site's endpoint with this id or this number. */
  endpointOf(site: string, idOrNumber: string): Endpoint | undefined {
    const byId = this.get('endpoints', idOrNumber);
    if (byId?.site === site) return byId;
    return this.endpointsOf(site).find(({ number }) => number === idOrNumber);
  }

  /** Returns the site's endpoints, oldest first. */
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
   * Returns the pool's numbers, each once: while a number is ported, several carriers have a record of it. The record
   * that lets the pool do most with the number is returned.
   */
  pooledNumbersOf(pool: string): VirtualNumber[] {
    const best = new Map<string, VirtualNumber>();
    for (const one of this.numbersByPool.of(pool)) {
      const other = best.get(one.number);
      if (!other || rankOf(one) < rankOf(other)) best.set(one.number, one);
    }
    return [...best.values()];
  }

  *numbersOfProvider(provider: string): Iterable<VirtualNumber> {
    for (const { id } of this.poolsOf(provider)) yield* this.numbersByPool.of(id);
  }

  /** Returns any number of the pool. Its country is the pool's where nothing else says it. */
  someNumberOf(pool: string): VirtualNumber | undefined {
    return this.numbersByPool.first(pool);
  }

  /** Returns a number that is pinned to the endpoint, if there is one. */
  somePinnedTo(endpoint: string): VirtualNumber | undefined {
    return this.pinnedByEndpoint.first(endpoint);
  }

  /** Returns the owners of a number that a carrier received a call for. Undefined: no record has the number. */
  dialable(carrier: string, number: string): Dialable | undefined {
    const listed = this.numbersByDialled.first(dialled(carrier, number));
    const pool = listed ? this.get('pools', listed.pool) : this.poolsByOverflow.first(number);
    const provider = pool && this.get('providers', pool.provider);
    return provider && { provider, pool, number: listed ?? null };
  }

  /** Returns whether a call to the number would come back to this gateway, through any carrier. */
  leadsBack(number: string): boolean {
    return CARRIERS.some((carrier) => {
      const found = this.dialable(carrier, number);
      return found !== undefined && found.number?.state !== 'retired';
    });
  }

  /**
   * Returns the endpoint for calls to a number that was never linked: the provider's default endpoint, else the oldest
   * of the sites whose pages show the pool's numbers, else the provider's oldest.
   */
  defaultEndpoint({ provider, pool }: Pick<Dialable, 'provider' | 'pool'>): Endpoint | undefined {
    const chosen = provider.defaultEndpoint && this.get('endpoints', provider.defaultEndpoint);
    if (chosen) return chosen;
    const ofPool = [...this.sitesByPool.of(pool.id)].flatMap(({ id }) => [...this.endpointsBySite.of(id)]);
    return ofPool.sort(byAge)[0] ?? [...this.endpointsByProvider.of(provider.id)].sort(byAge)[0];
  }

  /**
   * Returns the milliseconds for which a number of the provider leads a caller to an endpoint that it was shown for before.
   * Returns 0 for a provider with one endpoint.
   */
  lateCallMs({ id, lateCallSeconds }: Provider): number {
    return this.endpointsByProvider.hasSeveral(id) ? lateCallSeconds * 1000 : 0;
  }

  /** Returns whether a plan of the provider depends on the caller's earlier calls. */
  hasPlansForRepeatCallers(provider: string): boolean {
    return this.forRepeatCallers.has(provider);
  }

  /** Returns the key whose secret, or former secret, has the digest. */
  keyOfDigest(digest: string): ApiKey | undefined {
    return this.keysByDigest.first(digest) ?? this.keysByFormerDigest.first(digest);
  }

  shareOfDigest(digest: string): Share | undefined {
    return this.sharesByDigest.first(digest);
  }

  blocksOf(provider: string): Iterable<Block> {
    return this.blocksByProvider.of(provider);
  }

  hasBlocks(provider: string): boolean {
    return this.blocksByProvider.has(provider);
  }

  /** Returns the block of the caller. @param names every name under which the list may have the caller */
  blockOf(provider: string, names: readonly string[]): Block | undefined {
    for (const name of names) {
      const block = this.blocksByCaller.first(`${provider} ${name}`);
      if (block) return block;
    }
    return undefined;
  }

  /** Returns the people with the address, oldest first. Clients that do not know of each other may have invited the same person. */
  peopleWithEmail(email: string): Person[] {
    return [...this.peopleByEmail.of(email)].sort(byAge);
  }
}

/** Returns the rank of a record: with the lowest one, the pool can do most with the number. */
function rankOf({ state, pinned }: VirtualNumber): number {
  if (pinned || state === 'retired') return 2;
  return state === 'active' ? 0 : 1;
}

function dialled(carrier: string, number: string): string {
  return `${carrier}:${number}`;
}

function byAge(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
