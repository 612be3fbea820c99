/** Makes the value of a file from the records of a running system. */
import { pointerPart } from '../../src/domain/problem.ts';
import { secretsNeededBy } from '../../src/domain/setup-file/consumers.ts';
import { MEMBERS_IN_FILE, RECORDS_IN_FILE } from '../../src/domain/setup-file/schema.ts';
import { FIRST_KEY } from '../../src/registry/first-key.ts';
import type {
  ApiKey,
  Consumer,
  Pool,
  Provider,
  SiteWithEndpoints,
  VirtualNumber,
} from '../client/operations.ts';
import { grouped } from './grouped.ts';
import { type Members, withReferences } from './items.ts';
import type { Lists } from './lists.ts';
import { Names } from './names.ts';
import { withoutDefaults } from './without-defaults.ts';

/** The set-up of a running system: the value of a file, and the id of each record by `keyOf`. */
export type Running = { value: Members; ids: Map<string, string> };

/** Returns the set-up of the records, with `{ env: NAME }` in place of each secret, which no answer shows. */
export function runningFrom(all: Lists, now: Date): Running {
  const lists = { ...all, keys: all.keys.filter((key) => isManaged(key, now)) };
  const names = namesOf(lists);
  const parts = byOwner(lists);
  return {
    value: {
      version: 1,
      providers: names.map(lists.providers, (provider) => providerValue(provider, parts, names)),
      keys: names.map(lists.keys, (key) => keyValue(key, names)),
    },
    ids: names.ids,
  };
}

/** The first key is configured, and a key that has ended opens nothing. */
function isManaged({ id, expiresAt }: ApiKey, now: Date): boolean {
  return id !== FIRST_KEY && (expiresAt === null || new Date(expiresAt) > now);
}

function namesOf({ providers, pools, sites, numbers, consumers, keys }: Lists): Names {
  const names = new Names();
  names.add('providers', providers, () => null);
  names.add('pools', pools, ({ provider }) => provider);
  names.add('sites', sites, ({ provider }) => provider);
  names.add(
    'endpoints',
    sites.flatMap(({ endpoints }) => endpoints),
    ({ site }) => site,
  );
  names.add('consumers', consumers, ({ provider }) => provider);
  names.add('keys', keys, () => null);
  for (const { id, carrier, number } of numbers) names.set('numbers', `${carrier}:${number}`, id);
  return names;
}

type Parts = {
  pools: Map<string, Pool[]>;
  sites: Map<string, SiteWithEndpoints[]>;
  consumers: Map<string, Consumer[]>;
  /** By the pool. */
  numbers: Map<string, VirtualNumber[]>;
};

function byOwner({ pools, sites, consumers, numbers }: Lists): Parts {
  const ofProvider = ({ provider }: { provider: string }) => provider;
  return {
    pools: grouped(pools, ofProvider),
    sites: grouped(sites, ofProvider),
    consumers: grouped(consumers, ofProvider),
    numbers: grouped(numbers, ({ pool }) => pool),
  };
}

function providerValue(provider: Provider, parts: Parts, names: Names): Members {
  const slug = names.addressOf(provider.id);
  const place = `/providers${pointerPart(slug)}`;
  const value = (kind: Described, record: { id: string }) =>
    described(kind, record, `${place} (${names.addressOf(record.id)})`, (id) =>
      names.inside(provider.id, id),
    );
  return {
    ...value('providers', provider),
    pools: names.map(parts.pools.get(provider.id) ?? [], (pool) => {
      const numbers = numberGroups(parts.numbers.get(pool.id) ?? [], (id) => names.inside(provider.id, id));
      return { ...value('pools', pool), ...(numbers.length > 0 && { numbers }) };
    }),
    sites: names.map(parts.sites.get(provider.id) ?? [], (site) => ({
      ...value('sites', site),
      ...(site.endpoints.length > 0 && {
        endpoints: names.map(site.endpoints, (endpoint) => value('endpoints', endpoint)),
      }),
    })),
    consumers: names.map(parts.consumers.get(provider.id) ?? [], (consumer) =>
      value('consumers', {
        ...consumer,
        ...secretPlaces(names.addressOf(consumer.id), secretsNeededBy(consumer.kind)),
      }),
    ),
  };
}

function keyValue(key: ApiKey, names: Names): Members {
  const secret = { env: variableName(names.addressOf(key.id), 'key') };
  const address = names.addressOf(key.id);
  return described('keys', { ...key, secret }, `/keys${pointerPart(address)}`, (id) => names.addressOf(id));
}

type Described = keyof typeof MEMBERS_IN_FILE;

/** Returns the members of a record that a file has, without its defaults. @param nameOf returns the name of another record */
function described(
  kind: Described,
  record: object,
  pointer: string,
  nameOf: (id: string) => string,
): Members {
  const wanted = new Set([...MEMBERS_IN_FILE[kind], 'secret', 'credentials']);
  // Each member of a record that may be null is null by default.
  const members = Object.fromEntries(
    Object.entries(record).filter(([name, value]) => wanted.has(name) && (value ?? null) !== null),
  );
  const inOrder = Object.fromEntries(
    [...wanted].flatMap((name) => (name in members ? [[name, members[name]]] : [])),
  );
  return withoutDefaults(RECORDS_IN_FILE[kind], withReferences(kind, inOrder, nameOf), pointer);
}

/** Returns the numbers in lists of those that differ in nothing else. */
function numberGroups(numbers: readonly VirtualNumber[], nameOf: (id: string) => string): Members[] {
  const groups = grouped(numbers, ({ carrier, state, pinned }) => JSON.stringify([carrier, state, pinned]));
  return [...groups.values()].map((group) => {
    const [first] = group;
    const pinned = first?.pinned && { ...first.pinned, endpoint: nameOf(first.pinned.endpoint) };
    return {
      carrier: first?.carrier,
      ...(first?.state !== 'active' && { state: first?.state }),
      ...(pinned && { pinned }),
      numbers: group.map(({ number }) => number),
    };
  });
}

/** Returns the places of secrets for a file: `secret: { env: ACME__CRM__SECRET }`. */
function secretPlaces(address: string, paths: readonly string[]): Members {
  const credentials = paths.flatMap((path) => {
    const [, name] = /^credentials\/(.+)$/.exec(path) ?? [];
    return name === undefined ? [] : [[name, { env: variableName(address, name) }]];
  });
  return {
    ...(paths.includes('secret') && { secret: { env: variableName(address, 'secret') } }),
    ...(credentials.length > 0 && { credentials: Object.fromEntries(credentials) }),
  };
}

/** Returns the name of a variable. Two underscores stand for the slash, so that no two records have the same. */
function variableName(address: string, member: string): string {
  const words = `${address}/${member.replace(/[A-Z]/g, '_$&')}`;
  return words
    .replaceAll('/', '__')
    .replaceAll('-', '_')
    .toUpperCase()
    .replace(/^(?=\d)/, '_');
}
