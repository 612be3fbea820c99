import type { Credentials } from '../../domain/credentials.ts';
import type { Block, Endpoint, Kind, Kinds, RECORDS } from '../../domain/model.ts';
import { lastDigits, withoutNumbers } from '../../domain/phone.ts';
import { routingOf } from '../../domain/routing.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Store } from '../../store/port.ts';
import type { Directory } from '../directory.ts';
import type { LastUse } from '../last-use.ts';

type Shown<K extends Kind> = (typeof RECORDS)[K]['shown']['_output'];
/** How records of each kind are shown to somebody with the scopes. */
export type Views = {
  [K in Kind]: (records: readonly Kinds[K][], scopes: ReadonlySet<Scope>) => Promise<Shown<K>[]>;
};

/** Returns how records are shown: a site with its endpoints, a key with its last use, neither key nor share link with a digest, and callers by scope. */
export function viewsWith(
  directory: Directory,
  lastUse: Pick<LastUse, 'of'>,
  credentials: Pick<Store['credentials'], 'get'>,
): Views {
  return {
    providers: async (providers) => [...providers],
    pools: async (pools) => [...pools],
    numbers: async (numbers) => [...numbers],
    sites: async (sites) =>
      sites.map((site) => ({ ...site, endpoints: directory.endpointsOf(site.id).map(withWholePlan) })),
    endpoints: async (endpoints) => endpoints.map(withWholePlan),
    async keys(keys) {
      const used = await lastUse.of(keys.map(({ id }) => id));
      return keys.map(({ digest: _, former, replaced: __, ...key }, i) => ({
        ...key,
        ...{ formerUntil: former?.until ?? null, lastUsedAt: used[i] ?? null },
      }));
    },
    async people(people) {
      const seen = await lastUse.of(people.map(({ id }) => id));
      return Promise.all(
        people.map(async (person, i) => ({
          ...person,
          ...{ lastSeenAt: seen[i] ?? null, isInvited: isInvited(await credentials.get(person.id)) },
        })),
      );
    },
    shares: async (shares) => shares.map(({ digest: _, ...share }) => share),
    blocks: async (blocks, scopes) => blocks.map((block) => visibleBlock(block, scopes)),
  };
}

/** Returns the endpoint with every member of its plan. Those of earlier versions lack the later members. */
function withWholePlan(endpoint: Endpoint): Endpoint {
  return { ...endpoint, routing: routingOf(endpoint) };
}

/** Returns whether the person can sign in by nothing but the link of the invitation. */
function isInvited(credentials: Credentials | null): boolean {
  if (!credentials) return true;
  const { password, passkeys, subject } = credentials;
  return password === null && passkeys.length === 0 && subject === null;
}

/** Returns the block with its caller masked for readers without `callers:read`, also where the note has the number. */
function visibleBlock(block: Block, scopes: ReadonlySet<Scope>): Block {
  if (scopes.has('callers:read')) return block;
  const { caller, note } = block;
  return { ...block, caller: lastDigits(caller) ?? '', note: note && withoutNumbers(note) };
}
