import type { Kind, Kinds, RECORDS } from '../../domain/model.ts';
import type { Directory } from '../directory.ts';
import type { LastUse } from '../last-use.ts';

type Shown<K extends Kind> = (typeof RECORDS)[K]['shown']['_output'];
/** How records of each kind are shown. */
export type Views = { [K in Kind]: (records: readonly Kinds[K][]) => Promise<Shown<K>[]> };

/** Returns how records are shown: a site with its endpoints, a key with its last use, and neither key nor share link with a digest. */
export function viewsWith(directory: Directory, lastUse: Pick<LastUse, 'all'>): Views {
  return {
    providers: async (providers) => [...providers],
    pools: async (pools) => [...pools],
    numbers: async (numbers) => [...numbers],
    sites: async (sites) => sites.map((site) => ({ ...site, endpoints: directory.endpointsOf(site.id) })),
    endpoints: async (endpoints) => [...endpoints],
    async keys(keys) {
      const used = await lastUse.all();
      return keys.map(({ digest: _, former, replaced: __, ...key }) => ({
        ...key,
        ...{ formerUntil: former?.until ?? null, lastUsedAt: used.get(key.id) ?? null },
      }));
    },
    people: async (people) => [...people],
    shares: async (shares) => shares.map(({ digest: _, ...share }) => share),
  };
}
