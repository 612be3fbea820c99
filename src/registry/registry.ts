import type { Kind, Kinds, NewRecords, Patches } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { Conflict, type Store } from '../store/port.ts';
import type { DirectorySync } from './directory-sync.ts';
import { apiKeyRules } from './kinds/api-key.ts';
import { endpointRules } from './kinds/endpoint.ts';
import { numberRules } from './kinds/number.ts';
import { poolRules } from './kinds/pool.ts';
import { providerRules } from './kinds/provider.ts';
import type { Created, KindRules, RulesContext } from './kinds/rules.ts';
import { siteRules } from './kinds/site.ts';
import type { CannotDo } from './plan-check.ts';
import type { PoolNumbers, RecordStore } from './port.ts';

export type RegistryOptions = {
  store: RecordStore & Pick<Store, 'consumers'>;
  /** The directory of this process, and the announcement of changes to the others. */
  sync: Pick<DirectorySync, 'directory' | 'put' | 'remove' | 'waitUntilKnown'>;
  pools: PoolNumbers;
  cannot: CannotDo;
  now: () => Date;
};

/**
 * Creates, changes and removes the records that operators own: in the store first, then in the directory of every
 * process. Each kind's rules say what else is checked and done. Every method rejects with `Problem` when the request
 * does not fit the records that exist.
 */
export class Registry {
  private readonly store: RecordStore;
  private readonly sync: RegistryOptions['sync'];
  private readonly rules: { readonly [K in Kind]: KindRules<K> };

  constructor({ store, sync, pools, cannot, now }: RegistryOptions) {
    this.store = store;
    this.sync = sync;
    const context: RulesContext = {
      directory: sync.directory,
      pools,
      cannot,
      now,
      add: (kind, ...records) => this.add(kind, records),
      waitUntilKnown: () => sync.waitUntilKnown(),
      someConsumerOf: async (provider) => (await store.consumers.list({ limit: 1 }, { provider }))[0]?.id,
    };
    this.rules = {
      providers: providerRules(context),
      pools: poolRules(context),
      numbers: numberRules(context),
      sites: siteRules(context),
      endpoints: endpointRules(context),
      keys: apiKeyRules(context),
    };
  }

  create<K extends Kind>(kind: K, request: NewRecords[K]): Promise<Created[K]> {
    return this.rules[kind].create(request);
  }

  async change<K extends Kind>(kind: K, id: string, patch: Patches[K]): Promise<Kinds[K]> {
    const rules = this.rules[kind];
    const former = this.find(kind, id);
    const record = rules.patch ? rules.patch(former, patch) : { ...former, ...patch };
    rules.check?.(record);
    await this.store[kind].replace(record);
    this.sync.put(kind, [record]);
    await rules.afterChange?.(record);
    return record;
  }

  async remove<K extends Kind>(kind: K, id: string): Promise<void> {
    const rules = this.rules[kind];
    const record = this.find(kind, id);
    const change = rules.beforeRemoval?.(record);
    if (change) {
      await this.change(kind, id, change);
      return;
    }
    const user = await rules.neededBy?.(record);
    if (user) throw new Problem('in_use', `${id} cannot be removed: ${user} needs it.`);
    await this.store[kind].remove(id);
    this.sync.remove(kind, id);
    await rules.afterRemoval?.(record);
  }

  private find<K extends Kind>(kind: K, id: string): Kinds[K] {
    const record = this.sync.directory.get(kind, id);
    if (record) return record;
    throw new Problem('not_found', `There is no ${id} among the ${kind}.`);
  }

  private async add<K extends Kind>(kind: K, records: Kinds[K][]): Promise<void> {
    try {
      await this.store[kind].add(...records);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new Problem('already_there', `One of these ${kind} already exists.`, { cause: error });
    }
    this.sync.put(kind, records);
  }
}
