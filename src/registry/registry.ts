import { createHash } from 'node:crypto';
import { newId, randomWord } from '../domain/ids.ts';
import type {
  ApiKey,
  Carrier,
  Endpoint,
  Pin,
  Pool,
  Provider,
  Scope,
  Site,
  VirtualNumber,
} from '../domain/model.ts';
import { withZone } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import { changedRouting, DEFAULT_ROUTING, type Routing, type RoutingChange } from '../domain/routing.ts';
import { Conflict, type Store } from '../store/port.ts';
import type { Kind, Kinds } from './directory.ts';
import type { DirectorySync } from './directory-sync.ts';
import { type CannotDo, checkLoops, checkPlan } from './plan-check.ts';
import type { PoolNumbers } from './port.ts';

export type NewProvider = Pick<Provider, 'name'> &
  Partial<
    Pick<
      Provider,
      | 'threshold'
      | 'countedBy'
      | 'boundary'
      | 'hysteresis'
      | 'activeSeconds'
      | 'claimAt'
      | 'retentionDays'
      | 'callerNumbers'
    >
  >;
export type NewPool = Pick<Pool, 'provider' | 'name'> &
  Partial<Pick<Pool, 'holdSeconds' | 'renewSeconds' | 'overflowNumber' | 'reserve'>>;
export type NewNumbers = { pool: string; carrier: Carrier; numbers: string[]; pinned?: Pin | undefined };
export type NewEndpoint = {
  name: string;
  number?: string | undefined;
  sip?: string | undefined;
  routing?: Routing | undefined;
  tags?: Endpoint['tags'];
};
export type NewSite = Pick<Site, 'provider' | 'pool' | 'name' | 'origins' | 'bucketing'> &
  Partial<Pick<Site, 'allocationsPerMinute' | 'tags'>> & {
    endpoints: NewEndpoint[];
  };
export type NewKey = { name: string; scopes: Scope[] };

/** What an operator may change of a record that is there. */
export type Patches = {
  providers: Partial<
    Pick<
      Provider,
      | 'name'
      | 'threshold'
      | 'countedBy'
      | 'boundary'
      | 'hysteresis'
      | 'activeSeconds'
      | 'defaultEndpoint'
      | 'claimAt'
      | 'retentionDays'
      | 'callerNumbers'
    >
  >;
  pools: Partial<Pick<Pool, 'name' | 'holdSeconds' | 'renewSeconds' | 'overflowNumber' | 'reserve'>>;
  numbers: Partial<Pick<VirtualNumber, 'state' | 'pinned'>>;
  sites: Partial<Pick<Site, 'name' | 'origins' | 'bucketing' | 'allocationsPerMinute' | 'tags'>>;
  endpoints: Partial<Pick<Endpoint, 'name' | 'number' | 'sip' | 'tags'> & { routing: RoutingChange }>;
};

/**
 * Sets up, changes and removes what operators own: in the store first, then in every process' directory, and for
 * numbers in the pools. Rejects with `Problem` when a request does not fit what is there.
 */
export function createRegistry(
  store: Store,
  directorySync: DirectorySync,
  pools: PoolNumbers,
  cannot: CannotDo,
  clock: () => Date,
) {
  const { directory } = directorySync;
  const now = () => clock().toISOString();

  async function save<K extends Kind>(kind: K, ...records: Kinds[K][]): Promise<void> {
    const records_ = store[kind] as unknown as { add(...records: Kinds[K][]): Promise<void> };
    try {
      await records_.add(...records);
    } catch (error) {
      if (error instanceof Conflict) {
        throw new Problem('already_there', `One of these ${kind} is already set up.`, { cause: error });
      }
      throw error;
    }
    directorySync.put(kind, records);
  }

  function referred<K extends Kind>(kind: K, id: string, pointer: string): Kinds[K] {
    const record = directory.get(kind, id);
    if (record) return record;
    throw new Problem('unknown_reference', `There is no such record among the ${kind}.`, {
      errors: [{ pointer, detail: `${id} is not one of the ${kind}` }],
    });
  }

  function ownedBy(provider: string, record: Pool | Endpoint, pointer: string): void {
    if (record.provider === provider) return;
    throw new Problem('unknown_reference', `${record.id} belongs to another provider.`, {
      errors: [{ pointer, detail: `${record.id} does not belong to ${provider}` }],
    });
  }

  function endpointOf(provider: string, id: string, pointer: string): void {
    ownedBy(provider, referred('endpoints', id, pointer), pointer);
  }

  function endpointRecord(site: Site, wanted: NewEndpoint): Endpoint {
    return {
      id: newId('end'),
      provider: site.provider,
      site: site.id,
      name: wanted.name,
      number: wanted.number ?? null,
      sip: wanted.sip ?? null,
      routing: wanted.routing ?? DEFAULT_ROUTING,
      ...(wanted.tags && { tags: wanted.tags }),
      createdAt: now(),
    };
  }

  return {
    async createProvider(wanted: NewProvider): Promise<Provider> {
      const provider: Provider = {
        id: newId('prov'),
        name: wanted.name,
        threshold: wanted.threshold ?? null,
        countedBy: wanted.countedBy ?? 'provider',
        boundary: wanted.boundary ?? 'above',
        hysteresis: wanted.hysteresis ?? 0,
        activeSeconds: wanted.activeSeconds ?? 120,
        defaultEndpoint: null,
        claimAt: wanted.claimAt ?? 0.8,
        retentionDays: wanted.retentionDays ?? null,
        callerNumbers: wanted.callerNumbers ?? 'keep',
        createdAt: now(),
      };
      await save('providers', provider);
      return provider;
    },

    async createPool(wanted: NewPool): Promise<Pool> {
      referred('providers', wanted.provider, '/provider');
      const pool: Pool = {
        id: newId('pool'),
        provider: wanted.provider,
        name: wanted.name,
        holdSeconds: wanted.holdSeconds ?? 120,
        renewSeconds: wanted.renewSeconds ?? Math.min(30, Math.floor((wanted.holdSeconds ?? 120) / 2)),
        overflowNumber: wanted.overflowNumber ?? null,
        reserve: wanted.reserve ?? null,
        createdAt: now(),
      };
      checkPool(pool);
      await save('pools', pool);
      await pools.build(pool);
      return pool;
    },

    async addNumbers(wanted: NewNumbers): Promise<VirtualNumber[]> {
      const pool = referred('pools', wanted.pool, '/pool');
      if (pool.overflowNumber && wanted.numbers.includes(pool.overflowNumber))
        throw overflowIsPooled(pool.overflowNumber);
      if (wanted.pinned) endpointOf(pool.provider, wanted.pinned.endpoint, '/pinned/endpoint');
      for (const endpoint of directory.endpointsOfProvider(pool.provider))
        checkPlan(endpoint, [wanted.carrier], cannot, () => '/carrier');
      const added = new Set(wanted.numbers);
      for (const endpoint of directory.all('endpoints'))
        checkLoops(
          endpoint,
          (number) => added.has(number),
          () => '/numbers',
        );
      const numbers = wanted.numbers.map(
        (number): VirtualNumber => ({
          id: newId('num'),
          provider: pool.provider,
          pool: pool.id,
          carrier: wanted.carrier,
          number,
          state: 'active',
          pinned: wanted.pinned ?? null,
          createdAt: now(),
        }),
      );
      await save('numbers', ...numbers);
      if (!wanted.pinned) await pools.addNumbers(pool.provider, pool.id, numbers.map(withZone));
      return numbers;
    },

    async createSite(wanted: NewSite): Promise<{ site: Site; endpoints: Endpoint[] }> {
      referred('providers', wanted.provider, '/provider');
      const pool = referred('pools', wanted.pool, '/pool');
      ownedBy(wanted.provider, pool, '/pool');
      const { endpoints: wantedEndpoints, ...facts } = wanted;
      const site: Site = { id: newId('site'), allocationsPerMinute: null, ...facts, createdAt: now() };
      const endpoints = wantedEndpoints.map((endpoint) => endpointRecord(site, endpoint));
      for (const [i, endpoint] of endpoints.entries()) checkRouting(endpoint, `/endpoints/${i}/routing`);
      await save('endpoints', ...endpoints);
      await save('sites', site);
      return { site, endpoints };
    },

    async createEndpoint(wanted: NewEndpoint & { site: string }): Promise<Endpoint> {
      const endpoint = endpointRecord(referred('sites', wanted.site, '/site'), wanted);
      checkRouting(endpoint, '/routing');
      await save('endpoints', endpoint);
      return endpoint;
    },

    /** @returns the key's record and, this once, the secret itself */
    async createKey(wanted: NewKey): Promise<{ key: ApiKey; secret: string }> {
      const secret = `rt_${randomWord(40)}`;
      const key: ApiKey = { id: newId('key'), ...wanted, createdAt: now(), digest: digestOf(secret) };
      await save('keys', key);
      return { key, secret };
    },

    async change<K extends keyof Patches>(kind: K, id: string, patch: Patches[K]): Promise<Kinds[K]> {
      const former = found(directory.get(kind, id), kind, id);
      const routing =
        'routing' in patch && patch.routing && changedRouting(former as Endpoint, patch.routing, '/routing');
      const record = { ...former, ...patch, ...(routing && { routing }) } as Kinds[K];
      if (kind === 'pools') checkPool(record as Pool);
      if (kind === 'endpoints') {
        checkTarget(record as Endpoint);
        checkRouting(record as Endpoint, '/routing');
      }
      if (kind === 'providers') {
        const { defaultEndpoint } = record as Provider;
        if (defaultEndpoint) endpointOf(id, defaultEndpoint, '/defaultEndpoint');
      }
      if (kind === 'numbers') {
        const { provider, pinned } = record as VirtualNumber;
        if (pinned) endpointOf(provider, pinned.endpoint, '/pinned/endpoint');
      }
      await (store[kind] as unknown as { replace(record: Kinds[K]): Promise<boolean> }).replace(record);
      directorySync.put(kind, [record]);
      if (kind === 'numbers') await applyState(record as VirtualNumber);
      return record;
    },

    /**
     * Removes a record that nothing else needs. A number is retired first, so that late calls still connect; a retired
     * one is removed, and may be set up anew.
     */
    async remove(kind: Kind, id: string): Promise<void> {
      const record = found(directory.get(kind, id), kind, id);
      if (kind === 'numbers' && (record as VirtualNumber).state !== 'retired') {
        await this.change('numbers', id, { state: 'retired' });
        return;
      }
      const [told] = kind === 'providers' ? await store.consumers.list({ limit: 1 }, { provider: id }) : [];
      const user = userOf(kind, record.id) ?? told?.id;
      if (user) throw new Problem('in_use', `${id} cannot be removed: ${user} needs it.`);
      await store[kind].remove(id);
      directorySync.remove(kind, id);
      if (kind === 'numbers') await applyState(record as VirtualNumber);
      if (kind === 'pools') await pools.removePool((record as Pool).provider, id);
    },
  };

  /** Puts a number into its pool or takes it out, as its records say: each carrier that brings it has its own. */
  async function applyState({ provider, pool, number: dialled }: VirtualNumber): Promise<void> {
    const standing = directory.pooledNumbersOf(pool).find(({ number }) => number === dialled);
    if (!standing) {
      await pools.forgetNumbers(provider, pool, [dialled]);
    } else if (standing.state === 'active' && !standing.pinned) {
      await pools.addNumbers(provider, pool, [withZone(standing)]);
    } else {
      await pools.withdrawNumbers(
        provider,
        pool,
        [dialled],
        standing.state === 'paused' ? 'paused' : 'retired',
      );
    }
  }

  /** A plan must suit every carrier that has a number of the provider: any of them may bring the call. */
  function checkRouting(endpoint: Endpoint, pointer: string): void {
    const numbers = [...directory.numbersOfProvider(endpoint.provider)];
    checkPlan(endpoint, new Set(numbers.map(({ carrier }) => carrier)), cannot, (member) => pointer + member);
    checkLoops(
      endpoint,
      (number) => directory.leadsBack(number),
      (member) => pointer + member,
    );
  }

  function checkPool(pool: Pool): void {
    checkRenewal(pool);
    const listed = directory.numbersOf(pool.id).find(({ number }) => number === pool.overflowNumber);
    if (listed) throw overflowIsPooled(listed.number);
  }

  /** What needs the record. */
  function userOf(kind: Kind, id: string): string | undefined {
    switch (kind) {
      case 'providers':
        return firstOf(directory.poolsOf(id)) ?? firstOf(directory.sitesOf(id));
      case 'pools':
        return firstOf(directory.sitesOn(id)) ?? firstOf(directory.numbersOf(id));
      case 'sites':
        return firstOf(directory.endpointsOf(id));
      case 'endpoints':
        return directory.somePinnedTo(id)?.id ?? defaultedTo(id);
      case 'numbers':
      case 'keys':
        return undefined;
    }
  }

  function defaultedTo(endpoint: string): string | undefined {
    const provider = directory.get('endpoints', endpoint)?.provider;
    const owner = provider && directory.get('providers', provider);
    return owner && owner.defaultEndpoint === endpoint ? owner.id : undefined;
  }
}

function firstOf(records: Iterable<{ id: string }>): string | undefined {
  for (const { id } of records) return id;
  return undefined;
}

export type Registry = ReturnType<typeof createRegistry>;

/** How a key's secret is stored and looked up. The secret is random, so a plain digest gives nothing away. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function found<T>(record: T | undefined, kind: Kind, id: string): T {
  if (record) return record;
  throw new Problem('not_found', `There is no ${id} among the ${kind}.`);
}

function checkRenewal({ renewSeconds, holdSeconds }: Pool): void {
  if (renewSeconds * 2 <= holdSeconds) return;
  throw new Problem(
    'invalid_request',
    'renewSeconds must be at most half of holdSeconds, or one lost renewal ends a link.',
    {
      errors: [{ pointer: '/renewSeconds', detail: `${renewSeconds} is more than half of ${holdSeconds}` }],
    },
  );
}

function overflowIsPooled(number: string): Problem {
  return new Problem(
    'invalid_request',
    `${number} cannot be both a number of the pool and its overflow number.`,
  );
}

function checkTarget({ number, sip }: Endpoint): void {
  if (number || sip) return;
  throw new Problem('invalid_request', 'An endpoint needs a number or a SIP address.', {
    errors: [{ pointer: '/number', detail: 'neither number nor sip is set' }],
  });
}
