import { type Holder, RINGTRAIL, type Sender } from '../domain/holder.ts';
import type { Block, Kind, Kinds, NewRecords, Patches, Provider } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import { type DemoState, providerRecord } from '../domain/records/provider.ts';
import { withSlug } from '../domain/with-slug.ts';
import { Conflict, type Store } from '../store/port.ts';
import { changeOfRecord } from './changes.ts';
import type { DirectorySync } from './directory-sync.ts';
import type { FirstKey } from './first-key.ts';
import { apiKeyRules, type KeyRenewal, renewedKey } from './kinds/api-key.ts';
import { blockRules } from './kinds/block.ts';
import { endpointRules } from './kinds/endpoint.ts';
import { numberRules } from './kinds/number.ts';
import { personRules } from './kinds/person.ts';
import { poolRules } from './kinds/pool.ts';
import { providerRules } from './kinds/provider.ts';
import type { Created, KindRules, RulesContext } from './kinds/rules.ts';
import { shareRules } from './kinds/share.ts';
import { siteRules } from './kinds/site.ts';
import type { CallerSpellings, CheckSavedQuery, PoolNumbers, RecordStore } from './needs.ts';
import type { CannotDo } from './plan-check.ts';
import { VisibleRecords } from './visible.ts';

export type RegistryOptions = {
  store: RecordStore & Pick<Store, 'consumers' | 'calls'>;
  /** The directory of this process, and the announcement of changes to the others. */
  sync: Pick<DirectorySync, 'directory' | 'put' | 'remove' | 'announced' | 'waitUntilKnown'>;
  pools: PoolNumbers;
  cannot: CannotDo;
  firstKey: FirstKey;
  checkSavedQuery: CheckSavedQuery;
  callers: CallerSpellings;
  /** Ends the sessions of a person who is removed, and forgets the credentials. */
  forgetPerson: RulesContext['forgetPerson'];
  now: () => Date;
};

const RULES: { readonly [K in Kind]: (context: RulesContext) => KindRules<K> } = {
  providers: providerRules,
  pools: poolRules,
  numbers: numberRules,
  sites: siteRules,
  endpoints: endpointRules,
  keys: apiKeyRules,
  people: personRules,
  shares: shareRules,
  blocks: blockRules,
};

/**
 * Creates, changes and removes the records that operators own: in the store first, then in the directory of every
 * process. Each method resolves once the change is announced, so that the next request of an operator finds it at every
 * gateway. Each kind's rules say what else is checked and done. Every method rejects with `Problem` when the request does
 * not fit the records that exist for its holder.
 */
export class Registry {
  private readonly store: RecordStore;
  private readonly sync: RegistryOptions['sync'];
  private readonly cannot: CannotDo;
  private readonly firstKey: FirstKey;
  private readonly checkSavedQuery: CheckSavedQuery;
  private readonly forgetPerson: RulesContext['forgetPerson'];
  private readonly pools: PoolNumbers;
  private readonly now: () => Date;
  private readonly consumers: RegistryOptions['store']['consumers'];
  private readonly calls: RegistryOptions['store']['calls'];
  private readonly callers: CallerSpellings;

  constructor(options: RegistryOptions) {
    const { store, sync, pools, cannot, firstKey, checkSavedQuery, callers, forgetPerson, now } = options;
    this.store = store;
    this.consumers = store.consumers;
    this.calls = store.calls;
    this.callers = callers;
    this.sync = sync;
    this.pools = pools;
    this.cannot = cannot;
    this.firstKey = firstKey;
    this.checkSavedQuery = checkSavedQuery;
    this.forgetPerson = forgetPerson;
    this.now = now;
  }

  create<K extends Kind>(sender: Sender, kind: K, request: NewRecords[K]): Promise<Created[K]> {
    return this.rulesOf(sender, kind).create(request);
  }

  async change<K extends Kind>(sender: Sender, kind: K, id: string, patch: Patches[K]): Promise<Kinds[K]> {
    const rules = this.rulesOf(sender, kind);
    const former = this.find(sender, kind, id, rules);
    const changed = rules.patch ? rules.patch(former, patch) : { ...former, ...patch };
    const record = rules.keepSlug?.(former, changed) ?? changed;
    rules.check?.(record);
    await this.save(sender, kind, former, record);
    await rules.afterChange?.(record);
    return record;
  }

  async remove<K extends Kind>(sender: Sender, kind: K, id: string): Promise<void> {
    const rules = this.rulesOf(sender, kind);
    const record = this.find(sender, kind, id, rules);
    const change = rules.beforeRemoval?.(record);
    if (change) {
      await this.change(sender, kind, id, change);
      return;
    }
    const ended = rules.endInstead?.(record);
    if (ended) {
      await this.save(sender, kind, record, ended);
      await rules.afterRemoval?.(ended);
      return;
    }
    const user = await rules.neededBy?.(record);
    if (user) throw new Problem('in_use', `${id} cannot be removed: ${user} needs it.`);
    await this.store[kind].remove(id);
    sender.note(changeOfRecord(kind, record, null));
    this.sync.remove(kind, id);
    await this.sync.announced();
    await rules.afterRemoval?.(record);
  }

  /** Creates the provider of the demo. No request can create one. */
  async createDemo(name: string, demo: DemoState): Promise<Provider> {
    const begun = providerRecord.begin(providerRecord.create.parse({ name }), this.now());
    const provider = { ...withSlug<Provider>(begun, this.sync.directory.all('providers')), demo };
    await this.add(RINGTRAIL, 'providers', [provider]);
    return provider;
  }

  /** Gives the provider of the demo its next state. No request can set it. */
  async setDemoState(sender: Sender, provider: Provider, demo: DemoState): Promise<void> {
    await this.save(sender, 'providers', provider, { ...provider, demo });
  }

  /** Makes a new secret for a key. Returns it, and the time until which the former one opens the API too. */
  async renewKey(
    sender: Sender,
    id: string,
    request: KeyRenewal,
  ): Promise<{ secret: string; formerUntil: string | null }> {
    const { firstKey, now } = this;
    const { directory } = this.sync;
    const former = this.find(sender, 'keys', id, this.rulesOf(sender, 'keys'));
    const { key, secret } = renewedKey({ holder: sender, firstKey, directory, now }, former, request);
    await this.save(sender, 'keys', former, key);
    return { secret, formerUntil: key.former?.until ?? null };
  }

  /** Removes blocks of callers whose data goes. A block that is gone already stays gone. */
  async forgetBlocks(blocks: readonly Block[]): Promise<void> {
    for (const { id } of blocks) {
      await this.store.blocks.remove(id);
      this.sync.remove('blocks', id);
    }
    if (blocks.length > 0) await this.sync.announced();
  }

  /** Saves a record in place of the former one, which may not be stored yet. */
  private async save<K extends Kind>(
    sender: Sender,
    kind: K,
    former: Kinds[K],
    record: Kinds[K],
  ): Promise<void> {
    const isStored = this.sync.directory.get(kind, record.id) !== undefined;
    await (isStored ? this.store[kind].replace(record) : this.store[kind].add(record));
    sender.note(changeOfRecord(kind, former, record));
    this.sync.put(kind, [record]);
    await this.sync.announced();
  }

  /** Returns the kind's rules for the sender's request. */
  private rulesOf<K extends Kind>(sender: Sender, kind: K): KindRules<K> {
    const { sync, consumers, calls, pools, cannot, firstKey, checkSavedQuery, callers, forgetPerson, now } =
      this;
    return RULES[kind]({
      ...{ holder: sender, pools, cannot, firstKey, checkSavedQuery, callers, forgetPerson, now },
      directory: sync.directory,
      visible: new VisibleRecords(sync.directory, sender.reach),
      add: (kind, ...records) => this.add(sender, kind, records),
      save: (kind, former, record) => this.save(sender, kind, former, record),
      async findCall(id) {
        const call = await calls.get(id);
        return call && sender.reach.sees(call.provider) ? call : null;
      },
      waitUntilKnown: () => sync.waitUntilKnown(),
      someConsumerOf: async (provider) => (await consumers.list({ limit: 1 }, { provider }))[0]?.id,
    });
  }

  private find<K extends Kind>(holder: Holder, kind: K, id: string, rules: KindRules<K>): Kinds[K] {
    const record = rules.find?.(id) ?? new VisibleRecords(this.sync.directory, holder.reach).find(kind, id);
    if (record) return record;
    throw new Problem('not_found', `There is no ${id} among the ${kind}.`);
  }

  private async add<K extends Kind>(sender: Sender, kind: K, records: Kinds[K][]): Promise<void> {
    try {
      await this.store[kind].add(...records);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new Problem('already_there', `One of these ${kind} already exists.`, { cause: error });
    }
    for (const record of records) sender.note(changeOfRecord(kind, null, record));
    this.sync.put(kind, records);
    await this.sync.announced();
  }
}
