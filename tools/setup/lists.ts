import type { SetupFile } from '../../src/domain/setup-file/schema.ts';
import { allRecords } from '../cli/all-records.ts';
import type { Ask } from '../cli/connection.ts';
import type {
  ApiKey,
  Consumer,
  Pool,
  Provider,
  SiteWithEndpoints,
  VirtualNumber,
} from '../client/operations.ts';

/** All records of a set-up that a key sees. */
export type Lists = {
  providers: Provider[];
  pools: Pool[];
  sites: SiteWithEndpoints[];
  numbers: VirtualNumber[];
  consumers: Consumer[];
  keys: ApiKey[];
};

/** Kinds that have scopes of their own, and are read only where a file has them. */
type Optional = 'consumers' | 'keys';

/** Returns the kinds that a comparison with the file does not need. */
export function kindsWithout({ scope, providers, keys }: SetupFile): Optional[] {
  const hasConsumers = Object.values(providers).some(({ consumers }) => consumers !== undefined);
  return [
    ...(hasConsumers || scope === 'installation' ? [] : (['consumers'] as const)),
    ...(keys === undefined ? (['keys'] as const) : []),
  ];
}

/** Reads the records of a set-up, page by page. @param without the kinds that the caller does not need */
export async function readLists(ask: Ask, without: readonly Optional[] = []): Promise<Lists> {
  const all = async <K extends keyof Lists>(kind: K) => (await allRecords(ask, kind)) as Lists[K];
  return {
    providers: await all('providers'),
    pools: await all('pools'),
    sites: await all('sites'),
    numbers: await all('numbers'),
    consumers: without.includes('consumers') ? [] : await all('consumers'),
    keys: without.includes('keys') ? [] : await all('keys'),
  };
}

/** Returns the records of one provider, and no keys. */
export function listsOf(lists: Lists, provider: string): Lists {
  const isOwn = (one: { provider: string }) => one.provider === provider;
  return {
    providers: lists.providers.filter(({ id }) => id === provider),
    pools: lists.pools.filter(isOwn),
    sites: lists.sites.filter(isOwn),
    numbers: lists.numbers.filter(isOwn),
    consumers: lists.consumers.filter(isOwn),
    keys: [],
  };
}
